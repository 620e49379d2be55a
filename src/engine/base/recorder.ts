import { NULL } from './values.ts';
import type { Value } from './values.ts';

/** What was read of a container, and what was written to it; the meaning of `key` is that of the method. */
export const Access = { value: 0, get: 1, size: 2, keys: 3, length: 4, at: 5 } as const;
export const Change = { set: 0, push: 1, removeAt: 2, insertAt: 3 } as const;

/** A container as a recorder sees it: what was read can be read again, what was written can be written again. */
export interface Recordable {
  /** Reads without being recorded; keys are given as one tuple. */
  readAgain(access: number, key: Value): Value;
  writeAgain(change: number, key: Value, value: Value): void;
}

export interface Reading {
  readonly container: Recordable;
  readonly access: number;
  readonly key: Value;
  readonly value: Value;
}

export interface Writing {
  readonly container: Recordable;
  readonly change: number;
  readonly key: Value;
  readonly value: Value;
  /** What a cell or a key had before. */
  readonly old: Value;
}

/**
 * Notes what a step reads of the world as it was before, and what it writes. A step is a function of what it reads: where
 * the same is there to be read again, it would write the same. What it reads of its own writing is not noted.
 */
export class Recorder {
  /** Whether reads and writes are being noted. */
  active = false;
  readonly readings: Reading[] = [];
  readonly writings: Writing[] = [];
  start(): void {
    this.readings.length = 0;
    this.writings.length = 0;
    this.active = true;
  }

  stop(): void {
    this.active = false;
  }

  wrote(container: Recordable, change: number, key: Value, value: Value, old: Value): void {
    this.writings.push({ container, change, key, value, old });
  }

  /** The content of a cell, or what a dictionary has for a key. */
  readPlace(container: Recordable, access: number, key: Value, value: Value): void {
    for (const writing of this.writings) if (writing.container === container && writing.key === key) return;
    this.#note(container, access, key, value);
  }

  readSize(container: Recordable, size: number): void {
    this.#note(container, Access.size, 0, ~(size - this.#added(container)));
  }

  /** @param keys all keys that there were before the step, in their order, as a tuple */
  readKeys(container: Recordable, keys: Value): void {
    this.#note(container, Access.keys, 0, keys);
  }

  /** By key that the step has written: what was there before. */
  before(container: Recordable): ReadonlyMap<Value, Value> {
    const before = new Map<Value, Value>();
    for (const { container: written, key, old } of this.writings)
      if (written === container && !before.has(key)) before.set(key, old);
    return before;
  }

  /**
   * How many keys the step has added, less those that it has taken out. That depends on what was there: the places are
   * noted as read.
   */
  #added(container: Recordable): number {
    let added = 0;
    for (const { container: written, key, value, old } of this.writings) {
      if (written !== container) continue;
      if (old === NULL && value !== NULL) added++;
      else if (old !== NULL && value === NULL) added--;
      this.#noteBefore(container, key);
    }
    return added;
  }

  #noteBefore(container: Recordable, key: Value): void {
    const first = this.writings.find((writing) => writing.container === container && writing.key === key);
    if (first !== undefined) this.#note(container, Access.get, key, first.old);
  }

  readLength(container: Recordable, length: number): void {
    let before = length;
    for (const { container: written, change } of this.writings) {
      if (written !== container) continue;
      if (change === Change.push || change === Change.insertAt) before--;
      else if (change === Change.removeAt) before++;
    }
    this.#note(container, Access.length, 0, ~before);
  }

  /** An item of a sequence as it stands now: looked for among the step's own writing, else where it stood before. */
  readItem(container: Recordable, index: number, value: Value, length: number): void {
    let at = index;
    let lengthThen = length;
    for (let i = this.writings.length - 1; i >= 0; i--) {
      const { container: written, change, key } = this.writings[i] as Writing;
      if (written !== container) continue;
      const place = ~key;
      if (change === Change.set) {
        if (place === at) return;
      } else if (change === Change.removeAt) {
        if (at >= place) at++;
        lengthThen++;
      } else {
        const inserted = change === Change.push ? lengthThen - 1 : place;
        if (inserted === at) {
          // That this is the place depends on how long the sequence was.
          if (change === Change.push) this.readLength(container, length);
          return;
        }
        if (at > inserted) at--;
        lengthThen--;
      }
    }
    this.#note(container, Access.at, ~at, value);
  }

  #note(container: Recordable, access: number, key: Value, value: Value): void {
    for (const known of this.readings)
      if (known.container === container && known.access === access && known.key === key) return;
    this.readings.push({ container, access, key, value });
  }
}
