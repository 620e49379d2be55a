import { NULL } from '../base/values.ts';
import type { Value } from '../base/values.ts';
import type { Anomaly } from './anomaly.ts';
import type { Finding } from './finding.ts';
import { firstOfEach } from './first-of-each.ts';
import { isForward as isForwardElement } from './item-record.ts';
import type { KnownItem } from './item-record.ts';
import { isForward } from './saga-history.ts';
import type { Installed, ItemHistory, SagaHistory, SagaNode, TakenRead } from './saga-history.ts';
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
    for (const [a, b, items] of candidates(sagas)) {
      const finding = judge(items, a, b);
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

function isSkewed(items: readonly KnownItem[], a: Value, b: Value): boolean {
  const writes = (item: KnownItem, saga: Value, from = 0): boolean =>
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

/** Pairs of sagas that at any time overwrite what the other has read, with the items that they touch. */
function* candidates(sagas: SagaHistory): Iterable<readonly [SagaNode, SagaNode, readonly ItemHistory[]]> {
  const overwrittenBy = new Map<SagaNode, Set<SagaNode>>();
  const touched = new Map<SagaNode, Set<ItemHistory>>();
  const touch = (saga: SagaNode, item: ItemHistory): void => {
    const items = touched.get(saga);
    if (items === undefined) touched.set(saga, new Set([item]));
    else items.add(item);
  };
  for (const item of sagas.items.values()) {
    const writers = item.versions.filter(isForward);
    for (const version of writers) touch(version.part.saga, item);
    for (const { part, position } of item.reads) {
      touch(part.saga, item);
      const others = overwrittenBy.get(part.saga) ?? new Set();
      overwrittenBy.set(part.saga, others);
      for (let i = writers.length - 1; i >= 0; i--) {
        const version = writers[i] as (typeof writers)[number];
        if (version.index < position) break;
        others.add(version.part.saga);
      }
    }
  }
  for (const [a, others] of overwrittenBy)
    for (const b of others)
      if (a.index < b.index && overwrittenBy.get(b)?.has(a) === true)
        yield [a, b, [...new Set([...(touched.get(a) ?? []), ...(touched.get(b) ?? [])])]];
}

/** Looks at every moment at which something changes between the two. */
function judge(items: readonly ItemHistory[], a: SagaNode, b: SagaNode): Finding | undefined {
  const isOfPair = (saga: SagaNode | undefined): boolean => saga === a || saga === b;
  const moments = new Set<number>();
  for (const { reads, versions } of items) {
    for (const read of reads) if (isOfPair(read.part.saga)) moments.add(read.effectiveAt);
    for (const version of versions) {
      if (!isOfPair(version.part?.saga)) continue;
      moments.add(version.at);
      if (version.undoneAt !== Infinity) moments.add(version.undoneAt);
    }
  }
  for (const at of [...moments].sort((x, y) => x - y)) {
    const ofB = antiDependency(items, a, b, at);
    const ofA = antiDependency(items, b, a, at);
    if (ofA === undefined || ofB === undefined || haveCommonItem(items, a, b, at)) continue;
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
  items: readonly ItemHistory[],
  reader: SagaNode,
  writer: SagaNode,
  at: number,
): readonly [TakenRead, Installed] | undefined {
  for (const { reads, versions } of items)
    for (const read of reads) {
      if (read.part.saga !== reader || read.part.compensating || read.effectiveAt > at) continue;
      const version = versions.find((candidate) => candidate.index >= read.position && stands(candidate, writer, at));
      if (version !== undefined) return [read, version];
    }
  return undefined;
}

function haveCommonItem(items: readonly ItemHistory[], a: SagaNode, b: SagaNode, at: number): boolean {
  return items.some(
    ({ versions }) =>
      versions.some((version) => stands(version, a, at)) && versions.some((version) => stands(version, b, at)),
  );
}
