import { assert } from '../base/assert.ts';
import { sampleBounds } from '../base/draw.ts';
import type { Value } from '../base/values.ts';
import { ChoiceKind, choiceKind, choiceName, plainAct } from '../sim/choice.ts';
import { choices } from '../sim/choices.ts';
import { Departures } from '../sim/departures.ts';
import type { Program, ServiceProgram } from '../sim/program.ts';
import { step } from '../sim/step.ts';
import { choiceTiming } from '../sim/timing.ts';
import { World } from '../sim/world.ts';
import type { WorldOptions } from '../sim/world.ts';
import { Trace } from '../trace/trace.ts';

/**
 * What a declared delay asks of the times of a schedule. Moments are numbered: 0 is the start, k + 1 the choice at step k;
 * time never goes back from one to the next.
 *
 * - `minimum`: moment `at`, where the act is done, is at least `micros` after moment `from`.
 * - `maximum`: moment `at`, until which the act waits or at which it is done, is at most `micros` after `from`, or, if that was
 *   over when the act became possible at moment `possible`, at the time of `possible`: what is overdue happens at once.
 */
export interface TimingBound {
  readonly kind: 'minimum' | 'maximum';
  /** Name of the act, without the fault that may have hit it. */
  readonly choice: string;
  readonly at: number;
  readonly from: number;
  readonly possible: number;
  readonly micros: number;
}

/** From when an act can happen, and from when its delay counts. */
interface Waiting {
  readonly possible: number;
  readonly from: number;
  readonly minimum: number;
  /** Undefined where nothing says that it ever happens: crashes. */
  readonly maximum: number | undefined;
}

/**
 * All bounds of a schedule, by the rules of play (`timeline/timed.ts`), except that crashes are free to stay away, and that
 * restarts after crashes which the document does not declare take as long as they like. The schedule must be one that can be
 * followed with these faults.
 */
export function timingBounds(
  program: Program,
  faults: WorldOptions['faults'],
  schedule: readonly string[],
): TimingBound[] {
  const world = new World(program, { faults, tracksVersions: true });
  const trace = new Trace(program.values);
  const departures = new Departures();
  const enabled: Value[] = [];
  const bounds: TimingBound[] = [];
  let waiting = new Map<Value, Waiting>();
  /** Timers of sagas are durable: when each was armed. */
  const armed = new Map<Value, Waiting>();
  const close = (choice: Value, { possible, from, maximum }: Waiting, at: number): void => {
    if (maximum === undefined) return;
    bounds.push({ kind: 'maximum', choice: choiceName(program, choice), at, from, possible, micros: maximum });
  };
  schedule.forEach((name, made) => {
    const count = choices(program, world, enabled);
    departures.observe(trace);
    const still = new Map<Value, Waiting>();
    for (let i = 0; i < count; i++) {
      const choice = enabled[i] as Value;
      if (plainAct(world.values, choice) !== choice) continue;
      const known = waiting.get(choice);
      const now = known ?? {
        ...(armed.get(choice) ?? delayOf(world, trace, departures, choice, made)),
        possible: made,
      };
      still.set(choice, now);
      if (choiceKind(world.values, choice) === ChoiceKind.sagaTimer && !armed.has(choice)) armed.set(choice, now);
    }
    for (const [choice, ended] of waiting) if (!still.has(choice)) close(choice, ended, made);
    waiting = still;
    const taken = enabled.find((choice) => choiceName(program, choice) === name);
    assert(taken !== undefined, 'a schedule whose times are asked for can be followed');
    const act = plainAct(world.values, taken);
    const done = waiting.get(act);
    assert(done !== undefined, 'a fault hits an act that is possible');
    const at = made + 1;
    close(act, done, at);
    if (done.minimum > 0) {
      const { possible, from, minimum: micros } = done;
      bounds.push({ kind: 'minimum', choice: choiceName(program, act), at, from, possible, micros });
    }
    waiting.delete(act);
    armed.delete(act);
    // Entries are told apart by moments: their times are what is looked for.
    trace.time = at;
    trace.step = made;
    step(program, world, taken, trace);
  });
  for (const [choice, ended] of waiting) close(choice, ended, schedule.length);
  return bounds;
}

function delayOf(
  world: World,
  trace: Trace,
  departures: Departures,
  choice: Value,
  now: number,
): Omit<Waiting, 'possible'> {
  const { delayMicros, sent } = choiceTiming(world, choice);
  const from = (sent && departures.of(trace, sent)) ?? now;
  const [minimum, maximum] = sampleBounds(delayMicros);
  const kind = choiceKind(world.values, choice);
  if (kind !== ChoiceKind.crash && kind !== ChoiceKind.restart) return { from, minimum, maximum };
  const { crash } = world.program.services[~world.values.field(choice, 1)] as ServiceProgram;
  if (crash === undefined) return { from, minimum: 0, maximum: undefined };
  return { from, minimum, maximum: kind === ChoiceKind.crash ? undefined : maximum };
}
