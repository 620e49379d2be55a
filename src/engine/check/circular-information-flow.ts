import type { Anomaly } from './anomaly.ts';
import { CYCLE_CLASSES, hasCycle } from './dependency-cycles.ts';
import { cycleFindings } from './isolation-finding.ts';

/** G1c: a cycle of transactions that have overwritten or read each other, read at least once (rule AN34). */
export const circularInformationFlow: Anomaly = {
  id: 'circular-information-flow',
  isolation: { predicates: true },

  findings(history) {
    return cycleFindings('circular-information-flow', history, CYCLE_CLASSES.G1c);
  },

  watch({ isolation, detector }) {
    isolation.listen({
      get found() {
        return detector.found;
      },
      depended({ transactions, edges }) {
        if (hasCycle(transactions, edges, CYCLE_CLASSES.G1c)) detector.report();
      },
    });
    return { containers: [] };
  },
};
