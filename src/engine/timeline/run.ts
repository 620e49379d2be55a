import type { Value } from '../base/values.ts';
import type { FaultBudget } from '../model/document.ts';
import { ChoiceKind, choiceKind, choiceName } from '../sim/choice.ts';
import { choices } from '../sim/choices.ts';
import { holds } from '../sim/invariant.ts';
import type { InvariantProgram, Program } from '../sim/program.ts';
import { step } from '../sim/step.ts';
import { World } from '../sim/world.ts';
import type { WorldOptions } from '../sim/world.ts';
import { Trace } from '../trace/trace.ts';
import { TimedChooser } from './timed.ts';

/** What decides a run. */
export interface RunPlan {
  readonly seed: number;
  /** At this step (choices made before) do this choice instead of what the seed would do. */
  readonly overrides?: readonly { readonly step: number; readonly choice: string }[];
  /**
   * A whole schedule by names: the run ends with it, and requests that it does not send are not sent. The seed then only
   * draws times. Without `faults` it may have those that the document declares, or else as many as it has.
   */
  readonly schedule?: readonly string[];
  /** When each choice of the schedule happens, not decreasing; left out: as the seed draws it. */
  readonly timesMicros?: readonly number[];
  readonly maximumEntries?: number;
  readonly faults?: WorldOptions['faults'];
}

export type RunOutcome = 'quiescent' | 'entry-limit' | 'schedule-end' | 'diverged';

/** Where a plan could not be followed, and what could have been done instead. */
export interface Divergence {
  readonly step: number;
  readonly expected: string;
  readonly available: readonly string[];
}

/** A finished run: its choices are the truth; everything else can be computed from them again. */
export interface Run {
  readonly program: Program;
  readonly plan: RunPlan;
  readonly choices: readonly Value[];
  readonly trace: Trace;
  readonly outcome: RunOutcome;
  readonly divergence?: Divergence;
  readonly stateDigest: string;
  /** Invariants that did not hold, each where it first failed; `finally` ones at the end. */
  readonly violations: readonly InvariantViolation[];
}

export interface InvariantViolation {
  readonly invariant: string;
  /** Ordinal of the last entry before it was seen. */
  readonly at: number;
}

export const MAXIMUM_ENTRIES = 20_000;

/** Steps between two points at which the journal forgets the past. */
const FORGET_STEPS = 64;

export function run(program: Program, plan: RunPlan): Run {
  const running = runInSlices(program, plan);
  for (;;) {
    const next = running.next();
    if (next.done === true) return next.value;
  }
}

/** The same, giving the thread back after every so many choices, for whoever has only one. */
export function* runInSlices(program: Program, plan: RunPlan): Generator<undefined, Run, undefined> {
  const finished = yield* attempt(program, plan);
  const { divergence } = finished;
  if (divergence === undefined || plan.schedule === undefined || plan.faults !== undefined) return finished;
  // A search may have had faults that the document does not declare for play: then the schedule brings its own.
  if (!FAULT.test(divergence.expected)) return finished;
  const freed = yield* attempt(program, { ...plan, faults: faultsIn(plan.schedule) });
  return freed.divergence === undefined ? freed : finished;
}

const FAULT = /^crash | \((?:lost|duplicated)\)$/;

function faultsIn(schedule: readonly string[]): FaultBudget {
  const count = (pattern: RegExp): number => schedule.filter((name) => pattern.test(name)).length;
  return {
    crashes: count(/^crash /),
    losses: count(/^(?!acknowledge |deliver ).* \(lost\)$/),
    duplicates: count(/ \(duplicated\)$/),
    lostAcknowledgements: count(/^(?:acknowledge|deliver) .* \(lost\)$/),
  };
}

function* attempt(program: Program, plan: RunPlan): Generator<undefined, Run, undefined> {
  const world = new World(program, { faults: plan.faults ?? 'declared', tracksVersions: true });
  const trace = new Trace(program.values);
  const chooser = new TimedChooser(plan.seed);
  const overrides = new Map((plan.overrides ?? []).map((override) => [override.step, override.choice]));
  const maximum = plan.maximumEntries ?? MAXIMUM_ENTRIES;
  const made: Value[] = [];
  const enabled: Value[] = [];
  const violations: InvariantViolation[] = [];
  const always = program.invariants.filter((invariant) => invariant.when === 'always');
  const judge = (invariants: readonly InvariantProgram[]): void => {
    for (const invariant of invariants)
      if (!violations.some((known) => known.invariant === invariant.id) && !holds(world, invariant))
        violations.push({ invariant: invariant.id, at: Math.max(0, trace.length - 1) });
  };
  let outcome: RunOutcome = 'quiescent';
  let divergence: Divergence | undefined;
  for (;;) {
    const count = choices(program, world, enabled);
    chooser.observe(world, trace, enabled, count);
    judge(always);
    if (trace.length >= maximum) {
      outcome = 'entry-limit';
      break;
    }
    const wanted = plan.schedule === undefined ? overrides.get(made.length) : plan.schedule[made.length];
    if (wanted === undefined && plan.schedule !== undefined) {
      outcome = isAtRest(world, enabled, count) ? 'quiescent' : 'schedule-end';
      break;
    }
    let choice: Value;
    let time: number;
    if (wanted !== undefined) {
      const found = enabled.find((candidate) => choiceName(program, candidate) === wanted);
      if (found === undefined) {
        divergence = {
          step: made.length,
          expected: wanted,
          available: enabled.map((candidate) => choiceName(program, candidate)),
        };
        outcome = 'diverged';
        break;
      }
      choice = found;
      time =
        plan.schedule === undefined
          ? chooser.now
          : Math.max(chooser.now, plan.timesMicros?.[made.length] ?? chooser.timeOf(world, found));
    } else {
      const next = chooser.next(world, enabled, count);
      if (next === undefined) break;
      choice = next.choice;
      time = next.timeMicros;
    }
    chooser.advance(world, choice, time);
    trace.time = time;
    trace.step = made.length;
    step(program, world, choice, trace);
    made.push(choice);
    if (made.length % FORGET_STEPS === 0) {
      world.journal.forget();
      yield undefined;
    }
  }
  if (outcome === 'quiescent') judge(program.invariants);
  return {
    program,
    plan,
    choices: made,
    trace,
    outcome,
    ...(divergence === undefined ? {} : { divergence }),
    stateDigest: world.stateDigest,
    violations,
  };
}

/** Nothing is left but faults, and requests that nobody has to send: a search may have bounded them. */
function isAtRest({ values }: World, enabled: readonly Value[], count: number): boolean {
  for (let i = 0; i < count; i++) {
    const kind = choiceKind(values, enabled[i] as Value);
    if (kind !== ChoiceKind.crash && kind !== ChoiceKind.request) return false;
  }
  return true;
}
