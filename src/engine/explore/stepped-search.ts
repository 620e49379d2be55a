import type { Value } from '../base/values.ts';
import type { Exploration, ExplorationProgress, ExplorationResult } from './exploration.ts';
import type { Shrinking } from './shrink.ts';

/** What a result says besides how far it came. */
type Ending = ExplorationResult extends infer Result
  ? Result extends ExplorationProgress
    ? Omit<Result, keyof ExplorationProgress>
    : never
  : never;

/**
 * An exploration that goes on in small steps until it ends, or has found something and then shortens it. The slices of
 * both are counted in transitions (rule SE10).
 */
export abstract class SteppedSearch implements Exploration {
  #property = '';
  #shrinking: Shrinking | undefined;
  #result: ExplorationResult | undefined;

  abstract get progress(): ExplorationProgress;

  get result(): ExplorationResult | undefined {
    return this.#result;
  }

  advance(transitions: number): ExplorationResult | undefined {
    const goal = this.spent + transitions;
    while (this.spent < goal && this.#shrinking === undefined && this.#result === undefined) this.go();
    const left = goal - this.spent;
    if (this.#shrinking !== undefined && left > 0) this.#shrink(this.#shrinking, left);
    return this.#result;
  }

  /** Transitions, and what else takes time; it grows, so that every slice comes to its end. */
  protected abstract get spent(): number;

  /** Makes one step of the search. */
  protected abstract go(): void;

  /** The names in play of what a shortened schedule leads to. */
  protected abstract namesOf(schedule: readonly Value[]): readonly string[];

  protected end(ending: Ending): void {
    this.#result = { ...this.progress, ...ending };
  }

  protected found(property: string, shrinking: Shrinking): void {
    this.#property = property;
    this.#shrinking = shrinking;
  }

  /** Whether it goes on no more, but for shortening. */
  protected get isOver(): boolean {
    return this.#result !== undefined || this.#shrinking !== undefined;
  }

  #shrink(shrinking: Shrinking, steps: number): void {
    const schedule = shrinking.advance(steps);
    if (schedule === undefined) return;
    const names = this.namesOf(schedule);
    this.end({ verdict: 'found', property: this.#property, schedule: names, length: 'locally-minimal' });
  }
}
