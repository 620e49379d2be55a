import { foldHigh, foldLow, lanesToHex } from '../base/hash.ts';
import type { Scalar, Value, Values } from '../base/values.ts';
import { ENTRY_FIELDS, ENTRY_KIND_NAMES, EntryKind, FIELD_COUNT } from './entry.ts';
import type { EntryKindCode, Sink } from './entry.ts';

const CHUNK_ENTRIES = 4096;

/**
 * Columns for a stretch of entries. `times` in microseconds of virtual time; `steps` counts choices made before; `causes`
 * are ordinals of entries, -1 for none; `fields` has `FIELD_COUNT` integers an entry.
 */
export interface TraceChunk {
  readonly kinds: Uint8Array;
  readonly times: Float64Array;
  readonly steps: Int32Array;
  readonly causes: Int32Array;
  readonly actors: Int32Array;
  readonly fields: Int32Array;
}

/** For each kind and field: whether the field is an interned value. */
const VALUE_FIELDS: readonly (readonly boolean[])[] = ENTRY_KIND_NAMES.map((name) =>
  name === undefined ? [] : Array.from({ length: FIELD_COUNT }, (_, i) => ENTRY_FIELDS[name][i]?.kind === 'value'),
);

/**
 * The trace of one run: grows while the run goes on, can be cut back when it is replayed from an earlier step. Time and
 * step are set by whoever runs the simulator; they are presentation and enter no logical hash, but they do enter the
 * trace digest.
 */
export class Trace implements Sink {
  readonly values: Values;
  time = 0;
  step = 0;
  #length = 0;
  readonly #chunks: TraceChunk[] = [];
  #digestLow = 0;
  #digestHigh = 0;
  readonly #lastOfActor = new Map<Value, number>();
  readonly #sentAt = new Map<Value, number>();
  readonly #outboxedAt = new Map<Value, number>();

  constructor(values: Values) {
    this.values = values;
  }

  get length(): number {
    return this.#length;
  }

  /** Sixteen hexadecimal digits over kind, time, actor and the content of all fields of all entries so far. */
  get digest(): string {
    return lanesToHex(this.#digestHigh, this.#digestLow);
  }

  emit(kind: EntryKindCode, actor: Value, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0): void {
    const ordinal = this.#length++;
    const at = ordinal % CHUNK_ENTRIES;
    if (at === 0) this.#chunks.push(newChunk(CHUNK_ENTRIES));
    const chunk = this.#chunks[this.#chunks.length - 1] as TraceChunk;
    chunk.kinds[at] = kind;
    chunk.times[at] = this.time;
    chunk.steps[at] = this.step;
    chunk.actors[at] = actor;
    const base = at * FIELD_COUNT;
    chunk.fields[base] = a;
    chunk.fields[base + 1] = b;
    chunk.fields[base + 2] = c;
    chunk.fields[base + 3] = d;
    chunk.fields[base + 4] = e;
    chunk.fields[base + 5] = f;
    chunk.fields[base + 6] = g;
    chunk.causes[at] = this.#cause(kind, actor, a);
    this.#lastOfActor.set(actor, ordinal);
    if (kind === EntryKind.sent) this.#sentAt.set(a, ordinal);
    if (kind === EntryKind.outboxed) this.#outboxedAt.set(b, ordinal);
    this.#fold(kind, actor, chunk.fields, base);
  }

  kindAt(ordinal: number): EntryKindCode {
    return this.#chunk(ordinal).kinds[ordinal % CHUNK_ENTRIES] as EntryKindCode;
  }

  timeAt(ordinal: number): number {
    return this.#chunk(ordinal).times[ordinal % CHUNK_ENTRIES] as number;
  }

  stepAt(ordinal: number): number {
    return this.#chunk(ordinal).steps[ordinal % CHUNK_ENTRIES] as number;
  }

  causeAt(ordinal: number): number {
    return this.#chunk(ordinal).causes[ordinal % CHUNK_ENTRIES] as number;
  }

  actorAt(ordinal: number): Value {
    return this.#chunk(ordinal).actors[ordinal % CHUNK_ENTRIES] as Value;
  }

  fieldAt(ordinal: number, field: number): number {
    return this.#chunk(ordinal).fields[(ordinal % CHUNK_ENTRIES) * FIELD_COUNT + field] as number;
  }

  /** The first entry of a step, or the length of the trace. Steps do not decrease along the trace. */
  firstEntryOfStep(step: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.stepAt(middle) < step) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Feeds all entries from `from` on to another sink, in order. */
  replay(sink: Sink, from = 0): void {
    for (let i = from; i < this.#length; i++) {
      const chunk = this.#chunk(i);
      const base = (i % CHUNK_ENTRIES) * FIELD_COUNT;
      const { fields } = chunk;
      sink.emit(
        this.kindAt(i),
        this.actorAt(i),
        fields[base],
        fields[base + 1],
        fields[base + 2],
        fields[base + 3],
        fields[base + 4],
        fields[base + 5],
        fields[base + 6],
      );
    }
  }

  /** One block of columns from `from` on, exactly as long as needed, whose buffers can be transferred. */
  columns(from = 0): TraceChunk {
    const size = this.#length - from;
    const block = newChunk(size);
    for (let i = 0; i < size;) {
      const at = (from + i) % CHUNK_ENTRIES;
      const chunk = this.#chunk(from + i);
      const run = Math.min(CHUNK_ENTRIES - at, size - i);
      block.kinds.set(chunk.kinds.subarray(at, at + run), i);
      block.times.set(chunk.times.subarray(at, at + run), i);
      block.steps.set(chunk.steps.subarray(at, at + run), i);
      block.causes.set(chunk.causes.subarray(at, at + run), i);
      block.actors.set(chunk.actors.subarray(at, at + run), i);
      block.fields.set(chunk.fields.subarray(at * FIELD_COUNT, (at + run) * FIELD_COUNT), i * FIELD_COUNT);
      i += run;
    }
    return block;
  }

  #chunk(ordinal: number): TraceChunk {
    return this.#chunks[Math.floor(ordinal / CHUNK_ENTRIES)] as TraceChunk;
  }

  #cause(kind: EntryKindCode, actor: Value, message: Value): number {
    const fromMessage =
      kind === EntryKind.delivered || kind === EntryKind.requeued || kind === EntryKind.deadLettered
        ? this.#sentAt.get(message)
        : kind === EntryKind.sent
          ? this.#outboxedAt.get(message)
          : undefined;
    return fromMessage ?? this.#lastOfActor.get(actor) ?? -1;
  }

  #fold(kind: EntryKindCode, actor: Value, fields: Int32Array, base: number): void {
    const { values } = this;
    const isValue = VALUE_FIELDS[kind] as readonly boolean[];
    let low = foldLow(this.#digestLow, kind);
    let high = foldHigh(this.#digestHigh, kind);
    low = foldLow(low, this.time | 0);
    high = foldHigh(high, Math.floor(this.time / 0x100000000) ^ this.time);
    low = foldLow(low, values.low(actor));
    high = foldHigh(high, values.high(actor));
    for (let i = 0; i < FIELD_COUNT; i++) {
      const field = fields[base + i] as number;
      low = foldLow(low, isValue[i] === true ? values.low(field) : field);
      high = foldHigh(high, isValue[i] === true ? values.high(field) : field);
    }
    this.#digestLow = low;
    this.#digestHigh = high;
  }
}

function newChunk(size: number): TraceChunk {
  return {
    kinds: new Uint8Array(size),
    times: new Float64Array(size),
    steps: new Int32Array(size),
    causes: new Int32Array(size),
    actors: new Int32Array(size),
    fields: new Int32Array(size * FIELD_COUNT),
  };
}

/** A value as nested plain data, for the page, the command line and the tests: null, scalars, arrays. */
export type PlainValue = null | Scalar | readonly PlainValue[];

export function plainValue(values: Values, value: Value): PlainValue {
  if (value === 0) return null;
  if (!values.isTuple(value)) return values.toScalar(value);
  return Array.from({ length: values.size(value) }, (_, i) => plainValue(values, values.field(value, i)));
}
