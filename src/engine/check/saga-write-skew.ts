import { NULL } from '../base/values.ts';
import type { Value } from '../base/values.ts';
import type { Anomaly } from './anomaly.ts';
import type { Finding } from './finding.ts';
import { firstOfEach } from './first-of-each.ts';
import { isForward as isForwardElement } from './item-record.ts';
import type { ItemRecord } from './item-record.ts';
import { isForward } from './saga-history.ts';
import type { Installed, SagaHistory, SagaNode, TakenRead } from './saga-history.ts';
import { readOperation, writeOperation } from './witness.ts';

/**
 * Two sagas each read, in a forward step, a version of an item of which the other's forward step wrote a later one, and
 * at that time no item has versions of both that are not taken back (rule AN17). Cycles of three and more sagas are not
 * looked for.
 */
export const sagaWriteSkew: Anomaly = {
  id: 'saga-write-skew',
  ledger: { order: true, endedReads: true },

  findings(_history, sagas) {
    const named: (readonly [string, Finding])[] = [];
    for (const [a, b] of pairsThatMeet(sagas)) {
      const finding = judge(sagas, a, b);
      if (finding !== undefined) named.push([`${a.index} ${b.index}`, finding]);
    }
    return firstOfEach(named);
  },

  watch({ ledger, detector }) {
    ledger.listen({
      get found() {
        return detector.found;
      },
      changed(saga) {
        if (detector.found) return;
        const items = ledger.items.keys().map((key) => ledger.itemAt(key));
        const others = new Set(items.flatMap((item) => item.elements.map((element) => element.saga)));
        for (const other of others)
          if (other !== NULL && other !== saga && isSkewed(items, saga, other)) detector.report();
      },
    });
    return { containers: [] };
  },
};

function isSkewed(items: readonly ItemRecord[], a: Value, b: Value): boolean {
  const writes = (item: ItemRecord, saga: Value, from = 0): boolean =>
    item.elements.some((element, index) => index >= from && element.saga === saga && isForwardElement(element));
  const overwrites = (writer: Value, reader: Value): boolean =>
    items.some((item) =>
      item.readers.some(
        (read) => read.saga === reader && !read.compensating && read.work === NULL && writes(item, writer, read.first),
      ),
    );
  if (!overwrites(a, b) || !overwrites(b, a)) return false;
  return !items.some((item) => writes(item, a) && writes(item, b));
}

/** Pairs of sagas of which one has read an item that the other has written. */
function pairsThatMeet(sagas: SagaHistory): Iterable<readonly [SagaNode, SagaNode]> {
  const pairs = new Map<string, readonly [SagaNode, SagaNode]>();
  for (const { reads, versions } of sagas.items.values()) {
    const readers = new Set(reads.map((read) => read.part.saga));
    const writers = new Set(versions.filter(isForward).map((version) => version.part.saga));
    for (const reader of readers)
      for (const writer of writers) {
        if (reader === writer) continue;
        const [a, b] = reader.index < writer.index ? [reader, writer] : [writer, reader];
        pairs.set(`${a.index} ${b.index}`, [a, b]);
      }
  }
  return pairs.values();
}

/** Looks at every moment at which something changes between the two. */
function judge(sagas: SagaHistory, a: SagaNode, b: SagaNode): Finding | undefined {
  const isOfPair = (saga: SagaNode | undefined): boolean => saga === a || saga === b;
  const moments = new Set<number>();
  for (const { reads, versions } of sagas.items.values()) {
    for (const read of reads) if (isOfPair(read.part.saga)) moments.add(read.effectiveAt);
    for (const version of versions) {
      if (!isOfPair(version.part?.saga)) continue;
      moments.add(version.at);
      if (version.undoneAt !== Infinity) moments.add(version.undoneAt);
    }
  }
  for (const at of [...moments].sort((x, y) => x - y)) {
    const ofB = antiDependency(sagas, a, b, at);
    const ofA = antiDependency(sagas, b, a, at);
    if (ofA === undefined || ofB === undefined || haveCommonItem(sagas, a, b, at)) continue;
    return {
      anomaly: 'saga-write-skew',
      at,
      witness: {
        operations: [
          readOperation('read', ofB[0]),
          readOperation('second-read', ofA[0]),
          writeOperation('write', ofA[1]),
          writeOperation('second-write', ofB[1]),
        ],
      },
    };
  }
  return undefined;
}

const stands = (version: Installed, saga: SagaNode, at: number): boolean =>
  isForward(version) && version.part.saga === saga && version.at <= at && version.undoneAt > at;

/** A read of one saga and a later version by the other. */
function antiDependency(
  sagas: SagaHistory,
  reader: SagaNode,
  writer: SagaNode,
  at: number,
): readonly [TakenRead, Installed] | undefined {
  for (const { reads, versions } of sagas.items.values())
    for (const read of reads) {
      if (read.part.saga !== reader || read.part.compensating || read.effectiveAt > at) continue;
      const version = versions.find((candidate) => candidate.index >= read.position && stands(candidate, writer, at));
      if (version !== undefined) return [read, version];
    }
  return undefined;
}

function haveCommonItem(sagas: SagaHistory, a: SagaNode, b: SagaNode, at: number): boolean {
  for (const { versions } of sagas.items.values())
    if (versions.some((version) => stands(version, a, at)) && versions.some((version) => stands(version, b, at)))
      return true;
  return false;
}
