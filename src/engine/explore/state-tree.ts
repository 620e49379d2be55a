import type { Value } from '../base/values.ts';

/**
 * How each state was first reached: its parent and the choice made there, eight bytes a state. States are numbers in the
 * order of discovery; 0 is the start.
 */
export class StateTree {
  #parents = new Int32Array(1 << 12);
  #choices = new Int32Array(1 << 12);
  #count = 1;

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#parents.byteLength + this.#choices.byteLength;
  }

  add(parent: number, choice: Value): number {
    if (this.#count === this.#parents.length) this.#grow();
    this.#parents[this.#count] = parent;
    this.#choices[this.#count] = choice;
    return this.#count++;
  }

  parent(state: number): number {
    return this.#parents[state] as number;
  }

  choice(state: number): Value {
    return this.#choices[state] as Value;
  }

  /** The choices that lead from the start to a state. */
  schedule(state: number): Value[] {
    const schedule: Value[] = [];
    for (let at = state; at !== 0; at = this.parent(at)) schedule.push(this.choice(at));
    return schedule.reverse();
  }

  #grow(): void {
    const parents = new Int32Array(this.#parents.length * 2);
    parents.set(this.#parents);
    this.#parents = parents;
    const choices = new Int32Array(this.#choices.length * 2);
    choices.set(this.#choices);
    this.#choices = choices;
  }
}
