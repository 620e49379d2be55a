import type { Anomaly } from './anomaly.ts';
import type { Finding } from './finding.ts';
import { firstOfEach } from './first-of-each.ts';
import { deedOperation, nodeFinding } from './isolation-finding.ts';
import { isolationOf } from './isolation-history.ts';

/** PMP: between two predicate reads of one transaction another has changed what both select (rule AN38). */
export const predicateManyPreceders: Anomaly = {
  id: 'predicate-many-preceders',
  isolation: { predicates: true },

  findings(history) {
    const isolation = isolationOf(history);
    const named = isolation.manyPreceders.map((preceders): readonly [string, Finding] => [
      `${preceders.first.transaction.index} ${preceders.changed.transaction.index}`,
      nodeFinding('predicate-many-preceders', isolation, preceders, [
        deedOperation('predicate-read', preceders.first),
        deedOperation('write', preceders.changed),
        deedOperation('second-predicate-read', preceders.second),
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
        if (fact === 'predicate-many-preceders') detector.report();
      },
    });
    return { containers: [] };
  },
};
