import { claimedProperties } from '../../src/engine/index.ts';
import type { ExplorationProgress, LinkBounds, Scenario, Strategy } from '../../src/engine/index.ts';
import { SupersededError } from '../worker/client.ts';
import { ExplorerPool } from '../worker/pool.ts';
import type { ExploreReply, FoundReply } from '../worker/protocol.ts';
import { questionKey, questionsOf } from './safety-cells.ts';
import type { SafetyQuestion, SafetyRow } from './safety-cells.ts';

/** What is asked about: a document, and the design on the stage. */
export interface SafetySubject {
  readonly scenario: Scenario;
  readonly builtIn: boolean;
  readonly design: SafetyRow;
}

/** What a reader may choose. */
export interface SafetyPlan {
  readonly bounds: LinkBounds;
  /** Undefined: what the document claims, and its invariants. */
  readonly properties: readonly string[] | undefined;
  readonly strategy: Strategy;
}

export type CellState =
  | { readonly status: 'waiting' }
  | { readonly status: 'running'; readonly progress: ExplorationProgress }
  | { readonly status: 'done'; readonly reply: ExploreReply }
  /** A broken invariant of the engine, or a design that does not compile. */
  | { readonly status: 'broken'; readonly message: string };

export interface SafetyCell {
  readonly question: SafetyQuestion;
  readonly state: CellState;
  /** The search for the shortest counterexample, once it was asked for. */
  readonly shortest: CellState | undefined;
}

/** `ready`: some cells wait, and none is being asked. */
export type SafetyPhase = 'ready' | 'running' | 'paused' | 'finished';

export interface SafetyTotals {
  readonly done: number;
  readonly cells: number;
  /** Of all cells. */
  readonly states: number;
  /** The longest schedule of a search under way. */
  readonly depth: number;
  /** Of all searches under way. */
  readonly frontier: number;
  readonly statesPerSecond: number;
}

export interface SafetyView {
  readonly scenario: Scenario | undefined;
  readonly plan: SafetyPlan;
  readonly rows: readonly SafetyRow[];
  readonly properties: readonly string[];
  /** Row by row. */
  readonly cells: readonly SafetyCell[];
  readonly phase: SafetyPhase;
  readonly totals: SafetyTotals;
}

const WAITING: CellState = { status: 'waiting' };
const NO_PROGRESS: ExplorationProgress = { states: 0, transitions: 0, depth: 0, frontier: 0, schedules: 0 };
const AS_DECLARED: SafetyPlan = { bounds: {}, properties: undefined, strategy: 'depth' };

interface Asking {
  readonly question: SafetyQuestion;
  readonly key: string;
  state: CellState;
  readonly cancel: () => void;
}

/**
 * The matrix of *Is it safe?*: all its questions, asked of a pool of engines. Answers are remembered as long as the document
 * is the same, so that only what changed is asked again. Knows no screen: the page and the embed draw `view`.
 */
export class Safety {
  readonly #createPool: () => ExplorerPool;
  readonly #now: () => number;
  readonly #listeners = new Set<() => void>();
  readonly #answers = new WeakMap<Scenario, Map<string, ExploreReply>>();
  readonly #asking = new Map<string, Asking>();
  readonly #broken = new Map<string, string>();
  /** What was known when a search was cancelled: shown, but no answer. */
  readonly #stopped = new Map<string, ExploreReply>();
  #pool: ExplorerPool | undefined;
  #subject: SafetySubject | undefined;
  #plan: SafetyPlan = AS_DECLARED;
  #paused = false;
  /** Of the present pace: since when, and how many states had been visited by then. */
  #pace: { readonly sinceMillis: number; readonly states: number } | undefined;
  #visited = 0;
  #view: SafetyView = emptyView(AS_DECLARED);

  constructor(createPool: () => ExplorerPool = () => new ExplorerPool(), now: () => number = () => performance.now()) {
    this.#createPool = createPool;
    this.#now = now;
  }

  get view(): SafetyView {
    return this.#view;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Shows the matrix of a subject; what is under way and is asked no more ends. */
  show(subject: SafetySubject, plan: Partial<SafetyPlan> = {}): void {
    const isOther = this.#subject?.scenario !== subject.scenario;
    this.#subject = subject;
    this.#plan = { ...(isOther ? AS_DECLARED : this.#plan), ...plan };
    if (isOther) {
      this.#broken.clear();
      this.#stopped.clear();
    }
    const wanted = new Set(this.#questions().questions.map((question) => questionKey(question, this.#plan.strategy)));
    for (const asking of this.#asking.values()) if (isOther || !wanted.has(asking.key)) this.#drop(asking);
    this.#update();
  }

  /** Asks the present subject otherwise. */
  replan(plan: Partial<SafetyPlan>): void {
    if (this.#subject !== undefined) this.show(this.#subject, plan);
  }

  /** Asks all that has no answer yet. */
  start(): void {
    if (this.#subject === undefined) return;
    this.#paused = false;
    this.#pool?.resume();
    this.#setPace();
    const { questions, rows } = this.#questions();
    // What is on the stage is answered first.
    const { design } = this.#subject;
    const first = rows.find(({ variant }) => variant === design.variant);
    const ordered = [...questions.filter(({ row }) => row === first), ...questions.filter(({ row }) => row !== first)];
    for (const question of ordered) {
      const known = this.#answer(questionKey(question, this.#plan.strategy));
      if (known === undefined) this.#ask(question, this.#plan.strategy);
    }
    this.#update();
  }

  pause(): void {
    if (this.#asking.size === 0) return;
    this.#paused = true;
    this.#pool?.pause();
    this.#update();
  }

  resume(): void {
    this.#paused = false;
    this.#pool?.resume();
    this.#setPace();
    this.#update();
  }

  /** Ends all searches: those under way with what they know by then; those that wait are not asked. */
  cancel(): void {
    for (const asking of this.#asking.values()) this.#drop(asking);
    this.#paused = false;
    this.#pool?.resume();
    this.#update();
  }

  /** Asks a question again, level by level: what it finds is the shortest. */
  findShortest(question: SafetyQuestion): void {
    this.#paused = false;
    this.#pool?.resume();
    this.#setPace();
    this.#ask(question, 'breadth');
    this.#update();
  }

  /** Lets the engines go, when nothing is asked of them. */
  rest(): void {
    if (this.#asking.size > 0) return;
    this.#pool?.close();
    this.#pool = undefined;
  }

  #questions() {
    const { scenario, design } = this.#subject as SafetySubject;
    const { properties, bounds } = this.#plan;
    return questionsOf(scenario, design, properties ?? claimedProperties(scenario), bounds);
  }

  #answer(key: string): ExploreReply | undefined {
    const { scenario } = this.#subject as SafetySubject;
    return this.#answers.get(scenario)?.get(key);
  }

  #ask(question: SafetyQuestion, strategy: Strategy): void {
    const { scenario, builtIn } = this.#subject as SafetySubject;
    const key = questionKey(question, strategy);
    if (this.#asking.has(key)) return;
    this.#broken.delete(key);
    this.#stopped.delete(key);
    this.#pool ??= this.#createPool();
    const { row, property, budget, maximumStates } = question;
    const request = {
      scenario,
      builtIn,
      options: row.options,
      properties: [property],
      budget,
      strategy,
      maximumStates,
    };
    let told = 0;
    const progressed = (progress: ExplorationProgress): void => {
      this.#visited += progress.states - told;
      told = progress.states;
      asking.state = { status: 'running', progress };
      this.#update();
    };
    const begun = (): void => {
      asking.state = { status: 'running', progress: NO_PROGRESS };
      this.#update();
    };
    const { promise, cancel } = this.#pool.explore(request, () => queueMicrotask(begun), progressed);
    const asking: Asking = { question, key, state: WAITING, cancel };
    this.#asking.set(key, asking);
    const ended = (): void => {
      if (this.#asking.get(key) === asking) this.#asking.delete(key);
      this.#update();
    };
    promise.then(
      (reply) => {
        if ('problems' in reply) this.#broken.set(key, reply.problems[0]?.code ?? '');
        else {
          this.#visited += reply.states - told;
          this.#remember(scenario, key, reply);
        }
        ended();
      },
      (error: unknown) => {
        if (!(error instanceof SupersededError))
          this.#broken.set(key, error instanceof Error ? error.message : String(error));
        ended();
      },
    );
  }

  /** It ends as soon as it can; the same question may be asked again before. */
  #drop(asking: Asking): void {
    this.#asking.delete(asking.key);
    asking.cancel();
  }

  #remember(scenario: Scenario, key: string, reply: ExploreReply): void {
    if (isCancelled(reply)) {
      if (scenario === this.#subject?.scenario) this.#stopped.set(key, reply);
      return;
    }
    const answers = this.#answers.get(scenario) ?? new Map<string, ExploreReply>();
    answers.set(key, reply);
    this.#answers.set(scenario, answers);
  }

  #setPace(): void {
    this.#pace = { sinceMillis: this.#now(), states: this.#visited };
  }

  #stateOf(key: string): CellState {
    const asking = this.#asking.get(key);
    if (asking !== undefined) return asking.state;
    const reply = this.#answer(key) ?? this.#stopped.get(key);
    if (reply !== undefined) return { status: 'done', reply };
    const message = this.#broken.get(key);
    return message === undefined ? WAITING : { status: 'broken', message };
  }

  #update(): void {
    if (this.#subject === undefined) return;
    const { rows, properties, questions } = this.#questions();
    const before = new Map(this.#view.cells.map((cell) => [questionKey(cell.question, ''), cell]));
    const cells = questions.map((question): SafetyCell => {
      const state = this.#stateOf(questionKey(question, this.#plan.strategy));
      const key = questionKey(question, 'breadth');
      const searched = this.#stateOf(key);
      const shortest = this.#plan.strategy === 'breadth' || searched === WAITING ? undefined : searched;
      const same = before.get(questionKey(question, ''));
      return same !== undefined &&
        sameState(same.state, state) &&
        sameState(same.shortest, shortest) &&
        same.question.claim === question.claim
        ? same
        : { question, state, shortest };
    });
    const phase =
      this.#asking.size > 0
        ? this.#paused
          ? 'paused'
          : 'running'
        : cells.some(({ state }) => !isAnswered(state))
          ? 'ready'
          : 'finished';
    this.#view = {
      scenario: this.#subject.scenario,
      plan: this.#plan,
      rows,
      properties,
      cells,
      phase,
      totals: this.#totals(cells),
    };
    for (const listener of this.#listeners) listener();
    // Nobody looks any more, and all is answered.
    if (this.#listeners.size === 0) this.rest();
  }

  #totals(cells: readonly SafetyCell[]): SafetyTotals {
    const under = [...this.#asking.values()].flatMap(({ state }) =>
      state.status === 'running' ? [state.progress] : [],
    );
    const seconds = this.#pace === undefined ? 0 : (this.#now() - this.#pace.sinceMillis) / 1000;
    const visited = this.#visited - (this.#pace?.states ?? 0);
    return {
      done: cells.filter(({ state }) => isAnswered(state)).length,
      cells: cells.length,
      states: cells.reduce((sum, { state }) => sum + statesOf(state), 0),
      depth: Math.max(0, ...under.map(({ depth }) => depth)),
      frontier: under.reduce((sum, { frontier }) => sum + frontier, 0),
      statesPerSecond: seconds <= 0 ? 0 : Math.round(visited / seconds),
    };
  }
}

function isCancelled(reply: ExploreReply): boolean {
  return reply.verdict === 'unknown' && reply.reason === 'cancelled';
}

function isAnswered(state: CellState): boolean {
  return state.status === 'broken' || (state.status === 'done' && !isCancelled(state.reply));
}

function statesOf(state: CellState): number {
  return state.status === 'running' ? state.progress.states : state.status === 'done' ? state.reply.states : 0;
}

function sameState(one: CellState | undefined, other: CellState | undefined): boolean {
  if (one === other) return true;
  if (one?.status === 'done' && other?.status === 'done') return one.reply === other.reply;
  return one?.status === 'broken' && other?.status === 'broken' && one.message === other.message;
}

function emptyView(plan: SafetyPlan): SafetyView {
  return {
    scenario: undefined,
    plan,
    rows: [],
    properties: [],
    cells: [],
    phase: 'ready',
    totals: { done: 0, cells: 0, states: 0, depth: 0, frontier: 0, statesPerSecond: 0 },
  };
}

/** What the document says and the search refutes. */
export function contradicts({ question, state }: SafetyCell): boolean {
  if (state.status !== 'done') return false;
  const { verdict } = state.reply;
  return (
    (question.claim === 'reachable' && verdict === 'none') || (question.claim === 'unreachable' && verdict === 'found')
  );
}

/** The counterexample of a cell: the shortest, where that was searched for and found. */
export function counterexampleOf({ state, shortest }: SafetyCell): FoundReply | undefined {
  for (const known of [shortest, state])
    if (known?.status === 'done' && known.reply.verdict === 'found') return known.reply;
  return undefined;
}

/** What is played of a counterexample: as the declared latencies allow it, if they do. */
export function playedSchedule({ possible, schedule }: FoundReply): readonly string[] {
  return possible?.schedule ?? schedule;
}
