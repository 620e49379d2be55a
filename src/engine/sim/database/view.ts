import type { Value } from '../../base/values.ts';
import { blockersOf, holdersOf, queueOf, waitOf } from './locks.ts';
import type { Claim } from './locks.ts';
import type { IsolationLevel } from './profile.ts';
import type { DatabaseState } from './state.ts';
import { olderFor, pendingAt } from './versions.ts';

/** What there is to see of a database beside its committed rows. Rows are named by (table of the database, key). */
export interface DatabaseView {
  readonly sessions: readonly SessionView[];
  readonly locks: readonly LockView[];
  /** Uncommitted versions; a null row is a deletion. */
  readonly pending: readonly {
    readonly table: number;
    readonly key: Value;
    readonly writer: Value;
    readonly row: Value;
  }[];
  /** Versions that only a snapshot still sees; a null row: the snapshot sees none. */
  readonly older: readonly {
    readonly table: number;
    readonly key: Value;
    readonly reader: Value;
    readonly row: Value;
  }[];
}

export interface SessionView {
  readonly transaction: Value;
  readonly level: IsolationLevel;
  /** An error has ended it; it only rolls back. */
  readonly failed: boolean;
  /** Sees the database as it was at its first statement. */
  readonly snapshot: boolean;
  /** Whom its statement waits for, or undefined if it does not wait. */
  readonly waitsFor: { readonly table: number; readonly key: Value; readonly by: readonly Value[] } | undefined;
}

export interface LockView {
  readonly table: number;
  readonly key: Value;
  readonly holders: readonly Claim[];
  /** First come, first. */
  readonly queue: readonly Claim[];
}

export function viewDatabase(state: DatabaseState): DatabaseView {
  const { values } = state;
  const at = (place: Value): { table: number; key: Value } => ({
    table: state.tableOf(place),
    key: state.keyOf(place),
  });
  const locked = [...new Set([...state.locks.keys(), ...state.queues.keys()])].sort((a, b) => values.compare(a, b));
  return {
    sessions: state.transactions.keys().map((transaction) => {
      const wait = waitOf(state, transaction);
      return {
        transaction,
        level: state.levelOf(transaction),
        failed: !state.isOpen(transaction),
        snapshot: state.hasSnapshot(transaction),
        waitsFor: wait === undefined ? undefined : { ...at(wait.place), by: blockersOf(state, transaction) },
      };
    }),
    locks: locked.map((place) => ({ ...at(place), holders: holdersOf(state, place), queue: queueOf(state, place) })),
    pending: state.pending.keys().flatMap((place) => {
      const version = pendingAt(state, place);
      return version === undefined ? [] : [{ ...at(place), writer: version.writer, row: version.row }];
    }),
    older: state.older.keys().flatMap((key) => {
      const [reader, place] = [values.field(key, 0), values.field(key, 1)];
      const version = olderFor(state, reader, place);
      return version === undefined ? [] : [{ ...at(place), reader, row: version.row }];
    }),
  };
}
