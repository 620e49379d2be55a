import { EventQueue, NO_EVENT } from '../base/heap.ts';
import type { EventHandle } from '../base/heap.ts';
import { NULL } from '../base/values.ts';
import type { Value } from '../base/values.ts';

/** A choice that stays possible is here no longer, or not yet again. */
const GONE = -1;

/**
 * When each enabled act is ready, kept from step to step. A step enables and disables few of them, and those are all that
 * costs more than a comparison: the lists of two steps are walked side by side, and the earliest lies on top of a heap.
 */
export class ReadyTimes {
  readonly #queue = new EventQueue();
  readonly #events = new Map<Value, EventHandle>();
  /** What was enabled last and, beside it, the event of each, if it is an act with a time of its own. */
  #choices: Value[] = [];
  #eventsAt: EventHandle[] = [];
  #count = 0;
  /** By event: its place in the list. */
  readonly #places: number[] = [];
  /** The rest of the last list, from where the new one differs. */
  readonly #restChoices: Value[] = [];
  readonly #restEvents: EventHandle[] = [];
  readonly #gone: EventHandle[] = [];
  readonly #tied: EventHandle[] = [];

  /** How many acts have a time. */
  get size(): number {
    return this.#queue.size;
  }

  /** When an enabled act is ready, if it has a time. */
  of(choice: Value): number | undefined {
    const event = this.#events.get(choice);
    return event === undefined ? undefined : this.#queue.timeOf(event);
  }

  /**
   * Takes in the list of what is enabled now, each choice once. What has become possible is asked for its time; undefined
   * means that it has none of its own. What is possible no longer is told to `ended`, if it had a time.
   */
  observe(
    enabled: readonly Value[],
    count: number,
    timeOf: (choice: Value) => number | undefined,
    ended: (choice: Value) => void,
  ): void {
    let same = 0;
    while (same < count && same < this.#count && this.#choices[same] === enabled[same]) same++;
    const rest = this.#count - same;
    for (let i = 0; i < rest; i++) {
      this.#restChoices[i] = this.#choices[same + i] as Value;
      this.#restEvents[i] = this.#eventsAt[same + i] as EventHandle;
    }
    let from = 0;
    let gone = 0;
    for (let at = same; at < count; at++) {
      const choice = enabled[at] as Value;
      let event: EventHandle;
      if (from < rest && this.#restChoices[from] === choice) event = this.#restEvents[from++] as EventHandle;
      else {
        const known = this.#events.get(choice);
        if (known === undefined) event = this.#schedule(choice, timeOf(choice));
        else {
          event = known;
          // What has been passed over before stands elsewhere now; else it comes later, and what lies between has ended.
          if (this.#places[event] !== GONE) {
            for (; this.#restChoices[from] !== choice; from++) gone = this.#leave(from, gone);
            from++;
          }
        }
      }
      this.#choices[at] = choice;
      this.#eventsAt[at] = event;
      if (event !== NO_EVENT) this.#places[event] = at;
    }
    for (; from < rest; from++) gone = this.#leave(from, gone);
    this.#count = count;
    for (let i = 0; i < gone; i++) {
      const event = this.#gone[i] as EventHandle;
      if (this.#places[event] !== GONE) continue;
      const choice = this.#queue.subjectOf(event);
      this.#queue.remove(event);
      this.#events.delete(choice);
      ended(choice);
    }
  }

  /** The act is being done: should it be possible again afterwards, its time counts anew. @returns whether it had one */
  forget(choice: Value): boolean {
    const event = this.#events.get(choice);
    if (event === undefined) return false;
    const place = this.#places[event] as number;
    this.#choices[place] = NULL;
    this.#eventsAt[place] = NO_EVENT;
    this.#queue.remove(event);
    this.#events.delete(choice);
    return true;
  }

  /** When the earliest is ready, or `now` if that has been before; infinity if there is none. */
  earliest(now: number): number {
    const event = this.#queue.earliest;
    return event === NO_EVENT ? Infinity : Math.max(now, this.#queue.timeOf(event));
  }

  /** The place in the list of the first act that is ready at a time, or -1. */
  firstAt(time: number): number {
    const count = this.#queue.notAfter(time, this.#tied);
    let first = -1;
    for (let i = 0; i < count; i++) {
      const place = this.#places[this.#tied[i] as EventHandle] as number;
      if (first < 0 || place < first) first = place;
    }
    return first;
  }

  #schedule(choice: Value, time: number | undefined): EventHandle {
    if (time === undefined) return NO_EVENT;
    const event = this.#queue.schedule(time, choice);
    this.#events.set(choice, event);
    return event;
  }

  #leave(from: number, gone: number): number {
    const event = this.#restEvents[from] as EventHandle;
    if (event === NO_EVENT) return gone;
    this.#places[event] = GONE;
    this.#gone[gone] = event;
    return gone + 1;
  }
}
