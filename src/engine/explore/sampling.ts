import { draw, drawPurpose } from '../base/draw.ts';
import type { Value } from '../base/values.ts';
import { choices } from '../sim/choices.ts';
import type { Program } from '../sim/program.ts';
import { isQuiescent, step, undo } from '../sim/step.ts';
import { shrinkViolation, violationAt } from './counterexample.ts';
import type { ExplorationPlan, ExplorationProgress } from './exploration.ts';
import { PropertyWatch, propertiesOf } from './property.ts';
import type { Properties } from './property.ts';
import { SeenStates } from './seen.ts';
import { SteppedSearch } from './stepped-search.ts';

/** Picks one of the enabled choices of a schedule; asked once at every state. */
export interface Sampler {
  /** A new schedule begins. */
  begin(schedule: number): void;
  /** @returns the index of the choice */
  pick(enabled: readonly Value[], count: number, depth: number): number;
}

const DEFAULT_SCHEDULES = 10_000;

/**
 * Schedule after schedule from the start to its end, chosen by a sampler: for what is too big to be gone through. Finds or
 * stays unknown (rule SE8).
 */
export class Sampling extends SteppedSearch {
  readonly #program: Program;
  readonly #plan: ExplorationPlan;
  readonly #properties: Properties;
  readonly #watch: PropertyWatch;
  readonly #sampler: Sampler;
  readonly #goal: number;
  readonly #seen = new SeenStates();
  readonly #enabled: Value[] = [];
  readonly #schedule: Value[] = [];
  #schedules = 0;
  #transitions = 0;
  #depth = 0;

  constructor(program: Program, plan: ExplorationPlan, sampler: Sampler) {
    super();
    this.#program = program;
    this.#plan = plan;
    this.#sampler = sampler;
    this.#goal = plan.schedules ?? DEFAULT_SCHEDULES;
    this.#properties = propertiesOf(program, plan.properties);
    this.#watch = new PropertyWatch(program, this.#properties, plan.budget);
    sampler.begin(0);
  }

  get progress(): ExplorationProgress {
    return {
      states: this.#seen.count,
      transitions: this.#transitions,
      depth: this.#depth,
      frontier: 0,
      schedules: this.#schedules,
    };
  }

  /** A schedule counts as one transition more: it may be that nothing can be done at all. */
  protected get spent(): number {
    return this.#transitions + this.#schedules;
  }

  protected namesOf(schedule: readonly Value[]): readonly string[] {
    return this.#watch.namesOf(schedule);
  }

  /** Judges the state, and makes one step, or begins again. */
  protected go(): void {
    const { world } = this.#watch;
    const { maximumStates, maximumBytes, maximumDepth, budget } = this.#plan;
    this.#seen.add(this.#watch.low, this.#watch.high);
    const count = choices(this.#program, world, this.#enabled);
    const violation = violationAt(this.#watch, isQuiescent(world, this.#enabled, count));
    if (violation !== undefined) {
      const schedule = this.#schedule.slice();
      this.found(violation.property, shrinkViolation(this.#program, this.#properties, budget, schedule, violation));
      return;
    }
    if (this.#seen.count > maximumStates) this.end({ verdict: 'unknown', reason: 'states' });
    else if (maximumBytes !== undefined && this.#seen.bytes > maximumBytes)
      this.end({ verdict: 'unknown', reason: 'bytes' });
    else if (count === 0 || this.#schedule.length >= maximumDepth) this.#again();
    else {
      const choice = this.#enabled[this.#sampler.pick(this.#enabled, count, this.#schedule.length)] as Value;
      step(this.#program, world, choice, this.#watch.sink);
      this.#schedule.push(choice);
      this.#transitions++;
      if (this.#schedule.length > this.#depth) this.#depth = this.#schedule.length;
    }
  }

  #again(): void {
    this.#schedules++;
    if (this.#schedules >= this.#goal) {
      this.end({ verdict: 'unknown', reason: 'sampled' });
      return;
    }
    while (this.#schedule.pop() !== undefined) undo(this.#watch.world);
    this.#sampler.begin(this.#schedules);
  }
}

const WALK = drawPurpose('walk');

/** Every enabled choice is as likely as any other. */
export class UniformSampler implements Sampler {
  readonly #seed: number;
  #schedule = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  begin(schedule: number): void {
    this.#schedule = schedule;
  }

  pick(_enabled: readonly Value[], count: number, depth: number): number {
    return Math.floor((draw(this.#seed, WALK, this.#schedule, depth, 0) / 0x100000000) * count);
  }
}
