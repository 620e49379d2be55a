import type { Value } from '../base/values.ts';
import { isFault } from '../sim/choice.ts';
import { choices } from '../sim/choices.ts';
import type { Program } from '../sim/program.ts';
import { instanceOutcome } from '../sim/saga.ts';
import { step, undo } from '../sim/step.ts';
import { World } from '../sim/world.ts';
import { silentSink } from '../trace/entry.ts';
import type { ExplorationPlan, ExplorationProgress } from './exploration.ts';
import { LIVELOCK } from './property.ts';
import { countedNamesOf } from './schedule-names.ts';
import { Shrinking } from './shrink.ts';
import type { Judged } from './shrink.ts';
import { SteppedSearch } from './stepped-search.ts';

/** A state on the stack of the search; `index` counts states in the order of discovery. */
interface Level {
  readonly index: number;
  readonly key: string;
  readonly enabled: readonly Value[];
  next: number;
  /** The earliest state on the stack of components that can be reached from here. */
  lowest: number;
  /** Whether something that is no fault leads out of the component. */
  leaves: boolean;
  /** Whether something that is no fault can be done at all. */
  moves: boolean;
}

/** A state that may still belong to a component of an earlier one. */
interface Open {
  readonly index: number;
  readonly key: string;
  readonly leaves: boolean;
  readonly moves: boolean;
}

/**
 * Livelock: a bottom component of the graph of states, that is states that lead to each other and, faults apart, to
 * nothing else, in which a saga is unfinished; where a program has no sagas, any such component (rule SE9). Faults may
 * lead out, but need not come; they use up a budget and so are on no cycle. The components are those of Tarjan (SIAM J. Comput. 1,
 * 1972), over all states, without reduction.
 */
export class LivelockSearch extends SteppedSearch {
  readonly #program: Program;
  readonly #plan: ExplorationPlan;
  readonly #world: World;
  /** Hash -> index, or -1 once its component is complete. */
  readonly #indexes = new Map<string, number>();
  readonly #levels: Level[] = [];
  readonly #open: Open[] = [];
  readonly #schedule: Value[] = [];
  readonly #enabled: Value[] = [];
  #transitions = 0;
  #depth = 0;
  #cut = false;

  constructor(program: Program, plan: ExplorationPlan) {
    super();
    this.#program = program;
    this.#plan = plan;
    this.#world = this.#freshWorld();
    this.#enter(this.#world.stateDigest);
  }

  get progress(): ExplorationProgress {
    return {
      states: this.#indexes.size,
      transitions: this.#transitions,
      depth: this.#depth,
      frontier: this.#levels.length,
      schedules: 0,
    };
  }

  protected get spent(): number {
    return this.#transitions;
  }

  /** With one round behind it, so that the counterexample shows the cycle. */
  protected namesOf(schedule: readonly Value[]): readonly string[] {
    return countedNamesOf(this.#program, this.#plan.budget, [...schedule, ...this.#round(schedule)]);
  }

  #freshWorld(): World {
    return new World(this.#program, { faults: this.#plan.budget, tracksVersions: false, countsDeliveries: false });
  }

  #enter(key: string): void {
    const index = this.#indexes.size;
    this.#indexes.set(key, index);
    if (this.#indexes.size > this.#plan.maximumStates) {
      this.end({ verdict: 'unknown', reason: 'states' });
      return;
    }
    const count = choices(this.#program, this.#world, this.#enabled);
    const cut = this.#schedule.length >= this.#plan.maximumDepth && count > 0;
    if (cut) this.#cut = true;
    this.#levels.push({
      index,
      key,
      enabled: cut ? [] : this.#enabled.slice(0, count),
      next: 0,
      lowest: index,
      leaves: cut,
      moves: false,
    });
  }

  protected go(): void {
    const level = this.#levels[this.#levels.length - 1];
    if (level === undefined) {
      const { missProbability } = this;
      this.end(
        this.#cut ? { verdict: 'unknown', reason: 'depth' } : { verdict: 'none', missProbability, reduced: false },
      );
      return;
    }
    const choice = level.enabled[level.next];
    if (choice === undefined) {
      this.#leave(level);
      return;
    }
    level.next++;
    const world = this.#world;
    step(this.#program, world, choice, silentSink);
    this.#transitions++;
    const progress = !isFault(this.#program.values, choice);
    if (progress) level.moves = true;
    const key = world.stateDigest;
    const index = this.#indexes.get(key);
    if (index === undefined) {
      this.#schedule.push(choice);
      if (this.#schedule.length > this.#depth) this.#depth = this.#schedule.length;
      this.#enter(key);
      return;
    }
    undo(world);
    if (index < 0) level.leaves ||= progress;
    else level.lowest = Math.min(level.lowest, index);
  }

  /** The state has tried all that it has: it belongs to the component of an earlier one, or its component is complete. */
  #leave(level: Level): void {
    this.#levels.pop();
    const { index, key, leaves, moves, lowest } = level;
    this.#open.push({ index, key, leaves, moves });
    if (lowest === index && this.#complete(index)) return;
    const choice = this.#schedule.pop();
    if (choice === undefined) return;
    undo(this.#world);
    const parent = this.#levels[this.#levels.length - 1] as Level;
    if (lowest === index) parent.leaves ||= !isFault(this.#program.values, choice);
    else parent.lowest = Math.min(parent.lowest, lowest);
  }

  /** Takes the component of a state off; true if it is one that nothing but a fault leads out of, and that does not rest. */
  #complete(index: number): boolean {
    const component: Open[] = [];
    for (let last = this.#open.at(-1); last !== undefined && last.index >= index; last = this.#open.at(-1)) {
      this.#open.pop();
      this.#indexes.set(last.key, -1);
      component.push(last);
    }
    const isTrap = component.some(({ moves }) => moves) && component.every(({ leaves }) => !leaves);
    if (!isTrap || !isUnfinished(this.#world)) return false;
    const keys = new Set(component.map(({ key }) => key));
    this.found(LIVELOCK, new Shrinking(this.#program, this.#schedule.slice(), () => this.#judge(keys)));
    return true;
  }

  #judge(keys: ReadonlySet<string>): Judged {
    const world = this.#freshWorld();
    return { world, sink: silentSink, isViolated: () => keys.has(world.stateDigest) };
  }

  /** The shortest way around, so that the counterexample shows it: back to the state that the schedule leads to. */
  #round(schedule: readonly Value[]): readonly Value[] {
    const world = this.#freshWorld();
    for (const choice of schedule) step(this.#program, world, choice, silentSink);
    const start = world.stateDigest;
    const seen = new Set<string>();
    const enabled: Value[] = [];
    for (let ways: readonly (readonly Value[])[] = [[]]; ways.length > 0;) {
      const longer: Value[][] = [];
      for (const way of ways) {
        for (const choice of way) step(this.#program, world, choice, silentSink);
        const count = choices(this.#program, world, enabled);
        for (const choice of enabled.slice(0, count)) {
          if (isFault(this.#program.values, choice)) continue;
          step(this.#program, world, choice, silentSink);
          const key = world.stateDigest;
          undo(world);
          if (key === start) return [...way, choice];
          if (seen.has(key)) continue;
          seen.add(key);
          longer.push([...way, choice]);
        }
        for (let i = 0; i < way.length; i++) undo(world);
      }
      ways = longer;
    }
    return [];
  }

  private get missProbability(): number {
    return (this.#indexes.size * this.#indexes.size) / 2 / 2 ** 64;
  }
}

/** Whether a saga has begun and not ended, or there are no sagas that could. */
function isUnfinished(world: World): boolean {
  if (world.program.sagas.length === 0) return true;
  return world.services.some(({ sagas }) =>
    sagas.keys().some((id) => instanceOutcome(world.values, sagas.get(id)) === 0),
  );
}
