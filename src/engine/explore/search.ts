import type { Value } from '../base/values.ts';
import type { FaultBudget } from '../model/document.ts';
import { choiceName } from '../sim/choice.ts';
import { choices } from '../sim/choices.ts';
import type { Program } from '../sim/program.ts';
import { isQuiescent, step, undo } from '../sim/step.ts';
import type { World } from '../sim/world.ts';
import { PropertyWatch, propertiesOf } from './property.ts';
import type { Properties } from './property.ts';
import { reduce } from './reduction.ts';
import { SeenStates } from './seen.ts';
import { shrink } from './shrink.ts';
import type { Judged } from './shrink.ts';

/** What a search asks, and how far it may go. */
export interface SearchPlan {
  /** Anomaly ids and `invariant:<id>`. */
  readonly properties: readonly string[];
  readonly budget: FaultBudget;
  readonly maximumStates: number;
  /** Choices in one schedule. */
  readonly maximumDepth: number;
  /** Tries only one of orders that come to the same; default true. */
  readonly reduction?: boolean;
  /** Looks at each state when it is first reached; must leave it as it is. */
  readonly look?: (world: World, quiescent: boolean) => void;
}

export interface SearchProgress {
  readonly states: number;
  readonly transitions: number;
  /** The longest schedule so far. */
  readonly depth: number;
}

/** `unknown` when it stopped early; never `none` then. */
export type SearchResult = SearchProgress &
  /** The schedule is short, and locally minimal: no single choice can be left out. */
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
  readonly #properties: Properties;
  readonly #watch: PropertyWatch;
  readonly #world: World;
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
    this.#properties = propertiesOf(program, plan.properties);
    this.#watch = new PropertyWatch(program, this.#properties, plan.budget);
    this.#world = this.#watch.world;
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
    step(this.#program, this.#world, choice, this.#watch.sink);
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
    const quiescent = isQuiescent(this.#world, this.#enabled, count);
    this.#plan.look?.(this.#world, quiescent);
    this.#judge(quiescent);
    if (this.#result !== undefined) return true;
    if (this.#schedule.length >= this.#plan.maximumDepth && count > 0) {
      this.#cut = true;
      return false;
    }
    const left = this.#plan.reduction === false ? count : reduce(this.#world, this.#enabled, count);
    this.#levels.push({ enabled: this.#enabled.slice(0, left), next: 0 });
    return true;
  }

  #judge(quiescent: boolean): void {
    const property = this.#watch.violated(quiescent);
    if (property === undefined) return;
    const final = quiescent && this.#watch.violated(false) !== property;
    const shortened = shrink(this.#program, this.#schedule, () => this.#freshJudge(property, final));
    const schedule = shortened.map((choice) => choiceName(this.#program, choice));
    this.#result = { ...this.progress, verdict: 'found', property, schedule };
  }

  #freshJudge(property: string, final: boolean): Judged {
    const watch = new PropertyWatch(this.#program, this.#properties, this.#plan.budget);
    const enabled: Value[] = [];
    return {
      world: watch.world,
      sink: watch.sink,
      isViolated: () => {
        if (!final) return watch.violated(false) === property;
        const count = choices(this.#program, watch.world, enabled);
        return isQuiescent(watch.world, enabled, count) && watch.violated(true) === property;
      },
    };
  }
}
