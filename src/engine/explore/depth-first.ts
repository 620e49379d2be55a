import type { Value } from '../base/values.ts';
import { choices } from '../sim/choices.ts';
import type { Program } from '../sim/program.ts';
import { isQuiescent, step, undo } from '../sim/step.ts';
import type { World } from '../sim/world.ts';
import { crashPlans } from './crash-plans.ts';
import { shrinkViolation, violationAt } from './counterexample.ts';
import type { Violation } from './counterexample.ts';
import type { Exploration, ExplorationPlan, ExplorationProgress, ExplorationResult } from './exploration.ts';
import { PropertyWatch, propertiesOf } from './property.ts';
import type { Properties } from './property.ts';
import { createReduction } from './reduction.ts';
import type { Reduce } from './reduction.ts';
import { SeenStates } from './seen.ts';
import type { Shrinking } from './shrink.ts';

/** A state on the stack. */
interface Level {
  readonly low: number;
  readonly high: number;
  /** What is tried of it: all that is enabled, or an ample part. */
  enabled: readonly Value[];
  reduced: boolean;
  next: number;
}

/** Looks at each state when it is first reached; must leave it as it is. */
export type Look = (world: World, quiescent: boolean) => void;

/**
 * Depth first over (world, monitors), with undo, each state once by its 64-bit hash. Complete: of every state that is
 * reached every choice is tried, or an ample part of them, so `none` holds for all interleavings and all faults within
 * the budget (rules SE1 to SE6).
 */
export class DepthFirst implements Exploration {
  readonly #program: Program;
  readonly #plan: ExplorationPlan;
  readonly #properties: Properties;
  readonly #watch: PropertyWatch;
  readonly #world: World;
  readonly #look: Look | undefined;
  readonly #reduce: Reduce;
  readonly #seen = new SeenStates();
  readonly #levels: Level[] = [];
  readonly #schedule: Value[] = [];
  readonly #enabled: Value[] = [];
  #transitions = 0;
  #depth = 0;
  #cut = false;
  /** Plans of crashes that are still to be gone through, and the number of the present one. */
  readonly #plans: ReadonlySet<number>[];
  #planned = 0;
  #violation: Violation | undefined;
  #shrinking: Shrinking | undefined;
  #result: ExplorationResult | undefined;

  constructor(program: Program, plan: ExplorationPlan, look?: Look) {
    this.#program = program;
    this.#plan = plan;
    this.#look = look;
    this.#properties = propertiesOf(program, plan.properties);
    this.#watch = new PropertyWatch(program, this.#properties, plan.budget);
    this.#world = this.#watch.world;
    this.#reduce = createReduction(this.#world, this.#properties, plan.budget);
    this.#plans = plan.reduction === false ? [] : [...crashPlans(program, plan.budget)];
    this.#begin();
  }

  get result(): ExplorationResult | undefined {
    return this.#result;
  }

  get progress(): ExplorationProgress {
    return {
      states: this.#seen.count,
      transitions: this.#transitions,
      depth: this.#depth,
      frontier: this.#levels.length,
      schedules: 0,
    };
  }

  advance(transitions: number): ExplorationResult | undefined {
    const goal = this.#transitions + transitions;
    while (this.#transitions < goal && this.#shrinking === undefined && this.#result === undefined) this.#try();
    const left = goal - this.#transitions;
    if (this.#shrinking !== undefined && left > 0) this.#shrink(left);
    return this.#result;
  }

  /** Begins at the start, under the next plan of crashes if there are any. */
  #begin(): void {
    const services = this.#plans.shift();
    if (services !== undefined) {
      this.#world.confineCrashes(services);
      this.#planned++;
    }
    this.#visit();
  }

  /** Tries the next choice of the deepest state, or takes a step back. */
  #try(): void {
    const level = this.#levels[this.#levels.length - 1];
    if (level === undefined && this.#plans.length > 0) {
      this.#begin();
      return;
    }
    if (level === undefined) {
      this.#result = {
        ...this.progress,
        ...(this.#cut
          ? { verdict: 'unknown', reason: 'depth' }
          : {
              verdict: 'none',
              missProbability: this.#seen.missProbability,
              reduced: this.#plan.reduction !== false,
            }),
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
    if (this.#visit()) return;
    const closes = level.reduced && this.#isOnStack(this.#low, this.#high);
    this.#back();
    if (closes) this.#expand(level);
  }

  /** What a plan leaves open is another state under another plan, as long as there may be a crash. */
  get #low(): number {
    return this.#watch.low ^ (this.#isPlanned ? Math.imul(this.#planned, 0x9e3779b1) : 0);
  }

  get #high(): number {
    return this.#watch.high ^ (this.#isPlanned ? Math.imul(this.#planned, 0x85ebca6b) : 0);
  }

  get #isPlanned(): boolean {
    return this.#planned > 0 && this.#world.budgets.crashes.value !== ~0;
  }

  #back(): void {
    undo(this.#world);
    this.#schedule.pop();
  }

  /** Enters the state that was reached; false if it need not be gone into. */
  #visit(): boolean {
    const [low, high] = [this.#low, this.#high];
    if (!this.#seen.add(low, high)) return false;
    const { maximumStates, maximumBytes, maximumDepth, reduction } = this.#plan;
    const reason =
      this.#seen.count > maximumStates
        ? 'states'
        : maximumBytes !== undefined && this.#seen.bytes > maximumBytes
          ? 'bytes'
          : undefined;
    if (reason !== undefined) {
      this.#result = { ...this.progress, verdict: 'unknown', reason };
      return true;
    }
    const count = choices(this.#program, this.#world, this.#enabled);
    const quiescent = isQuiescent(this.#world, this.#enabled, count);
    this.#look?.(this.#world, quiescent);
    const violation = violationAt(this.#watch, quiescent);
    if (violation !== undefined) {
      this.#violation = violation;
      const { budget } = this.#plan;
      this.#shrinking = shrinkViolation(this.#program, this.#properties, budget, this.#schedule.slice(), violation);
      return true;
    }
    if (this.#schedule.length >= maximumDepth && count > 0) {
      this.#cut = true;
      return false;
    }
    const left = reduction === false ? count : this.#reduce(this.#enabled, count);
    this.#levels.push({ low, high, enabled: this.#enabled.slice(0, left), reduced: left < count, next: 0 });
    return true;
  }

  #isOnStack(low: number, high: number): boolean {
    for (let i = this.#levels.length - 1; i >= 0; i--) {
      const level = this.#levels[i] as Level;
      if (level.low === low && level.high === high) return true;
    }
    return false;
  }

  /**
   * The cycle proviso: around a cycle an ample part could put the rest off for ever, so a state from which it leads back
   * to the stack tries all that it has.
   */
  #expand(level: Level): void {
    const count = choices(this.#program, this.#world, this.#enabled);
    const rest = this.#enabled.slice(0, count).filter((choice) => !level.enabled.includes(choice));
    level.enabled = [...level.enabled, ...rest];
    level.reduced = false;
  }

  #shrink(steps: number): void {
    const schedule = this.#shrinking?.advance(steps);
    if (schedule === undefined || this.#violation === undefined) return;
    this.#result = {
      ...this.progress,
      verdict: 'found',
      property: this.#violation.property,
      schedule: this.#watch.namesOf(schedule),
      length: 'locally-minimal',
    };
  }
}
