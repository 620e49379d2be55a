import type { Value } from '../base/values.ts';
import { ENTRY_FIELDS, ENTRY_KIND_NAMES, FIELD_COUNT } from './entry.ts';
import type { EntryKindName } from './entry.ts';
import { identityText } from './identity.ts';
import { plainValue } from './plain-value.ts';
import type { PlainValue, Trace, TraceChunk } from './trace.ts';
import { TravelledValues, ValueCollector } from './value-columns.ts';
import type { ValueColumns } from './value-columns.ts';

/** A trace as it travels: columns whose buffers are transferred, and the values that they name. */
export interface TraceColumns extends TraceChunk {
  readonly length: number;
  readonly values: ValueColumns;
}

/** Fields whose value is an identity, and is shown as its text. */
const IDENTITIES: ReadonlySet<string> = new Set(['message', 'transaction', 'request', 'timer']);

export function traceColumns(trace: Trace): TraceColumns {
  const block = trace.columns();
  const { values, length } = trace;
  const collector = new ValueCollector(values);
  for (let i = 0; i < length; i++) {
    const name = ENTRY_KIND_NAMES[block.kinds[i] as number] as EntryKindName;
    collector.addIdentity(block.actors[i] as Value);
    const fields = ENTRY_FIELDS[name];
    for (let at = 0; at < fields.length; at++) {
      const field = fields[at] as (typeof fields)[number];
      if (field.kind !== 'value' || field.name === CONTENT) continue;
      const value = block.fields[i * FIELD_COUNT + at] as Value;
      if (isIdentity(name, field.name)) collector.addIdentity(value);
      else collector.add(value);
    }
  }
  return { ...block, length, values: collector.columns() };
}

/** What of the columns is transferred, not cloned. */
export function traceBuffers(columns: TraceColumns): ArrayBuffer[] {
  const { kinds, times, steps, causes, actors, fields, values } = columns;
  const { tuples, starts, fields: parts, identities } = values;
  return [kinds, times, steps, causes, actors, fields, tuples, starts, parts, identities].map(
    (column) => column.buffer as ArrayBuffer,
  );
}

/** What a message says stays at home: it is shown from the frames. */
const CONTENT = 'content';

/** A saga is an identity wherever it is a value. */
function isIdentity(kind: EntryKindName, field: string): boolean {
  return IDENTITIES.has(field) || (field === 'saga' && kind !== 'sent');
}

/** The values of columns, and the texts of identities that have been asked for. */
interface Reading {
  readonly values: TravelledValues;
  readonly texts: Map<Value, string>;
}

const readings = new WeakMap<ValueColumns, Reading>();

function readingOf({ values }: TraceColumns): Reading {
  let reading = readings.get(values);
  if (reading === undefined) {
    reading = { values: new TravelledValues(values), texts: new Map() };
    readings.set(values, reading);
  }
  return reading;
}

function textOf({ values, texts }: Reading, value: Value): string {
  let text = texts.get(value);
  if (text === undefined) {
    text = identityText(values, value);
    texts.set(value, text);
  }
  return text;
}

function isKept({ values }: Reading, field: string, value: Value): boolean {
  return value <= 0 || (field !== CONTENT && values.has(value));
}

/** The plain data of a value that the entries name; identities as their text. Null if they do not name it. */
export function plainAt(columns: TraceColumns, value: Value): PlainValue {
  const reading = readingOf(columns);
  if (!reading.values.has(value)) return null;
  return reading.values.isIdentity(value) ? textOf(reading, value) : plainValue(reading.values, value);
}

/** An entry with its fields by name; parts are indexes into the structure, as in `ENTRY_FIELDS`. */
export interface EntryView {
  readonly ordinal: number;
  readonly kind: EntryKindName;
  readonly timeMicros: number;
  readonly step: number;
  /** Ordinal of the entry that caused it, or -1. */
  readonly cause: number;
  readonly actor: string;
  readonly fields: Readonly<Record<string, PlainValue>>;
}

export function entryAt(columns: TraceColumns, ordinal: number): EntryView {
  const kind = ENTRY_KIND_NAMES[columns.kinds[ordinal] as number] as EntryKindName;
  const reading = readingOf(columns);
  const fields: Record<string, PlainValue> = {};
  ENTRY_FIELDS[kind].forEach((field, at) => {
    const value = columns.fields[ordinal * FIELD_COUNT + at] as number;
    const name = fields[field.name] === undefined ? field.name : `${field.name}Index`;
    if (field.kind !== 'value') fields[name] = value;
    else if (isIdentity(kind, field.name)) fields[name] = value === 0 ? null : textOf(reading, value);
    else fields[name] = isKept(reading, field.name, value) ? plainValue(reading.values, value) : null;
  });
  return {
    ordinal,
    kind,
    timeMicros: columns.times[ordinal] as number,
    step: columns.steps[ordinal] as number,
    cause: columns.causes[ordinal] as number,
    actor: textOf(reading, columns.actors[ordinal] as Value),
    fields,
  };
}
