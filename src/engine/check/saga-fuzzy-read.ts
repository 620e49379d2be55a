import { NULL } from '../base/values.ts';
import type { Anomaly } from './anomaly.ts';
import type { Finding } from './finding.ts';
import { firstOfEach } from './first-of-each.ts';
import { groupBy } from './group.ts';
import { isForward as isForwardElement } from './item-record.ts';
import type { KnownItem } from './item-record.ts';
import type { SagaRead } from './ledger.ts';
import { isForward } from './saga-history.ts';
import type { Installed, TakenRead } from './saga-history.ts';
import { readOperation, rowOf, writeOperation } from './witness.ts';

/**
 * Two forward steps of one saga read different versions of an item, and between the two versions lies one that a forward
 * step of another saga wrote, of whatever form, not taken back before the second read takes effect (rule AN16).
 */
export const sagaFuzzyRead: Anomaly = {
  id: 'saga-fuzzy-read',
  ledger: { order: true, endedReads: false },

  findings(_history, sagas) {
    const named: (readonly [string, Finding])[] = [];
    for (const { reads, versions } of sagas.items.values()) {
      const forward = reads.filter((read) => !read.part.compensating);
      for (const ofSaga of groupBy(forward, (read) => read.part.saga).values())
        for (const [index, second] of ofSaga.entries())
          for (const first of ofSaga.slice(0, index)) {
            const between = versionBetween(first, second, versions);
            if (between === undefined) continue;
            named.push([
              JSON.stringify([rowOf(second.read), second.transaction.index]),
              {
                anomaly: 'saga-fuzzy-read',
                at: second.effectiveAt,
                witness: {
                  operations: [
                    readOperation('read', first),
                    writeOperation('write', between),
                    readOperation('second-read', second),
                  ],
                },
              },
            ]);
          }
    }
    return firstOfEach(named);
  },

  watch({ ledger, detector }) {
    ledger.listen({
      get found() {
        return detector.found;
      },
      seeing(read, item) {
        if (!detector.found && differs(read, item)) detector.report();
      },
    });
    return { containers: [] };
  },
};

function versionBetween(first: TakenRead, second: TakenRead, versions: readonly Installed[]): Installed | undefined {
  if (first.part.step === second.part.step) return undefined;
  const from = Math.min(first.position, second.position);
  const to = Math.max(first.position, second.position);
  return versions
    .slice(from, to)
    .find(
      (version) =>
        isForward(version) && version.part.saga !== second.part.saga && version.undoneAt > second.effectiveAt,
    );
}

function differs(read: SagaRead, item: KnownItem): boolean {
  if (read.compensating) return false;
  return item.readers.some((reader) => {
    const isOtherStep =
      reader.saga === read.saga && !reader.compensating && reader.work === NULL && reader.step !== read.step;
    if (!isOtherStep) return false;
    return item.elements
      .slice(Math.min(reader.first, read.first), Math.max(reader.last, read.last))
      .some((element) => isForwardElement(element) && element.saga !== read.saga);
  });
}
