import type { Value } from '../../base/values.ts';
import type { Predicate } from './predicate.ts';

/** Modes of row locks, weakest first. */
export const LockMode = { keyShare: 1, share: 2, noKeyUpdate: 3, update: 4 } as const;
export type LockModeCode = (typeof LockMode)[keyof typeof LockMode];

/** What a statement does about a row that another transaction has locked. */
export type WaitPolicy = 'wait' | 'nowait' | 'skip-locked';

export interface ReadStatement {
  readonly op: 'read';
  readonly table: number;
  readonly where: Predicate;
  readonly lock?: LockModeCode;
  readonly wait?: WaitPolicy;
}

/** Sets columns of all rows that match. The key column does not change. */
export interface UpdateStatement {
  readonly op: 'update';
  readonly table: number;
  readonly where: Predicate;
  /** The new row, computed from the newest one: `value = value + n` adds to what is there after a wait. */
  readonly change: (key: Value, row: Value) => Value;
  /** Bit i: column i is written and gets a new version. */
  readonly mask: number;
}

export interface InsertStatement {
  readonly op: 'insert';
  readonly table: number;
  readonly key: Value;
  readonly row: Value;
  /** What to do when the key is there already; default `error`. */
  readonly onConflict?: 'error' | 'nothing' | 'update';
  /** With `update`: the row that takes the place of the one that is there; default the row to be inserted. */
  readonly change?: (key: Value, existing: Value) => Value;
  /** With `update`: the columns that get a new version; default all. */
  readonly mask?: number;
}

export interface DeleteStatement {
  readonly op: 'delete';
  readonly table: number;
  readonly where: Predicate;
}

export type Statement = ReadStatement | UpdateStatement | InsertStatement | DeleteStatement;

export type DatabaseError =
  | 'serialization_failure'
  | 'deadlock'
  | 'unique_violation'
  | 'lock_not_available'
  | 'in_failed_transaction';

export type ErrorDetail = 'concurrent_update' | 'concurrent_delete' | 'rw_dependency';

/** A row that a statement looked at: the last version of it that its predicate was judged on. */
export interface RowSeen {
  readonly key: Value;
  /** Tuple of column values; null when a key that the statement names is absent. */
  readonly row: Value;
  /** Tuple of versions by column; null when absent, initial, or not tracked. */
  readonly versions: Value;
  readonly matched: boolean;
}

/** A version that a statement has installed for its transaction; others see it after the commit. */
export interface RowWritten {
  readonly key: Value;
  /** Null: there was none. */
  readonly before: Value;
  readonly versionsBefore: Value;
  /** Null: deleted. */
  readonly row: Value;
  readonly versions: Value;
  readonly form: 'insert' | 'update' | 'delete';
  /** Bit i: column i has a new version. */
  readonly mask: number;
}

export interface DoneOutcome {
  readonly status: 'done';
  /** Of a read: the rows that matched, in the order of the scan. Otherwise empty. */
  readonly rows: readonly RowSeen[];
  /** Rows read, written, inserted or deleted by the whole statement, before and after it waited. */
  readonly count: number;
  readonly seen: readonly RowSeen[];
  /** What this call wrote; what the statement wrote before it waited was in the outcome of that call. */
  readonly written: readonly RowWritten[];
}

export interface BlockedOutcome {
  readonly status: 'blocked';
  /** The transactions that this one waits for now. */
  readonly by: readonly Value[];
  readonly table: number;
  readonly key: Value;
  readonly written: readonly RowWritten[];
  /** Transactions that failed so that the circle of waiting opens (`first-waiter` only); each can be resumed. */
  readonly victims: readonly Value[];
}

/** The whole transaction has failed; what it did is undone and its locks are free. */
export interface ErrorOutcome {
  readonly status: 'error';
  readonly error: DatabaseError;
  readonly detail?: ErrorDetail;
  /** With `deadlock`: whom the statement would have waited for. */
  readonly by: readonly Value[];
}

export type Outcome = DoneOutcome | BlockedOutcome | ErrorOutcome;

export type CommitOutcome =
  | { readonly status: 'committed' }
  /** The transaction had failed before; the commit answers with a rollback. */
  | { readonly status: 'rolled-back' }
  | { readonly status: 'error'; readonly error: 'serialization_failure'; readonly detail: 'rw_dependency' };
