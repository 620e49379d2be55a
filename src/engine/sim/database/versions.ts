import { assert } from '../../base/assert.ts';
import { NULL } from '../../base/values.ts';
import type { Value } from '../../base/values.ts';
import { deleteOwned } from './state.ts';
import type { DatabaseState } from './state.ts';

/** How the version that was the newest got a successor. */
export const Successor = { inserted: 1, updated: 2, deleted: 3 } as const;
export type SuccessorCode = (typeof Successor)[keyof typeof Successor];

/** An uncommitted version. */
export interface PendingVersion {
  readonly writer: Value;
  /** Null: deleted. */
  readonly row: Value;
  readonly versions: Value;
  /** What the writer did first to the committed version: this is what others meet. */
  readonly first: SuccessorCode;
  /** How updates lead from the committed version to this one. */
  readonly link: Link;
  readonly position: number;
}

/**
 * Whether updates lead from one version to a later one: not at all (a row deleted and inserted again is another row), by
 * one of them, or by several. Several count as one unless the order of the heap is kept.
 */
export type Link = 'none' | 'one' | 'several';

const LINKS: readonly Link[] = ['none', 'one', 'several'];

export function joined(state: DatabaseState, first: Link, second: Link): Link {
  if (first === 'none' || second === 'none') return 'none';
  return state.profile.scanOrder === 'heap' ? 'several' : 'one';
}

/** A version that only a snapshot still sees. */
export interface OlderVersion {
  /** Null: the snapshot sees no row here. */
  readonly row: Value;
  readonly versions: Value;
  readonly first: SuccessorCode;
  /** How updates lead from this version to the newest. */
  readonly link: Link;
  readonly position: number;
  /** Who wrote the successor, when reader and writer are serializable. */
  readonly successor: Value;
}

/** A version that a transaction sees. */
export interface VisibleVersion {
  readonly place: Value;
  readonly key: Value;
  readonly row: Value;
  readonly versions: Value;
  readonly origin: 'own' | 'committed' | 'older';
  readonly position: number;
}

export function pendingAt(state: DatabaseState, place: Value): PendingVersion | undefined {
  const record = state.pending.get(place);
  if (record === NULL) return undefined;
  const { values } = state;
  return {
    writer: values.field(record, 0),
    row: values.field(record, 1),
    versions: values.field(record, 2),
    first: ~values.field(record, 3) as SuccessorCode,
    link: LINKS[~values.field(record, 4)] as Link,
    position: ~values.field(record, 5),
  };
}

export function setPending(state: DatabaseState, place: Value, version: PendingVersion): void {
  const { values } = state;
  const { writer, row, versions, first, link, position } = version;
  state.pending.set(place, values.tuple(writer, row, versions, ~first, ~LINKS.indexOf(link), ~position));
}

export function olderFor(state: DatabaseState, reader: Value, place: Value): OlderVersion | undefined {
  if (state.older.size === 0) return undefined;
  const { values } = state;
  const record = state.older.get(values.tuple(reader, place));
  if (record === NULL) return undefined;
  return {
    row: values.field(record, 0),
    versions: values.field(record, 1),
    first: ~values.field(record, 2) as SuccessorCode,
    link: LINKS[~values.field(record, 3)] as Link,
    position: ~values.field(record, 4),
    successor: values.field(record, 5),
  };
}

/** The newest committed version, or undefined when there is no row. */
export function committedAt(state: DatabaseState, place: Value): VisibleVersion | undefined {
  const key = state.keyOf(place);
  const store = state.store(state.tableOf(place));
  const row = store.rows.get(key);
  if (row === NULL) return undefined;
  return {
    place,
    key,
    row,
    versions: store.versions.get(key),
    origin: 'committed',
    position: positionAt(state, place),
  };
}

function positionAt(state: DatabaseState, place: Value): number {
  const position = state.positions.get(place);
  return position === NULL ? 0 : ~position;
}

/** The end of the heap; 0 when the order of the heap is not kept. */
export function nextPosition(state: DatabaseState): number {
  if (state.profile.scanOrder === 'key') return 0;
  const next = state.nextPosition.value;
  const position = next === NULL ? 1 : ~next;
  state.nextPosition.set(~(position + 1));
  return position;
}

/** Gives the rows that are there at the start their places in the heap, in this order. */
export function placeInHeap(state: DatabaseState, places: readonly Value[]): void {
  if (state.profile.scanOrder === 'key') return;
  for (const place of places) state.positions.set(place, ~nextPosition(state));
}

/**
 * What a transaction sees at a place: nothing, one version, or two. Two when its snapshot still sees a row that another
 * has deleted since, and it has itself inserted the key again.
 */
export function visibleAt(state: DatabaseState, transaction: Value, place: Value): readonly VisibleVersion[] {
  const key = state.keyOf(place);
  const pending = pendingAt(state, place);
  const own = pending?.writer === transaction ? pending : undefined;
  const older = olderFor(state, transaction, place);
  const visible: VisibleVersion[] = [];
  if (older !== undefined && older.row !== NULL && (own === undefined || own.first === Successor.inserted))
    visible.push({ place, key, row: older.row, versions: older.versions, origin: 'older', position: older.position });
  if (own !== undefined && own.row !== NULL)
    visible.push({ place, key, row: own.row, versions: own.versions, origin: 'own', position: own.position });
  if (own === undefined && older === undefined) {
    const committed = committedAt(state, place);
    if (committed !== undefined) visible.push(committed);
  }
  return visible;
}

/** The versions, by column, of the row that a transaction does not see: of the deletion, or null if there never was one. */
export function versionsOfAbsent(state: DatabaseState, transaction: Value, place: Value): Value {
  const pending = pendingAt(state, place);
  if (pending?.writer === transaction) return pending.versions;
  const older = olderFor(state, transaction, place);
  return older === undefined ? state.store(state.tableOf(place)).versions.get(state.keyOf(place)) : older.versions;
}

/** All places of a table where some transaction may see a row, in key order. */
export function placesOf(state: DatabaseState, table: number): readonly Value[] {
  const { values } = state;
  const keys = state.store(table).rows.keys();
  const others: Value[] = [];
  for (const place of state.pending.keys()) if (state.tableOf(place) === table) others.push(state.keyOf(place));
  for (const entry of state.older.keys()) {
    const place = values.field(entry, 1);
    if (state.tableOf(place) === table) others.push(state.keyOf(place));
  }
  if (others.length === 0) return keys.map((key) => state.place(table, key));
  const all = new Set([...keys, ...others]);
  return [...all].sort((a, b) => values.compare(a, b)).map((key) => state.place(table, key));
}

/** In the order in which the profile scans a table. */
export function inScanOrder(state: DatabaseState, versions: VisibleVersion[]): VisibleVersion[] {
  if (state.profile.scanOrder === 'heap') versions.sort((a, b) => a.position - b.position);
  return versions;
}

/**
 * Makes the writer's versions the newest committed ones; a snapshot that cannot see them keeps what it saw.
 *
 * @param readers transactions with a live snapshot
 * @returns the places written
 */
export function install(state: DatabaseState, writer: Value, readers: readonly Value[]): readonly Value[] {
  const { values } = state;
  const places = state.pending.keys().filter((place) => values.field(state.pending.get(place), 0) === writer);
  for (const place of places) {
    const pending = pendingAt(state, place);
    assert(pending !== undefined, 'a place of the writer has a pending version');
    const committed = committedAt(state, place);
    state.pending.delete(place);
    // Inserted and deleted by the same transaction: nothing happened here, unless who did it is to be known.
    if (pending.row === NULL && committed === undefined && !state.tracksVersions) continue;
    for (const reader of readers) if (reader !== writer) keepFor(state, reader, place, pending, committed);
    const store = state.store(state.tableOf(place));
    const key = state.keyOf(place);
    store.rows.set(key, pending.row);
    if (state.tracksVersions) store.versions.set(key, pending.versions);
    if (state.profile.scanOrder === 'heap') state.positions.set(place, pending.row === NULL ? NULL : ~pending.position);
  }
  return places;
}

function keepFor(
  state: DatabaseState,
  reader: Value,
  place: Value,
  pending: PendingVersion,
  committed: VisibleVersion | undefined,
): void {
  const { values } = state;
  const entry = values.tuple(reader, place);
  const known = olderFor(state, reader, place);
  if (known !== undefined) {
    const link = joined(state, known.link, pending.link);
    state.older.set(entry, values.with(state.older.get(entry), 3, ~LINKS.indexOf(link)));
    return;
  }
  const bothSerializable = state.serializable.has(reader) && state.serializable.has(pending.writer);
  const record = values.tuple(
    committed === undefined ? NULL : committed.row,
    state.store(state.tableOf(place)).versions.get(state.keyOf(place)),
    ~pending.first,
    ~LINKS.indexOf(pending.link),
    ~(committed === undefined ? 0 : committed.position),
    bothSerializable ? pending.writer : NULL,
  );
  state.older.set(entry, record);
}

/** Takes back what the transaction has not committed. */
export function discard(state: DatabaseState, writer: Value): void {
  const { values } = state;
  if (state.pending.size === 0) return;
  const places = state.pending.keys().filter((place) => values.field(state.pending.get(place), 0) === writer);
  for (const place of places) state.pending.delete(place);
}

/** The snapshot of a transaction, or of a statement at read committed, is no longer live. */
export function dropSnapshot(state: DatabaseState, reader: Value): void {
  deleteOwned(state.values, state.older, 0, reader);
}

/** The row of a plain insert that waits for another transaction to end, and its place in the heap. */
export interface WaitingInsert {
  readonly transaction: Value;
  readonly place: Value;
  readonly row: Value;
  readonly position: number;
}

export function waitingInserts(state: DatabaseState): readonly WaitingInsert[] {
  const { values, progress } = state;
  return progress.keys().flatMap((entry) => {
    const record = progress.get(entry);
    if (!values.isTuple(record)) return [];
    const [transaction, place] = [values.field(entry, 0), values.field(entry, 1)];
    return [{ transaction, place, row: values.field(record, 0), position: ~values.field(record, 1) }];
  });
}
