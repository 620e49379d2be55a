import type { Anomaly } from './anomaly.ts';
import type { Finding } from './finding.ts';
import { firstOfEach } from './first-of-each.ts';
import { deedOperation, nodeFinding } from './isolation-finding.ts';
import { isolationOf } from './isolation-history.ts';

/** P4: a transaction overwrites an item that another has written since it read it (rule AN36). */
export const lostUpdate: Anomaly = {
  id: 'lost-update',
  isolation: { predicates: false },

  findings(history) {
    const isolation = isolationOf(history);
    const named = isolation.lostUpdates.map((lost): readonly [string, Finding] => [
      `${lost.read.transaction.index} ${lost.lost.transaction.index}`,
      nodeFinding('lost-update', isolation, lost, [
        deedOperation('read', lost.read),
        deedOperation('overwritten', lost.lost),
        deedOperation('overwriting', lost.overwriting),
      ]),
    ]);
    return firstOfEach(named);
  },

  watch({ isolation, detector }) {
    isolation.listen({
      get found() {
        return detector.found;
      },
      heard(fact) {
        if (fact === 'lost-update') detector.report();
      },
    });
    return { containers: [] };
  },
};
