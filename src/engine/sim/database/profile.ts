/**
 * How a simulated database behaves at statement granularity. Rules: DB in SPEC.md. A profile is data; the code that
 * interprets it is the same for all.
 */
export interface DatabaseProfile {
  /** Whose rules the statements follow. */
  readonly dialect: 'postgresql';
  /**
   * What a serializable read remembers. `exact`: the predicate itself, so that only a write that changes what was read
   * conflicts. `page`: what PostgreSQL locks for a small table: the row versions and the one leaf page of the index when
   * read by key, the whole relation otherwise. `page` refuses more than is needed, never less.
   */
  readonly predicateLocks: 'exact' | 'page';
  /**
   * The order in which a statement visits rows. `key`: by content of the key. `heap`: by place in the heap, where an
   * updated row goes to the end. With `heap` the order of independent writes is part of the state.
   */
  readonly scanOrder: 'key' | 'heap';
  /**
   * Who fails when statements wait in a circle. `closing`: the one that closes it. `first-waiter`: the one that has
   * waited longest, as when all of them were sent faster than the deadlock timeout.
   */
  readonly deadlockVictim: 'closing' | 'first-waiter';
}

/** The default: rules of PostgreSQL without the accidents of its storage. Independent statements commute. */
export const POSTGRESQL: DatabaseProfile = {
  dialect: 'postgresql',
  predicateLocks: 'exact',
  scanOrder: 'key',
  deadlockVictim: 'closing',
};

/** PostgreSQL as observed on one small table, with the order of its heap and the size of its predicate locks. */
export const POSTGRESQL_AS_STORED: DatabaseProfile = { ...POSTGRESQL, predicateLocks: 'page', scanOrder: 'heap' };

export type IsolationLevel = 'read-uncommitted' | 'read-committed' | 'repeatable-read' | 'serializable';

export const ISOLATION_LEVELS: readonly IsolationLevel[] = [
  'read-uncommitted',
  'read-committed',
  'repeatable-read',
  'serializable',
];
