import type { AnomalyId } from './catalogue.ts';

/** In the order of the catalogue, whose texts judging does without. */
export const ANOMALY_IDS: readonly AnomalyId[] = [
  'saga-lost-update',
  'saga-dirty-read',
  'saga-dirty-read-exposure',
  'saga-fuzzy-read',
  'saga-write-skew',
  'dirty-write',
  'aborted-read',
  'intermediate-read',
  'circular-information-flow',
  'observed-transaction-vanishes',
  'predicate-many-preceders',
  'lost-update',
  'read-skew',
  'write-skew',
  'anti-dependency-cycle-item',
  'anti-dependency-cycle',
  'lost-message',
  'ghost-message',
  'duplicate-effect',
  'stuck-saga',
];

const NEEDING_QUIESCENCE: ReadonlySet<AnomalyId> = new Set<AnomalyId>(['lost-message', 'stuck-saga']);

/** Whether the absence of the anomaly is certain only at quiescence. */
export function needsQuiescence(id: AnomalyId): boolean {
  return NEEDING_QUIESCENCE.has(id);
}
