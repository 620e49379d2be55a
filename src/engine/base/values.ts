import { assert } from './assert.ts';
import { foldHigh, foldLow, mixHigh, mixLow, textHigh, textLow } from './hash.ts';

/**
 * Interned immutable values. A value is an int32:
 *
 * - negative: the small integer `~value` (0 to 2^31 - 1), stored in itself;
 * - 0: null (absent);
 * - positive: an index into this table: booleans, texts, other safe integers and tuples of values.
 *
 * Equal content has equal value within one table, so comparing is `===`. The hash lanes and the order of values depend
 * on content alone, never on the index, so they agree between tables, runs and machines.
 */
export type Value = number;

export const NULL: Value = 0;
export const FALSE: Value = 1;
export const TRUE: Value = 2;

export type Scalar = number | boolean | string;

const KIND_NULL = 0;
const KIND_BOOLEAN = 1;
const KIND_INTEGER = 2;
const KIND_TEXT = 3;
const KIND_TUPLE = 4;

const FIRST_CAPACITY = 1024;

export class Values {
  #count = 3;
  #kinds = new Uint8Array(FIRST_CAPACITY);
  #lows = new Int32Array(FIRST_CAPACITY);
  #highs = new Int32Array(FIRST_CAPACITY);
  #starts = new Int32Array(FIRST_CAPACITY + 1);
  #fields = new Int32Array(FIRST_CAPACITY * 4);
  #fieldCount = 0;
  readonly #scalars: (Scalar | undefined)[] = [undefined, false, true];
  readonly #texts = new Map<string, Value>();
  readonly #integers = new Map<number, Value>();
  #buckets = new Int32Array(FIRST_CAPACITY * 2);
  #tupleCount = 0;
  readonly #scratch: number[] = [];

  constructor() {
    // Mixed from non-negative numbers: small integers are the mixed negative ones, and mixing is one to one.
    this.#describe(NULL, KIND_NULL, mixLow(10), mixHigh(10));
    this.#describe(FALSE, KIND_BOOLEAN, mixLow(11), mixHigh(11));
    this.#describe(TRUE, KIND_BOOLEAN, mixLow(12), mixHigh(12));
  }

  /** How many values the table holds; a measure of memory. */
  get count(): number {
    return this.#count;
  }

  /** @param integer a safe integer */
  integer(integer: number): Value {
    if ((integer | 0) === integer && integer >= 0) return ~integer;
    const known = this.#integers.get(integer);
    if (known !== undefined) return known;
    assert(Number.isSafeInteger(integer), 'an interned integer is a safe integer');
    const value = this.#next();
    const upper = Math.floor(integer / 0x100000000);
    this.#describe(value, KIND_INTEGER, foldLow(mixLow(upper), integer | 0), foldHigh(mixHigh(upper), integer | 0));
    this.#scalars[value] = integer;
    this.#integers.set(integer, value);
    return value;
  }

  text(text: string): Value {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const value = this.#next();
    this.#describe(value, KIND_TEXT, textLow(text), textHigh(text));
    this.#scalars[value] = text;
    this.#texts.set(text, value);
    return value;
  }

  boolean(boolean: boolean): Value {
    return boolean ? TRUE : FALSE;
  }

  scalar(scalar: Scalar): Value {
    if (typeof scalar === 'number') return this.integer(scalar);
    if (typeof scalar === 'string') return this.text(scalar);
    return scalar ? TRUE : FALSE;
  }

  tuple(...fields: readonly Value[]): Value {
    return this.tupleOf(fields, fields.length);
  }

  /** The tuple of the first `size` of `fields`; the array is read and not kept. */
  tupleOf(fields: ArrayLike<Value>, size: number): Value {
    let local = size;
    for (let i = 0; i < size; i++) local = Math.imul(local ^ (fields[i] as number), 0x9e3779b1) + 0x7f4a7c15;
    local ^= local >>> 15;
    const mask = this.#buckets.length - 1;
    let bucket = local & mask;
    for (;;) {
      const candidate = this.#buckets[bucket] as number;
      if (candidate === 0) break;
      if (this.#isTuple(candidate, fields, size)) return candidate;
      bucket = (bucket + 1) & mask;
    }
    const value = this.#next();
    while (this.#fieldCount + size > this.#fields.length) this.#fields = grown(this.#fields);
    let low = mixLow(size + 0x2545f491);
    let high = mixHigh(size + 0x2545f491);
    for (let i = 0; i < size; i++) {
      const field = fields[i] as Value;
      this.#fields[this.#fieldCount + i] = field;
      low = foldLow(low, this.low(field));
      high = foldHigh(high, this.high(field));
    }
    this.#starts[value] = this.#fieldCount;
    this.#fieldCount += size;
    this.#starts[value + 1] = this.#fieldCount;
    this.#describe(value, KIND_TUPLE, low, high);
    this.#buckets[bucket] = value;
    this.#tupleCount++;
    if (this.#tupleCount * 2 > this.#buckets.length) this.#rehash();
    return value;
  }

  /** The tuple that differs from `tuple` in one field. */
  with(tuple: Value, index: number, field: Value): Value {
    const size = this.size(tuple);
    const start = this.#starts[tuple] as number;
    for (let i = 0; i < size; i++) this.#scratch[i] = this.#fields[start + i] as number;
    this.#scratch[index] = field;
    return this.tupleOf(this.#scratch, size);
  }

  size(tuple: Value): number {
    return (this.#starts[tuple + 1] as number) - (this.#starts[tuple] as number);
  }

  field(tuple: Value, index: number): Value {
    return this.#fields[(this.#starts[tuple] as number) + index] as Value;
  }

  isTuple(value: Value): boolean {
    return value > 0 && this.#kinds[value] === KIND_TUPLE;
  }

  isInteger(value: Value): boolean {
    return value < 0 || this.#kinds[value] === KIND_INTEGER;
  }

  isText(value: Value): boolean {
    return value > 0 && this.#kinds[value] === KIND_TEXT;
  }

  toInteger(value: Value): number {
    return value < 0 ? ~value : (this.#scalars[value] as number);
  }

  toText(value: Value): string {
    return this.#scalars[value] as string;
  }

  /** The scalar that a value stands for; asserts that it is one. */
  toScalar(value: Value): Scalar {
    if (value < 0) return ~value;
    const scalar = this.#scalars[value];
    assert(scalar !== undefined, 'a scalar was expected, not null and not a tuple');
    return scalar;
  }

  low(value: Value): number {
    return value < 0 ? mixLow(value) : (this.#lows[value] as number);
  }

  high(value: Value): number {
    return value < 0 ? mixHigh(value) : (this.#highs[value] as number);
  }

  /** A total order by content: null, booleans, integers, texts by code unit, tuples field by field, shorter first. */
  compare(a: Value, b: Value): number {
    if (a === b) return 0;
    if (a < 0 && b < 0) return ~a - ~b;
    const kindA = a < 0 ? KIND_INTEGER : (this.#kinds[a] as number);
    const kindB = b < 0 ? KIND_INTEGER : (this.#kinds[b] as number);
    if (kindA !== kindB) return kindA - kindB;
    if (kindA === KIND_TUPLE) {
      const sizeA = this.size(a);
      const sizeB = this.size(b);
      const shared = Math.min(sizeA, sizeB);
      for (let i = 0; i < shared; i++) {
        const order = this.compare(this.field(a, i), this.field(b, i));
        if (order !== 0) return order;
      }
      return sizeA - sizeB;
    }
    const scalarA = this.toScalar(a);
    const scalarB = this.toScalar(b);
    return scalarA < scalarB ? -1 : 1;
  }

  #isTuple(candidate: Value, fields: ArrayLike<Value>, size: number): boolean {
    const start = this.#starts[candidate] as number;
    if ((this.#starts[candidate + 1] as number) - start !== size) return false;
    for (let i = 0; i < size; i++) if (this.#fields[start + i] !== fields[i]) return false;
    return true;
  }

  #next(): Value {
    const value = this.#count++;
    if (value + 1 >= this.#kinds.length) {
      const kinds = new Uint8Array(this.#kinds.length * 2);
      kinds.set(this.#kinds);
      this.#kinds = kinds;
      this.#lows = grown(this.#lows);
      this.#highs = grown(this.#highs);
      this.#starts = grown(this.#starts);
    }
    this.#scalars[value] = undefined;
    this.#starts[value] = this.#fieldCount;
    this.#starts[value + 1] = this.#fieldCount;
    return value;
  }

  #describe(value: Value, kind: number, low: number, high: number): void {
    this.#kinds[value] = kind;
    this.#lows[value] = low;
    this.#highs[value] = high;
  }

  #rehash(): void {
    const buckets = new Int32Array(this.#buckets.length * 2);
    const mask = buckets.length - 1;
    for (let value = 1; value < this.#count; value++) {
      if (this.#kinds[value] !== KIND_TUPLE) continue;
      const start = this.#starts[value] as number;
      const size = (this.#starts[value + 1] as number) - start;
      let local = size;
      for (let i = 0; i < size; i++)
        local = Math.imul(local ^ (this.#fields[start + i] as number), 0x9e3779b1) + 0x7f4a7c15;
      local ^= local >>> 15;
      let bucket = local & mask;
      while (buckets[bucket] !== 0) bucket = (bucket + 1) & mask;
      buckets[bucket] = value;
    }
    this.#buckets = buckets;
  }
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
