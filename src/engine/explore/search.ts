import { assert } from '../base/assert.ts';
import type { Value } from '../base/values.ts';
import type { FaultBudget } from '../model/document.ts';
import { choiceName } from '../sim/choice.ts';
import { choices } from '../sim/choices.ts';
import type { Program } from '../sim/program.ts';
import { isQuiescent, step, undo } from '../sim/step.ts';
import { World } from '../sim/world.ts';
import type { Sink } from '../trace/entry.ts';
import { silentSink } from '../trace/entry.ts';
import { PropertyWatch, propertiesOf } from './property.ts';
import { SeenStates } from './seen.ts';

/** What a search asks, and how far it may go. */
export interface SearchPlan {
  /** Anomaly ids and `invariant:<id>`. */
  readonly properties: readonly string[];
  readonly budget: FaultBudget;
  readonly maximumStates: number;
  /** Choices in one schedule. */
  readonly maximumDepth: number;
}

export interface SearchProgress {
  readonly states: number;
  readonly transitions: number;
  /** The longest schedule so far. */
  readonly depth: number;
}

/** `unknown` when it stopped early; never `none` then. */
export type SearchResult = SearchProgress &
  (
    | { readonly verdict: 'found'; readonly property: string; readonly schedule: readonly string[] }
    | { readonly verdict: 'none'; readonly missProbability: number }
    | { readonly verdict: 'unknown'; readonly reason: 'states' | 'depth' }
  );

interface Level {
  readonly enabled: readonly Value[];
  next: number;
}

/**
 * Depth first over (world, monitors), with undo, each state once by its 64-bit hash. Complete: every choice of every state
 * that is reached is tried, so `none` holds for all interleavings and all faults within the budget. The search is driven
 * from outside in slices, so that whoever drives it can stop, wait or show how far it is.
 */
export class Search {
  readonly #program: Program;
  readonly #plan: SearchPlan;
  readonly #world: World;
  readonly #watch: PropertyWatch;
  readonly #sink: Sink;
  readonly #seen = new SeenStates();
  readonly #levels: Level[] = [];
  readonly #schedule: Value[] = [];
  readonly #enabled: Value[] = [];
  #transitions = 0;
  #depth = 0;
  #cut = false;
  #result: SearchResult | undefined;

  constructor(program: Program, plan: SearchPlan) {
    this.#program = program;
    this.#plan = plan;
    const properties = propertiesOf(program, plan.properties);
    const digest = PropertyWatch.digest();
    const judges = properties.anomalies.length > 0;
    this.#world = new World(program, { faults: plan.budget, tracksVersions: judges, digests: [digest] });
    this.#watch = new PropertyWatch(properties, this.#world.journal, program.values, digest);
    this.#sink = judges ? this.#watch.monitors : silentSink;
    this.#visit();
  }

  get result(): SearchResult | undefined {
    return this.#result;
  }

  get progress(): SearchProgress {
    return { states: this.#seen.count, transitions: this.#transitions, depth: this.#depth };
  }

  /** Goes on for so many transitions, or to the end. */
  advance(transitions: number): SearchResult | undefined {
    for (let i = 0; i < transitions && this.#result === undefined; i++) this.#try();
    return this.#result;
  }

  /** Tries the next choice of the deepest state, or takes a step back. */
  #try(): void {
    const level = this.#levels[this.#levels.length - 1];
    if (level === undefined) {
      this.#result = {
        ...this.progress,
        ...(this.#cut
          ? { verdict: 'unknown', reason: 'depth' }
          : { verdict: 'none', missProbability: this.#seen.missProbability }),
      };
      return;
    }
    const choice = level.enabled[level.next];
    if (choice === undefined) {
      this.#levels.pop();
      if (this.#levels.length > 0) this.#back();
      return;
    }
    level.next++;
    step(this.#program, this.#world, choice, this.#sink);
    this.#schedule.push(choice);
    this.#transitions++;
    if (this.#schedule.length > this.#depth) this.#depth = this.#schedule.length;
    if (!this.#visit()) this.#back();
  }

  #back(): void {
    undo(this.#world);
    this.#schedule.pop();
  }

  /** Enters the state that was reached; false if it need not be gone into. */
  #visit(): boolean {
    const { digest } = this.#world;
    const judged = this.#watch.digest;
    const low = (digest.low ^ Math.imul(judged.low, 0x85ebca6b)) | 0;
    const high = (digest.high ^ Math.imul(judged.high, 0xc2b2ae35)) | 0;
    if (!this.#seen.add(low, high)) return false;
    if (this.#seen.count > this.#plan.maximumStates) {
      this.#result = { ...this.progress, verdict: 'unknown', reason: 'states' };
      return true;
    }
    const count = choices(this.#program, this.#world, this.#enabled);
    this.#judge(isQuiescent(this.#world, this.#enabled, count));
    if (this.#result !== undefined) return true;
    if (this.#schedule.length >= this.#plan.maximumDepth && count > 0) {
      this.#cut = true;
      return false;
    }
    this.#levels.push({ enabled: this.#enabled.slice(0, count), next: 0 });
    return true;
  }

  #judge(quiescent: boolean): void {
    const { journal } = this.#world;
    if (quiescent) {
      journal.mark();
      this.#watch.monitors.finish(true);
    }
    const property = this.#watch.violated(this.#world, quiescent);
    if (quiescent) journal.undo();
    if (property === undefined) return;
    const schedule = this.#schedule.map((choice) => choiceName(this.#program, choice));
    assert(schedule.length === this.#schedule.length, 'a counterexample names all its choices');
    this.#result = { ...this.progress, verdict: 'found', property, schedule };
  }
}
