import { NULL, TRUE } from '../../base/values.ts';
import type { Value } from '../../base/values.ts';
import type { Predicate, Predicates } from './predicate.ts';
import { forgetOwnRow, readersOf, rememberRead } from './read-set.ts';
import type { WriteScope } from './read-set.ts';
import { byOrdinal, deleteOwned } from './state.ts';
import type { DatabaseState } from './state.ts';
import { Successor, committedAt, olderFor, pendingAt, placesOf, waitingInserts } from './versions.ts';
import type { PendingVersion, SuccessorCode } from './versions.ts';

/**
 * Serializable snapshot isolation (Cahill, Röhm, Fekete 2008; Ports, Grittner 2012). Anti-dependencies reader -> writer
 * between overlapping transactions are noted as they arise, and a transaction fails as soon as some
 * `in -> pivot -> out` has `out` committed first: the pivot if it can still fail, else the one that acts.
 */

const COMMITTED = 0;
const DOOMED = 1;
const WROTE = 2;
/** At the commit there was an anti-dependency to a transaction that had committed before. */
const CONFLICT_OUT = 3;

export function enter(state: DatabaseState, transaction: Value): void {
  state.serializable.set(transaction, state.values.tuple(NULL, NULL, NULL, NULL));
}

export function isSerializable(state: DatabaseState, transaction: Value): boolean {
  return state.serializable.has(transaction);
}

function has(state: DatabaseState, transaction: Value, field: number): boolean {
  return state.values.field(state.serializable.get(transaction), field) === TRUE;
}

function mark(state: DatabaseState, transaction: Value, field: number): void {
  const { serializable, values } = state;
  serializable.set(transaction, values.with(serializable.get(transaction), field, TRUE));
}

export function isDoomed(state: DatabaseState, transaction: Value): boolean {
  return isSerializable(state, transaction) && has(state, transaction, DOOMED);
}

/** Committed while the snapshot of the other was live, so that the other cannot have seen it. */
function overlapped(state: DatabaseState, committed: Value, other: Value): boolean {
  return state.overlaps.has(state.values.tuple(committed, other));
}

function commitOrdinal(state: DatabaseState, transaction: Value): number {
  for (let i = 0; i < state.commits.length; i++) if (state.commits.at(i) === transaction) return i;
  return -1;
}

/** Sources of anti-dependencies into a transaction. */
function readersInto(state: DatabaseState, writer: Value): Value[] {
  const { values } = state;
  const edges = state.antiDependencies.keys().filter((edge) => values.field(edge, 1) === writer);
  return byOrdinal(state, state.antiDependencies, edges).map((edge) => values.field(edge, 0));
}

/** Targets of anti-dependencies out of a transaction. */
function writersFrom(state: DatabaseState, reader: Value): Value[] {
  const { values } = state;
  const edges = state.antiDependencies.keys().filter((edge) => values.field(edge, 0) === reader);
  return byOrdinal(state, state.antiDependencies, edges).map((edge) => values.field(edge, 1));
}

/** Whether the anti-dependency reader -> writer, of which one is open, would complete a structure that cannot be kept. */
function isDangerous(state: DatabaseState, reader: Value, writer: Value): boolean {
  const readerCommitted = has(state, reader, COMMITTED);
  const writerCommitted = has(state, writer, COMMITTED);
  if (writerCommitted && has(state, writer, CONFLICT_OUT)) return true;
  // reader -> writer -> out, out committed first; a reader that wrote nothing matters only if it saw out.
  for (const out of writersFrom(state, writer)) {
    if (!has(state, out, COMMITTED)) continue;
    if (readerCommitted && commitOrdinal(state, out) > commitOrdinal(state, reader)) continue;
    if (writerCommitted && commitOrdinal(state, out) > commitOrdinal(state, writer)) continue;
    if (readerCommitted && !has(state, reader, WROTE) && overlapped(state, out, reader)) continue;
    return true;
  }
  if (!writerCommitted) return false;
  // in -> reader -> writer, the writer committed first.
  return readersInto(state, reader).some((before) => {
    if (has(state, before, DOOMED)) return false;
    if (!has(state, before, COMMITTED)) return true;
    if (commitOrdinal(state, before) < commitOrdinal(state, writer)) return false;
    return has(state, before, WROTE) || !overlapped(state, writer, before);
  });
}

/** Notes an anti-dependency. Answers whether the acting transaction, one of the two, has to fail. */
function note(state: DatabaseState, reader: Value, writer: Value, acting: Value): boolean {
  const edge = state.values.tuple(reader, writer);
  if (state.antiDependencies.has(edge)) return false;
  if (isDangerous(state, reader, writer)) {
    if (acting === writer || has(state, writer, COMMITTED)) return true;
    mark(state, writer, DOOMED);
  }
  state.antiDependencies.set(edge, state.ordinal());
  return false;
}

/** Whether any version of a row, seen or not, lies where the predicate looks. */
function meetsAnyVersion(state: DatabaseState, table: number, where: Predicate): boolean {
  if (where.keys === undefined) return placesOf(state, table).length > 0;
  const { values } = state;
  return where.keys.some((key) => {
    const place = state.place(table, key);
    if (state.committedRow(place) !== NULL || state.pending.has(place)) return true;
    return state.older.keys().some((entry) => values.field(entry, 1) === place);
  });
}

/**
 * A read by a serializable transaction: remembers it, and notes the anti-dependencies to those who have already written
 * what it cannot see. Answers whether the reader has to fail.
 */
export function onRead(
  state: DatabaseState,
  predicates: Predicates,
  reader: Value,
  table: number,
  where: Predicate,
): boolean {
  if (isDoomed(state, reader) && meetsAnyVersion(state, table, where)) return true;
  rememberRead(state, predicates, reader, table, where);
  for (const write of unseenWrites(state, reader, table, where)) {
    if (has(state, write.writer, DOOMED)) continue;
    if (concernsRead(state, reader, write, where) && note(state, reader, write.writer, reader)) return true;
  }
  return false;
}

type UnseenVersion = Pick<PendingVersion, 'row' | 'first' | 'link' | 'position'>;

interface UnseenWrite {
  readonly writer: Value;
  readonly place: Value;
  readonly version: UnseenVersion;
}

/**
 * Writes of overlapping serializable transactions that the reader does not see, in the order in which a scan meets them:
 * a version that is seen leads to the writer of its successor, one that is not seen to its own.
 */
function unseenWrites(state: DatabaseState, reader: Value, table: number, where: Predicate): readonly UnseenWrite[] {
  const { values } = state;
  const found: UnseenWrite[] = [];
  for (const entry of state.installed.keys()) {
    const writer = values.field(entry, 0);
    const place = values.field(entry, 1);
    if (state.tableOf(place) !== table || !overlapped(state, writer, reader)) continue;
    const record = state.installed.get(entry);
    const first = ~values.field(record, 1) as SuccessorCode;
    const version = {
      row: values.field(record, 0),
      first,
      link: values.field(record, 2) === TRUE ? ('one' as const) : ('none' as const),
      position: ~values.field(record, 3),
    };
    found.push({ writer, place, version });
  }
  for (const place of state.pending.keys()) {
    if (state.tableOf(place) !== table) continue;
    const version = pendingAt(state, place);
    if (version === undefined || version.writer === reader || !isSerializable(state, version.writer)) continue;
    found.push({ writer: version.writer, place, version });
  }
  // An insert that waits has stored its row already; only its key is not to be found yet.
  if (where.keys === undefined) {
    for (const { transaction, place, row, position } of waitingInserts(state)) {
      if (state.tableOf(place) !== table || transaction === reader || !isSerializable(state, transaction)) continue;
      found.push({ writer: transaction, place, version: { row, first: Successor.inserted, link: 'none', position } });
    }
  }
  if (state.profile.scanOrder === 'key') return found;
  const metAt = (write: UnseenWrite): number => {
    const { position, succeeds } = seenBefore(state, reader, write);
    return succeeds ? position : write.version.position;
  };
  return found.sort((a, b) => metAt(a) - metAt(b));
}

/** The row that the reader sees in place of an unseen write, and whether that write is its very next successor. */
function seenBefore(
  state: DatabaseState,
  reader: Value,
  { writer, place }: UnseenWrite,
): { readonly row: Value; readonly position: number; readonly succeeds: boolean } {
  const older = olderFor(state, reader, place);
  const seen = older ?? committedAt(state, place);
  const isNext = older === undefined ? pendingAt(state, place)?.writer === writer : older.successor === writer;
  const row = seen?.row ?? NULL;
  return { row, position: seen?.position ?? 0, succeeds: row !== NULL && isNext };
}

function concernsRead(state: DatabaseState, reader: Value, write: UnseenWrite, where: Predicate): boolean {
  const { place, version } = write;
  const key = state.keyOf(place);
  if (where.keys !== undefined && !where.keys.includes(key)) return false;
  const { row: seen, succeeds: succeedsSeen } = seenBefore(state, reader, write);
  if (state.profile.predicateLocks === 'exact') {
    if (version.row !== NULL && where.matches(key, version.row)) return true;
    return succeedsSeen && where.matches(key, seen);
  }
  if (succeedsSeen) return true;
  // A row that its writer has inserted and deleted again is still met.
  if (version.row === NULL && version.first !== Successor.inserted) return false;
  // By key the search ends at the version that is seen; what an update made of it later is not met.
  return where.keys === undefined || seen === NULL || version.first === Successor.inserted || version.link === 'none';
}

/**
 * A write by a serializable transaction: notes the anti-dependencies of those who have read what it changes. Answers
 * whether the writer has to fail.
 */
export function onWrite(
  state: DatabaseState,
  predicates: Predicates,
  writer: Value,
  place: Value,
  after: Value,
  scope: WriteScope,
): boolean {
  if (isDoomed(state, writer)) return true;
  mark(state, writer, WROTE);
  const { values } = state;
  const isStale = (reader: Value): boolean => {
    const entry = values.tuple(reader, place);
    return state.older.has(entry) || state.superseded.has(entry);
  };
  const before = scope === 'row' ? state.committedRow(place) : NULL;
  for (const reader of readersOf(state, predicates, place, before, after, scope, isStale)) {
    if (reader === writer || has(state, reader, DOOMED)) continue;
    if (has(state, reader, COMMITTED) && !overlapped(state, reader, writer)) continue;
    if (note(state, reader, writer, writer)) return true;
  }
  if (scope === 'row' && pendingAt(state, place) === undefined) forgetOwnRow(state, writer, place);
  return false;
}

/**
 * Decides at a commit. Answers whether the transaction has to fail; otherwise it dooms each open pivot whose structure
 * this commit would complete.
 */
export function beforeCommit(state: DatabaseState, transaction: Value): boolean {
  if (isDoomed(state, transaction)) return true;
  const isOpen = (other: Value): boolean => !has(state, other, COMMITTED) && !has(state, other, DOOMED);
  for (const pivot of readersInto(state, transaction)) {
    if (!isOpen(pivot)) continue;
    if (readersInto(state, pivot).some((before) => before === transaction || isOpen(before)))
      mark(state, pivot, DOOMED);
  }
  return false;
}

/**
 * Keeps of a transaction that commits what those who overlap it can still run into. Called while its versions are still
 * pending.
 *
 * @param others serializable transactions with a live snapshot
 */
export function onCommit(state: DatabaseState, transaction: Value, others: readonly Value[]): void {
  const { values } = state;
  mark(state, transaction, COMMITTED);
  for (const writer of writersFrom(state, transaction)) {
    if (!has(state, writer, COMMITTED)) continue;
    mark(state, transaction, CONFLICT_OUT);
    state.antiDependencies.delete(values.tuple(transaction, writer));
  }
  for (const reader of readersInto(state, transaction))
    if (has(state, reader, COMMITTED)) state.antiDependencies.delete(values.tuple(reader, transaction));
  state.commits.push(transaction);
  for (const other of others) if (other !== transaction) state.overlaps.set(values.tuple(transaction, other), TRUE);
  for (const place of state.pending.keys()) {
    const version = pendingAt(state, place);
    if (version?.writer !== transaction) continue;
    const record = values.tuple(version.row, ~version.first, version.link === 'none' ? NULL : TRUE, ~version.position);
    state.installed.set(values.tuple(transaction, place), record);
  }
  for (const entry of state.older.keys()) if (values.field(entry, 0) === transaction) state.superseded.set(entry, TRUE);
}

/** Forgets a transaction that has rolled back, and its anti-dependencies; those it has doomed stay doomed. */
export function onRollback(state: DatabaseState, transaction: Value): void {
  if (isSerializable(state, transaction)) forget(state, transaction);
}

/** Forgets committed transactions that nothing open overlaps any more. */
export function forgetSettled(state: DatabaseState): void {
  const { values, commits } = state;
  for (let i = commits.length - 1; i >= 0; i--) {
    const committed = commits.at(i);
    const needed = state.overlaps.keys().some((pair) => {
      if (values.field(pair, 0) !== committed) return false;
      const other = values.field(pair, 1);
      return isSerializable(state, other) && !has(state, other, COMMITTED);
    });
    if (needed) continue;
    commits.removeAt(i);
    forget(state, committed);
  }
}

function forget(state: DatabaseState, transaction: Value): void {
  const { values } = state;
  state.serializable.delete(transaction);
  deleteOwned(values, state.reads, 3, transaction);
  deleteOwned(values, state.antiDependencies, 0, transaction);
  deleteOwned(values, state.antiDependencies, 1, transaction);
  deleteOwned(values, state.overlaps, 0, transaction);
  deleteOwned(values, state.overlaps, 1, transaction);
  deleteOwned(values, state.installed, 0, transaction);
  deleteOwned(values, state.superseded, 0, transaction);
}
