import { assert } from './assert.ts';
import { Cell, Dictionary } from './containers.ts';
import type { Sequence } from './containers.ts';
import type { Value, Values } from './values.ts';

/**
 * Canonical bytes of a list of containers: equal contents give equal bytes, whatever happened before and in whichever
 * table the values are interned. Values are numbered in the order in which they first occur, children before parents;
 * numbers are little-endian groups of seven bits.
 */
export function pack(values: Values, containers: readonly (Cell | Dictionary | Sequence)[]): Uint8Array {
  const writer = new PackWriter(values);
  for (const container of containers) {
    if (container instanceof Cell) writer.value(container.value);
    else if (container instanceof Dictionary) {
      const keys = container.keys();
      writer.number(keys.length);
      for (const key of keys) {
        writer.value(key);
        writer.value(container.get(key));
      }
    } else {
      writer.number(container.length);
      for (let i = 0; i < container.length; i++) writer.value(container.at(i));
    }
  }
  return writer.bytes();
}

/** Puts packed content into containers of the same list; what they held is replaced. Journalled as ordinary writes. */
export function unpack(values: Values, containers: readonly (Cell | Dictionary | Sequence)[], bytes: Uint8Array): void {
  const reader = new PackReader(values, bytes);
  for (const container of containers) {
    if (container instanceof Cell) container.set(reader.value());
    else if (container instanceof Dictionary) {
      for (const key of container.keys().slice()) container.delete(key);
      for (let rest = reader.number(); rest > 0; rest--) {
        const key = reader.value();
        container.set(key, reader.value());
      }
    } else {
      while (container.length > 0) container.removeAt(0);
      for (let rest = reader.number(); rest > 0; rest--) container.push(reader.value());
    }
  }
  assert(reader.atEnd, 'packed bytes are read to their end');
}

const SMALL = 0;
const NULL_TAG = 1;
const TRUE_TAG = 3;
const INTEGER = 4;
const TEXT = 5;
const TUPLE = 6;
const KNOWN = 7;

class PackWriter {
  readonly #values: Values;
  readonly #numbers = new Map<Value, number>();
  #bytes = new Uint8Array(256);
  #length = 0;

  constructor(values: Values) {
    this.#values = values;
  }

  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  number(number: number): void {
    let rest = number;
    while (rest >= 0x80) {
      this.#byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.#byte(rest);
  }

  value(value: Value): void {
    const values = this.#values;
    if (value < 0) {
      this.#byte(SMALL);
      this.number(~value);
    } else if (value <= 2) {
      this.#byte(NULL_TAG + value);
    } else {
      const known = this.#numbers.get(value);
      if (known !== undefined) {
        this.#byte(KNOWN);
        this.number(known);
        return;
      }
      if (values.isTuple(value)) {
        this.#byte(TUPLE);
        this.number(values.size(value));
        for (let i = 0; i < values.size(value); i++) this.value(values.field(value, i));
      } else if (values.isText(value)) {
        const text = values.toText(value);
        this.#byte(TEXT);
        this.number(text.length);
        for (let i = 0; i < text.length; i++) this.number(text.charCodeAt(i));
      } else {
        const integer = values.toInteger(value);
        this.#byte(INTEGER);
        this.#byte(integer < 0 ? 1 : 0);
        this.number(integer < 0 ? -integer : integer);
      }
      this.#numbers.set(value, this.#numbers.size);
    }
  }

  #byte(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = byte;
  }
}

class PackReader {
  readonly #values: Values;
  readonly #bytes: Uint8Array;
  readonly #known: Value[] = [];
  #at = 0;

  constructor(values: Values, bytes: Uint8Array) {
    this.#values = values;
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  number(): number {
    let number = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#byte();
      number += (byte & 0x7f) * scale;
      if (byte < 0x80) return number;
      scale *= 0x80;
    }
  }

  value(): Value {
    const values = this.#values;
    const tag = this.#byte();
    if (tag === SMALL) return values.integer(this.number());
    if (tag <= TRUE_TAG) return tag - NULL_TAG;
    if (tag === KNOWN) {
      const known = this.#known[this.number()];
      assert(known !== undefined, 'a packed value refers back');
      return known;
    }
    const value = this.#fresh(tag);
    this.#known.push(value);
    return value;
  }

  #fresh(tag: number): Value {
    const values = this.#values;
    if (tag === TUPLE) {
      const fields: Value[] = [];
      for (let rest = this.number(); rest > 0; rest--) fields.push(this.value());
      return values.tupleOf(fields, fields.length);
    }
    if (tag === TEXT) {
      let text = '';
      for (let rest = this.number(); rest > 0; rest--) text += String.fromCharCode(this.number());
      return values.text(text);
    }
    assert(tag === INTEGER, 'a tag of packed bytes is known');
    const negative = this.#byte() === 1;
    const magnitude = this.number();
    return values.integer(negative ? -magnitude : magnitude);
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    assert(byte !== undefined, 'packed bytes are not cut off');
    return byte;
  }
}
