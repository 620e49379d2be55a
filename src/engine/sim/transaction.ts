import { assert } from '../base/assert.ts';
import { NULL, TRUE } from '../base/values.ts';
import type { Value, Values } from '../base/values.ts';
import { EntryKind, WriteForm } from '../trace/entry.ts';
import type { Sink } from '../trace/entry.ts';
import type { TableProgram } from './program.ts';
import type { ServiceState, TableState, World } from './world.ts';

/**
 * One local transaction at level `atomic`: what it wrote is its own until `commit` puts it into the store at once. It
 * lives within one choice, or, while it publishes before its commit, as a tuple in the work that it belongs to; the
 * database is then held, so that no other transaction comes between.
 */
export class LocalTransaction {
  readonly id: Value;
  readonly actor: Value;
  readonly #world: World;
  readonly #service: ServiceState;
  readonly #sink: Sink;
  /** (table, key) -> row, null when deleted. */
  #rows = new Map<Value, Value>();
  /** (table, key) -> versions by column. */
  #versions = new Map<Value, Value>();
  #sagas = new Map<Value, Value>();
  #inboxed: Value = NULL;
  #outbox: Value[] = [];
  #afterCommit: Value[] = [];
  #unsent: Value[] = [];
  #hasSent = false;
  #statements = 0;
  /** (table, key) of every row read, key null for all rows of a table: what a wait within the transaction is for. */
  readonly reads: Value[] = [];

  constructor(world: World, service: ServiceState, sink: Sink, id: Value, actor: Value) {
    this.#world = world;
    this.#service = service;
    this.#sink = sink;
    this.id = id;
    this.actor = actor;
  }

  /** The row as this transaction sees it, null when absent. Reports the read. */
  read(table: TableProgram, key: Value, mask: number): Value {
    const row = this.peek(table, key);
    this.reads.push(this.#values.tuple(~table.index, key));
    this.#sink.emit(EntryKind.read, this.actor, this.id, table.index, key, mask, this.#versionsOf(table, key), row);
    return row;
  }

  /** The row without a report: of a statement that reports itself. */
  peek(table: TableProgram, key: Value): Value {
    const own = this.#rows.get(this.#values.tuple(~table.index, key));
    return own ?? (this.#world.tables[table.index] as TableState).rows.get(key);
  }

  /** Keys of all rows that this transaction sees, in key order. Whoever looks for rows also sees which are not there. */
  keys(table: TableProgram): readonly Value[] {
    this.reads.push(this.#values.tuple(~table.index, NULL));
    const committed = (this.#world.tables[table.index] as TableState).rows.keys();
    if (this.#rows.size === 0) return committed;
    const keys = new Set(committed);
    for (const [place, row] of this.#rows) {
      if (~this.#values.field(place, 0) !== table.index) continue;
      if (row === NULL) keys.delete(this.#values.field(place, 1));
      else keys.add(this.#values.field(place, 1));
    }
    return [...keys].sort((a, b) => this.#values.compare(a, b));
  }

  /** Writes a row (null deletes it). `mask`: the columns that get a new version. */
  write(table: TableProgram, key: Value, row: Value, mask: number, form: number): void {
    const values = this.#values;
    const place = values.tuple(~table.index, key);
    const before = this.#versionsOf(table, key);
    this.#rows.set(place, row);
    let pairs: Value = NULL;
    if (this.#world.tracksVersions) {
      const version = values.tuple(this.id, ~this.#statements);
      const next: Value[] = [];
      const changed: Value[] = [];
      for (let column = 0; column < table.columns.length; column++) {
        const old = before === NULL ? NULL : values.field(before, column);
        const written = form === WriteForm.insert || form === WriteForm.delete || (mask & (1 << column)) !== 0;
        next.push(written ? version : old);
        changed.push(written ? values.tuple(old, version) : NULL);
      }
      this.#versions.set(place, values.tupleOf(next, next.length));
      pairs = values.tupleOf(changed, changed.length);
    }
    this.#statements++;
    this.#sink.emit(EntryKind.written, this.actor, this.id, table.index, key, mask, form, pairs, row);
  }

  saga(id: Value): Value {
    return this.#sagas.get(id) ?? this.#service.sagas.get(id);
  }

  writeSaga(id: Value, instance: Value): void {
    this.#sagas.set(id, instance);
  }

  /** Marks the handled message as processed. */
  inbox(message: Value): void {
    this.#inboxed = message;
  }

  /** (message, channel) into the outbox with the commit. */
  outbox(message: Value, channel: number): void {
    this.#outbox.push(this.#values.tuple(message, ~channel));
  }

  /** (message, channel) sent by the same work after the commit; -1 goes straight to the asker. */
  afterCommit(message: Value, channel: number): void {
    this.#afterCommit.push(this.#values.tuple(message, this.#values.integer(channel)));
  }

  get pending(): readonly Value[] {
    return this.#afterCommit;
  }

  /** (message, channel) that has to be sent before the transaction goes on. */
  beforeCommit(message: Value, channel: number): void {
    this.#unsent.push(this.#values.tuple(message, ~channel));
  }

  get hasUnsent(): boolean {
    return this.#unsent.length > 0;
  }

  /** The next (message, channel) that must leave before the transaction goes on, or null. Whoever takes it sends it. */
  takeUnsent(): Value {
    const next = this.#unsent.shift();
    if (next === undefined) return NULL;
    this.#hasSent = true;
    return next;
  }

  /** Something has left that no rollback brings back. */
  get hasSent(): boolean {
    return this.#hasSent;
  }

  /** Puts everything into the store. */
  commit(): void {
    const values = this.#values;
    const world = this.#world;
    for (const [place, row] of this.#rows) {
      const state = world.tables[~values.field(place, 0)] as TableState;
      state.rows.set(values.field(place, 1), row);
    }
    for (const [place, versions] of this.#versions) {
      const state = world.tables[~values.field(place, 0)] as TableState;
      state.versions.set(values.field(place, 1), versions);
    }
    for (const [id, instance] of this.#sagas) this.#service.sagas.set(id, instance);
    if (this.#inboxed !== NULL) this.#service.inbox.set(this.#inboxed, this.#inboxed);
    for (const row of this.#outbox) this.#service.outbox.push(row);
    this.#sink.emit(EntryKind.committed, this.actor, this.id);
  }

  rollback(reason: Value): void {
    this.#sink.emit(EntryKind.rolledBack, this.actor, this.id, reason);
  }

  /** Rows written, as (table, key). */
  get writes(): Iterable<Value> {
    return this.#rows.keys();
  }

  /** The transaction as a value, while it stays open between two choices. */
  suspend(): Value {
    const values = this.#values;
    const pairs = (map: Map<Value, Value>): Value => {
      const list = [...map].map(([key, value]) => values.tuple(key, value));
      return values.tupleOf(list, list.length);
    };
    return values.tuple(
      this.id,
      ~this.#statements,
      pairs(this.#rows),
      pairs(this.#versions),
      pairs(this.#sagas),
      this.#inboxed,
      values.tupleOf(this.#outbox, this.#outbox.length),
      values.tupleOf(this.#afterCommit, this.#afterCommit.length),
      values.tupleOf(this.#unsent, this.#unsent.length),
      values.boolean(this.#hasSent),
    );
  }

  static resume(world: World, service: ServiceState, sink: Sink, suspended: Value, actor: Value): LocalTransaction {
    const { values } = world;
    const transaction = new LocalTransaction(world, service, sink, values.field(suspended, 0), actor);
    const list = (index: number): Value[] => fieldsOf(values, values.field(suspended, index));
    const map = (index: number): Map<Value, Value> =>
      new Map(list(index).map((pair) => [values.field(pair, 0), values.field(pair, 1)]));
    transaction.#statements = ~values.field(suspended, 1);
    transaction.#rows = map(2);
    transaction.#versions = map(3);
    transaction.#sagas = map(4);
    transaction.#inboxed = values.field(suspended, 5);
    transaction.#outbox = list(6);
    transaction.#afterCommit = list(7);
    transaction.#unsent = list(UNSENT);
    transaction.#hasSent = values.field(suspended, 9) === TRUE;
    return transaction;
  }

  get #values(): Values {
    return this.#world.values;
  }

  #versionsOf(table: TableProgram, key: Value): Value {
    if (!this.#world.tracksVersions) return NULL;
    const own = this.#versions.get(this.#values.tuple(~table.index, key));
    return own ?? (this.#world.tables[table.index] as TableState).versions.get(key);
  }
}

const UNSENT = 8;

/** The (message, channel) that a suspended transaction is about to send, or null. */
export function suspendedUnsent(values: Values, suspended: Value): Value {
  const unsent = values.field(suspended, UNSENT);
  return values.size(unsent) === 0 ? NULL : values.field(unsent, 0);
}

export function fieldsOf(values: Values, tuple: Value): Value[] {
  assert(values.isTuple(tuple), 'fields are of a tuple');
  const fields: Value[] = [];
  const size = values.size(tuple);
  for (let i = 0; i < size; i++) fields.push(values.field(tuple, i));
  return fields;
}
