import fc from 'fast-check';
import { expect, test } from 'vitest';
import { initialTransition, raise, setup, transition } from 'xstate';
import type { AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate';
import { compileMachine } from './compile.ts';
import { MachineError } from './machine-error.ts';
import { parseMachine } from './parse.ts';
import type {
  ActionConfig,
  GuardConfig,
  GuardReference,
  Machine,
  MachineConfig,
  MachineStep,
  StateConfig,
  StateValue,
  TransitionConfig,
} from './types.ts';

const SEED = 20261121;
const MACHINES = 1_500;

/** The shape of a state before names are known: targets are numbers, taken modulo the states there are. */
interface StateShape {
  readonly kind: 'leaf' | 'final' | 'compound' | 'parallel';
  readonly children: readonly StateShape[];
  readonly initial: number;
  readonly named: boolean;
  readonly on: readonly { readonly event: string; readonly candidates: readonly TransitionShape[] }[];
  readonly always: readonly TransitionShape[];
  readonly after: readonly { readonly delay: number; readonly candidates: readonly TransitionShape[] }[];
  readonly onDone: readonly TransitionShape[];
  readonly entry: readonly ActionConfig[];
  readonly exit: readonly ActionConfig[];
}

interface TransitionShape {
  readonly targets: readonly number[];
  readonly style: number;
  readonly guard: GuardConfig | undefined;
  readonly actions: readonly ActionConfig[];
  readonly reenter: boolean;
}

interface GeneratedMachine {
  readonly config: MachineConfig;
  /** The guards that hold at the start. */
  readonly truths: number;
  /** Which event is sent, and the guards that hold then. */
  readonly script: readonly { readonly choice: number; readonly truths: number }[];
}

const actionShape = (): fc.Arbitrary<ActionConfig> =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom('x', 'y', 'z') },
    { weight: 4, arbitrary: fc.nat(3).map((n) => ({ type: 'note', params: { n } })) },
    { weight: 1, arbitrary: fc.constantFrom('B', 'R').map((event) => ({ type: 'raise', params: { event } })) },
  );

const guardShape = (): fc.Arbitrary<GuardConfig> =>
  fc.oneof(
    fc.nat(3).map((n) => `g${n}`),
    fc.nat(3).map((n) => ({ type: 'bit', params: { n } })),
  );

const transitionShape = (unguarded: number): fc.Arbitrary<TransitionShape> =>
  fc.record({
    targets: fc.oneof(
      { weight: 1, arbitrary: fc.constant([]) },
      { weight: 4, arbitrary: fc.array(fc.nat(60), { minLength: 1, maxLength: 1 }) },
      { weight: 1, arbitrary: fc.array(fc.nat(60), { minLength: 2, maxLength: 3 }) },
    ),
    style: fc.nat(5),
    guard: fc.oneof({ weight: unguarded, arbitrary: fc.constant(undefined) }, { weight: 3, arbitrary: guardShape() }),
    actions: fc.array(actionShape(), { maxLength: 2 }),
    reenter: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  });

const candidates = (unguarded: number): fc.Arbitrary<TransitionShape[]> =>
  fc.array(transitionShape(unguarded), { minLength: 1, maxLength: 2 });

const rarely = <T>(arbitrary: fc.Arbitrary<T[]>, often: number): fc.Arbitrary<T[]> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant<T[]>([]) }, { weight: often, arbitrary });

function stateShape(depth: number): fc.Arbitrary<StateShape> {
  const inner = depth > 0;
  return fc.record({
    kind: fc.oneof(
      { weight: 6, arbitrary: fc.constant('leaf' as const) },
      { weight: 2, arbitrary: fc.constant('final' as const) },
      { weight: inner ? 3 : 0, arbitrary: fc.constant('compound' as const) },
      { weight: inner ? 2 : 0, arbitrary: fc.constant('parallel' as const) },
    ),
    children: inner ? fc.array(stateShape(depth - 1), { minLength: 1, maxLength: 3 }) : fc.constant([]),
    initial: fc.nat(3),
    named: fc.boolean(),
    on: fc.array(fc.record({ event: fc.constantFrom('A', 'A', 'B', 'C', 'R', '*'), candidates: candidates(5) }), {
      maxLength: 3,
    }),
    always: rarely(
      candidates(1).map((shapes) => shapes.map((shape) => ({ ...shape, actions: ['w', ...shape.actions] }))),
      1,
    ),
    after: rarely(fc.array(fc.record({ delay: fc.nat(3), candidates: candidates(5) }), { maxLength: 2 }), 1),
    onDone: rarely(candidates(4), 6),
    entry: fc.array(actionShape(), { maxLength: 2 }),
    exit: fc.array(actionShape(), { maxLength: 2 }),
  });
}

/** A state with its name, while targets are resolved. */
interface Placed {
  readonly shape: StateShape;
  readonly names: readonly string[];
  readonly parent: Placed | undefined;
  readonly id: string | undefined;
}

function place(shape: StateShape, names: readonly string[], parent: Placed | undefined, all: Placed[]): void {
  const id = parent !== undefined && shape.named ? `id${all.length}` : undefined;
  const placed: Placed = { shape, names, parent, id };
  all.push(placed);
  if (shape.kind === 'compound' || shape.kind === 'parallel')
    shape.children.forEach((child, index) => place(child, [...names, 'abc'.charAt(index)], placed, all));
}

const within = (inner: Placed, outer: Placed): boolean =>
  inner.names.length > outer.names.length && outer.names.every((name, index) => inner.names[index] === name);

/** Whether the innermost state around both is parallel and neither holds the other. */
function concurrent(a: Placed, b: Placed, all: readonly Placed[]): boolean {
  if (a === b || within(a, b) || within(b, a)) return false;
  const around = all.filter((placed) => within(a, placed) && within(b, placed));
  return around.at(-1)?.shape.kind === 'parallel';
}

/** One of the ways to write a target. */
function write(target: Placed, source: Placed, style: number): string {
  const ways = [`#m${target.names.map((name) => `.${name}`).join('')}`];
  for (let outer: Placed | undefined = target; outer !== undefined; outer = outer.parent)
    if (outer.id !== undefined) ways.push(['#' + outer.id, ...target.names.slice(outer.names.length)].join('.'));
  if (within(target, source)) ways.push(`.${target.names.slice(source.names.length).join('.')}`);
  if (source.parent !== undefined && within(target, source.parent))
    ways.push(target.names.slice(source.parent.names.length).join('.'));
  return ways[style % ways.length] as string;
}

function transitionOf(shape: TransitionShape, source: Placed, all: readonly Placed[]): TransitionConfig {
  const targets: Placed[] = [];
  for (const number of shape.targets) {
    const target = all[number % all.length] as Placed;
    if (targets.every((other) => concurrent(other, target, all))) targets.push(target);
  }
  const written = targets.map((target) => write(target, source, shape.style));
  return {
    ...(written.length === 0 ? {} : { target: written.length === 1 ? (written[0] as string) : written }),
    ...(shape.guard === undefined ? {} : { guard: shape.guard }),
    ...(shape.actions.length === 0 ? {} : { actions: shape.actions }),
    ...(shape.reenter ? { reenter: true } : {}),
  };
}

function configOf(placed: Placed, all: readonly Placed[]): StateConfig {
  const { shape } = placed;
  const resolve = (shapes: readonly TransitionShape[]): TransitionConfig[] =>
    shapes.map((transition) => transitionOf(transition, placed, all));
  const actions = {
    ...(placed.id === undefined ? {} : { id: placed.id }),
    ...(shape.entry.length === 0 ? {} : { entry: shape.entry }),
    ...(shape.exit.length === 0 ? {} : { exit: shape.exit }),
  };
  if (shape.kind === 'final') return { type: 'final', ...actions };
  const behaviour: StateConfig = {
    ...actions,
    on: Object.fromEntries(shape.on.map((entry) => [entry.event, resolve(entry.candidates)])),
    ...(shape.always.length === 0 ? {} : { always: resolve(shape.always) }),
    after: Object.fromEntries(shape.after.map((entry) => [entry.delay * 100, resolve(entry.candidates)])),
  };
  if (shape.kind === 'leaf') return behaviour;
  const children = all.filter((candidate) => candidate.parent === placed);
  const states = Object.fromEntries(children.map((child) => [child.names.at(-1), configOf(child, all)]));
  const onDone = placed.parent === undefined || shape.onDone.length === 0 ? {} : { onDone: resolve(shape.onDone) };
  if (shape.kind === 'parallel') return { type: 'parallel', ...behaviour, ...onDone, states };
  const initial = children[shape.initial % children.length]?.names.at(-1) as string;
  return { ...behaviour, ...onDone, initial, states };
}

function generatedMachine(): fc.Arbitrary<GeneratedMachine> {
  const root = fc
    .tuple(
      stateShape(0),
      fc.oneof(...[0, 1, 2].map((depth) => fc.array(stateShape(depth), { minLength: 2, maxLength: 3 }))),
    )
    .chain(([shape, children]) =>
      fc.constantFrom('compound' as const, 'compound' as const, 'parallel' as const).map((kind) => {
        const all: Placed[] = [];
        place({ ...shape, kind, children }, [], undefined, all);
        return { ...configOf(all[0] as Placed, all), id: 'm' };
      }),
    );
  const truths = fc.nat(15);
  return fc.record({
    config: root,
    truths,
    script: fc.array(fc.record({ choice: fc.nat(20), truths }), { minLength: 4, maxLength: 12 }),
  });
}

/** What one event did, in terms that both sides have. */
interface Observed {
  readonly event: string;
  /** Nothing was enabled. */
  readonly ignored: boolean;
  readonly value: unknown;
  readonly actions: readonly { readonly type: string; readonly params: unknown }[];
  /** Delayed events that were armed before and are cancelled. */
  readonly cancelled: readonly string[];
  readonly armed: readonly string[];
  /** The delayed events that are armed now, sorted. */
  readonly waiting: readonly string[];
  readonly done: boolean;
}

const ENDLESS = 'endless';
const START = 'start';

/** Something that runs a generated machine. */
interface Subject {
  start(truths: number): Observed | typeof ENDLESS;
  send(event: string, truths: number): Observed | typeof ENDLESS;
}

/** The bits of `truths` say which guards hold: bit n for `g<n>` and for `{ type: 'bit', params: { n } }`. */
function holds(guard: GuardReference, truths: number): boolean {
  const bit = guard.type === 'bit' ? Number(guard.params['n']) : Number(guard.type.slice(1));
  return ((truths >> bit) & 1) === 1;
}

class Table implements Subject {
  readonly #machine: Machine;
  #state = '';

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  start(truths: number): Observed | typeof ENDLESS {
    return this.#run(START, () => this.#machine.start((guard) => holds(guard, truths)));
  }

  send(event: string, truths: number): Observed | typeof ENDLESS {
    return this.#run(event, () => this.#machine.step(this.#state, event, (guard) => holds(guard, truths)));
  }

  #run(event: string, run: () => MachineStep | undefined): Observed | typeof ENDLESS {
    const machine = this.#machine;
    let step: MachineStep | undefined;
    try {
      step = run();
    } catch (error) {
      if (error instanceof MachineError && error.code === 'machine-endless') return ENDLESS;
      throw error;
    }
    if (run() !== step) throw new Error('the table gives another step the second time');
    this.#state = step?.state ?? this.#state;
    const value = machine.stateValue(this.#state);
    if (machine.stateOf(value) !== this.#state) throw new Error(`${this.#state} is not the text of its value`);
    const done = step?.done ?? false;
    if (machine.isFinal(this.#state) !== done) throw new Error(`${this.#state} is final, or done, but not both`);
    return {
      event,
      ignored: step === undefined,
      value,
      actions: step?.actions ?? [],
      cancelled: step?.cancelled ?? [],
      armed: step?.armed.map((delayed) => delayed.event) ?? [],
      waiting: machine
        .afterDelays(this.#state)
        .map((delayed) => delayed.event)
        .toSorted(),
      done,
    };
  }
}

/** XState with the same configuration. */
class Reference implements Subject {
  readonly #machine: AnyStateMachine;
  /** Brings a value into document order. */
  readonly #canonical: (value: StateValue) => StateValue;
  /** Whether the machine is stored after each event and restored for the next, or lives on. */
  readonly #stored: boolean;
  #snapshot: AnyMachineSnapshot | undefined;
  #waiting: readonly string[] = [];
  #truths = 0;

  constructor(config: MachineConfig, canonical: (value: StateValue) => StateValue, stored: boolean) {
    const names = [0, 1, 2, 3].map((n) => `g${n}`);
    const bound = setup({
      actions: { raise: raise((_, params: { event: string }) => ({ type: params.event })) },
      guards: {
        ...Object.fromEntries(names.map((type) => [type, () => holds({ type, params: {} }, this.#truths)])),
        bit: (_, params: { n: number }) => holds({ type: 'bit', params }, this.#truths),
      },
    });
    const limited: unknown = { ...structuredClone(config), options: { maxIterations: 100 } };
    const machine: unknown = bound.createMachine(limited as Parameters<typeof bound.createMachine>[0]);
    this.#machine = machine as AnyStateMachine;
    this.#canonical = canonical;
    this.#stored = stored;
  }

  start(truths: number): Observed | typeof ENDLESS {
    this.#truths = truths;
    const [snapshot, actions] = initialTransition(this.#machine);
    if (snapshot.status === 'error') return endlessIn(snapshot.error);
    return this.#observe(START, snapshot, actions);
  }

  send(event: string, truths: number): Observed | typeof ENDLESS {
    this.#truths = truths;
    const before = this.#restored();
    try {
      const can = before.can({ type: event });
      const [snapshot, actions] = transition(this.#machine, before, { type: event });
      const observed = this.#observe(event, snapshot, actions);
      // All generated `always` transitions have actions, so that taking only one of them shows.
      return { ...observed, ignored: !can && observed.actions.length === 0 };
    } catch (error) {
      return endlessIn(error);
    }
  }

  #restored(): AnyMachineSnapshot {
    const snapshot = this.#snapshot;
    if (snapshot === undefined) throw new Error('the machine was not started');
    if (!this.#stored) return snapshot;
    return this.#machine.resolveState({ value: this.#canonical(snapshot.value), context: {} });
  }

  #observe(
    event: string,
    snapshot: AnyMachineSnapshot,
    executed: readonly { readonly type: string; readonly params: unknown }[],
  ): Observed {
    const actions: { type: string; params: unknown }[] = [];
    const cancelled = new Set<string>();
    const armed = new Set<string>();
    for (const { type, params } of executed) {
      const details = params as { event?: EventObject; delay?: number; sendId?: string } | undefined;
      if (type === 'xstate.raise') {
        if (details?.delay !== undefined) armed.add(String(details.event?.type));
      } else if (type === 'xstate.cancel') {
        armed.delete(String(details?.sendId));
        cancelled.add(String(details?.sendId));
      } else actions.push({ type, params: params ?? {} });
    }
    const waitingBefore = this.#waiting;
    this.#snapshot = snapshot;
    this.#waiting = [...new Set([...waitingBefore.filter((name) => !cancelled.has(name)), ...armed])].toSorted();
    return {
      event,
      ignored: false,
      value: snapshot.value,
      actions,
      cancelled: waitingBefore.filter((name) => cancelled.has(name)),
      armed: [...armed],
      waiting: this.#waiting,
      done: snapshot.status === 'done',
    };
  }
}

function endlessIn(error: unknown): typeof ENDLESS {
  if (error instanceof Error && error.message.includes('Infinite loop')) return ENDLESS;
  throw error;
}

/** Starts a subject and sends it the events of the script, until it ends or does not come to rest. */
function observe(subject: Subject, { truths, script }: GeneratedMachine): (Observed | typeof ENDLESS)[] {
  let observed = subject.start(truths);
  const all = [observed];
  for (const { choice, truths: now } of script) {
    if (observed === ENDLESS || observed.done) break;
    const events = ['A', 'B', 'C', 'UNKNOWN', ...observed.waiting];
    observed = subject.send(events[choice % events.length] as string, now);
    all.push(observed);
  }
  // The order of cancelling is none of the contract.
  return all.map((one) => (one === ENDLESS ? one : { ...one, cancelled: one.cancelled.toSorted() }));
}

/** Undefined if the machine is refused, for the only reason for which a generated one may be. */
function compiled(config: MachineConfig): Machine | undefined {
  const parsed = parseMachine(structuredClone(config), '/machines/generated');
  if (parsed.ok) return compileMachine(parsed.value);
  if (parsed.problems.every((problem) => problem.code === 'machine-endless')) return undefined;
  throw new Error(JSON.stringify(parsed.problems));
}

test(`SM4 to SM19: ${MACHINES} generated machines do what XState does (seed ${SEED})`, () => {
  const seen = { machines: 0, parallel: 0, guarded: 0, taken: 0, ignored: 0, done: 0, endless: 0 };
  fc.assert(
    fc.property(generatedMachine(), (generated) => {
      const { config } = generated;
      const machine = compiled(config);
      if (machine === undefined) return;
      const canonical = (value: StateValue): StateValue => machine.stateValue(machine.stateOf(value) ?? '');
      const parallel = JSON.stringify(config).includes('"parallel"');
      const references = [new Reference(config, canonical, true)];
      // Without regions there is no order of activation to forget (SM11): one that was never stored does the same.
      if (!parallel) references.push(new Reference(config, canonical, false));

      const table = observe(new Table(machine), generated);
      for (const reference of references) expect(table).toEqual(observe(reference, generated));

      seen.machines++;
      if (parallel) seen.parallel++;
      if (machine.guards.length > 0) seen.guarded++;
      for (const observed of table) {
        if (observed === ENDLESS) seen.endless++;
        else if (observed.done) seen.done++;
        else if (observed.ignored) seen.ignored++;
        else seen.taken++;
      }
    }),
    { seed: SEED, numRuns: MACHINES },
  );
  // The generator reaches what the comparison is for.
  expect(seen.machines).toBeGreaterThan(1_000);
  expect(seen.parallel).toBeGreaterThan(500);
  expect(seen.guarded).toBeGreaterThan(500);
  expect(seen.taken).toBeGreaterThan(4_000);
  expect(seen.ignored).toBeGreaterThan(500);
  expect(seen.done).toBeGreaterThan(100);
  expect(seen.endless).toBeGreaterThan(50);
});
