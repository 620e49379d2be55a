import { NULL, TRUE } from '../../base/values.ts';
import type { Value } from '../../base/values.ts';
import * as dependencies from './dependencies.ts';
import {
  WaitKind,
  blockersOf,
  conflictingAhead,
  conflictingHolders,
  endWait,
  enqueue,
  hold,
  holdersOf,
  rank,
  setWait,
  waitOf,
} from './locks.ts';
import type { WaitKindCode } from './locks.ts';
import type { Predicate, Predicates } from './predicate.ts';
import { rememberKey } from './read-set.ts';
import type { DatabaseState } from './state.ts';
import { LockMode } from './statement.ts';
import type {
  DatabaseError,
  DeleteStatement,
  ErrorDetail,
  InsertStatement,
  LockModeCode,
  ReadStatement,
  RowSeen,
  RowWritten,
  Statement,
  UpdateStatement,
  WaitPolicy,
} from './statement.ts';
import {
  Successor,
  committedAt,
  inScanOrder,
  joined,
  nextPosition,
  olderFor,
  pendingAt,
  placesOf,
  setPending,
  versionsOfAbsent,
  visibleAt,
} from './versions.ts';
import type { PendingVersion, VisibleVersion } from './versions.ts';

/** Why a statement does not go on: it waits (the wait is in the state already), or its transaction has to fail. */
export type Stop =
  | { readonly status: 'waits' }
  | { readonly status: 'error'; readonly error: DatabaseError; readonly detail?: ErrorDetail };

export interface Completion {
  readonly status: 'done';
  readonly rows: readonly RowSeen[];
  readonly count: number;
}

/**
 * One run of a statement, from its beginning or from where it waited. A statement that waited runs again from the top on
 * the snapshot that it began with; rows that it has locked cannot have changed, and rows that it has written are passed
 * over, so that it comes back to where it was.
 */
export class StatementExecution {
  readonly seen: RowSeen[] = [];
  readonly written: RowWritten[] = [];
  readonly #state: DatabaseState;
  readonly #predicates: Predicates;
  readonly #transaction: Value;
  readonly #resumed: boolean;
  readonly #writtenPlaces: Value[] = [];

  constructor(state: DatabaseState, predicates: Predicates, transaction: Value, resumed: boolean) {
    this.#state = state;
    this.#predicates = predicates;
    this.#transaction = transaction;
    this.#resumed = resumed;
  }

  run(statement: Statement): Completion | Stop {
    switch (statement.op) {
      case 'read':
        return this.#read(statement);
      case 'insert':
        return this.#insert(statement);
      case 'update':
      case 'delete':
        return this.#modify(statement);
    }
  }

  #read(statement: ReadStatement): Completion | Stop {
    const { table, where, lock, wait = 'wait' } = statement;
    const candidates = this.#scan(table, where);
    if (candidates === undefined) return rwDependency;
    const rows: RowSeen[] = [];
    for (const candidate of candidates) {
      const version = lock === undefined ? candidate : this.#lockNewest(candidate, lock, wait, 'read', where);
      if (version === undefined) continue;
      if (isStop(version)) return version;
      const row = { key: version.key, row: version.row, versions: version.versions, matched: true };
      this.seen.push(row);
      rows.push(row);
    }
    return { status: 'done', rows, count: rows.length };
  }

  #modify(statement: UpdateStatement | DeleteStatement): Completion | Stop {
    const { op, table, where } = statement;
    const candidates = this.#scan(table, where);
    if (candidates === undefined) return rwDependency;
    const mode = op === 'update' ? LockMode.noKeyUpdate : LockMode.update;
    for (const candidate of candidates) {
      const version = this.#lockNewest(candidate, mode, 'wait', op, where);
      if (version === undefined) continue;
      if (isStop(version)) {
        if (version.status === 'waits') this.#keepProgress();
        return version;
      }
      this.seen.push({ key: version.key, row: version.row, versions: version.versions, matched: true });
      const row = op === 'update' ? statement.change(version.key, version.row) : NULL;
      if (this.#writeFails(version.place, row, 'row')) return rwDependency;
      if (op === 'delete') this.#learnKey(version.place);
      this.#write(version.place, version.row, row, op === 'update' ? statement.mask : ALL_COLUMNS, op);
    }
    return { status: 'done', rows: [], count: this.#writtenBefore() + this.written.length };
  }

  #insert(statement: InsertStatement): Completion | Stop {
    const { table, key, row, onConflict = 'error' } = statement;
    const state = this.#state;
    const place = state.place(table, key);
    rank(state, this.#transaction);
    // A plain insert stores its row before it looks at the key; the others look first.
    let position = 0;
    if (onConflict === 'error') {
      const begun = this.#resumed ? state.progress.get(state.values.tuple(this.#transaction, place)) : NULL;
      if (begun === NULL && this.#writeFails(place, row, 'before-insert')) return rwDependency;
      position = begun === NULL ? nextPosition(state) : ~state.values.field(begun, 1);
    }
    if (onConflict === 'update' && this.#waitsForRow()) {
      const locked = this.#lock(place, LockMode.noKeyUpdate, 'wait', true);
      if (isStop(locked)) return locked;
      const isGone = state.committedRow(place) === NULL;
      if (isGone && state.keepsSnapshot(this.#transaction)) return serializationFailure('concurrent_delete');
    }
    const pending = pendingAt(state, place);
    if (pending !== undefined && pending.writer !== this.#transaction) {
      if (onConflict === 'error')
        state.progress.set(state.values.tuple(this.#transaction, place), state.values.tuple(row, ~position));
      return this.#wait(WaitKind.insertion, place, pending.writer);
    }
    const existing = pending === undefined ? state.committedRow(place) : pending.row;
    if (existing !== NULL && onConflict === 'nothing') return this.#conflictIgnored(place);
    if (existing !== NULL && onConflict === 'update') return this.#conflictUpdates(statement, place);
    this.#endWaitAt(place);
    if (onConflict !== 'error') {
      if (this.#writeFails(place, row, 'before-insert')) return rwDependency;
      position = nextPosition(state);
    }
    if (this.#writeFails(place, row, 'insert')) return rwDependency;
    if (existing !== NULL) return { status: 'error', error: 'unique_violation' };
    this.#write(place, NULL, row, ALL_COLUMNS, 'insert', position);
    return { status: 'done', rows: [], count: 1 };
  }

  #waitsForRow(): boolean {
    const wait = waitOf(this.#state, this.#transaction);
    return wait !== undefined && wait.kind !== WaitKind.insertion;
  }

  #conflictIgnored(place: Value): Completion | Stop {
    this.#endWaitAt(place);
    if (this.#cannotSeeNewest(place)) return serializationFailure('concurrent_update');
    this.#learnKey(place);
    const { key, row, versions } = this.#newest(place) as VisibleVersion;
    this.seen.push({ key, row, versions, matched: true });
    return { status: 'done', rows: [], count: 0 };
  }

  /**
   * Whoever deletes a row, or does nothing because it is there, depends on its key, whatever the row holds. PostgreSQL
   * notes this of neither; of a delete its search does it, of `on conflict do nothing` nobody does.
   */
  #learnKey(place: Value): void {
    if (dependencies.isSerializable(this.#state, this.#transaction))
      rememberKey(this.#state, this.#predicates, this.#transaction, place);
  }

  #conflictUpdates(statement: InsertStatement, place: Value): Completion | Stop {
    const locked = this.#lock(place, LockMode.noKeyUpdate, 'wait', true);
    if (isStop(locked)) return locked;
    if (this.#cannotSeeNewest(place)) return serializationFailure('concurrent_update');
    const { key, row: given, change, mask = ALL_COLUMNS } = statement;
    const newest = this.#newest(place) as VisibleVersion;
    this.seen.push({ key, row: newest.row, versions: newest.versions, matched: true });
    const row = change === undefined ? given : change(key, newest.row);
    if (this.#writeFails(place, row, 'row')) return rwDependency;
    this.#write(place, newest.row, row, mask, 'update');
    return { status: 'done', rows: [], count: 1 };
  }

  /**
   * The rows that match as the statement's snapshot sees them, in scan order; undefined when the transaction has to fail.
   * Rows that do not match are reported as seen, also those that are gone, when it is to be known who deleted them; those
   * that match are reported when they have been locked.
   */
  #scan(table: number, where: Predicate): readonly VisibleVersion[] | undefined {
    const state = this.#state;
    const reader = this.#transaction;
    const isFirst = !this.#resumed;
    if (isFirst && dependencies.isSerializable(state, reader)) {
      if (dependencies.onRead(state, this.#predicates, reader, table, where)) return undefined;
    }
    const places = where.keys === undefined ? placesOf(state, table) : where.keys.map((key) => state.place(table, key));
    const matching: VisibleVersion[] = [];
    for (const place of places) {
      if (this.#resumed && state.progress.has(state.values.tuple(reader, place))) continue;
      const visible = visibleAt(state, reader, place);
      for (const version of visible) {
        const { key, row, versions } = version;
        if (where.matches(key, row)) matching.push(version);
        else this.seen.push({ key, row, versions, matched: false });
      }
      if (visible.length === 0 && (where.keys !== undefined || state.tracksVersions)) this.#sawAbsent(place);
    }
    if (where.keys === undefined && state.tracksVersions)
      for (const key of state.store(table).versions.keys()) {
        const place = state.place(table, key);
        if (!places.includes(place)) this.#sawAbsent(place);
      }
    return where.keys === undefined ? inScanOrder(state, matching) : matching;
  }

  #sawAbsent(place: Value): void {
    const versions = versionsOfAbsent(this.#state, this.#transaction, place);
    this.seen.push({ key: this.#state.keyOf(place), row: NULL, versions, matched: false });
  }

  /** The statement has followed a row and found that it is deleted, or that another one has taken its place. */
  #sawGone(place: Value): void {
    const key = this.#state.keyOf(place);
    const { versions } = this.#state.store(this.#state.tableOf(place));
    this.seen.push({ key, row: NULL, versions: versions.get(key), matched: false });
  }

  /**
   * Locks the newest version of a row that the snapshot has found. At read committed that is the version to go on with,
   * if it still matches; with a snapshot of the whole transaction it must be the version that was seen.
   *
   * @returns undefined when the row is passed over
   */
  #lockNewest(
    seen: VisibleVersion,
    mode: LockModeCode,
    policy: WaitPolicy,
    op: 'read' | 'update' | 'delete',
    where: Predicate,
  ): VisibleVersion | Stop | undefined {
    const state = this.#state;
    const { place } = seen;
    const older = seen.origin === 'older' ? olderFor(state, this.#transaction, place) : undefined;
    if (older !== undefined) {
      if (state.keepsSnapshot(this.#transaction)) {
        const deleted = older.first === Successor.deleted && op !== 'read';
        return serializationFailure(deleted ? 'concurrent_delete' : 'concurrent_update');
      }
      const isGone = older.link === 'none' || state.committedRow(place) === NULL;
      if (isGone || older.link === 'several') this.#endWaitAt(place);
      if (isGone) {
        this.#sawGone(place);
        return undefined;
      }
    }
    const locked = this.#lock(place, mode, policy, op !== 'read', older?.link !== 'several');
    if (isStop(locked)) return locked;
    if (locked === 'skipped') return undefined;
    if (older === undefined) return seen;
    const newest = this.#newest(place) as VisibleVersion;
    if (where.matches(newest.key, newest.row)) return newest;
    this.seen.push({ key: newest.key, row: newest.row, versions: newest.versions, matched: false });
    return undefined;
  }

  /**
   * @param queues whether to wait in the queue of the row. Who follows a row over several updates finds the newest
   *   version taken without having asked for the lock that makes the queue.
   */
  #lock(
    place: Value,
    mode: LockModeCode,
    policy: WaitPolicy,
    writes: boolean,
    queues = true,
  ): 'locked' | 'skipped' | Stop {
    const state = this.#state;
    const transaction = this.#transaction;
    if (writes) rank(state, transaction);
    const holders = conflictingHolders(state, transaction, place, mode);
    const isHolder = holdersOf(state, place).some((claim) => claim.transaction === transaction);
    const inQueue = isHolder || !queues ? [] : conflictingAhead(state, transaction, place, mode);
    const ahead = inQueue.filter((other) => blockersOf(state, other).length > 0);
    // A free row belongs to nobody: who comes before the first of the queue has woken, takes it.
    if (holders.length === 0) {
      this.#endWaitAt(place);
      rank(state, transaction);
      hold(state, transaction, place, mode);
      return 'locked';
    }
    if (policy === 'skip-locked') return 'skipped';
    if (policy === 'nowait') return { status: 'error', error: 'lock_not_available' };
    if (!isHolder && queues) enqueue(state, transaction, place, mode);
    return ahead.length > 0
      ? this.#wait(WaitKind.queue, place, NULL)
      : this.#wait(WaitKind.holder, place, holders[0] as Value);
  }

  #wait(kind: WaitKindCode, place: Value, awaited: Value): Stop {
    setWait(this.#state, this.#transaction, { kind, place, awaited });
    return { status: 'waits' };
  }

  #endWaitAt(place: Value): void {
    if (waitOf(this.#state, this.#transaction)?.place === place) endWait(this.#state, this.#transaction);
  }

  /** Repeatable read and serializable: whether the newest version of a row was committed by another after the snapshot. */
  #cannotSeeNewest(place: Value): boolean {
    const state = this.#state;
    if (!state.keepsSnapshot(this.#transaction) || state.pending.has(place)) return false;
    return olderFor(state, this.#transaction, place) !== undefined;
  }

  #newest(place: Value): VisibleVersion | undefined {
    const own = pendingAt(this.#state, place);
    if (own === undefined) return committedAt(this.#state, place);
    const { row, versions, position } = own;
    return { place, key: this.#state.keyOf(place), row, versions, origin: 'own', position };
  }

  #writeFails(place: Value, row: Value, scope: 'row' | 'before-insert' | 'insert'): boolean {
    const state = this.#state;
    if (!dependencies.isSerializable(state, this.#transaction)) return false;
    return dependencies.onWrite(state, this.#predicates, this.#transaction, place, row, scope);
  }

  #write(
    place: Value,
    before: Value,
    row: Value,
    written: number,
    form: RowWritten['form'],
    position = row === NULL ? 0 : nextPosition(this.#state),
  ): void {
    const state = this.#state;
    const pending = pendingAt(state, place);
    const key = state.keyOf(place);
    const versionsBefore =
      pending === undefined ? state.store(state.tableOf(place)).versions.get(key) : pending.versions;
    const columns = state.values.size(row === NULL ? before : row);
    const mask = written & ((1 << columns) - 1);
    const versions = this.#versions(versionsBefore, columns, mask);
    const next: PendingVersion = {
      writer: this.#transaction,
      row,
      versions,
      first: pending?.first ?? FIRST[form],
      link: form !== 'update' ? 'none' : pending === undefined ? 'one' : joined(state, pending.link, 'one'),
      position,
    };
    setPending(state, place, next);
    this.written.push({ key, before, versionsBefore, row, versions, form, mask });
    this.#writtenPlaces.push(place);
  }

  /** The versions by column after a write of the columns in the mask. */
  #versions(before: Value, columns: number, mask: number): Value {
    const state = this.#state;
    const version = state.nextVersion(this.#transaction);
    if (version === NULL) return NULL;
    const { values } = state;
    const next: Value[] = [];
    for (let column = 0; column < columns; column++) {
      const isWritten = (mask & (1 << column)) !== 0;
      next.push(isWritten ? version : before === NULL ? NULL : values.field(before, column));
    }
    return values.tupleOf(next, next.length);
  }

  /** Rows that the statement wrote before it waited. */
  #writtenBefore(): number {
    if (!this.#resumed) return 0;
    const { values, progress } = this.#state;
    return progress.keys().filter((entry) => values.field(entry, 0) === this.#transaction).length;
  }

  #keepProgress(): void {
    const { values, progress } = this.#state;
    for (const place of this.#writtenPlaces) progress.set(values.tuple(this.#transaction, place), TRUE);
  }
}

const ALL_COLUMNS = -1;

const FIRST = { insert: Successor.inserted, update: Successor.updated, delete: Successor.deleted } as const;

const rwDependency = serializationFailure('rw_dependency');

function serializationFailure(detail: ErrorDetail): Stop {
  return { status: 'error', error: 'serialization_failure', detail };
}

function isStop(result: VisibleVersion | Stop | 'locked' | 'skipped'): result is Stop {
  return typeof result === 'object' && 'status' in result;
}
