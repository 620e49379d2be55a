import { timingFeasibility } from '../../src/engine/index.ts';
import type { FaultBudget, Program } from '../../src/engine/index.ts';

/** Longer schedules were made by hand, and play with the times that the seed draws. */
const LONGEST_SCHEDULE = 1000;

/**
 * When the choices of a schedule happen if the declared latencies allow it; undefined where they do not. A chunk of its own.
 * The schedule must be one that can be followed. So a counterexample plays as it could happen, and so does its link.
 */
export function timesOf(program: Program, schedule: readonly string[]): readonly number[] | undefined {
  if (schedule.length > LONGEST_SCHEDULE) return undefined;
  const timing = timingFeasibility(program, spentBudget(schedule), schedule);
  return timing.possible ? timing.timesMicros : undefined;
}

/** What a schedule needs: nobody asks for more requests, so none is overdue at its end. */
function spentBudget(schedule: readonly string[]): FaultBudget {
  const count = (fits: (name: string) => boolean): number => schedule.filter(fits).length;
  const lost = count((name) => name.endsWith(' (lost)'));
  return {
    requests: count((name) => name.startsWith('request ')),
    crashes: count((name) => name.startsWith('crash ')),
    losses: lost,
    lostAcknowledgements: lost,
    duplicates: count((name) => name.endsWith(' (duplicated)')),
  };
}
