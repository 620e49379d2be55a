import type { Mark } from './safety-facts.ts';

/** Shapes of verdicts on a grid of 16: a full diamond as anomalies have on the stage, a ring with a tick, a dashed ring ... */
export const MARK_PATHS: Readonly<Record<Mark, string>> = {
  found: 'M8 1.5L14.5 8 8 14.5 1.5 8z',
  none: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM5.3 8.2l1.9 1.9 3.6-4',
  unknown: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM6.3 6.4a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.9.7-.9 1.3M8 11.3h.01',
  running: 'M8 2a6 6 0 1 1-6 6',
  waiting: 'M4 8h.01M8 8h.01M12 8h.01',
  failed: 'M8 2.5L14.5 13.5H1.5zM8 6.5v3.2M8 11.7h.01',
};

export const CLAIM_TICK = 'M3 8.5l3.2 3.2L13 4.8';
