import { NULL } from '../base/values.ts';
import type { Scalar, Value, Values } from '../base/values.ts';

/** What reading a value takes: the table of a program does it, and what has travelled with a trace. */
export type ReadableValues = Pick<Values, 'isTuple' | 'size' | 'field' | 'toScalar' | 'toInteger'>;

/**
 * The values that a trace names, as they travel: tuples in columns whose buffers are transferred, and the texts and large
 * integers in them as they are, for there are few different ones.
 */
export interface ValueColumns {
  /** The tuples, ascending. */
  readonly tuples: Int32Array;
  /** By place in `tuples`, and one more: where its fields begin in `fields`. */
  readonly starts: Int32Array;
  readonly fields: Int32Array;
  /** By place in `tuples`: 1 if it is an identity. */
  readonly identities: Uint8Array;
  /** By value. */
  readonly scalars: Readonly<Record<number, Scalar>>;
}

/** Of entries that name none. */
export const NO_VALUES: ValueColumns = {
  tuples: new Int32Array(),
  starts: new Int32Array(1),
  fields: new Int32Array(),
  identities: new Uint8Array(),
  scalars: {},
};

const NAMED = 1;
const IDENTITY = 2;

/** Collects values and all that they are made of. */
export class ValueCollector {
  readonly #values: Values;
  readonly #marks: Uint8Array;

  constructor(values: Values) {
    this.#values = values;
    this.#marks = new Uint8Array(values.count);
  }

  add(value: Value): void {
    if (value > 0) this.#marks[value] = (this.#marks[value] as number) | NAMED;
  }

  addIdentity(value: Value): void {
    if (value > 0) this.#marks[value] = (this.#marks[value] as number) | IDENTITY;
  }

  columns(): ValueColumns {
    const values = this.#values;
    const marks = this.#marks;
    const scalars: Record<number, Scalar> = {};
    let tuples = 0;
    let fields = 0;
    // Whatever a tuple is made of was in the table before it.
    for (let value = marks.length - 1; value > 0; value--) {
      if (marks[value] === 0) continue;
      if (!values.isTuple(value)) {
        scalars[value] = values.toScalar(value);
        continue;
      }
      const size = values.size(value);
      for (let i = 0; i < size; i++) this.add(values.field(value, i));
      tuples++;
      fields += size;
    }
    const columns = {
      tuples: new Int32Array(tuples),
      starts: new Int32Array(tuples + 1),
      fields: new Int32Array(fields),
      identities: new Uint8Array(tuples),
      scalars,
    };
    let place = 0;
    let at = 0;
    for (let value = 1; value < marks.length; value++) {
      const mark = marks[value] as number;
      if (mark === 0 || !values.isTuple(value)) continue;
      columns.tuples[place] = value;
      columns.identities[place] = (mark & IDENTITY) === 0 ? 0 : 1;
      columns.starts[place++] = at;
      const size = values.size(value);
      for (let i = 0; i < size; i++) columns.fields[at++] = values.field(value, i);
    }
    columns.starts[place] = at;
    return columns;
  }
}

/** Reads values that have travelled. */
export class TravelledValues implements ReadableValues {
  readonly #columns: ValueColumns;

  constructor(columns: ValueColumns) {
    this.#columns = columns;
  }

  /** Whether it is there: a value that no entry names is not. */
  has(value: Value): boolean {
    return value <= NULL || value in this.#columns.scalars || this.#placeOf(value) >= 0;
  }

  isIdentity(value: Value): boolean {
    return this.#columns.identities[this.#placeOf(value)] === 1;
  }

  isTuple(value: Value): boolean {
    return value > NULL && this.#placeOf(value) >= 0;
  }

  size(tuple: Value): number {
    const place = this.#placeOf(tuple);
    return (this.#columns.starts[place + 1] as number) - (this.#columns.starts[place] as number);
  }

  field(tuple: Value, index: number): Value {
    return this.#columns.fields[(this.#columns.starts[this.#placeOf(tuple)] as number) + index] as Value;
  }

  toScalar(value: Value): Scalar {
    return value < NULL ? ~value : (this.#columns.scalars[value] as Scalar);
  }

  toInteger(value: Value): number {
    return this.toScalar(value) as number;
  }

  /** -1 if it is none of the tuples. */
  #placeOf(value: Value): number {
    const { tuples } = this.#columns;
    let low = 0;
    let high = tuples.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((tuples[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return tuples[low] === value ? low : -1;
  }
}
