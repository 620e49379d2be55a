import { NULL, TRUE } from '../base/values.ts';
import type { Anomaly } from './anomaly.ts';
import type { Finding } from './finding.ts';
import { firstOfEach } from './first-of-each.ts';
import { foreignReads, nameOf } from './saga-dirty-read.ts';
import { readOperation, writeOperation } from './witness.ts';

/** A read takes effect that returned what a saga wrote which still runs, and has not taken it back (rule AN15). */
export const sagaDirtyReadExposure: Anomaly = {
  id: 'saga-dirty-read-exposure',
  ledger: { order: false, endedReads: false },

  findings(_history, sagas) {
    const named: (readonly [string, Finding])[] = [];
    for (const [read, source] of foreignReads(sagas)) {
      if (source.undoneAt < read.effectiveAt || (source.part?.saga.endedAt ?? 0) < read.effectiveAt) continue;
      named.push([
        nameOf(read, source),
        {
          anomaly: 'saga-dirty-read-exposure',
          at: read.effectiveAt,
          witness: { operations: [writeOperation('write', source), readOperation('read', read)] },
        },
      ]);
    }
    return firstOfEach(named);
  },

  watch({ ledger, detector }) {
    ledger.listen({
      get found() {
        return detector.found;
      },
      reading(_saga, source) {
        if (source !== NULL && source !== TRUE) detector.report();
      },
    });
    return { containers: [] };
  },
};
