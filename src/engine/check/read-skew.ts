import type { Anomaly } from './anomaly.ts';
import { CYCLE_CLASSES, hasCycle } from './dependency-cycles.ts';
import { cycleFindings } from './isolation-finding.ts';

/** G-single: a cycle with exactly one anti-dependency (rule AN34). */
export const readSkew: Anomaly = {
  id: 'read-skew',
  isolation: { predicates: true },

  findings(history) {
    return cycleFindings('read-skew', history, CYCLE_CLASSES.GSingle);
  },

  watch({ isolation, detector }) {
    isolation.listen({
      get found() {
        return detector.found;
      },
      depended({ transactions, edges }) {
        if (hasCycle(transactions, edges, CYCLE_CLASSES.GSingle)) detector.report();
      },
    });
    return { containers: [] };
  },
};
