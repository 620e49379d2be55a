import type { Anomaly } from './anomaly.ts';
import { CYCLE_CLASSES, hasCycle } from './dependency-cycles.ts';
import { cycleFindings } from './isolation-finding.ts';

/** G2-item: a cycle with anti-dependencies, all of them on items (rule AN34). */
export const antiDependencyCycleItem: Anomaly = {
  id: 'anti-dependency-cycle-item',
  isolation: { predicates: true },

  findings(history) {
    return cycleFindings('anti-dependency-cycle-item', history, CYCLE_CLASSES.G2Item);
  },

  watch({ isolation, detector }) {
    isolation.listen({
      get found() {
        return detector.found;
      },
      depended({ transactions, edges }) {
        if (hasCycle(transactions, edges, CYCLE_CLASSES.G2Item)) detector.report();
      },
    });
    return { containers: [] };
  },
};
