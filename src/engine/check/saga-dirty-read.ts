import { Dictionary } from '../base/containers.ts';
import { NULL, TRUE } from '../base/values.ts';
import type { Anomaly } from './anomaly.ts';
import type { Finding } from './finding.ts';
import { firstOfEach } from './first-of-each.ts';
import { isForward } from './saga-history.ts';
import type { Installed, SagaHistory, TakenRead } from './saga-history.ts';
import { readOperation, rowOf, writeOperation } from './witness.ts';

/**
 * A saga reads a version that a forward step of another saga has written, and that step is compensated after the read
 * (rule AN14). It becomes true when both the compensation has committed and the read has taken effect.
 */
export const sagaDirtyRead: Anomaly = {
  id: 'saga-dirty-read',
  ledger: { order: false, endedReads: false },

  findings(_history, sagas) {
    const named: (readonly [string, Finding])[] = [];
    for (const [read, source, item] of foreignReads(sagas)) {
      if (source.undoneAt === Infinity) continue;
      const undoing = versionInstalledAt(source.undoneAt, [
        item,
        ...[...sagas.items.values()].map(({ versions }) => versions),
      ]);
      named.push([
        nameOf(read, source),
        {
          anomaly: 'saga-dirty-read',
          at: Math.max(read.effectiveAt, source.undoneAt),
          witness: {
            operations: [
              writeOperation('write', source),
              readOperation('read', read),
              ...(undoing === undefined ? [] : [writeOperation('compensation', undoing)]),
            ],
          },
        },
      ]);
    }
    return firstOfEach(named);
  },

  watch({ context, ledger, detector }) {
    const { values } = context;
    // Steps that other sagas have read from: (saga, step).
    const observed = new Dictionary('monitor/saga-dirty-read/observed', context);
    ledger.listen({
      get found() {
        return detector.found;
      },
      reading(_saga, source) {
        if (source === TRUE) detector.report();
        else if (source !== NULL && !detector.found) observed.set(source, TRUE);
      },
      undone(saga, step) {
        if (observed.has(values.tuple(saga, step))) detector.report();
      },
      ended(saga) {
        for (const source of observed.keys().slice()) if (values.field(source, 0) === saga) observed.delete(source);
      },
    });
    return { containers: [observed] };
  },
};

/** Reads of versions that a step of another saga wrote and that was not taken back yet, with the versions of the item. */
export function* foreignReads(sagas: SagaHistory): Iterable<readonly [TakenRead, Installed, readonly Installed[]]> {
  for (const { reads, versions } of sagas.items.values())
    for (const read of reads) {
      const source = versions[read.position - 1];
      if (source === undefined || !isForward(source) || source.write.version !== read.read.version) continue;
      if (source.part.saga === read.part.saga || source.undoneAt <= read.at) continue;
      yield [read, source, versions];
    }
}

export const nameOf = (read: TakenRead, source: Installed): string =>
  JSON.stringify([rowOf(read.read), read.transaction.index, source.part?.saga.index, source.part?.step]);

/** The compensation need not have touched the item that was read. */
function versionInstalledAt(at: number, items: readonly (readonly Installed[])[]): Installed | undefined {
  for (const versions of items) {
    const found = versions.find((version) => version.at === at);
    if (found !== undefined) return found;
  }
  return undefined;
}
