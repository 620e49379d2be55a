import type { Anomaly } from './anomaly.ts';
import type { Finding } from './finding.ts';
import { firstOfEach } from './first-of-each.ts';
import { deedOperation } from './isolation-finding.ts';
import { isolationOf } from './isolation-history.ts';

/** G1b: a committed transaction has read what another wrote, which then wrote it again (rule AN35). */
export const intermediateRead: Anomaly = {
  id: 'intermediate-read',
  isolation: { predicates: false },

  findings(history) {
    const named = isolationOf(history).intermediateReads.map(
      ({ at, read, written, final }): readonly [string, Finding] => {
        const operations = [
          deedOperation('write', written),
          deedOperation('read', read),
          ...(final === undefined ? [] : [deedOperation('second-write', final)]),
        ];
        const name = `${read.transaction.index} ${written.transaction.index}`;
        return [name, { anomaly: 'intermediate-read', at, witness: { operations } }];
      },
    );
    return firstOfEach(named);
  },

  watch({ isolation, detector }) {
    isolation.listen({
      get found() {
        return detector.found;
      },
      heard(fact) {
        if (fact === 'intermediate-read') detector.report();
      },
    });
    return { containers: [] };
  },
};
