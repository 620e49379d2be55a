import type { PlainValue, Trace, TraceChunk } from './trace.ts';
import { plainValue } from './trace.ts';
import { ENTRY_FIELDS, ENTRY_KIND_NAMES, FIELD_COUNT } from './entry.ts';
import type { EntryKindName } from './entry.ts';
import { identityText } from './identity.ts';
import type { Value, Values } from '../base/values.ts';

/**
 * A trace as it travels: columns whose buffers are transferred, and the plain content of the values that they name.
 * `texts` are identities as text: messages, transactions, sagas, actors.
 */
export interface TraceColumns extends TraceChunk {
  readonly length: number;
  readonly plain: Readonly<Record<number, PlainValue>>;
  readonly texts: Readonly<Record<number, string>>;
}

/** Fields whose value is an identity, and is shown as its text. */
const IDENTITIES: ReadonlySet<string> = new Set(['message', 'transaction', 'request', 'timer']);

export function traceColumns(trace: Trace): TraceColumns {
  const block = trace.columns();
  const plain: Record<number, PlainValue> = {};
  const texts: Record<number, string> = {};
  const { values, length } = trace;
  for (let i = 0; i < length; i++) {
    const name = ENTRY_KIND_NAMES[block.kinds[i] as number] as EntryKindName;
    keepText(values, texts, block.actors[i] as Value);
    ENTRY_FIELDS[name].forEach((field, at) => {
      if (field.kind !== 'value') return;
      const value = block.fields[i * FIELD_COUNT + at] as Value;
      if (isIdentity(name, field.name)) keepText(values, texts, value);
      else if (value > 0 && field.name !== 'content') plain[value] ??= plainValue(values, value);
    });
  }
  return { ...block, length, plain, texts };
}

/** A saga is an identity wherever it is a value. */
function isIdentity(kind: EntryKindName, field: string): boolean {
  return IDENTITIES.has(field) || (field === 'saga' && kind !== 'sent');
}

function keepText(values: Values, texts: Record<number, string>, value: Value): void {
  texts[value] ??= identityText(values, value);
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
  const fields: Record<string, PlainValue> = {};
  ENTRY_FIELDS[kind].forEach((field, at) => {
    const value = columns.fields[ordinal * FIELD_COUNT + at] as number;
    const name = fields[field.name] === undefined ? field.name : `${field.name}Index`;
    if (field.kind !== 'value') fields[name] = value;
    else if (isIdentity(kind, field.name)) fields[name] = value === 0 ? null : (columns.texts[value] ?? null);
    else fields[name] = value < 0 ? ~value : (columns.plain[value] ?? null);
  });
  return {
    ordinal,
    kind,
    timeMicros: columns.times[ordinal] as number,
    step: columns.steps[ordinal] as number,
    cause: columns.causes[ordinal] as number,
    actor: columns.texts[columns.actors[ordinal] as number] ?? '',
    fields,
  };
}
