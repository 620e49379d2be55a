import { Cell, Dictionary, Sequence } from '../../base/containers.ts';
import type { ContainerContext } from '../../base/containers.ts';
import { NULL, TRUE } from '../../base/values.ts';
import type { Value, Values } from '../../base/values.ts';
import { ISOLATION_LEVELS } from './profile.ts';
import type { DatabaseProfile, IsolationLevel } from './profile.ts';

/** The committed rows of one table. They may belong to a world, which keeps them for other levels of atomicity too. */
export interface TableStore {
  /** Key -> tuple of column values, as committed. */
  readonly rows: Dictionary;
  /** Key -> tuple of versions by column; empty when versions are not tracked. */
  readonly versions: Dictionary;
}

/**
 * Everything of a database that changes. A *place* is the tuple (table, key) of a row that is, was or may be there.
 * There are no sequence numbers: what a snapshot sees is kept as the difference from the committed rows, and who
 * overlaps whom as pairs, so that two histories which no live transaction can tell apart leave equal states.
 */
export class DatabaseState {
  readonly values: Values;
  readonly profile: DatabaseProfile;
  readonly tracksVersions: boolean;
  readonly tables: readonly TableStore[];
  /** Transaction -> (level, failed, snapshot taken, rows written if versions are tracked). Absent once ended. */
  readonly transactions: Dictionary;
  /** Place -> the uncommitted version, see `versions.ts`. Row locks allow one writer at a time. */
  readonly pending: Dictionary;
  /** (reader, place) -> the version that the reader's snapshot sees, where it is no longer the newest. */
  readonly older: Dictionary;
  /** Place -> (transaction, mode, ...) in the order of the first lock. */
  readonly locks: Dictionary;
  /** Place -> (transaction, mode, ...) of those that wait for the row, first come first. */
  readonly queues: Dictionary;
  /** Transaction -> what its statement waits for, see `locks.ts`. */
  readonly waiting: Dictionary;
  /**
   * (transaction, place) -> TRUE: written by the statement of this transaction that now waits; (row, place in the heap):
   * the row of its plain insert that waits.
   */
  readonly progress: Dictionary;
  /** Waiting transactions, longest first; kept for the victim rule `first-waiter` only. */
  readonly waits: Sequence;
  /** Serializable transaction -> (committed, doomed, wrote, conflict out); kept while one that overlaps it is open. */
  readonly serializable: Dictionary;
  /** What serializable transactions have read -> TRUE, see `read-set.ts`. With `heap` order values say when: `ordinal`. */
  readonly reads: Dictionary;
  /** (reader, writer) -> TRUE: an anti-dependency, at least one of the two is open. With `heap` order: `ordinal`. */
  readonly antiDependencies: Dictionary;
  /** (committed, other) -> TRUE: committed while the snapshot of the other was live. */
  readonly overlaps: Dictionary;
  /** Committed serializable transactions that something open overlaps, in the order of their commits. */
  readonly commits: Sequence;
  /** (writer, place) -> (row, first, linked, position) of writers in `commits`. */
  readonly installed: Dictionary;
  /** (reader, place) -> TRUE for readers in `commits`: what they saw was no longer the newest when they committed. */
  readonly superseded: Dictionary;
  /** Place in the heap of committed rows; `heap` order only. */
  readonly positions: Dictionary;
  /** Transaction -> order of first write; `heap` order only. */
  readonly ranks: Dictionary;
  readonly nextPosition: Cell;
  readonly nextOrdinal: Cell;

  constructor(name: string, context: ContainerContext, tables: readonly TableStore[], options: DatabaseOptions) {
    this.values = context.values;
    this.profile = options.profile;
    this.tracksVersions = options.tracksVersions;
    this.tables = tables;
    const dictionary = (what: string): Dictionary => new Dictionary(`${name}/${what}`, context);
    this.transactions = dictionary('transactions');
    this.pending = dictionary('pending');
    this.older = dictionary('older');
    this.locks = dictionary('locks');
    this.queues = dictionary('queues');
    this.waiting = dictionary('waiting');
    this.progress = dictionary('progress');
    this.waits = new Sequence(`${name}/waits`, context);
    this.serializable = dictionary('serializable');
    this.reads = dictionary('reads');
    this.antiDependencies = dictionary('anti-dependencies');
    this.overlaps = dictionary('overlaps');
    this.commits = new Sequence(`${name}/commits`, context);
    this.installed = dictionary('installed');
    this.superseded = dictionary('superseded');
    this.positions = dictionary('positions');
    this.ranks = dictionary('ranks');
    this.nextPosition = new Cell(`${name}/next-position`, context);
    this.nextOrdinal = new Cell(`${name}/next-ordinal`, context);
  }

  /** The containers that belong to the database itself, in the order of packing; the tables are their owner's. */
  containers(): readonly (Cell | Dictionary | Sequence)[] {
    return [
      this.transactions,
      this.pending,
      this.older,
      this.locks,
      this.queues,
      this.waiting,
      this.progress,
      this.waits,
      this.serializable,
      this.reads,
      this.antiDependencies,
      this.overlaps,
      this.commits,
      this.installed,
      this.superseded,
      this.positions,
      this.ranks,
      this.nextPosition,
      this.nextOrdinal,
    ];
  }

  place(table: number, key: Value): Value {
    return this.values.tuple(~table, key);
  }

  tableOf(place: Value): number {
    return ~this.values.field(place, 0);
  }

  keyOf(place: Value): Value {
    return this.values.field(place, 1);
  }

  store(table: number): TableStore {
    return this.tables[table] as TableStore;
  }

  committedRow(place: Value): Value {
    return this.store(this.tableOf(place)).rows.get(this.keyOf(place));
  }

  /** Whether the transaction has begun and not ended, failed or not. */
  isKnown(transaction: Value): boolean {
    return this.transactions.has(transaction);
  }

  /** Whether the transaction can still commit: begun, neither ended nor failed. */
  isOpen(transaction: Value): boolean {
    const record = this.transactions.get(transaction);
    return record !== NULL && this.values.field(record, FAILED) === NULL;
  }

  levelOf(transaction: Value): IsolationLevel {
    return ISOLATION_LEVELS[~this.values.field(this.transactions.get(transaction), LEVEL)] as IsolationLevel;
  }

  /** Repeatable read and serializable: one snapshot for the whole transaction. */
  keepsSnapshot(transaction: Value): boolean {
    const level = this.levelOf(transaction);
    return level === 'repeatable-read' || level === 'serializable';
  }

  hasSnapshot(transaction: Value): boolean {
    return this.values.field(this.transactions.get(transaction), SNAPSHOT) === TRUE;
  }

  begin(transaction: Value, level: IsolationLevel): void {
    this.transactions.set(transaction, this.values.tuple(~ISOLATION_LEVELS.indexOf(level), NULL, NULL, NULL));
  }

  takeSnapshot(transaction: Value): void {
    this.#update(transaction, SNAPSHOT, TRUE);
  }

  markFailed(transaction: Value): void {
    const level = this.values.field(this.transactions.get(transaction), LEVEL);
    this.transactions.set(transaction, this.values.tuple(level, TRUE, NULL, NULL));
  }

  /** When something happened: a counter with `heap` order, where it matters; else always TRUE. */
  ordinal(): Value {
    if (this.profile.scanOrder === 'key') return TRUE;
    const next = this.nextOrdinal.value;
    const ordinal = next === NULL ? 1 : ~next;
    this.nextOrdinal.set(~(ordinal + 1));
    return ~ordinal;
  }

  /** The version that the next row written by the transaction gets; null when versions are not tracked. */
  nextVersion(transaction: Value): Value {
    if (!this.tracksVersions) return NULL;
    const written = this.values.field(this.transactions.get(transaction), WRITTEN);
    const ordinal = written === NULL ? 0 : ~written;
    this.#update(transaction, WRITTEN, ~(ordinal + 1));
    return this.values.tuple(transaction, ~ordinal);
  }

  #update(transaction: Value, field: number, value: Value): void {
    this.transactions.set(transaction, this.values.with(this.transactions.get(transaction), field, value));
  }
}

const LEVEL = 0;
const FAILED = 1;
const SNAPSHOT = 2;
const WRITTEN = 3;

export interface DatabaseOptions {
  readonly profile: DatabaseProfile;
  /** Whether who wrote each cell is part of the state: needed as soon as a history is judged. */
  readonly tracksVersions: boolean;
}

/** Sorts keys by the ordinals that they stand for, or leaves them in the order of their content. */
export function byOrdinal(state: DatabaseState, dictionary: Dictionary, keys: Value[]): Value[] {
  if (state.profile.scanOrder === 'heap') keys.sort((a, b) => ~dictionary.get(a) - ~dictionary.get(b));
  return keys;
}

/** Deletes the entries whose key, a tuple, has `owner` in this field. */
export function deleteOwned(values: Values, dictionary: Dictionary, field: number, owner: Value): void {
  if (dictionary.size === 0) return;
  const owned = dictionary.keys().filter((key) => values.field(key, field) === owner);
  for (const key of owned) dictionary.delete(key);
}
