import { foldHigh, foldLow, mixHigh, mixLow, textHigh, textLow } from './hash.ts';
import type { Digest, Journal, Journalled } from './journal.ts';
import { Access, Change } from './recorder.ts';
import type { Recordable, Recorder } from './recorder.ts';
import { NULL } from './values.ts';
import type { Value, Values } from './values.ts';

/**
 * The three journalled containers that a world is made of. Each has a name that enters its hash; a container without a
 * digest is presentation: journalled, and outside the logical hash. `touched` is called on every write and on every
 * revert, so that whatever is derived from the content can be marked as stale.
 */
export interface ContainerContext {
  readonly journal: Journal;
  readonly values: Values;
  readonly digest: Digest | undefined;
  readonly touched?: (() => void) | undefined;
  /** While it is active it is told of every read and write. */
  readonly recorder?: Recorder | undefined;
}

const SET = 0;
const PUSH = 1;
const REMOVE = 2;
const INSERT = 3;

/** One value. */
export class Cell implements Journalled, Recordable {
  readonly #context: ContainerContext;
  readonly #recorder: Recorder | undefined;
  readonly #low: number;
  readonly #high: number;
  #value: Value = NULL;

  constructor(name: string, context: ContainerContext) {
    this.#context = context;
    this.#recorder = context.recorder;
    this.#low = textLow(name);
    this.#high = textHigh(name);
  }

  get value(): Value {
    const recorder = this.#recorder;
    if (recorder?.active === true) recorder.readPlace(this, Access.value, 0, this.#value);
    return this.#value;
  }

  readAgain(_access: number, _key: Value): Value {
    return this.#value;
  }

  writeAgain(_change: number, _key: Value, value: Value): void {
    this.set(value);
  }

  set(value: Value): void {
    const old = this.#value;
    const recorder = this.#recorder;
    if (recorder?.active === true) recorder.wrote(this, Change.set, 0, value, old);
    if (old === value) return;
    const { journal, digest } = this.#context;
    journal.write(this, SET, 0, old);
    if (digest !== undefined) {
      if (old !== NULL) this.#count(digest, old, -1);
      if (value !== NULL) this.#count(digest, value, 1);
    }
    this.#value = value;
    this.#context.touched?.();
  }

  revert(_operation: number, _index: number, old: number): void {
    this.#value = old;
    this.#context.touched?.();
  }

  /** The contribution of the present content to a digest, computed afresh. */
  addTo(digest: Digest): void {
    if (this.#value !== NULL) this.#count(digest, this.#value, 1);
  }

  #count(digest: Digest, value: Value, sign: 1 | -1): void {
    const { values } = this.#context;
    digest.low = (digest.low + Math.imul(sign, foldLow(this.#low, values.low(value)))) | 0;
    digest.high = (digest.high + Math.imul(sign, foldHigh(this.#high, values.high(value)))) | 0;
  }
}

/**
 * A map from value to value; NULL is absence. It is enumerated in the order of the keys' content, whatever the order of
 * the writes was.
 */
export class Dictionary implements Journalled, Recordable {
  readonly #context: ContainerContext;
  readonly #recorder: Recorder | undefined;
  readonly #low: number;
  readonly #high: number;
  readonly #entries = new Map<Value, Value>();
  #order: Value[] | undefined = [];

  constructor(name: string, context: ContainerContext) {
    this.#context = context;
    this.#recorder = context.recorder;
    this.#low = textLow(name);
    this.#high = textHigh(name);
  }

  get size(): number {
    const recorder = this.#recorder;
    if (recorder?.active === true) recorder.readSize(this, this.#entries.size);
    return this.#entries.size;
  }

  has(key: Value): boolean {
    return this.get(key) !== NULL;
  }

  get(key: Value): Value {
    const value = this.#entries.get(key) ?? NULL;
    const recorder = this.#recorder;
    if (recorder?.active === true) recorder.readPlace(this, Access.get, key, value);
    return value;
  }

  readAgain(access: number, key: Value): Value {
    if (access === Access.get) return this.#entries.get(key) ?? NULL;
    if (access === Access.size) return ~this.#entries.size;
    return this.#keysAsTuple();
  }

  writeAgain(_change: number, key: Value, value: Value): void {
    this.set(key, value);
  }

  set(key: Value, value: Value): void {
    const old = this.#entries.get(key) ?? NULL;
    const recorder = this.#recorder;
    if (recorder?.active === true) recorder.wrote(this, Change.set, key, value, old);
    if (old === value) return;
    const { journal, digest } = this.#context;
    journal.write(this, SET, key, old);
    if (digest !== undefined) {
      const { values } = this.#context;
      const keyLow = foldLow(this.#low, values.low(key));
      const keyHigh = foldHigh(this.#high, values.high(key));
      if (old !== NULL) {
        digest.low = (digest.low - foldLow(keyLow, values.low(old))) | 0;
        digest.high = (digest.high - foldHigh(keyHigh, values.high(old))) | 0;
      }
      if (value !== NULL) {
        digest.low = (digest.low + foldLow(keyLow, values.low(value))) | 0;
        digest.high = (digest.high + foldHigh(keyHigh, values.high(value))) | 0;
      }
    }
    this.#put(key, old, value);
    this.#context.touched?.();
  }

  delete(key: Value): void {
    this.set(key, NULL);
  }

  /** The keys in the order of their content. Do not keep the array over a write. */
  keys(): readonly Value[] {
    const recorder = this.#recorder;
    if (recorder?.active === true) recorder.readKeys(this, this.#keysBefore(recorder));
    return this.#sortedKeys();
  }

  /** All of it, in no order, for whoever copies it: nothing is sorted, and nothing counts as read. */
  forEach(visit: (value: Value, key: Value) => void): void {
    this.#entries.forEach(visit);
  }

  /** The keys before what is being recorded, as a tuple in their order. */
  #keysBefore(recorder: Recorder): Value {
    const before = recorder.before(this);
    if (before.size === 0) return this.#keysAsTuple();
    const { values } = this.#context;
    const keys = this.#sortedKeys().filter((key) => !before.has(key));
    for (const [key, old] of before) if (old !== NULL) keys.push(key);
    keys.sort((a, b) => values.compare(a, b));
    return values.tupleOf(keys, keys.length);
  }

  #keysAsTuple(): Value {
    const keys = this.#sortedKeys();
    return this.#context.values.tupleOf(keys, keys.length);
  }

  #sortedKeys(): readonly Value[] {
    if (this.#order === undefined) {
      const { values } = this.#context;
      this.#order = [...this.#entries.keys()].sort((a, b) => values.compare(a, b));
    }
    return this.#order;
  }

  revert(_operation: number, key: number, old: number): void {
    this.#put(key, this.#entries.get(key) ?? NULL, old);
    this.#context.touched?.();
  }

  addTo(digest: Digest): void {
    const { values } = this.#context;
    for (const [key, value] of this.#entries) {
      const low = foldLow(foldLow(this.#low, values.low(key)), values.low(value));
      const high = foldHigh(foldHigh(this.#high, values.high(key)), values.high(value));
      digest.low = (digest.low + low) | 0;
      digest.high = (digest.high + high) | 0;
    }
  }

  #put(key: Value, old: Value, value: Value): void {
    if (value === NULL) {
      this.#entries.delete(key);
      this.#order = undefined;
    } else {
      this.#entries.set(key, value);
      if (old === NULL) this.#order = undefined;
    }
  }
}

const BASE_LOW = 0x01000193;
const BASE_HIGH = 0x9e3779b1 | 0;
const INVERSE_LOW = inverse(BASE_LOW);
const INVERSE_HIGH = inverse(BASE_HIGH);

/**
 * An ordered list, hashed by a polynomial of its items counted from the head, so that taking the head and adding at the
 * tail cost the same for any length. Taking, setting or inserting elsewhere costs the distance to the tail.
 */
export class Sequence implements Journalled, Recordable {
  readonly #context: ContainerContext;
  readonly #recorder: Recorder | undefined;
  readonly #low: number;
  readonly #high: number;
  #items: Value[] = [];
  #start = 0;
  #polynomialLow = 0;
  #polynomialHigh = 0;
  #powerLow = 1;
  #powerHigh = 1;

  constructor(name: string, context: ContainerContext) {
    this.#context = context;
    this.#recorder = context.recorder;
    this.#low = textLow(name);
    this.#high = textHigh(name);
  }

  get length(): number {
    const recorder = this.#recorder;
    if (recorder?.active === true) recorder.readLength(this, this.#size());
    return this.#size();
  }

  at(index: number): Value {
    const recorder = this.#recorder;
    if (recorder?.active === true) recorder.readItem(this, index, this.#item(index), this.#size());
    return this.#item(index);
  }

  readAgain(access: number, key: Value): Value {
    if (access === Access.length) return ~this.#size();
    return ~key < this.#size() ? this.#item(~key) : NULL;
  }

  writeAgain(change: number, key: Value, value: Value): void {
    if (change === Change.push) this.push(value);
    else if (change === Change.set) this.set(~key, value);
    else if (change === Change.removeAt) this.removeAt(~key);
    else this.insertAt(~key, value);
  }

  push(value: Value): void {
    const recorder = this.#recorder;
    if (recorder?.active === true) recorder.wrote(this, Change.push, NULL, value, NULL);
    this.#context.journal.write(this, PUSH, 0, 0);
    this.#uncount();
    this.#append(value);
    this.#recount();
  }

  set(index: number, value: Value): void {
    const old = this.#item(index);
    const recorder = this.#recorder;
    if (recorder?.active === true) recorder.wrote(this, Change.set, ~index, value, old);
    if (old === value) return;
    this.#context.journal.write(this, SET, index, old);
    this.#uncount();
    this.#replace(index, value);
    this.#recount();
  }

  removeAt(index: number): Value {
    const old = this.at(index);
    const recorder = this.#recorder;
    if (recorder?.active === true) recorder.wrote(this, Change.removeAt, ~index, NULL, old);
    this.#context.journal.write(this, REMOVE, index, old);
    this.#uncount();
    this.#take(index);
    this.#recount();
    return old;
  }

  insertAt(index: number, value: Value): void {
    const recorder = this.#recorder;
    if (recorder?.active === true) recorder.wrote(this, Change.insertAt, ~index, value, NULL);
    this.#context.journal.write(this, INSERT, index, 0);
    this.#uncount();
    this.#insert(index, value);
    this.#recount();
  }

  revert(operation: number, index: number, old: number): void {
    if (operation === PUSH) this.#take(this.#size() - 1);
    else if (operation === SET) this.#replace(index, old);
    else if (operation === REMOVE) this.#insert(index, old);
    else this.#take(index);
    this.#context.touched?.();
  }

  addTo(digest: Digest): void {
    if (this.#size() === 0) return;
    let low = 0;
    let high = 0;
    const { values } = this.#context;
    for (let i = this.#size() - 1; i >= 0; i--) {
      low = (Math.imul(low, BASE_LOW) + values.low(this.#item(i))) | 0;
      high = (Math.imul(high, BASE_HIGH) + values.high(this.#item(i))) | 0;
    }
    digest.low = (digest.low + this.#mixedLow(low)) | 0;
    digest.high = (digest.high + this.#mixedHigh(high)) | 0;
  }

  #size(): number {
    return this.#items.length - this.#start;
  }

  #item(index: number): Value {
    return this.#items[this.#start + index] as Value;
  }

  #append(value: Value): void {
    const { values } = this.#context;
    this.#items.push(value);
    this.#polynomialLow = (this.#polynomialLow + Math.imul(values.low(value), this.#powerLow)) | 0;
    this.#polynomialHigh = (this.#polynomialHigh + Math.imul(values.high(value), this.#powerHigh)) | 0;
    this.#powerLow = Math.imul(this.#powerLow, BASE_LOW);
    this.#powerHigh = Math.imul(this.#powerHigh, BASE_HIGH);
  }

  #replace(index: number, value: Value): void {
    const { values } = this.#context;
    const old = this.#item(index);
    this.#items[this.#start + index] = value;
    const lowDifference = (values.low(value) - values.low(old)) | 0;
    const highDifference = (values.high(value) - values.high(old)) | 0;
    this.#polynomialLow = (this.#polynomialLow + Math.imul(lowDifference, power(BASE_LOW, index))) | 0;
    this.#polynomialHigh = (this.#polynomialHigh + Math.imul(highDifference, power(BASE_HIGH, index))) | 0;
  }

  #take(index: number): void {
    const { values } = this.#context;
    if (index === 0) {
      const old = this.#item(0);
      this.#polynomialLow = Math.imul((this.#polynomialLow - values.low(old)) | 0, INVERSE_LOW);
      this.#polynomialHigh = Math.imul((this.#polynomialHigh - values.high(old)) | 0, INVERSE_HIGH);
      this.#powerLow = Math.imul(this.#powerLow, INVERSE_LOW);
      this.#powerHigh = Math.imul(this.#powerHigh, INVERSE_HIGH);
      this.#start++;
      if (this.#start > 64 && this.#start * 2 > this.#items.length) {
        this.#items = this.#items.slice(this.#start);
        this.#start = 0;
      }
      return;
    }
    if (index === this.#size() - 1) {
      const old = this.#items.pop() as Value;
      this.#powerLow = Math.imul(this.#powerLow, INVERSE_LOW);
      this.#powerHigh = Math.imul(this.#powerHigh, INVERSE_HIGH);
      this.#polynomialLow = (this.#polynomialLow - Math.imul(values.low(old), this.#powerLow)) | 0;
      this.#polynomialHigh = (this.#polynomialHigh - Math.imul(values.high(old), this.#powerHigh)) | 0;
      return;
    }
    this.#items.splice(this.#start + index, 1);
    this.#recompute();
  }

  #insert(index: number, value: Value): void {
    if (index === this.#size()) {
      this.#append(value);
    } else if (index === 0 && this.#start > 0) {
      const { values } = this.#context;
      this.#start--;
      this.#items[this.#start] = value;
      this.#polynomialLow = (Math.imul(this.#polynomialLow, BASE_LOW) + values.low(value)) | 0;
      this.#polynomialHigh = (Math.imul(this.#polynomialHigh, BASE_HIGH) + values.high(value)) | 0;
      this.#powerLow = Math.imul(this.#powerLow, BASE_LOW);
      this.#powerHigh = Math.imul(this.#powerHigh, BASE_HIGH);
    } else {
      this.#items.splice(this.#start + index, 0, value);
      this.#recompute();
    }
  }

  #recompute(): void {
    const { values } = this.#context;
    let low = 0;
    let high = 0;
    let powerLow = 1;
    let powerHigh = 1;
    for (let i = this.#start; i < this.#items.length; i++) {
      const item = this.#items[i] as Value;
      low = (low + Math.imul(values.low(item), powerLow)) | 0;
      high = (high + Math.imul(values.high(item), powerHigh)) | 0;
      powerLow = Math.imul(powerLow, BASE_LOW);
      powerHigh = Math.imul(powerHigh, BASE_HIGH);
    }
    this.#polynomialLow = low;
    this.#polynomialHigh = high;
    this.#powerLow = powerLow;
    this.#powerHigh = powerHigh;
  }

  #uncount(): void {
    const { digest } = this.#context;
    if (digest === undefined || this.#size() === 0) return;
    digest.low = (digest.low - this.#mixedLow(this.#polynomialLow)) | 0;
    digest.high = (digest.high - this.#mixedHigh(this.#polynomialHigh)) | 0;
  }

  #recount(): void {
    const { digest, touched } = this.#context;
    if (digest !== undefined && this.#size() > 0) {
      digest.low = (digest.low + this.#mixedLow(this.#polynomialLow)) | 0;
      digest.high = (digest.high + this.#mixedHigh(this.#polynomialHigh)) | 0;
    }
    touched?.();
  }

  #mixedLow(polynomial: number): number {
    return foldLow(foldLow(this.#low, mixLow(this.#size())), polynomial);
  }

  #mixedHigh(polynomial: number): number {
    return foldHigh(foldHigh(this.#high, mixHigh(this.#size())), polynomial);
  }
}

/** The inverse of an odd number modulo 2^32, by Newton's iteration. */
function inverse(odd: number): number {
  let x = odd;
  for (let i = 0; i < 5; i++) x = Math.imul(x, 2 - Math.imul(odd, x));
  return x;
}

function power(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest >>>= 1) {
    if ((rest & 1) === 1) result = Math.imul(result, square);
    square = Math.imul(square, square);
  }
  return result;
}
