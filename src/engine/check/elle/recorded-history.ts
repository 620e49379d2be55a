import { failure, success } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';

/**
 * A history recorded elsewhere: the form `txn-history/1`. Each process has one transaction at a time: it invokes it, and
 * it is `ok`, it `fail`s (it did not take effect), or nobody knows (`info`). Values are unique by key.
 */
export interface RecordedHistory {
  readonly workload: 'list-append' | 'rw-register';
  readonly events: readonly RecordedEvent[];
}

export interface RecordedEvent {
  readonly index: number;
  readonly process: number;
  readonly type: 'invoke' | 'ok' | 'fail' | 'info';
  readonly operations: readonly RecordedOperation[];
}

export type RecordedOperation =
  /** Of a list the elements; null: the initial state, or unknown when the transaction is not ok. */
  | { readonly kind: 'read'; readonly key: string; readonly value: RecordedValue | null }
  /** Adds to the list, or sets the register. */
  | { readonly kind: 'write'; readonly key: string; readonly value: number };

export type RecordedValue = number | readonly number[];

/** A transaction with all that is known of it. */
export interface RecordedTransaction {
  /** Index of the event that tells what it did. */
  readonly index: number;
  readonly process: number;
  readonly status: 'ok' | 'fail' | 'info';
  readonly operations: readonly RecordedOperation[];
  /** Places of its invocation and of its end in the list of events; -1 if there is none. */
  readonly invokedAt: number;
  readonly endedAt: number;
}

export interface RecordedProblem {
  /** A JSON pointer. */
  readonly path: string;
  readonly problem: string;
}

/** Puts invocations and ends together. What was invoked and never ended is `info`. */
export function transactionsOf({ events }: RecordedHistory): readonly RecordedTransaction[] {
  const invoked = new Map<number, number>();
  const transactions: RecordedTransaction[] = [];
  const add = (event: RecordedEvent, invokedAt: number, endedAt: number): void => {
    const { index, process, operations, type } = event;
    const status = type === 'invoke' ? 'info' : type;
    transactions.push({ index, process, status, operations, invokedAt, endedAt });
  };
  events.forEach((event, at) => {
    if (event.type === 'invoke') {
      invoked.set(event.process, at);
      return;
    }
    add(event, invoked.get(event.process) ?? -1, at);
    invoked.delete(event.process);
  });
  for (const at of invoked.values()) add(events[at] as RecordedEvent, at, -1);
  return transactions;
}

/** Reads a history of the form `txn-history/1`. @param path where it stands in its document */
export function parseRecordedHistory(document: unknown, path = ''): Result<RecordedHistory, RecordedProblem> {
  const problems: RecordedProblem[] = [];
  const record = isRecord(document) ? document : {};
  const { workload, history } = record;
  if (workload !== 'list-append' && workload !== 'rw-register')
    problems.push({ path: `${path}/workload`, problem: 'list-append or rw-register is expected' });
  if (!Array.isArray(history)) {
    problems.push({ path: `${path}/history`, problem: 'a list of events is expected' });
    return failure(...(problems as [RecordedProblem]));
  }
  const isList = workload === 'list-append';
  const events = history.map((event: unknown, i) => parseEvent(event, `${path}/history/${i}`, isList, problems));
  const [first, ...others] = problems;
  if (first !== undefined) return failure(first, ...others);
  return success({ workload: isList ? 'list-append' : 'rw-register', events });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseEvent(event: unknown, path: string, isList: boolean, problems: RecordedProblem[]): RecordedEvent {
  const { index, process, type, ops } = isRecord(event) ? event : {};
  const whole = (value: unknown, name: string): number => {
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
    problems.push({ path: `${path}/${name}`, problem: 'an integer is expected' });
    return 0;
  };
  const kind = (['invoke', 'ok', 'fail', 'info'] as const).find((known) => known === type);
  if (kind === undefined) problems.push({ path: `${path}/type`, problem: 'one of invoke, ok, fail, info is expected' });
  if (!Array.isArray(ops)) problems.push({ path: `${path}/ops`, problem: 'a list of operations is expected' });
  const operations = (Array.isArray(ops) ? ops : []).map((operation: unknown, i) =>
    parseOperation(operation, `${path}/ops/${i}`, isList, problems),
  );
  return { index: whole(index, 'index'), process: whole(process, 'process'), type: kind ?? 'info', operations };
}

function parseOperation(
  operation: unknown,
  path: string,
  isList: boolean,
  problems: RecordedProblem[],
): RecordedOperation {
  const [kind, key, value] = (Array.isArray(operation) ? operation : []) as readonly unknown[];
  const isInteger = (candidate: unknown): candidate is number => Number.isSafeInteger(candidate);
  const name = typeof key === 'string' || typeof key === 'number' ? String(key) : '';
  if (kind === (isList ? 'append' : 'w') && isInteger(value)) return { kind: 'write', key: name, value };
  if (kind === 'r') {
    if (value === null || value === undefined) return { kind: 'read', key: name, value: null };
    if (!isList && isInteger(value)) return { kind: 'read', key: name, value };
    if (isList && Array.isArray(value) && value.every(isInteger)) return { kind: 'read', key: name, value };
  }
  const written = isList ? '["append", key, integer]' : '["w", key, integer]';
  problems.push({ path, problem: `${written} or ["r", key, value] is expected` });
  return { kind: 'read', key: name, value: null };
}
