import type { Value } from '../base/values.ts';
import { choices } from '../sim/choices.ts';
import type { Program } from '../sim/program.ts';
import { isQuiescent, step, undo } from '../sim/step.ts';
import type { World } from '../sim/world.ts';
import { crashPlans } from './crash-plans.ts';
import { shrinkViolation, violationAt } from './counterexample.ts';
import type { ExplorationPlan, ExplorationProgress } from './exploration.ts';
import { PropertyWatch, propertiesOf } from './property.ts';
import type { Properties } from './property.ts';
import { createReduction } from './reduction.ts';
import type { Reduce } from './reduction.ts';
import { SeenStates } from './seen.ts';
import { SteppedSearch } from './stepped-search.ts';

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
export class DepthFirst extends SteppedSearch {
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

  constructor(program: Program, plan: ExplorationPlan, look?: Look) {
    super();
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

  get progress(): ExplorationProgress {
    return {
      states: this.#seen.count,
      transitions: this.#transitions,
      depth: this.#depth,
      frontier: this.#levels.length,
      schedules: 0,
    };
  }

  protected get spent(): number {
    return this.#transitions;
  }

  protected namesOf(schedule: readonly Value[]): readonly string[] {
    return this.#watch.namesOf(schedule);
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
  protected go(): void {
    const level = this.#levels[this.#levels.length - 1];
    if (level === undefined && this.#plans.length > 0) {
      this.#begin();
      return;
    }
    if (level === undefined) {
      this.end(
        this.#cut
          ? { verdict: 'unknown', reason: 'depth' }
          : {
              verdict: 'none',
              missProbability: this.#seen.missProbability,
              reduced: this.#plan.reduction !== false,
            },
      );
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
      this.end({ verdict: 'unknown', reason });
      return true;
    }
    const count = choices(this.#program, this.#world, this.#enabled);
    const quiescent = isQuiescent(this.#world, this.#enabled, count);
    this.#look?.(this.#world, quiescent);
    const violation = violationAt(this.#watch, quiescent);
    if (violation !== undefined) {
      const { budget } = this.#plan;
      const schedule = this.#schedule.slice();
      this.found(violation.property, shrinkViolation(this.#program, this.#properties, budget, schedule, violation));
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
}
