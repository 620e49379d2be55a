import { draw, drawPurpose } from '../base/draw.ts';
import type { Value, Values } from '../base/values.ts';
import { ChoiceKind, choiceKind, isFault } from '../sim/choice.ts';
import type { Sampler } from './sampling.ts';

const PRIORITY = drawPurpose('priority');
const CHANGE = drawPurpose('priority-change');
const FAULT = drawPurpose('fault');

/** How many points of change a schedule may have at most; those of one run go round from none to this. */
const MAXIMUM_CHANGES = 4;
const FIRST_LENGTH = 32;

/**
 * Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi, Nagarakatte, ASPLOS 2010): every strand of causes, here a
 * client, a message under way, or the work on one, has a random priority, and of what is enabled the highest goes
 * first. At a few random points of the schedule the strand that would be next falls behind all others. A violation that
 * needs d orderings is hit with a probability that does not fall with the number of schedules. Faults are
 * strands of their own, and rare.
 */
export class PrioritySampler implements Sampler {
  readonly #values: Values;
  readonly #seed: number;
  readonly #fallen = new Map<Value, number>();
  #schedule = 0;
  #length = FIRST_LENGTH;
  #changes: readonly number[] = [];

  constructor(values: Values, seed: number) {
    this.#values = values;
    this.#seed = seed;
  }

  begin(schedule: number): void {
    this.#schedule = schedule;
    this.#fallen.clear();
    this.#changes = Array.from({ length: schedule % (MAXIMUM_CHANGES + 1) }, (_, i) =>
      Math.floor((draw(this.#seed, CHANGE, schedule, i, 0) / 0x100000000) * this.#length),
    );
  }

  pick(enabled: readonly Value[], count: number, depth: number): number {
    if (depth >= this.#length) this.#length = depth + 1;
    for (const change of this.#changes) if (change === depth) this.#fall(enabled, count, depth);
    return this.#highest(enabled, count, depth);
  }

  #fall(enabled: readonly Value[], count: number, depth: number): void {
    const highest = enabled[this.#highest(enabled, count, depth)] as Value;
    this.#fallen.set(this.#strand(highest), depth);
  }

  #highest(enabled: readonly Value[], count: number, depth: number): number {
    let best = 0;
    let bestPriority = -Infinity;
    for (let i = 0; i < count; i++) {
      const priority = this.#priority(enabled[i] as Value, depth);
      if (priority > bestPriority) {
        best = i;
        bestPriority = priority;
      }
    }
    return best;
  }

  #priority(choice: Value, depth: number): number {
    const values = this.#values;
    if (isFault(values, choice)) {
      // Drawn anew at every state: about once in a schedule a fault goes before all else.
      const bits = draw(this.#seed, FAULT, values.low(choice) ^ this.#schedule, values.high(choice), depth);
      return bits < 0x100000000 / this.#length ? 0x100000000 + bits : -0x200000000 + bits;
    }
    const strand = this.#strand(choice);
    const fallen = this.#fallen.get(strand);
    if (fallen !== undefined) return -1 - fallen;
    return draw(this.#seed, PRIORITY, values.low(strand) ^ this.#schedule, values.high(strand), this.#schedule);
  }

  /** What a choice belongs to: the message or the work that it is about, else the part that makes it. */
  #strand(choice: Value): Value {
    const values = this.#values;
    const kind = choiceKind(values, choice);
    if (kind === ChoiceKind.deliver) return values.field(choice, 4);
    if (kind === ChoiceKind.redeliver) return values.field(choice, 3);
    if (kind === ChoiceKind.run || kind === ChoiceKind.acknowledge || kind === ChoiceKind.timer)
      return values.field(choice, 3);
    return choice;
  }
}
