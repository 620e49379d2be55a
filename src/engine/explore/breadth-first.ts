import type { Value } from '../base/values.ts';
import { choices } from '../sim/choices.ts';
import type { Program } from '../sim/program.ts';
import { isQuiescent, step, undo } from '../sim/step.ts';
import type { World } from '../sim/world.ts';
import { violationAt } from './counterexample.ts';
import type { Exploration, ExplorationPlan, ExplorationProgress, ExplorationResult } from './exploration.ts';
import { PropertyWatch, propertiesOf } from './property.ts';
import { SeenStates } from './seen.ts';
import { StateTree } from './state-tree.ts';

/**
 * Level by level over (world, monitors), without reduction: what it finds first is shortest (rule SE7). Of a state only its hash,
 * its parent and the choice made there are kept. The states of a level stand in the order of the tree, so from one to
 * the next it is a few steps back and a few steps forward; that costs less than packing and unpacking them would.
 */
export class BreadthFirst implements Exploration {
  readonly #program: Program;
  readonly #plan: ExplorationPlan;
  readonly #watch: PropertyWatch;
  readonly #world: World;
  readonly #seen = new SeenStates();
  readonly #tree = new StateTree();
  readonly #enabled: Value[] = [];
  /** The states on the way from the start to where the world stands, the start included. */
  readonly #path: number[] = [0];
  #next = 0;
  #levelEnd = 1;
  #depth = 0;
  #transitions = 0;
  /** A state of the next level in which a property is violated; what ends in this level is shorter and comes first. */
  #violated: { readonly state: number; readonly property: string } | undefined;
  #result: ExplorationResult | undefined;

  constructor(program: Program, plan: ExplorationPlan) {
    this.#program = program;
    this.#plan = plan;
    this.#watch = new PropertyWatch(program, propertiesOf(program, plan.properties), plan.budget);
    this.#world = this.#watch.world;
    this.#seen.add(this.#watch.low, this.#watch.high);
    const property = this.#watch.violated(false);
    if (property !== undefined) this.#found(0, property);
  }

  get result(): ExplorationResult | undefined {
    return this.#result;
  }

  get progress(): ExplorationProgress {
    return {
      states: this.#seen.count,
      transitions: this.#transitions,
      depth: this.#depth,
      frontier: this.#tree.count - this.#next,
      schedules: 0,
    };
  }

  advance(transitions: number): ExplorationResult | undefined {
    // A state counts as one transition more: there may be many from which nothing can be done.
    const goal = this.#transitions + this.#next + transitions;
    while (this.#transitions + this.#next < goal && this.#result === undefined) this.#expandNext();
    return this.#result;
  }

  #expandNext(): void {
    if (this.#next === this.#levelEnd && !this.#descend()) return;
    const state = this.#next++;
    this.#go(state);
    const count = choices(this.#program, this.#world, this.#enabled);
    const violation = violationAt(this.#watch, isQuiescent(this.#world, this.#enabled, count));
    if (violation !== undefined) {
      this.#found(state, violation.property);
      return;
    }
    // The array is written again while its choices are tried.
    const enabled = this.#enabled.slice(0, count);
    for (const choice of enabled) {
      step(this.#program, this.#world, choice, this.#watch.sink);
      this.#transitions++;
      this.#reach(state, choice);
      undo(this.#world);
      if (this.#result !== undefined) return;
    }
  }

  /** Goes on to the next level; false if there is none. */
  #descend(): boolean {
    if (this.#violated !== undefined) this.#found(this.#violated.state, this.#violated.property);
    else if (this.#levelEnd === this.#tree.count)
      this.#result = {
        ...this.progress,
        verdict: 'none',
        missProbability: this.#seen.missProbability,
        reduced: false,
      };
    else if (this.#depth === this.#plan.maximumDepth)
      this.#result = { ...this.progress, verdict: 'unknown', reason: 'depth' };
    else {
      this.#levelEnd = this.#tree.count;
      this.#depth++;
    }
    return this.#result === undefined;
  }

  #reach(parent: number, choice: Value): void {
    if (!this.#seen.add(this.#watch.low, this.#watch.high)) return;
    const { maximumStates, maximumBytes } = this.#plan;
    if (this.#seen.count > maximumStates) this.#result = { ...this.progress, verdict: 'unknown', reason: 'states' };
    else if (maximumBytes !== undefined && this.#seen.bytes + this.#tree.bytes > maximumBytes)
      this.#result = { ...this.progress, verdict: 'unknown', reason: 'bytes' };
    else {
      const state = this.#tree.add(parent, choice);
      if (this.#violated !== undefined) return;
      const property = this.#watch.violated(false);
      if (property !== undefined) this.#violated = { state, property };
    }
  }

  #found(state: number, property: string): void {
    const schedule = this.#watch.namesOf(this.#tree.schedule(state));
    this.#result = { ...this.progress, verdict: 'found', property, schedule, length: 'shortest' };
  }

  /** Moves the world to a state of the present level: back to where the ways part, and forward again. */
  #go(state: number): void {
    const depth = this.#depth;
    const path = this.#path;
    const way: number[] = [];
    for (let at = state, level = depth; path[level] !== at; level--) {
      way.push(at);
      at = this.#tree.parent(at);
    }
    const shared = depth - way.length;
    while (path.length - 1 > shared) {
      undo(this.#world);
      path.pop();
    }
    for (let at = way.pop(); at !== undefined; at = way.pop()) {
      step(this.#program, this.#world, this.#tree.choice(at), this.#watch.sink);
      path.push(at);
    }
  }
}
