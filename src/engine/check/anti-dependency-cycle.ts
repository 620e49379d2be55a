import type { Anomaly } from './anomaly.ts';
import { CYCLE_CLASSES, hasCycle } from './dependency-cycles.ts';
import { cycleFindings } from './isolation-finding.ts';

/** G2: a cycle with anti-dependencies, on items or predicates (rule AN34). */
export const antiDependencyCycle: Anomaly = {
  id: 'anti-dependency-cycle',
  isolation: { predicates: true },

  findings(history) {
    return cycleFindings('anti-dependency-cycle', history, CYCLE_CLASSES.G2);
  },

  watch({ isolation, detector }) {
    isolation.listen({
      get found() {
        return detector.found;
      },
      depended({ transactions, edges }) {
        if (hasCycle(transactions, edges, CYCLE_CLASSES.G2)) detector.report();
      },
    });
    return { containers: [] };
  },
};
