import type { Value } from '../base/values.ts';
import { choiceName } from '../sim/choice.ts';
import { choices } from '../sim/choices.ts';
import type { Program } from '../sim/program.ts';
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
  /** A whole schedule by names: the run ends with it. The seed then only draws times. */
  readonly schedule?: readonly string[];
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
}

export const MAXIMUM_ENTRIES = 20_000;

/** Steps between two points at which the journal forgets the past. */
const FORGET_STEPS = 64;

export function run(program: Program, plan: RunPlan): Run {
  const world = new World(program, { faults: plan.faults ?? 'declared', tracksVersions: true });
  const trace = new Trace(program.values);
  const chooser = new TimedChooser(plan.seed);
  const overrides = new Map((plan.overrides ?? []).map((override) => [override.step, override.choice]));
  const maximum = plan.maximumEntries ?? MAXIMUM_ENTRIES;
  const made: Value[] = [];
  const enabled: Value[] = [];
  let outcome: RunOutcome = 'quiescent';
  let divergence: Divergence | undefined;
  for (;;) {
    const count = choices(program, world, enabled);
    chooser.observe(world, trace, enabled, count);
    if (trace.length >= maximum) {
      outcome = 'entry-limit';
      break;
    }
    const wanted = plan.schedule === undefined ? overrides.get(made.length) : plan.schedule[made.length];
    if (wanted === undefined && plan.schedule !== undefined) {
      outcome = chooser.next(world, enabled, count) === undefined ? 'quiescent' : 'schedule-end';
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
      time = plan.schedule === undefined ? chooser.now : chooser.timeOf(world, found);
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
    if (made.length % FORGET_STEPS === 0) world.journal.forget();
  }
  return {
    program,
    plan,
    choices: made,
    trace,
    outcome,
    ...(divergence === undefined ? {} : { divergence }),
    stateDigest: world.stateDigest,
  };
}
