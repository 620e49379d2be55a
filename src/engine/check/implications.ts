import type { AnomalyId } from './catalogue.ts';
import type { Finding } from './finding.ts';

/**
 * What need not be said of transactions that depend on each other in a circle once this has been said of them: the more
 * specific name says it too (Adya 1999; Bailis et al. 2014), or the same dependencies are all there is to it.
 */
export const NEED_NOT_BE_SAID: ReadonlyMap<AnomalyId, readonly AnomalyId[]> = new Map<AnomalyId, readonly AnomalyId[]>([
  ['dirty-write', ['circular-information-flow']],
  ['circular-information-flow', []],
  ['aborted-read', []],
  ['intermediate-read', []],
  ['observed-transaction-vanishes', ['read-skew', 'anti-dependency-cycle-item', 'anti-dependency-cycle']],
  ['predicate-many-preceders', ['read-skew', 'anti-dependency-cycle-item', 'anti-dependency-cycle']],
  ['lost-update', ['read-skew', 'anti-dependency-cycle-item', 'anti-dependency-cycle']],
  ['read-skew', ['anti-dependency-cycle-item', 'anti-dependency-cycle']],
  ['write-skew', ['anti-dependency-cycle-item', 'anti-dependency-cycle']],
  ['anti-dependency-cycle-item', ['anti-dependency-cycle']],
  ['anti-dependency-cycle', []],
]);

/** Leaves out findings that another one of the same circle says better. For people; verdicts name them all. Rule AN42. */
export function mostSpecific(findings: readonly Finding[]): Finding[] {
  return findings.filter(
    ({ anomaly, component }) =>
      component === undefined ||
      !findings.some(
        (other) => other.component === component && NEED_NOT_BE_SAID.get(other.anomaly)?.includes(anomaly),
      ),
  );
}
