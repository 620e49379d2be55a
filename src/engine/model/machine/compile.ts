import { assert } from '../../base/assert.ts';
import { DecisionTree } from './decision-tree.ts';
import { describeTree } from './describe.ts';
import { MachineError } from './machine-error.ts';
import { isComplete, Macrostep } from './macrostep.ts';
import { activeOf, textOf, textOfValue, valueOf } from './state-text.ts';
import { buildTree } from './tree.ts';
import type { MachineNode, MachineTree } from './tree.ts';
import type {
  ActionReference,
  DelayedEvent,
  GuardDecision,
  GuardReference,
  Machine,
  MachineConfig,
  MachineDrawing,
  MachineStep,
  StateValue,
} from './types.ts';

/** States and outcomes kept at the most; a machine that comes to more begins its table again. */
const ENTRIES_MAXIMUM = 100_000;
/** Stands for all events that no state names: they all do what `*` and `always` say. */
const UNNAMED_EVENT = '';

/** Compiles a configuration that `parseMachine` has accepted; asserts that it was. */
export function compileMachine(config: MachineConfig): Machine {
  const { tree, problems } = buildTree(config, '');
  assert(problems.length === 0, 'a machine is parsed before it is compiled');
  return new TabledMachine(tree);
}

/** A state and what is known of it. */
interface StateEntry {
  /** In the order in which XState restores them. */
  readonly active: readonly MachineNode[];
  readonly done: boolean;
  readonly delays: readonly DelayedEvent[];
  /** By event. */
  readonly outcomes: Map<string, DecisionTree<MachineStep | undefined>>;
}

/** Interprets each step once (`macrostep.ts`) and keeps its outcome, by state, event and answers of guards. */
class TabledMachine implements Machine {
  readonly id: string;
  readonly initial: MachineStep | undefined;
  readonly events: readonly string[];
  readonly stateNames: readonly string[];
  readonly guards: readonly GuardReference[];
  readonly actions: readonly ActionReference[];
  readonly #tree: MachineTree;
  /** The events that some state names, delayed and done events among them. */
  readonly #named: ReadonlySet<string>;
  readonly #starts = new DecisionTree<MachineStep>();
  readonly #states = new Map<string, StateEntry>();
  #entries = 0;

  constructor(tree: MachineTree) {
    this.#tree = tree;
    this.id = tree.id;
    this.stateNames = tree.nodes.slice(1).map((node) => node.path);
    this.guards = tree.guards;
    this.actions = tree.actions;
    const transitions = tree.nodes.flatMap((node) => [...node.on.values()].flat());
    const named = new Set(tree.nodes.flatMap((node) => [...node.on.keys()]));
    named.delete('*');
    this.#named = named;
    const delayedAndDone = new Set(transitions.filter(({ kind }) => kind !== 'on').map(({ event }) => event));
    this.events = [...named].filter((event) => !delayedAndDone.has(event)).toSorted();
    this.initial = this.#unguardedStart();
  }

  start(guard: GuardDecision): MachineStep {
    const known = this.#starts.find((index) => guard(this.#guard(index), index));
    if (known !== undefined) return known.value;
    const answers = new Map<number, boolean>();
    const macrostep = new Macrostep(this.#tree.root, [], this.#noting(guard, answers));
    macrostep.start();
    if (macrostep.endless) throw new MachineError('machine-endless', this.id, '');
    const step = this.#stepOf(macrostep, []);
    this.#starts.keep(answers, step);
    return step;
  }

  step(state: string, event: string, guard: GuardDecision): MachineStep | undefined {
    const entry = this.#entryOf(state);
    if (entry.done) return undefined;
    const name = this.#named.has(event) ? event : UNNAMED_EVENT;
    let outcomes = entry.outcomes.get(name);
    const known = outcomes?.find((index) => guard(this.#guard(index), index));
    if (known !== undefined) return known.value;

    const answers = new Map<number, boolean>();
    const macrostep = new Macrostep(this.#tree.root, entry.active, this.#noting(guard, answers));
    macrostep.take(name);
    if (macrostep.endless) throw new MachineError('machine-endless', this.id, state);
    const step = macrostep.taken ? this.#stepOf(macrostep, entry.delays) : undefined;
    if (outcomes === undefined) {
      outcomes = new DecisionTree();
      entry.outcomes.set(name, outcomes);
    }
    outcomes.keep(answers, step);
    this.#count();
    return step;
  }

  afterDelays(state: string): readonly DelayedEvent[] {
    return this.#entryOf(state).delays;
  }

  isFinal(state: string): boolean {
    return this.#entryOf(state).done;
  }

  isState(text: string): boolean {
    return this.#states.has(text) || activeOf(this.#tree, text) !== undefined;
  }

  activeStates(state: string): readonly string[] {
    return inDocumentOrder(this.#entryOf(state).active)
      .slice(1)
      .map((node) => node.path);
  }

  stateValue(state: string): StateValue {
    return valueOf(this.#tree, new Set(this.#entryOf(state).active));
  }

  stateOf(value: StateValue): string | undefined {
    return textOfValue(this.#tree, value);
  }

  describe(): MachineDrawing {
    return describeTree(this.#tree);
  }

  #unguardedStart(): MachineStep | undefined {
    const answers = new Map<number, boolean>();
    const macrostep = new Macrostep(
      this.#tree.root,
      [],
      this.#noting(() => false, answers),
    );
    macrostep.start();
    if (answers.size > 0) return undefined;
    assert(!macrostep.endless, 'a start that no guard can stop comes to rest');
    const step = this.#stepOf(macrostep, []);
    this.#starts.keep(answers, step);
    return step;
  }

  #guard(index: number): GuardReference {
    const reference = this.guards[index];
    assert(reference !== undefined, 'a guard stands at its index');
    return reference;
  }

  /** Asks each guard once, and notes the answers in the order of asking. */
  #noting(guard: GuardDecision, answers: Map<number, boolean>): (index: number) => boolean {
    return (index) => {
      let holds = answers.get(index);
      if (holds === undefined) {
        holds = guard(this.#guard(index), index);
        answers.set(index, holds);
      }
      return holds;
    };
  }

  #entryOf(state: string): StateEntry {
    let entry = this.#states.get(state);
    if (entry === undefined) {
      const active = activeOf(this.#tree, state);
      if (active === undefined) throw new MachineError('machine-state', this.id, state);
      const done = isComplete(this.#tree.root, new Set(active));
      const delays = done ? [] : inDocumentOrder(active).flatMap((node) => node.delays);
      entry = { active, done, delays: Object.freeze(delays), outcomes: new Map() };
      this.#states.set(state, entry);
      this.#count();
    }
    return entry;
  }

  #count(): void {
    if (++this.#entries <= ENTRIES_MAXIMUM) return;
    this.#states.clear();
    this.#entries = 0;
  }

  #stepOf(macrostep: Macrostep, delaysBefore: readonly DelayedEvent[]): MachineStep {
    const cancelled = delaysBefore.map(({ event }) => event).filter((event) => macrostep.cancelled.has(event));
    return Object.freeze({
      state: textOf(this.#tree, new Set(macrostep.active)),
      actions: Object.freeze([...macrostep.actions]),
      cancelled: Object.freeze(cancelled),
      armed: Object.freeze([...macrostep.armed.values()]),
      done: macrostep.done,
    });
  }
}

function inDocumentOrder(nodes: readonly MachineNode[]): readonly MachineNode[] {
  return nodes.toSorted((a, b) => a.order - b.order);
}
