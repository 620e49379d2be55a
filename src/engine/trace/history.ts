import { NULL, TRUE } from '../base/values.ts';
import type { Value, Values } from '../base/values.ts';
import { EntryKind, Fate, Outcome, TransactionRole, WriteForm } from './entry.ts';
import { identityText } from './identity.ts';
import { plainValue } from './plain-value.ts';
import type { PlainValue, Trace } from './trace.ts';

/** What the indexes in a trace stand for, by the ids of the document. The program knows. */
export interface TraceNames extends PredicateRows {
  service(index: number): string;
  table(index: number): { readonly service: string; readonly table: string; readonly columns: readonly string[] };
  channel(index: number): string;
  client(index: number): string;
  saga(index: number): string;
  messageType(index: number): string;
}

/** What only a program knows about rows; both pure. */
export interface PredicateRows {
  /** Whether a predicate of an entry `queried` selects this row of its table: a tuple of column values, not null. */
  matches(predicate: Value, key: Value, row: Value): boolean;
  /** The row that a table held under this key at the start: a tuple of column values, or null. */
  initialRow(table: number, key: Value): Value;
}

/**
 * What was done, transaction by transaction, as plain data: the only thing that batch checkers see. Entries are ordinals
 * of the trace; identities are their texts. Recorded histories of other systems can be brought into the same shape.
 */
export interface History {
  /** How many entries the trace had. */
  readonly length: number;
  /** Nothing could happen any more: what has not happened will not happen. */
  readonly quiescent: boolean;
  /** In the order in which they began. */
  readonly transactions: readonly HistoryTransaction[];
  readonly messages: ReadonlyMap<string, HistoryMessage>;
  /** By `HistoryQuery.predicate`: which rows of its table it selects. */
  readonly predicates: ReadonlyMap<string, HistoryPredicate>;
}

export type HistoryRole = keyof typeof TransactionRole;
export type HistoryForm = keyof typeof WriteForm;
export type HistoryFate = keyof typeof Fate;
export type HistoryOutcome = keyof typeof Outcome;

export interface HistoryTransaction {
  readonly index: number;
  readonly id: string;
  /** Label of the transaction within its handler: the same in every attempt. */
  readonly label: string;
  /** The work that it belongs to. */
  readonly actor: string;
  readonly service: string;
  readonly saga: string | null;
  readonly step: string | null;
  readonly role: HistoryRole;
  /** The message that the work handles. */
  readonly message: string | null;
  readonly begunAt: number;
  /** Entry of `committed` or `rolledBack`; -1 while it is open. */
  readonly endedAt: number;
  readonly status: 'open' | 'committed' | 'rolledBack';
  /** Rolled back to begin again when what it has read has changed. */
  readonly waits: boolean;
  readonly reads: readonly HistoryRead[];
  readonly writes: readonly HistoryWrite[];
  /** Entry of the first row written, also one without columns; -1 if there was none. */
  readonly firstWriteAt: number;
  readonly publications: readonly HistoryPublication[];
  readonly sagaEvents: readonly HistorySagaEvent[];
  /** Rows as its writes left them, in order; of several writes to one row the last counts. */
  readonly rows: readonly HistoryRow[];
  /** Reads by a condition, in order. */
  readonly queries: readonly HistoryQuery[];
}

export interface HistoryRow {
  readonly entry: number;
  /** Equal for the same row: service, table and key. */
  readonly place: string;
  readonly service: string;
  readonly table: string;
  readonly key: PlainValue;
  readonly form: HistoryForm;
}

/** Rows that were judged by a predicate. A row that is not among `seen` was not there, and never had been. */
export interface HistoryQuery {
  readonly entry: number;
  readonly service: string;
  readonly table: string;
  /** Equal for predicates that select the same rows of the same table. */
  readonly predicate: string;
  readonly seen: readonly HistorySeen[];
}

export interface HistorySeen {
  readonly place: string;
  readonly key: PlainValue;
  /** By column; null: initial or absent. */
  readonly versions: readonly (string | null)[];
  readonly matched: boolean;
}

/** A predicate by what it selects: its answers for all rows that the history has. */
export interface HistoryPredicate {
  /** Place of its table: service and table. */
  readonly table: string;
  /** Entries of `written` whose row it selects. */
  readonly written: ReadonlySet<number>;
  /** Places whose row at the start it selects, among those that have been written. */
  readonly initial: ReadonlySet<string>;
}

/** An item is one column of one row. */
export interface HistoryItem {
  /** Equal for equal items. */
  readonly item: string;
  readonly service: string;
  readonly table: string;
  readonly key: PlainValue;
  readonly column: string;
}

export interface HistoryRead extends HistoryItem {
  readonly entry: number;
  /** Null: the initial row, or a row that never was. */
  readonly version: string | null;
  readonly value: PlainValue;
  /** The machine of the entity read it only to refuse an event. */
  readonly refused: boolean;
}

export interface HistoryWrite extends HistoryItem {
  readonly entry: number;
  readonly version: string;
  /** The version that it was put over, committed or not; null: the initial row, or none. */
  readonly previous: string | null;
  readonly form: HistoryForm;
  readonly value: PlainValue;
}

export interface HistoryPublication {
  readonly entry: number;
  readonly means: 'outboxed' | 'intended' | 'sent';
  readonly message: string;
  /** Equal for what every attempt at the same work sends at the same place. */
  readonly purpose: string;
  readonly messageType: string;
  /** Null: straight back to whoever asked. */
  readonly channel: string | null;
  readonly fate: HistoryFate;
  /** A reply of failure. Of `intended` it is known only when the message is sent, and false here. */
  readonly refusal: boolean;
}

export interface HistorySagaEvent {
  readonly entry: number;
  readonly kind: 'started' | 'moved' | 'ended';
  readonly saga: string;
  /** Id of the saga's declaration. */
  readonly type: string;
  /** Of `started`: the step that the starting transaction does. Of `moved`: the state it moved to. */
  readonly step: string | null;
  readonly outcome: HistoryOutcome | null;
}

export interface HistoryMessage {
  readonly id: string;
  readonly purpose: string;
  readonly messageType: string;
  readonly sends: readonly HistorySend[];
}

export interface HistorySend {
  readonly entry: number;
  readonly actor: string;
  readonly channel: string | null;
  readonly fate: HistoryFate;
  readonly refusal: boolean;
  /** Index of the transaction that was open, or null. */
  readonly transaction: number | null;
}

type Growing<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] };

const ROLES = namesByCode(TransactionRole);
const FORMS = namesByCode(WriteForm);
const FATES = namesByCode(Fate);
const OUTCOMES = namesByCode(Outcome);

/** Decodes a trace. @param quiescent whether the run went on until nothing could happen any more */
export function buildHistory(trace: Trace, names: TraceNames, quiescent: boolean): History {
  const builder = new HistoryBuilder(trace, names);
  for (let entry = 0; entry < trace.length; entry++) builder.add(entry);
  return {
    length: trace.length,
    quiescent,
    transactions: builder.transactions,
    messages: builder.messages,
    predicates: builder.predicates(),
  };
}

/** Whether the content of a message is that of a reply of failure: its last field is the outcome, 0 unless it is. */
export function isRefusal(values: Values, content: Value): boolean {
  if (!values.isTuple(content) || values.size(content) === 0) return false;
  const outcome = values.field(content, values.size(content) - 1);
  return values.isInteger(outcome) && values.toInteger(outcome) !== 0;
}

/** Last part of an identity without its parent, as an interned value: null of what is no identity. */
export function identityLabel(values: Values, id: Value): Value {
  if (!values.isTuple(id) || values.size(id) !== 3) return NULL;
  return values.tuple(values.field(id, 1), values.field(id, 2));
}

/**
 * The identity of a message as the first attempt at the work that sends it would have named it. Attempts are named by
 * `copy` and `delivery` from the second on; labels of steps have the ordinal 1.
 */
export function purposeOf(values: Values, message: Value): Value {
  if (!values.isTuple(message) || values.size(message) !== 3) return message;
  let work = values.field(message, 0);
  while (isLaterAttempt(values, work)) work = values.field(work, 0);
  return values.tuple(work, values.field(message, 1), values.field(message, 2));
}

function isLaterAttempt(values: Values, id: Value): boolean {
  if (!values.isTuple(id) || values.size(id) !== 3 || values.field(id, 0) === NULL) return false;
  const label = values.field(id, 1);
  const ordinal = values.field(id, 2);
  if (!values.isText(label) || !values.isInteger(ordinal) || values.toInteger(ordinal) < 2) return false;
  return ATTEMPTS.has(values.toText(label));
}

const ATTEMPTS: ReadonlySet<string> = new Set(['copy', 'delivery']);

/** An identity, a scalar or any other value as a text for people; equal only for equal values of one kind. */
export function valueText(values: Values, value: Value): string {
  if (value === NULL) return '';
  if (!values.isTuple(value)) return String(values.toScalar(value));
  const isIdentity =
    values.size(value) === 3 && values.isText(values.field(value, 1)) && values.isInteger(values.field(value, 2));
  return isIdentity ? identityText(values, value) : JSON.stringify(plainValue(values, value));
}

class HistoryBuilder {
  readonly transactions: Growing<HistoryTransaction>[] = [];
  readonly messages = new Map<string, Growing<HistoryMessage>>();
  readonly #trace: Trace;
  readonly #names: TraceNames;
  readonly #open = new Map<Value, Growing<HistoryTransaction>>();
  readonly #texts = new Map<Value, string>();
  /** Every row written: what predicates are asked about. */
  readonly #written: { readonly entry: number; readonly table: number; readonly key: Value; readonly row: Value }[] =
    [];
  /** By the text of a predicate. */
  readonly #predicates = new Map<string, { readonly table: number; readonly predicate: Value }>();

  constructor(trace: Trace, names: TraceNames) {
    this.#trace = trace;
    this.#names = names;
  }

  add(entry: number): void {
    const trace = this.#trace;
    const { values } = trace;
    const actor = trace.actorAt(entry);
    const a = trace.fieldAt(entry, 0);
    const b = trace.fieldAt(entry, 1);
    const c = trace.fieldAt(entry, 2);
    const d = trace.fieldAt(entry, 3);
    const e = trace.fieldAt(entry, 4);
    const f = trace.fieldAt(entry, 5);
    const g = trace.fieldAt(entry, 6);
    switch (trace.kindAt(entry)) {
      case EntryKind.begun:
        return this.#begin(entry, actor, a, b, c, d, e, f);
      case EntryKind.committed:
      case EntryKind.rolledBack:
        return this.#end(entry, a, trace.kindAt(entry) === EntryKind.committed ? 'committed' : 'rolledBack');
      case EntryKind.read:
        return this.#read(entry, a, b, c, d, e, f);
      case EntryKind.written:
        return this.#write(entry, a, b, c, d, e, f, g);
      case EntryKind.transitioned:
        if (g === NULL) this.#refuse(a, b, c);
        return;
      case EntryKind.queried:
        return this.#query(entry, a, b, c, d);
      case EntryKind.outboxed:
        return this.#publish(entry, a, 'outboxed', b, c, d, 'arrived', isRefusal(values, e));
      case EntryKind.intended:
        return this.#publish(entry, a, 'intended', b, c, d, 'arrived', false);
      case EntryKind.sent:
        return this.#send(entry, actor, a, b, c, d, e, g);
      case EntryKind.sagaStarted:
        return this.#sagaEvent(entry, c, 'started', a, b, this.#text(d), null);
      case EntryKind.sagaMoved:
        return this.#sagaEvent(entry, c, 'moved', a, b, this.#text(f), null);
      case EntryKind.sagaEnded:
        return this.#sagaEvent(entry, c, 'ended', a, b, null, OUTCOMES[d] ?? null);
      default:
    }
  }

  #begin(
    entry: number,
    actor: Value,
    id: Value,
    service: number,
    saga: Value,
    step: Value,
    role: number,
    message: Value,
  ): void {
    const transaction: Growing<HistoryTransaction> = {
      index: this.transactions.length,
      id: this.#text(id),
      label: this.#label(id),
      actor: this.#text(actor),
      service: this.#names.service(service),
      saga: this.#textOrNull(saga),
      step: this.#textOrNull(step),
      role: ROLES[role] ?? 'other',
      message: this.#textOrNull(message),
      begunAt: entry,
      endedAt: -1,
      status: 'open',
      waits: false,
      reads: [],
      writes: [],
      firstWriteAt: -1,
      publications: [],
      sagaEvents: [],
      rows: [],
      queries: [],
    };
    this.transactions.push(transaction);
    this.#open.set(id, transaction);
  }

  #end(entry: number, id: Value, status: 'committed' | 'rolledBack'): void {
    const transaction = this.#open.get(id);
    if (transaction === undefined) return;
    transaction.status = status;
    transaction.endedAt = entry;
    transaction.waits = status === 'rolledBack' && this.#text(this.#trace.fieldAt(entry, 1)) === 'waits';
    this.#open.delete(id);
  }

  #read(entry: number, id: Value, table: number, key: Value, mask: number, versions: Value, row: Value): void {
    const { values } = this.#trace;
    const transaction = this.#open.get(id);
    if (transaction === undefined) return;
    for (const [column, item] of this.#items(table, key, mask)) {
      const version = versions === NULL ? NULL : values.field(versions, column);
      const value = row === NULL ? null : plainValue(values, values.field(row, column));
      transaction.reads.push({ ...item, entry, version: this.#textOrNull(version), value, refused: false });
    }
  }

  #write(
    entry: number,
    id: Value,
    table: number,
    key: Value,
    mask: number,
    form: number,
    versions: Value,
    row: Value,
  ): void {
    const { values } = this.#trace;
    const transaction = this.#open.get(id);
    if (transaction === undefined) return;
    if (transaction.firstWriteAt < 0) transaction.firstWriteAt = entry;
    const { service, table: name } = this.#names.table(table);
    transaction.rows.push({
      entry,
      place: this.#place(table, key),
      service,
      table: name,
      key: plainValue(values, key),
      form: FORMS[form] ?? 'absolute',
    });
    this.#written.push({ entry, table, key, row });
    for (const [column, item] of this.#items(table, key, mask)) {
      const pair = versions === NULL ? NULL : values.field(versions, column);
      const version = pair === NULL ? '' : this.#text(values.field(pair, 1));
      const value = row === NULL ? null : plainValue(values, values.field(row, column));
      const previous = pair === NULL ? null : this.#textOrNull(values.field(pair, 0));
      transaction.writes.push({ ...item, entry, version, previous, form: FORMS[form] ?? 'absolute', value });
    }
  }

  #query(entry: number, id: Value, table: number, predicate: Value, list: Value): void {
    const { values } = this.#trace;
    const transaction = this.#open.get(id);
    if (transaction === undefined) return;
    const { service, table: name, columns } = this.#names.table(table);
    const text = JSON.stringify([service, name, plainValue(values, predicate)]);
    this.#predicates.set(text, { table, predicate });
    const seen = Array.from({ length: values.size(list) }, (_, i): HistorySeen => {
      const row = values.field(list, i);
      const key = values.field(row, 0);
      const versions = values.field(row, 1);
      return {
        place: this.#place(table, key),
        key: plainValue(values, key),
        versions: columns.map((_column, at) =>
          versions === NULL ? null : this.#textOrNull(values.field(versions, at)),
        ),
        matched: values.field(row, 2) === TRUE,
      };
    });
    transaction.queries.push({ entry, service, table: name, predicate: text, seen });
  }

  /** Asks every predicate about every row of its table. */
  predicates(): Map<string, HistoryPredicate> {
    const answers = new Map<string, HistoryPredicate>();
    for (const [text, { table, predicate }] of this.#predicates) {
      const written = new Set<number>();
      const initial = new Set<string>();
      for (const { entry, table: of, key, row } of this.#written) {
        if (of !== table) continue;
        if (row !== NULL && this.#names.matches(predicate, key, row)) written.add(entry);
        const first = this.#names.initialRow(table, key);
        if (first !== NULL && this.#names.matches(predicate, key, first)) initial.add(this.#place(table, key));
      }
      const place = this.#names.table(table);
      answers.set(text, { table: JSON.stringify([place.service, place.table]), written, initial });
    }
    return answers;
  }

  #place(table: number, key: Value): string {
    const { service, table: name } = this.#names.table(table);
    return JSON.stringify([service, name, plainValue(this.#trace.values, key)]);
  }

  /** The machine reads its column in the entry before, and did nothing with it. */
  #refuse(id: Value, table: number, key: Value): void {
    const transaction = this.#open.get(id);
    const last = transaction?.reads[transaction.reads.length - 1];
    if (transaction === undefined || last === undefined) return;
    const place = this.#names.table(table);
    if (last.service !== place.service || last.table !== place.table) return;
    if (last.key !== plainValue(this.#trace.values, key)) return;
    for (let i = transaction.reads.length - 1; i >= 0; i--) {
      const read = transaction.reads[i] as HistoryRead;
      if (read.entry !== last.entry) break;
      transaction.reads[i] = { ...read, refused: true };
    }
  }

  #publish(
    entry: number,
    id: Value,
    means: HistoryPublication['means'],
    message: Value,
    type: number,
    channel: number,
    fate: HistoryFate,
    refusal: boolean,
  ): void {
    this.#open.get(id)?.publications.push({
      entry,
      means,
      message: this.#text(message),
      purpose: this.#text(purposeOf(this.#trace.values, message)),
      messageType: this.#names.messageType(type),
      channel: channel < 0 ? null : this.#names.channel(channel),
      fate,
      refusal,
    });
  }

  #send(
    entry: number,
    actor: Value,
    message: Value,
    type: number,
    channel: number,
    fateCode: number,
    transaction: Value,
    content: Value,
  ): void {
    const id = this.#text(message);
    const fate = FATES[fateCode] ?? 'arrived';
    const refusal = isRefusal(this.#trace.values, content);
    const known = this.messages.get(id);
    const purpose = this.#text(purposeOf(this.#trace.values, message));
    const decoded = known ?? { id, purpose, messageType: this.#names.messageType(type), sends: [] };
    if (known === undefined) this.messages.set(id, decoded);
    decoded.sends.push({
      entry,
      actor: this.#text(actor),
      channel: channel < 0 ? null : this.#names.channel(channel),
      fate,
      refusal,
      transaction: this.#open.get(transaction)?.index ?? null,
    });
    if (transaction !== NULL) this.#publish(entry, transaction, 'sent', message, type, channel, fate, refusal);
  }

  #sagaEvent(
    entry: number,
    transaction: Value,
    kind: HistorySagaEvent['kind'],
    saga: Value,
    type: number,
    step: string | null,
    outcome: HistoryOutcome | null,
  ): void {
    this.#open
      .get(transaction)
      ?.sagaEvents.push({ entry, kind, saga: this.#text(saga), type: this.#names.saga(type), step, outcome });
  }

  *#items(table: number, key: Value, mask: number): Iterable<readonly [number, HistoryItem]> {
    const place = this.#names.table(table);
    const plainKey = plainValue(this.#trace.values, key);
    const { service, table: name } = place;
    for (const [index, column] of place.columns.entries()) {
      if ((mask & (1 << index)) === 0) continue;
      yield [
        index,
        { item: JSON.stringify([service, name, plainKey, column]), service, table: name, key: plainKey, column },
      ];
    }
  }

  /** Of an identity its last part; anything else is its own label. */
  #label(id: Value): string {
    const { values } = this.#trace;
    const label = identityLabel(values, id);
    if (label === NULL) return this.#text(id);
    return `${valueText(values, values.field(label, 0))}~${valueText(values, values.field(label, 1))}`;
  }

  #textOrNull(value: Value): string | null {
    return value === NULL ? null : this.#text(value);
  }

  #text(value: Value): string {
    const known = this.#texts.get(value);
    if (known !== undefined) return known;
    const { values } = this.#trace;
    // A version is (transaction, ordinal of the statement in it).
    const text =
      values.isTuple(value) && values.size(value) === 2
        ? `${valueText(values, values.field(value, 0))}#${valueText(values, values.field(value, 1))}`
        : valueText(values, value);
    this.#texts.set(value, text);
    return text;
  }
}

function namesByCode<Name extends string>(codes: Readonly<Record<Name, number>>): readonly Name[] {
  const names: Name[] = [];
  for (const name of Object.keys(codes) as Name[]) names[codes[name]] = name;
  return names;
}
