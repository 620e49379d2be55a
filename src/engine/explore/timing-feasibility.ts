import { assert } from '../base/assert.ts';
import type { Program } from '../sim/program.ts';
import type { WorldOptions } from '../sim/world.ts';
import { timingBounds } from './timing-feasibility-bounds.ts';
import type { TimingBound } from './timing-feasibility-bounds.ts';
import { USUAL_EFFORT, timesOfMoments } from './timing-feasibility-times.ts';
import type { Effort, Relaxation } from './timing-feasibility-times.ts';

/** Whether a schedule can happen with the declared latencies. */
export type TimingFeasibility =
  | {
      readonly possible: true;
      /** For each choice when it happens, as early as all the others allow: `simulate` plays it with these. */
      readonly timesMicros: readonly number[];
    }
  | {
      readonly possible: false;
      /** Ordinal of the choice that comes too early or too late, or at which an act is still not done. */
      readonly step: number;
      /** Name of the act that comes before its declared minimum, or after its declared maximum. */
      readonly choice: string;
      readonly bound: 'minimum' | 'maximum';
      readonly declaredMicros: number;
      /** By how much at least. */
      readonly beyondMicros: number;
      /**
       * Whether that is all: with this one delay so much beyond its bound, and no other, the schedule can happen. False where
       * several have to be: then it is so up to `step`, and more follows.
       */
      readonly suffices: boolean;
    };

/**
 * Holds a schedule against the declared delays, by difference constraints between the times of its choices. Of all single
 * delays that could be beyond what is declared the one with the least excess is named; among equals the latest that takes too long.
 */
export function timingFeasibility(
  program: Program,
  faults: WorldOptions['faults'],
  schedule: readonly string[],
): TimingFeasibility {
  const bounds = timingBounds(program, faults, schedule);
  const effort = { left: USUAL_EFFORT };
  const found = timesOfMoments(schedule.length + 1, bounds, { effort });
  if (found.possible) return { possible: true, timesMicros: found.times.slice(1) };
  const excess = leastExcess(schedule.length + 1, bounds, found.conflict, effort);
  if (excess !== undefined) return impossible(excess, true);
  const beginning = shortestImpossible(program, faults, schedule, effort);
  return impossible(
    leastExcess(beginning.moments, beginning.bounds, beginning.conflict, effort) ?? beginning.last,
    false,
  );
}

interface Beginning {
  readonly moments: number;
  readonly bounds: readonly TimingBound[];
  readonly conflict: ReadonlySet<TimingBound>;
  /** Of its last choice: it could be done at the time of the one before, if it were not for its minimum. */
  readonly last: Relaxation;
}

function shortestImpossible(
  program: Program,
  faults: WorldOptions['faults'],
  schedule: readonly string[],
  effort: Effort,
): Beginning {
  let possible = 0;
  let not = schedule.length;
  let found: Beginning | undefined;
  while (found === undefined || not - possible > 1) {
    const length = found === undefined ? not : (possible + not) >>> 1;
    const bounds = timingBounds(program, faults, schedule.slice(0, length));
    const times = timesOfMoments(length + 1, bounds, { effort });
    if (times.possible) {
      possible = length;
      continue;
    }
    not = length;
    const { conflict } = times;
    const bound = bounds.find(({ kind, at }) => kind === 'minimum' && at === length) ?? [...conflict][0];
    assert(bound !== undefined, 'a conflict has bounds');
    found = { moments: length + 1, bounds, conflict, last: { bound, byMicros: bound.micros } };
  }
  return found;
}

/** The least that a single bound must be exceeded by, if one alone is enough. */
function leastExcess(
  moments: number,
  bounds: readonly TimingBound[],
  conflict: ReadonlySet<TimingBound>,
  effort: Effort,
): Relaxation | undefined {
  let best: Relaxation | undefined;
  const isEnough = (bound: TimingBound, byMicros: number): boolean =>
    timesOfMoments(moments, bounds, { relaxation: { bound, byMicros }, effort }).possible;
  const longest = bounds.reduce((sum, { micros }) => sum + micros, 1);
  const candidates = [...conflict].toSorted((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : b.at - a.at));
  for (const bound of candidates) {
    // No delay is less than nothing.
    const most = Math.min(
      best === undefined ? longest : best.byMicros - 1,
      bound.kind === 'minimum' ? bound.micros : longest,
    );
    if (most < 1 || !isEnough(bound, most)) continue;
    let tooLittle = 0;
    let enough = most;
    while (enough - tooLittle > 1) {
      const middle = tooLittle + Math.floor((enough - tooLittle) / 2);
      if (isEnough(bound, middle)) enough = middle;
      else tooLittle = middle;
    }
    best = { bound, byMicros: enough };
  }
  return best;
}

function impossible({ bound, byMicros }: Relaxation, suffices: boolean): TimingFeasibility {
  const { at, choice, kind, micros } = bound;
  return {
    possible: false,
    step: at - 1,
    choice,
    bound: kind,
    declaredMicros: micros,
    beyondMicros: byMicros,
    suffices,
  };
}
