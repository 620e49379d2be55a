import type { Value } from '../base/values.ts';
import { choices } from '../sim/choices.ts';
import type { Program } from '../sim/program.ts';
import { isQuiescent, step, undo } from '../sim/step.ts';
import type { World } from '../sim/world.ts';
import { violationAt } from './counterexample.ts';
import type { ExplorationPlan, ExplorationProgress } from './exploration.ts';
import { PropertyWatch, propertiesOf } from './property.ts';
import { SeenStates } from './seen.ts';
import { StateTree } from './state-tree.ts';
import { SteppedSearch } from './stepped-search.ts';

/**
 * Level by level over (world, monitors), without reduction: what it finds first is shortest (rule SE7). Of a state only its hash,
 * its parent and the choice made there are kept. The states of a level stand in the order of the tree, so from one to
 * the next it is a few steps back and a few steps forward; that costs less than packing and unpacking them would.
 */
export class BreadthFirst extends SteppedSearch {
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

  constructor(program: Program, plan: ExplorationPlan) {
    super();
    this.#program = program;
    this.#plan = plan;
    this.#watch = new PropertyWatch(program, propertiesOf(program, plan.properties), plan.budget);
    this.#world = this.#watch.world;
    this.#seen.add(this.#watch.low, this.#watch.high);
    const property = this.#watch.violated(false);
    if (property !== undefined) this.#tell(0, property);
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

  /** A state counts as one transition more: there may be many from which nothing can be done. */
  protected get spent(): number {
    return this.#transitions + this.#next;
  }

  protected namesOf(schedule: readonly Value[]): readonly string[] {
    return this.#watch.namesOf(schedule);
  }

  protected go(): void {
    if (this.#next === this.#levelEnd && !this.#descend()) return;
    const state = this.#next++;
    this.#moveTo(state);
    const count = choices(this.#program, this.#world, this.#enabled);
    const violation = violationAt(this.#watch, isQuiescent(this.#world, this.#enabled, count));
    if (violation !== undefined) {
      this.#tell(state, violation.property);
      return;
    }
    // What is left of this level may still end in a violation that is shorter; what lies beyond it cannot.
    if (this.#violated !== undefined) return;
    // The array is written again while its choices are tried.
    const enabled = this.#enabled.slice(0, count);
    for (const choice of enabled) {
      step(this.#program, this.#world, choice, this.#watch.sink);
      this.#transitions++;
      this.#reach(state, choice);
      undo(this.#world);
      if (this.isOver || this.#violated !== undefined) return;
    }
  }

  /** Goes on to the next level; false if there is none. */
  #descend(): boolean {
    if (this.#violated !== undefined) this.#tell(this.#violated.state, this.#violated.property);
    else if (this.#levelEnd === this.#tree.count)
      this.end({ verdict: 'none', missProbability: this.#seen.missProbability, reduced: false });
    else if (this.#depth === this.#plan.maximumDepth) this.end({ verdict: 'unknown', reason: 'depth' });
    else {
      this.#levelEnd = this.#tree.count;
      this.#depth++;
    }
    return !this.isOver;
  }

  #reach(parent: number, choice: Value): void {
    if (!this.#seen.add(this.#watch.low, this.#watch.high)) return;
    const { maximumStates, maximumBytes } = this.#plan;
    if (this.#seen.count > maximumStates) this.end({ verdict: 'unknown', reason: 'states' });
    else if (maximumBytes !== undefined && this.#seen.bytes + this.#tree.bytes > maximumBytes)
      this.end({ verdict: 'unknown', reason: 'bytes' });
    else {
      const state = this.#tree.add(parent, choice);
      const property = this.#watch.violated(false);
      if (property !== undefined) this.#violated = { state, property };
    }
  }

  #tell(state: number, property: string): void {
    const schedule = this.namesOf(this.#tree.schedule(state));
    this.end({ verdict: 'found', property, schedule, length: 'shortest' });
  }

  /** Moves the world to a state of the present level: back to where the ways part, and forward again. */
  #moveTo(state: number): void {
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
