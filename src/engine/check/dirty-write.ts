import type { Anomaly } from './anomaly.ts';
import { CYCLE_CLASSES, hasCycle } from './dependency-cycles.ts';
import { cycleFindings } from './isolation-finding.ts';

/** G0: a cycle of transactions that have overwritten each other (rule AN34). */
export const dirtyWrite: Anomaly = {
  id: 'dirty-write',
  isolation: { predicates: false },

  findings(history) {
    return cycleFindings('dirty-write', history, CYCLE_CLASSES.G0);
  },

  watch({ isolation, detector }) {
    isolation.listen({
      get found() {
        return detector.found;
      },
      depended({ transactions, edges }) {
        if (hasCycle(transactions, edges, CYCLE_CLASSES.G0)) detector.report();
      },
    });
    return { containers: [] };
  },
};
