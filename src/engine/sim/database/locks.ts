import { assert } from '../../base/assert.ts';
import { NULL } from '../../base/values.ts';
import type { Value } from '../../base/values.ts';
import type { LockModeCode } from './statement.ts';
import type { DatabaseState } from './state.ts';

/**
 * What a statement waits for.
 *
 * - `holder`: the end of the transaction that has locked the row (of the first one, if several share it);
 * - `queue`: those before it in the queue of the row;
 * - `insertion`: the end of the transaction that has an uncommitted version of the key to be inserted;
 * - `victim`: nothing any more: its transaction was chosen to fail so that a circle opens.
 */
export const WaitKind = { holder: 1, queue: 2, insertion: 3, victim: 4 } as const;
export type WaitKindCode = (typeof WaitKind)[keyof typeof WaitKind];

export interface Wait {
  readonly kind: WaitKindCode;
  readonly place: Value;
  /** The transaction whose end is awaited; null for `queue`. */
  readonly awaited: Value;
}

/** A transaction and the mode in which it holds, or waits for, a row. */
export interface Claim {
  readonly transaction: Value;
  readonly mode: LockModeCode;
}

/**
 * By mode: the modes that conflict with it, as bits. Key share conflicts with update only; share with both kinds of
 * update; no key update with all but key share; update with all.
 */
const CONFLICTS: readonly number[] = [0, 0b10000, 0b11000, 0b11100, 0b11110];

export function conflict(a: LockModeCode, b: LockModeCode): boolean {
  return ((CONFLICTS[a] as number) & (1 << b)) !== 0;
}

function claims(state: DatabaseState, record: Value): Claim[] {
  if (record === NULL) return [];
  const { values } = state;
  const list: Claim[] = [];
  for (let i = 0; i < values.size(record); i += 2)
    list.push({ transaction: values.field(record, i), mode: ~values.field(record, i + 1) as LockModeCode });
  return list;
}

function record(state: DatabaseState, list: readonly Claim[]): Value {
  if (list.length === 0) return NULL;
  const fields = list.flatMap(({ transaction, mode }) => [transaction, ~mode]);
  return state.values.tupleOf(fields, fields.length);
}

export function holdersOf(state: DatabaseState, place: Value): Claim[] {
  return claims(state, state.locks.get(place));
}

export function queueOf(state: DatabaseState, place: Value): Claim[] {
  return claims(state, state.queues.get(place));
}

/** Locks a row that no other holds in a conflicting mode; a stronger lock of the same transaction stays. */
export function hold(state: DatabaseState, transaction: Value, place: Value, mode: LockModeCode): void {
  const holders = holdersOf(state, place);
  const at = holders.findIndex((claim) => claim.transaction === transaction);
  if (at < 0) holders.push({ transaction, mode });
  else if ((holders[at] as Claim).mode < mode) holders[at] = { transaction, mode };
  state.locks.set(place, record(state, holders));
}

export function enqueue(state: DatabaseState, transaction: Value, place: Value, mode: LockModeCode): void {
  const queue = queueOf(state, place);
  if (queue.some((claim) => claim.transaction === transaction)) return;
  state.queues.set(place, record(state, [...queue, { transaction, mode }]));
}

function withdraw(state: DatabaseState, transaction: Value, place: Value): void {
  const queue = queueOf(state, place);
  const rest = queue.filter((claim) => claim.transaction !== transaction);
  if (rest.length < queue.length) state.queues.set(place, record(state, rest));
}

/** The claims before the transaction's own in the queue of a row that conflict with the mode; all, if it is not in it. */
export function conflictingAhead(
  state: DatabaseState,
  transaction: Value,
  place: Value,
  mode: LockModeCode,
): readonly Value[] {
  const ahead: Value[] = [];
  for (const claim of queueOf(state, place)) {
    if (claim.transaction === transaction) break;
    if (conflict(claim.mode, mode)) ahead.push(claim.transaction);
  }
  return ahead;
}

/**
 * Those who hold the row in a conflicting mode, the one to be awaited first. With the order of the heap that is the
 * order in which they first wrote anything, else the order in which they locked this row.
 */
export function conflictingHolders(
  state: DatabaseState,
  transaction: Value,
  place: Value,
  mode: LockModeCode,
): readonly Value[] {
  const found = holdersOf(state, place)
    .filter((claim) => claim.transaction !== transaction && conflict(claim.mode, mode))
    .map((claim) => claim.transaction);
  if (state.profile.scanOrder === 'heap') found.sort((a, b) => ~state.ranks.get(a) - ~state.ranks.get(b));
  return found;
}

export function waitOf(state: DatabaseState, transaction: Value): Wait | undefined {
  const waiting = state.waiting.get(transaction);
  if (waiting === NULL) return undefined;
  const { values } = state;
  return {
    kind: ~values.field(waiting, 0) as WaitKindCode,
    place: values.field(waiting, 1),
    awaited: values.field(waiting, 2),
  };
}

function waitRecord(state: DatabaseState, { kind, place, awaited }: Wait): Value {
  return state.values.tuple(~kind, place, awaited);
}

export function setWait(state: DatabaseState, transaction: Value, wait: Wait): void {
  state.waiting.set(transaction, waitRecord(state, wait));
  if (state.profile.deadlockVictim === 'closing') return;
  forgetWait(state, transaction);
  if (wait.kind !== WaitKind.victim) state.waits.push(transaction);
}

function forgetWait(state: DatabaseState, transaction: Value): void {
  const { waits } = state;
  for (let i = 0; i < waits.length; i++) {
    if (waits.at(i) !== transaction) continue;
    waits.removeAt(i);
    return;
  }
}

/** The statement has what it waited for, or gives up: it leaves the queue too. */
export function endWait(state: DatabaseState, transaction: Value): void {
  const wait = waitOf(state, transaction);
  if (wait === undefined) return;
  state.waiting.delete(transaction);
  forgetWait(state, transaction);
  withdraw(state, transaction, wait.place);
}

/** The transactions that a waiting one waits for now; none when it can be resumed. */
export function blockersOf(state: DatabaseState, transaction: Value): readonly Value[] {
  const wait = waitOf(state, transaction);
  if (wait === undefined || wait.kind === WaitKind.victim) return [];
  if (wait.kind !== WaitKind.queue) return state.isOpen(wait.awaited) ? [wait.awaited] : [];
  const own = queueOf(state, wait.place).find((claim) => claim.transaction === transaction);
  assert(own !== undefined, 'who waits in a queue is in it');
  return conflictingAhead(state, transaction, wait.place, own.mode);
}

/**
 * A committed write has made a row another version than the one whose queue was formed: all in the queue wake, and look
 * for the newest.
 */
export function wakeQueue(state: DatabaseState, place: Value, writer: Value): void {
  for (const { transaction } of queueOf(state, place)) {
    const wait = waitOf(state, transaction);
    if (wait?.kind !== WaitKind.queue) continue;
    state.waiting.set(transaction, waitRecord(state, { kind: WaitKind.holder, place, awaited: writer }));
  }
}

/** The transactions of a circle of waiting through this one, itself first; undefined when there is none. */
export function circleThrough(state: DatabaseState, transaction: Value): readonly Value[] | undefined {
  const path: Value[] = [];
  const visited = new Set<Value>();
  const leadsBack = (from: Value): boolean => {
    path.push(from);
    for (const blocker of blockersOf(state, from)) {
      if (blocker === transaction) return true;
      if (visited.has(blocker)) continue;
      visited.add(blocker);
      if (leadsBack(blocker)) return true;
    }
    path.pop();
    return false;
  };
  return leadsBack(transaction) ? path : undefined;
}

/** Of the transactions of a circle, the one that has waited longest. */
export function longestWaiting(state: DatabaseState, circle: readonly Value[]): Value {
  const { waits } = state;
  for (let i = 0; i < waits.length; i++) if (circle.includes(waits.at(i))) return waits.at(i);
  assert(false, 'someone in a circle of waiting waits');
}

/** Frees all rows of a transaction and ends its wait. */
export function releaseLocks(state: DatabaseState, transaction: Value): void {
  endWait(state, transaction);
  const held = state.locks
    .keys()
    .filter((place) => holdersOf(state, place).some((claim) => claim.transaction === transaction));
  for (const place of held) {
    const others = holdersOf(state, place).filter((claim) => claim.transaction !== transaction);
    state.locks.set(place, record(state, others));
  }
}

/** Notes that a transaction writes or locks for the first time; only the order of the heap needs to know. */
export function rank(state: DatabaseState, transaction: Value): void {
  if (state.profile.scanOrder === 'key' || state.ranks.has(transaction)) return;
  state.ranks.set(transaction, state.ordinal());
}
