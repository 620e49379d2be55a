import { Cell, Dictionary } from '../base/containers.ts';
import type { Sequence } from '../base/containers.ts';
import { NULL } from '../base/values.ts';
import type { Value } from '../base/values.ts';

/** What a world is made of, in a fixed order. */
export type Containers = readonly (Cell | Dictionary | Sequence)[];

/**
 * The content of containers as it is, in the values of their own table: a copy of integers, many times cheaper than the
 * canonical bytes of `pack`, and good for the same table only.
 */
export type Snapshot = Int32Array;

export function takeSnapshot(containers: Containers): Snapshot {
  let size = 0;
  for (const container of containers) size += sizeOf(container);
  const snapshot = new Int32Array(size);
  let at = 0;
  for (const container of containers) {
    if (container instanceof Cell) snapshot[at++] = container.value;
    else if (container instanceof Dictionary) {
      snapshot[at++] = container.size;
      container.forEach((value, key) => {
        snapshot[at++] = key;
        snapshot[at++] = value;
      });
    } else {
      snapshot[at++] = container.length;
      for (let i = 0; i < container.length; i++) snapshot[at++] = container.at(i);
    }
  }
  return snapshot;
}

/** Makes the containers what they were; what is the same already is not written. Journalled as ordinary writes. */
export function restoreSnapshot(containers: Containers, snapshot: Snapshot): void {
  let at = 0;
  for (const container of containers) {
    if (container instanceof Cell) container.set(snapshot[at++] as Value);
    else if (container instanceof Dictionary) {
      const size = snapshot[at++] as number;
      restoreDictionary(container, snapshot.subarray(at, at + 2 * size));
      at += 2 * size;
    } else {
      const length = snapshot[at++] as number;
      restoreSequence(container, snapshot.subarray(at, at + length));
      at += length;
    }
  }
}

function sizeOf(container: Cell | Dictionary | Sequence): number {
  if (container instanceof Cell) return 1;
  return container instanceof Dictionary ? 1 + 2 * container.size : 1 + container.length;
}

function restoreDictionary(dictionary: Dictionary, content: Snapshot): void {
  for (let i = 0; i < content.length; i += 2) dictionary.set(content[i] as Value, content[i + 1] as Value);
  if (2 * dictionary.size === content.length) return;
  const kept = new Set<Value>();
  for (let i = 0; i < content.length; i += 2) kept.add(content[i] as Value);
  const others: Value[] = [];
  dictionary.forEach((_, key) => {
    if (!kept.has(key)) others.push(key);
  });
  for (const key of others) dictionary.set(key, NULL);
}

function restoreSequence(sequence: Sequence, content: Snapshot): void {
  let same = 0;
  while (same < content.length && same < sequence.length && sequence.at(same) === content[same]) same++;
  while (sequence.length > same) sequence.removeAt(sequence.length - 1);
  for (let i = same; i < content.length; i++) sequence.push(content[i] as Value);
}
