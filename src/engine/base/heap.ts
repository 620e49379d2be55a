import { assert } from './assert.ts';

const FIRST_CAPACITY = 64;

/** What `EventQueue` gives for an event, to find or remove it: valid until the event is taken or removed, then reused. */
export type EventHandle = number;

/** No event. */
export const NO_EVENT: EventHandle = -1;

/**
 * Pending events, earliest first; events of one time in the order in which they were scheduled. A 4-ary heap in typed
 * arrays: times and sequence numbers lie beside each other in heap order, so that sifting compares neighbours; what an
 * event is about stays in its slot, and slots are used again.
 *
 * Times are any numbers but NaN. What an event is about is an int32, such as an index into a table of callbacks.
 */
export class EventQueue {
  #size = 0;
  #scheduled = 0;
  // By place in the heap.
  #times = new Float64Array(FIRST_CAPACITY);
  #sequences = new Float64Array(FIRST_CAPACITY);
  #slots = new Int32Array(FIRST_CAPACITY);
  // By slot; of a free one the place says which is free next, as -2 less it.
  #places = new Int32Array(FIRST_CAPACITY);
  #subjects = new Int32Array(FIRST_CAPACITY);
  #used = 0;
  #free = NO_EVENT;
  #time = 0;

  get size(): number {
    return this.#size;
  }

  /** The time of the event that was taken last, 0 at first. */
  get time(): number {
    return this.#time;
  }

  schedule(time: number, subject: number): EventHandle {
    if (this.#size === this.#times.length) this.#grow();
    let slot = this.#free;
    if (slot === NO_EVENT) slot = this.#used++;
    else this.#free = -2 - (this.#places[slot] as number);
    this.#subjects[slot] = subject;
    this.#rise(this.#size++, time, this.#scheduled++, slot);
    return slot;
  }

  /** Takes the earliest event out; its time is `time` from now on. There must be one. @returns what it is about */
  take(): number {
    assert(this.#size > 0, 'there is an event to take');
    const slot = this.#slots[0] as number;
    this.#time = this.#times[0] as number;
    this.#release(slot);
    const last = --this.#size;
    if (last > 0)
      this.#fall(0, this.#times[last] as number, this.#sequences[last] as number, this.#slots[last] as number);
    return this.#subjects[slot] as number;
  }

  /** Takes an event out wherever it is. */
  remove(event: EventHandle): void {
    const place = this.#placeOf(event);
    this.#release(event);
    const last = --this.#size;
    if (place === last) return;
    const time = this.#times[last] as number;
    const sequence = this.#sequences[last] as number;
    const slot = this.#slots[last] as number;
    this.#rise(place, time, sequence, slot);
    if (this.#places[slot] === place) this.#fall(place, time, sequence, slot);
  }

  timeOf(event: EventHandle): number {
    return this.#times[this.#placeOf(event)] as number;
  }

  subjectOf(event: EventHandle): number {
    return this.#subjects[event] as number;
  }

  /** The earliest event, or `NO_EVENT`. */
  get earliest(): EventHandle {
    return this.#size === 0 ? NO_EVENT : (this.#slots[0] as number);
  }

  /**
   * Writes the events that are not later than `time` into `out`, in no order. Costs what is found, not what is pending.
   * @returns how many there are; `out` may be longer
   */
  notAfter(time: number, out: EventHandle[]): number {
    let count = 0;
    if (this.#size > 0 && (this.#times[0] as number) <= time) out[count++] = this.#slots[0] as number;
    for (let next = 0; next < count; next++) {
      const first = 4 * (this.#places[out[next] as number] as number) + 1;
      const end = Math.min(first + 4, this.#size);
      for (let child = first; child < end; child++)
        if ((this.#times[child] as number) <= time) out[count++] = this.#slots[child] as number;
    }
    return count;
  }

  #placeOf(event: EventHandle): number {
    const place = this.#places[event] as number;
    assert(place >= 0 && place < this.#size && this.#slots[place] === event, 'an event is pending');
    return place;
  }

  #release(slot: number): void {
    this.#places[slot] = -2 - this.#free;
    this.#free = slot;
  }

  /** Puts an event at a place or nearer to the root. */
  #rise(from: number, time: number, sequence: number, slot: number): void {
    const times = this.#times;
    const sequences = this.#sequences;
    const slots = this.#slots;
    const places = this.#places;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const parentTime = times[parent] as number;
      if (parentTime < time || (parentTime === time && (sequences[parent] as number) < sequence)) break;
      times[at] = parentTime;
      sequences[at] = sequences[parent] as number;
      const moved = slots[parent] as number;
      slots[at] = moved;
      places[moved] = at;
      at = parent;
    }
    times[at] = time;
    sequences[at] = sequence;
    slots[at] = slot;
    places[slot] = at;
  }

  /** Puts an event at a place or farther from the root. */
  #fall(from: number, time: number, sequence: number, slot: number): void {
    const times = this.#times;
    const sequences = this.#sequences;
    const slots = this.#slots;
    const places = this.#places;
    const size = this.#size;
    let at = from;
    for (;;) {
      const first = 4 * at + 1;
      if (first >= size) break;
      const end = first + 4 < size ? first + 4 : size;
      let least = first;
      let leastTime = times[first] as number;
      for (let child = first + 1; child < end; child++) {
        const childTime = times[child] as number;
        if (
          childTime < leastTime ||
          (childTime === leastTime && (sequences[child] as number) < (sequences[least] as number))
        ) {
          least = child;
          leastTime = childTime;
        }
      }
      if (time < leastTime || (time === leastTime && sequence < (sequences[least] as number))) break;
      times[at] = leastTime;
      sequences[at] = sequences[least] as number;
      const moved = slots[least] as number;
      slots[at] = moved;
      places[moved] = at;
      at = least;
    }
    times[at] = time;
    sequences[at] = sequence;
    slots[at] = slot;
    places[slot] = at;
  }

  #grow(): void {
    const capacity = this.#times.length * 2;
    this.#times = grown(this.#times, new Float64Array(capacity));
    this.#sequences = grown(this.#sequences, new Float64Array(capacity));
    this.#slots = grown(this.#slots, new Int32Array(capacity));
    this.#places = grown(this.#places, new Int32Array(capacity));
    this.#subjects = grown(this.#subjects, new Int32Array(capacity));
  }
}

function grown<Numbers extends Float64Array | Int32Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}
