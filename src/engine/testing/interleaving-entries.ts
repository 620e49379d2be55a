import { NULL } from '../base/values.ts';
import type { Value, Values } from '../base/values.ts';
import { keyPredicate } from '../sim/database/predicate.ts';
import type { Predicate } from '../sim/database/predicate.ts';
import type { IsolationLevel } from '../sim/database/profile.ts';
import { replayInterleaving } from '../sim/database/replay.ts';
import type { ReplayObserver, ReplayOptions } from '../sim/database/replay.ts';
import type { RowWritten, Statement } from '../sim/database/statement.ts';
import type { InterleavingVector, VectorOutcome, VectorStep } from '../sim/database/vector.ts';
import { EntryKind, TransactionRole, WriteForm } from '../trace/entry.ts';
import type { Sink } from '../trace/entry.ts';
import type { TraceNames } from '../trace/history.ts';

type Executed = Parameters<ReplayObserver['executed']>[3];

/**
 * Runs the sessions of a vector and tells a sink in entries what happened, as the simulator does for its databases: every
 * statement with a condition, and an insert that met a row, is a predicate read, the rows that it has selected are read if it returns them or looks at
 * their value. A row named by its key is a predicate of its own.
 */
export class InterleavingEntries implements ReplayObserver {
  readonly names: TraceNames;
  readonly #values: Values;
  readonly #sink: Sink;
  readonly #predicates = new Map<Value, Predicate>();

  constructor(vector: Pick<InterleavingVector, 'rows'>, values: Values, sink: Sink) {
    this.#values = values;
    this.#sink = sink;
    const rows = new Map(vector.rows.map(([id, value]) => [values.integer(id), values.tuple(values.integer(value))]));
    this.names = {
      service: () => 'database',
      table: () => ({ service: 'database', table: 'test', columns: ['value'] }),
      channel: () => '',
      client: () => '',
      saga: () => '',
      messageType: () => '',
      matches: (predicate, key, row) => this.#predicates.get(predicate)?.matches(key, row) ?? false,
      initialRow: (_table, key) => rows.get(key) ?? NULL,
    };
  }

  begun(transaction: Value): void {
    this.#sink.emit(EntryKind.begun, transaction, transaction, 0, NULL, NULL, TransactionRole.other, NULL);
  }

  committed(transaction: Value): void {
    this.#sink.emit(EntryKind.committed, transaction, transaction);
  }

  rolledBack(transaction: Value): void {
    this.#sink.emit(EntryKind.rolledBack, transaction, transaction, NULL);
  }

  executed(transaction: Value, step: VectorStep, statement: Statement, outcome: Executed): void {
    for (const written of outcome.written) this.#written(transaction, step, written);
    if (outcome.status !== 'done' || outcome.seen.length === 0) return;
    const values = this.#values;
    const where = statement.op === 'insert' ? keyPredicate(values, statement.key) : statement.where;
    this.#predicates.set(where.id, where);
    const seen = outcome.seen.map(({ key, versions, matched }) => values.tuple(key, versions, values.boolean(matched)));
    const list = values.tupleOf(seen, seen.length);
    this.#sink.emit(EntryKind.queried, transaction, transaction, 0, where.id, list);
    if (statement.op !== 'read' && !looksAtValues(step)) return;
    for (const { key, row, versions, matched } of outcome.seen)
      if (matched) this.#sink.emit(EntryKind.read, transaction, transaction, 0, key, 1, versions, row);
  }

  #written(transaction: Value, step: VectorStep, written: RowWritten): void {
    const values = this.#values;
    const first = (versions: Value): Value => (versions === NULL ? NULL : values.field(versions, 0));
    const pairs = values.tuple(values.tuple(first(written.versionsBefore), first(written.versions)));
    const isDelta = step.op === 'write' && step.add !== undefined;
    const form = written.form === 'update' ? (isDelta ? 'delta' : 'absolute') : written.form;
    const { key, row } = written;
    this.#sink.emit(EntryKind.written, transaction, transaction, 0, key, 1, WriteForm[form], pairs, row);
  }
}

function looksAtValues(step: VectorStep): boolean {
  if (!('where' in step) || step.where === null || step.where === undefined) return false;
  return !('id' in step.where) && !('ids' in step.where) && Object.keys(step.where).length > 0;
}

/** Replays a vector with its entries going to a sink; the names are for whoever reads them. */
export function replayToSink(
  vector: Pick<InterleavingVector, 'rows' | 'steps'>,
  level: IsolationLevel,
  values: Values,
  sink: Sink,
  options: ReplayOptions = {},
): { readonly outcome: VectorOutcome; readonly names: TraceNames } {
  const observer = new InterleavingEntries(vector, values, sink);
  return { outcome: replayInterleaving(vector, level, { ...options, values, observer }), names: observer.names };
}
