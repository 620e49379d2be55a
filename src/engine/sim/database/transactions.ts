import { NULL } from '../../base/values.ts';
import type { Value } from '../../base/values.ts';
import * as dependencies from './dependencies.ts';
import { WaitKind, releaseLocks, waitOf, wakeQueue } from './locks.ts';
import { deleteOwned } from './state.ts';
import type { DatabaseState } from './state.ts';
import { discard, dropSnapshot, install } from './versions.ts';

/**
 * Transactions for which a commit of another must leave what they see: those that keep a snapshot, and at read committed
 * those whose statement waits. An insert that waits looks at nothing but the newest version.
 */
export function liveSnapshots(state: DatabaseState): readonly Value[] {
  return state.transactions.keys().filter((transaction) => {
    if (!state.isOpen(transaction)) return false;
    if (state.keepsSnapshot(transaction)) return state.hasSnapshot(transaction);
    const wait = waitOf(state, transaction);
    return wait !== undefined && wait.kind !== WaitKind.insertion;
  });
}

/** Undoes all that an open transaction has done and frees what it holds. It is known and failed afterwards. */
export function failTransaction(state: DatabaseState, transaction: Value): void {
  discard(state, transaction);
  leave(state, transaction);
  dependencies.onRollback(state, transaction);
  dependencies.forgetSettled(state);
  state.markFailed(transaction);
}

/** Makes the versions of an open transaction the newest ones and frees what it holds. It is unknown afterwards. */
export function commitTransaction(state: DatabaseState, transaction: Value): void {
  const snapshots = liveSnapshots(state);
  if (dependencies.isSerializable(state, transaction)) {
    const others = snapshots.filter((other) => dependencies.isSerializable(state, other));
    dependencies.onCommit(state, transaction, others);
  }
  for (const place of install(state, transaction, snapshots)) wakeQueue(state, place, transaction);
  leave(state, transaction);
  state.transactions.delete(transaction);
  dependencies.forgetSettled(state);
}

/** Ends the statement of a transaction: at read committed its snapshot goes with it. */
export function endStatement(state: DatabaseState, transaction: Value): void {
  deleteOwned(state.values, state.progress, 0, transaction);
  if (!state.keepsSnapshot(transaction)) dropSnapshot(state, transaction);
}

function leave(state: DatabaseState, transaction: Value): void {
  releaseLocks(state, transaction);
  deleteOwned(state.values, state.progress, 0, transaction);
  dropSnapshot(state, transaction);
  if (state.ranks.get(transaction) !== NULL) state.ranks.delete(transaction);
}
