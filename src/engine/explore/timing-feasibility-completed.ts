import type { Value } from '../base/values.ts';
import type { FaultBudget } from '../model/document.ts';
import { ChoiceKind, choiceKind, choiceName, isFault } from '../sim/choice.ts';
import { choices } from '../sim/choices.ts';
import type { Program } from '../sim/program.ts';
import { isQuiescent, step } from '../sim/step.ts';
import { World } from '../sim/world.ts';
import { silentSink } from '../trace/entry.ts';
import { LIVELOCK, PropertyWatch, propertiesOf } from './property.ts';
import { timingBounds } from './timing-feasibility-bounds.ts';
import type { TimingBound } from './timing-feasibility-bounds.ts';
import { USUAL_EFFORT, timesOfMoments } from './timing-feasibility-times.ts';

/** A schedule that is possible with the declared latencies. */
export interface CompletedSchedule {
  readonly schedule: readonly string[];
  readonly timesMicros: readonly number[];
}

/** So many acts may be put in or moved before it is given up; of long schedules fewer: each is gone through anew. */
const MAXIMUM_CHANGES = 200;
const MAXIMUM_STEPS = 40_000;

/**
 * A counterexample is short because it leaves out what it does not need; but what is left out does not wait for ever, and
 * then the counterexample alone needs longer delays than are declared. Here the acts that would be overdue are put back where
 * they must have happened, one by one, as long as the property is still violated.
 *
 * @returns undefined where that has not led to a schedule that is possible; there may be one all the same
 */
export function completedInTime(
  program: Program,
  budget: FaultBudget,
  property: string,
  schedule: readonly string[],
): CompletedSchedule | undefined {
  if (property === LIVELOCK) return undefined;
  let current: readonly string[] | undefined = schedule;
  const effort = { left: USUAL_EFFORT };
  const most = Math.min(MAXIMUM_CHANGES, Math.floor(MAXIMUM_STEPS / (schedule.length + 1)));
  for (let change = 0; change < most && current !== undefined; change++) {
    const bounds = timingBounds(program, budget, current);
    const found = timesOfMoments(current.length + 1, bounds, { effort });
    if (found.possible) return { schedule: current, timesMicros: found.times.slice(1) };
    const changed = withOverdue(current, bounds);
    current = changed === undefined ? undefined : violating(program, budget, property, changed);
  }
  return undefined;
}

/** The schedule with the first act that is overdue done before it is. */
function withOverdue(schedule: readonly string[], bounds: readonly TimingBound[]): readonly string[] | undefined {
  const earliest = timesOfMoments(
    schedule.length + 1,
    bounds.filter(({ kind }) => kind === 'minimum'),
  );
  if (!earliest.possible) return undefined;
  const { times } = earliest;
  let first: { readonly bound: TimingBound; readonly before: number; readonly deadline: number } | undefined;
  for (const bound of bounds) {
    if (bound.kind !== 'maximum') continue;
    const { at, from, possible, micros } = bound;
    const deadline = Math.max(times[possible] as number, (times[from] as number) + micros);
    let before = possible + 1;
    while (before <= at && (times[before] as number) <= deadline) before++;
    // At its own place already: then it is not this act that is to come earlier.
    if (before > at || (before === at && isDoneAt(schedule, bound))) continue;
    const isFirst =
      first === undefined || before < first.before || (before === first.before && deadline < first.deadline);
    if (isFirst) first = { bound, before, deadline };
  }
  if (first === undefined) return undefined;
  const { bound, before } = first;
  const left = isDoneAt(schedule, bound) ? schedule.filter((_choice, i) => i !== bound.at - 1) : schedule;
  return [...left.slice(0, before - 1), bound.choice, ...left.slice(before - 1)];
}

function isDoneAt(schedule: readonly string[], { at, choice }: TimingBound): boolean {
  return schedule[at - 1] === choice;
}

/**
 * What is done of a schedule until the property is violated. Choices that have become impossible are left out. A property that
 * shows only at the end is waited for: what is still to do is done, in the order of the choices.
 */
function violating(
  program: Program,
  budget: FaultBudget,
  property: string,
  schedule: readonly string[],
): readonly string[] | undefined {
  const { values } = program;
  const watch = new PropertyWatch(program, propertiesOf(program, [property]), budget);
  // Names are those of a world that counts deliveries, which the one that is watched need not do: both are followed.
  const counting = new World(program, { faults: budget, tracksVersions: false });
  const enabled: Value[] = [];
  const counted: Value[] = [];
  const done: string[] = [];
  const isViolated = (): boolean => {
    const count = choices(program, watch.world, enabled);
    choices(program, counting, counted);
    return watch.violated(isQuiescent(watch.world, enabled, count)) === property;
  };
  const take = (at: number): void => {
    const choice = counted[at] as Value;
    done.push(choiceName(program, choice));
    step(program, watch.world, enabled[at] as Value, watch.sink);
    step(program, counting, choice, silentSink);
  };
  if (isViolated()) return done;
  for (const name of schedule) {
    const at = counted.findIndex((candidate) => choiceName(program, candidate) === name);
    if (at === -1) continue;
    take(at);
    if (isViolated()) return done;
  }
  while (done.length < 2 * schedule.length + MAXIMUM_CHANGES) {
    const next = counted.findIndex(
      (choice) => !isFault(values, choice) && choiceKind(values, choice) !== ChoiceKind.request,
    );
    if (next === -1) return undefined;
    take(next);
    if (isViolated()) return done;
  }
  return undefined;
}
