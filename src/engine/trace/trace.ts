import { lanesToHex } from '../base/hash.ts';
import { emptyDigest } from '../base/journal.ts';
import { NULL } from '../base/values.ts';
import type { Value, Values } from '../base/values.ts';
import { CHUNK_ENTRIES, Chunk, FIELDS_OF_KIND, fieldsOfChunk } from './chunk.ts';
import { EntryKind, FIELD_COUNT } from './entry.ts';
import type { EntryKindCode, Sink } from './entry.ts';
import { LastOrdinals } from './last-ordinals.ts';

export type { PlainValue } from './plain-value.ts';

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
  readonly #chunks: Chunk[] = [];
  /** The chunk that grows. */
  #chunk: Chunk | undefined;
  readonly #fields = fieldsOfChunk();
  /** How many entries the digest is over so far: it is only brought up to date when somebody asks for it. */
  #digested = 0;
  readonly #digest = emptyDigest();
  /** How many entries have their cause so far. */
  #caused = 0;
  /** By actor, but for the one of the last entry that has its cause: most have the actor of the one before. */
  readonly #lastOfActor = new LastOrdinals();
  #actor: Value = NULL;
  readonly #sentAt = new LastOrdinals();
  readonly #outboxedAt = new LastOrdinals();

  constructor(values: Values) {
    this.values = values;
  }

  get length(): number {
    return this.#length;
  }

  /** Sixteen hexadecimal digits over kind, time, actor and the content of all fields of all entries so far. */
  get digest(): string {
    while (this.#digested < this.#length) {
      const at = this.#digested % CHUNK_ENTRIES;
      const count = Math.min(CHUNK_ENTRIES - at, this.#length - this.#digested);
      this.#chunkOf(this.#digested).foldInto(this.#digest, this.values, at, count);
      this.#digested += count;
    }
    return lanesToHex(this.#digest.high, this.#digest.low);
  }

  /** What it takes, in bytes, the table of values not counted. */
  get bytes(): number {
    const causes = this.#lastOfActor.bytes + this.#sentAt.bytes + this.#outboxedAt.bytes;
    return this.#chunks.reduce((sum, chunk) => sum + chunk.bytes, causes);
  }

  emit(kind: EntryKindCode, actor: Value, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0): void {
    const ordinal = this.#length++;
    let chunk = this.#chunk;
    if (chunk === undefined || ordinal % CHUNK_ENTRIES === 0) {
      chunk = new Chunk(ordinal, this.time, this.step, this.#fields);
      this.#chunk = chunk;
      this.#chunks.push(chunk);
    }
    chunk.add(kind, this.time, this.step, actor, a, b, c, d, e, f, g);
  }

  kindAt(ordinal: number): EntryKindCode {
    return this.#chunkOf(ordinal).kindAt(ordinal % CHUNK_ENTRIES);
  }

  timeAt(ordinal: number): number {
    return this.#chunkOf(ordinal).timeAt(ordinal % CHUNK_ENTRIES);
  }

  stepAt(ordinal: number): number {
    return this.#chunkOf(ordinal).stepAt(ordinal % CHUNK_ENTRIES);
  }

  causeAt(ordinal: number): number {
    if (ordinal >= this.#caused) this.#findCauses();
    return this.#chunkOf(ordinal).causeAt(ordinal % CHUNK_ENTRIES);
  }

  actorAt(ordinal: number): Value {
    return this.#chunkOf(ordinal).actorAt(ordinal % CHUNK_ENTRIES);
  }

  fieldAt(ordinal: number, field: number): number {
    return this.#chunkOf(ordinal).fieldAt(ordinal % CHUNK_ENTRIES, field);
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
      const chunk = this.#chunkOf(i);
      const at = i % CHUNK_ENTRIES;
      const field = (index: number): number => chunk.fieldAt(at, index);
      sink.emit(
        chunk.kindAt(at),
        chunk.actorAt(at),
        field(0),
        field(1),
        field(2),
        field(3),
        field(4),
        field(5),
        field(6),
      );
    }
  }

  /** One block of columns from `from` on, exactly as long as needed, whose buffers can be transferred. */
  columns(from = 0): TraceChunk {
    this.#findCauses();
    const size = this.#length - from;
    const block = newChunk(size);
    for (let i = 0; i < size; i++) {
      const chunk = this.#chunkOf(from + i);
      const at = (from + i) % CHUNK_ENTRIES;
      const kind = chunk.kindAt(at);
      block.kinds[i] = kind;
      block.times[i] = chunk.timeAt(at);
      block.steps[i] = chunk.stepAt(at);
      block.causes[i] = chunk.causeAt(at);
      block.actors[i] = chunk.actorAt(at);
      const fields = FIELDS_OF_KIND[kind] as number;
      for (let field = 0; field < fields; field++) block.fields[i * FIELD_COUNT + field] = chunk.fieldAt(at, field);
    }
    return block;
  }

  #chunkOf(ordinal: number): Chunk {
    return this.#chunks[Math.floor(ordinal / CHUNK_ENTRIES)] as Chunk;
  }

  #findCauses(): void {
    for (let ordinal = this.#caused; ordinal < this.#length; ordinal++) {
      const chunk = this.#chunkOf(ordinal);
      const at = ordinal % CHUNK_ENTRIES;
      chunk.setCause(at, this.#causeOf(chunk, at, ordinal));
    }
    this.#caused = this.#length;
  }

  #causeOf(chunk: Chunk, at: number, ordinal: number): number {
    const lastOfActor = this.#lastOf(chunk.actorAt(at), ordinal);
    let ofMessage = -1;
    switch (chunk.kindAt(at)) {
      case EntryKind.delivered:
      case EntryKind.requeued:
      case EntryKind.deadLettered:
        ofMessage = this.#sentAt.get(chunk.fieldAt(at, 0));
        break;
      case EntryKind.sent:
        ofMessage = this.#outboxedAt.get(chunk.fieldAt(at, 0));
        this.#sentAt.set(chunk.fieldAt(at, 0), ordinal);
        break;
      case EntryKind.outboxed:
        this.#outboxedAt.set(chunk.fieldAt(at, 1), ordinal);
        break;
      default:
    }
    return ofMessage < 0 ? lastOfActor : ofMessage;
  }

  /** Ordinal of the actor's entry before this one, or -1. */
  #lastOf(actor: Value, ordinal: number): number {
    if (ordinal > 0 && actor === this.#actor) return ordinal - 1;
    if (ordinal > 0) this.#lastOfActor.set(this.#actor, ordinal - 1);
    this.#actor = actor;
    return this.#lastOfActor.get(actor);
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
