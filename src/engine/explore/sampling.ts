import { draw, drawPurpose } from '../base/draw.ts';
import type { Value } from '../base/values.ts';
import { choices } from '../sim/choices.ts';
import type { Program } from '../sim/program.ts';
import { isQuiescent, step, undo } from '../sim/step.ts';
import { shrinkViolation, violationAt } from './counterexample.ts';
import type { Violation } from './counterexample.ts';
import type { Exploration, ExplorationPlan, ExplorationProgress, ExplorationResult } from './exploration.ts';
import { PropertyWatch, propertiesOf } from './property.ts';
import type { Properties } from './property.ts';
import { SeenStates } from './seen.ts';
import type { Shrinking } from './shrink.ts';

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
export class Sampling implements Exploration {
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
  #violation: Violation | undefined;
  #shrinking: Shrinking | undefined;
  #result: ExplorationResult | undefined;

  constructor(program: Program, plan: ExplorationPlan, sampler: Sampler) {
    this.#program = program;
    this.#plan = plan;
    this.#sampler = sampler;
    this.#goal = plan.schedules ?? DEFAULT_SCHEDULES;
    this.#properties = propertiesOf(program, plan.properties);
    this.#watch = new PropertyWatch(program, this.#properties, plan.budget);
    sampler.begin(0);
  }

  get result(): ExplorationResult | undefined {
    return this.#result;
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

  advance(transitions: number): ExplorationResult | undefined {
    // A schedule counts as one transition more: it may be that nothing can be done at all.
    const goal = this.#transitions + this.#schedules + transitions;
    while (this.#transitions + this.#schedules < goal && this.#shrinking === undefined && this.#result === undefined)
      this.#go();
    const left = goal - this.#transitions - this.#schedules;
    if (this.#shrinking !== undefined && left > 0) this.#shrink(left);
    return this.#result;
  }

  /** Judges the state, and makes one step, or begins again. */
  #go(): void {
    const { world } = this.#watch;
    const { maximumStates, maximumBytes, maximumDepth, budget } = this.#plan;
    this.#seen.add(this.#watch.low, this.#watch.high);
    const count = choices(this.#program, world, this.#enabled);
    const violation = violationAt(this.#watch, isQuiescent(world, this.#enabled, count));
    if (violation !== undefined) {
      this.#violation = violation;
      this.#shrinking = shrinkViolation(this.#program, this.#properties, budget, this.#schedule.slice(), violation);
      return;
    }
    if (this.#seen.count > maximumStates) this.#end('states');
    else if (maximumBytes !== undefined && this.#seen.bytes > maximumBytes) this.#end('bytes');
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
      this.#end('sampled');
      return;
    }
    while (this.#schedule.pop() !== undefined) undo(this.#watch.world);
    this.#sampler.begin(this.#schedules);
  }

  #end(reason: 'states' | 'bytes' | 'sampled'): void {
    this.#result = { ...this.progress, verdict: 'unknown', reason };
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
