import { Dictionary } from '../base/containers.ts';
import { NULL, TRUE } from '../base/values.ts';
import type { Anomaly } from './anomaly.ts';
import type { Finding } from './finding.ts';
import { firstOfEach } from './first-of-each.ts';
import { groupBy } from './group.ts';
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
    const all = [...sagas.items.values()].flatMap(({ versions }) => versions);
    const installedAt = groupBy(all, (version) => version.at);
    for (const [read, source] of foreignReads(sagas)) {
      if (source.undoneAt === Infinity) continue;
      // The compensation need not have touched the item that was read.
      const undoings = installedAt.get(source.undoneAt) ?? [];
      const undoing = undoings.find((version) => version.write.item === source.write.item) ?? undoings[0];
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

/** Reads of versions that a step of another saga wrote and that was not taken back yet. */
export function* foreignReads(sagas: SagaHistory): Iterable<readonly [TakenRead, Installed]> {
  for (const { reads } of sagas.items.values())
    for (const read of reads) {
      const { source } = read;
      if (source === undefined || !isForward(source)) continue;
      if (source.part.saga === read.part.saga || source.undoneAt <= read.at) continue;
      yield [read, source];
    }
}

export const nameOf = (read: TakenRead, source: Installed): string =>
  JSON.stringify([rowOf(read.read), read.transaction.index, source.part?.saga.index, source.part?.step]);
