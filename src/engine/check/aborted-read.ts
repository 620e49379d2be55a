import type { Anomaly } from './anomaly.ts';
import type { Finding } from './finding.ts';
import { firstOfEach } from './first-of-each.ts';
import { deedOperation } from './isolation-finding.ts';
import { isolationOf } from './isolation-history.ts';

/** G1a: a committed transaction has read what another wrote and rolled back (rule AN35). */
export const abortedRead: Anomaly = {
  id: 'aborted-read',
  isolation: { predicates: false },

  findings(history) {
    const named = isolationOf(history).abortedReads.map(({ at, read, written }): readonly [string, Finding] => {
      const { transaction } = written;
      const rolledBack = {
        role: 'rolled-back',
        entry: transaction.endedAt,
        transaction: transaction.id,
        service: transaction.service,
      } as const;
      const operations = [deedOperation('write', written), deedOperation('read', read), rolledBack];
      return [
        `${read.transaction.index} ${transaction.index}`,
        { anomaly: 'aborted-read', at, witness: { operations } },
      ];
    });
    return firstOfEach(named);
  },

  watch({ isolation, detector }) {
    isolation.listen({
      get found() {
        return detector.found;
      },
      heard(fact) {
        if (fact === 'aborted-read') detector.report();
      },
    });
    return { containers: [] };
  },
};
