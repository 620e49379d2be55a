import { foldHigh, foldLow } from '../base/hash.ts';
import type { Digest } from '../base/journal.ts';
import type { Value, Values } from '../base/values.ts';
import { ENTRY_FIELDS, ENTRY_KIND_NAMES, FIELD_COUNT } from './entry.ts';
import type { EntryKindCode } from './entry.ts';

/** Entries of a chunk; so few that where their fields begin fits sixteen bits. */
export const CHUNK_ENTRIES = 4096;

/** How many fields an entry has, by kind; those after them are 0 and are not kept. */
export const FIELDS_OF_KIND: Readonly<Uint8Array> = Uint8Array.from(ENTRY_KIND_NAMES, (name) =>
  name === undefined ? 0 : ENTRY_FIELDS[name].length,
);

/** By kind: a bit for each field that is an interned value. */
const VALUES_OF_KIND: Readonly<Uint8Array> = Uint8Array.from(ENTRY_KIND_NAMES, (name) =>
  name === undefined
    ? 0
    : ENTRY_FIELDS[name].reduce((mask, { kind }, i) => (kind === 'value' ? mask | (1 << i) : mask), 0),
);

/** What is folded of an entry: kind, time, actor and all fields. */
const WORDS = 3 + FIELD_COUNT;

const BYTES_OF_ENTRY = 4 + 4 + 2 + 2 + 2 + 1;

/** As many fields as a chunk can have: whoever fills chunks lends them one such array after the other. */
export function fieldsOfChunk(): Int32Array {
  return new Int32Array(FIELD_COUNT * CHUNK_ENTRIES);
}

/**
 * A stretch of entries as the trace keeps them, in half the bytes that their columns have when they travel: times and
 * steps count from those of the first entry, causes count back from the effect, and of the fields only those that the
 * kind has are there. What does not fit widens its column.
 */
export class Chunk {
  readonly #first: number;
  /** What the times count from; 0 once they are wide. */
  #firstTime: number;
  readonly #firstStep: number;
  readonly #kinds: Uint8Array;
  #times: Uint32Array | Float64Array;
  #steps: Uint16Array | Int32Array;
  /** How far back the cause is, 0 for none. */
  #causes: Uint16Array | Int32Array;
  readonly #actors: Int32Array;
  readonly #starts: Uint16Array;
  /** Lent as long as the chunk grows, a copy of what is needed of it afterwards. */
  #fields: Int32Array;
  #length = 0;
  #fieldsLength = 0;

  /**
   * @param first the ordinal of the first entry
   * @param fields what `fieldsOfChunk` gave, free again when the chunk is full
   */
  constructor(first: number, time: number, step: number, fields: Int32Array) {
    this.#first = first;
    this.#firstTime = time;
    this.#firstStep = step;
    this.#fields = fields;
    // One buffer for all columns, the wide ones first: it is the allocations that would cost.
    const buffer = new ArrayBuffer(BYTES_OF_ENTRY * CHUNK_ENTRIES);
    this.#times = new Uint32Array(buffer, 0, CHUNK_ENTRIES);
    this.#actors = new Int32Array(buffer, 4 * CHUNK_ENTRIES, CHUNK_ENTRIES);
    this.#steps = new Uint16Array(buffer, 8 * CHUNK_ENTRIES, CHUNK_ENTRIES);
    this.#causes = new Uint16Array(buffer, 10 * CHUNK_ENTRIES, CHUNK_ENTRIES);
    this.#starts = new Uint16Array(buffer, 12 * CHUNK_ENTRIES, CHUNK_ENTRIES);
    this.#kinds = new Uint8Array(buffer, 14 * CHUNK_ENTRIES, CHUNK_ENTRIES);
  }

  add(
    kind: EntryKindCode,
    time: number,
    step: number,
    actor: Value,
    a: number,
    b: number,
    c: number,
    d: number,
    e: number,
    f: number,
    g: number,
  ): void {
    const at = this.#length++;
    this.#kinds[at] = kind;
    this.#actors[at] = actor;
    const elapsed = time - this.#firstTime;
    if (elapsed >>> 0 !== elapsed) this.#widenTimes();
    this.#times[at] = time - this.#firstTime;
    const steps = step - this.#firstStep;
    if ((steps & 0xffff) !== steps && this.#steps instanceof Uint16Array) this.#steps = Int32Array.from(this.#steps);
    this.#steps[at] = steps;
    const start = this.#fieldsLength;
    const fields = this.#fields;
    this.#starts[at] = start;
    // All of them, without a branch: the next entry begins where those of the kind end.
    fields[start] = a;
    fields[start + 1] = b;
    fields[start + 2] = c;
    fields[start + 3] = d;
    fields[start + 4] = e;
    fields[start + 5] = f;
    fields[start + 6] = g;
    this.#fieldsLength = start + (FIELDS_OF_KIND[kind] as number);
    if (at === CHUNK_ENTRIES - 1) this.#fields = fields.slice(0, this.#fieldsLength);
  }

  /** @param cause ordinal of the entry that caused this one, or -1 */
  setCause(at: number, cause: number): void {
    const back = cause < 0 ? 0 : this.#first + at - cause;
    if (back > 0xffff && this.#causes instanceof Uint16Array) this.#causes = Int32Array.from(this.#causes);
    this.#causes[at] = back;
  }

  kindAt(at: number): EntryKindCode {
    return this.#kinds[at] as EntryKindCode;
  }

  timeAt(at: number): number {
    return this.#firstTime + (this.#times[at] as number);
  }

  stepAt(at: number): number {
    return this.#firstStep + (this.#steps[at] as number);
  }

  causeAt(at: number): number {
    const back = this.#causes[at] as number;
    return back === 0 ? -1 : this.#first + at - back;
  }

  actorAt(at: number): Value {
    return this.#actors[at] as Value;
  }

  fieldAt(at: number, field: number): number {
    if (field >= (FIELDS_OF_KIND[this.#kinds[at] as number] as number)) return 0;
    return this.#fields[(this.#starts[at] as number) + field] as number;
  }

  /** Folds kind, time, actor and the content of all fields of the first `count` entries from `from` on into a digest. */
  foldInto(digest: Digest, values: Values, from: number, count: number): void {
    const kinds = this.#kinds;
    const times = this.#times;
    const actors = this.#actors;
    const starts = this.#starts;
    const fields = this.#fields;
    const firstTime = this.#firstTime;
    // Gathered first, so that folding is one small loop: its two chains of products are what takes the time.
    const lows = new Int32Array(WORDS);
    const highs = new Int32Array(WORDS);
    let { low, high } = digest;
    for (let at = from; at < from + count; at++) {
      const kind = kinds[at] as number;
      const time = firstTime + (times[at] as number);
      const actor = actors[at] as Value;
      lows[0] = highs[0] = kind;
      lows[1] = time | 0;
      highs[1] = Math.floor(time / 0x100000000) ^ time;
      lows[2] = values.low(actor);
      highs[2] = values.high(actor);
      const start = starts[at] as number;
      const size = FIELDS_OF_KIND[kind] as number;
      const areValues = VALUES_OF_KIND[kind] as number;
      for (let i = 0; i < FIELD_COUNT; i++) {
        const field = i < size ? (fields[start + i] as number) : 0;
        const isValue = (areValues & (1 << i)) !== 0;
        lows[3 + i] = isValue ? values.low(field) : field;
        highs[3 + i] = isValue ? values.high(field) : field;
      }
      for (let i = 0; i < WORDS; i++) {
        low = foldLow(low, lows[i] as number);
        high = foldHigh(high, highs[i] as number);
      }
    }
    digest.low = low;
    digest.high = high;
  }

  get bytes(): number {
    const columns = [this.#kinds, this.#times, this.#steps, this.#causes, this.#actors, this.#starts, this.#fields];
    return columns.reduce((sum, column) => sum + column.byteLength, 0);
  }

  #widenTimes(): void {
    if (this.#times instanceof Float64Array) return;
    this.#times = Float64Array.from(this.#times, (elapsed) => this.#firstTime + elapsed);
    this.#firstTime = 0;
  }
}
