import type { Anomaly } from './anomaly.ts';
import type { Finding } from './finding.ts';
import { firstOfEach } from './first-of-each.ts';
import { deedOperation, nodeFinding } from './isolation-finding.ts';
import { isolationOf } from './isolation-history.ts';

/** OTV: a transaction reads what another has written, and afterwards something older than what that one wrote (rule AN37). */
export const observedTransactionVanishes: Anomaly = {
  id: 'observed-transaction-vanishes',
  isolation: { predicates: false },

  findings(history) {
    const isolation = isolationOf(history);
    const named = isolation.vanishings.map((vanishing): readonly [string, Finding] => [
      `${vanishing.stale.transaction.index} ${vanishing.missed.transaction.index}`,
      nodeFinding('observed-transaction-vanishes', isolation, vanishing, [
        deedOperation('write', vanishing.observed),
        deedOperation('read', vanishing.observing),
        deedOperation('overwriting', vanishing.missed),
        deedOperation('second-read', vanishing.stale),
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
        if (fact === 'observed-transaction-vanishes') detector.report();
      },
    });
    return { containers: [] };
  },
};
