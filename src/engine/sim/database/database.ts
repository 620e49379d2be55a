import { assert } from '../../base/assert.ts';
import { Dictionary } from '../../base/containers.ts';
import type { Cell, ContainerContext, Sequence } from '../../base/containers.ts';
import { NULL } from '../../base/values.ts';
import type { Value } from '../../base/values.ts';
import * as dependencies from './dependencies.ts';
import { StatementExecution } from './execution.ts';
import { WaitKind, blockersOf, circleThrough, longestWaiting, setWait, waitOf } from './locks.ts';
import { Predicates } from './predicate.ts';
import type { Predicate } from './predicate.ts';
import type { IsolationLevel } from './profile.ts';
import { DatabaseState } from './state.ts';
import type { DatabaseOptions, TableStore } from './state.ts';
import type { CommitOutcome, Outcome, RowWritten, Statement } from './statement.ts';
import { commitTransaction, endStatement, failTransaction } from './transactions.ts';
import { placeInHeap } from './versions.ts';
import { viewDatabase } from './view.ts';
import type { DatabaseView } from './view.ts';

export interface DatabaseSettings extends DatabaseOptions {
  readonly tables: readonly TableStore[];
  /** Finds the predicates of a state that was packed elsewhere by their ids. */
  readonly resolve?: (id: Value) => Predicate;
}

/**
 * A database at statement granularity. Each call is one atomic step; a statement that has to wait says so, and runs on in
 * a step of its own, `resume`, once `runnable` names its transaction. Transactions are named by values of the caller.
 *
 * All state is in journalled containers: a call is taken back by undoing the journal. When a closure of a statement
 * throws, the transaction must be ended by `rollback`.
 */
export class Database {
  readonly #state: DatabaseState;
  readonly #predicates: Predicates;

  /** @param name enters the hash; unique within the world */
  constructor(name: string, context: ContainerContext, settings: DatabaseSettings) {
    this.#state = new DatabaseState(name, context, settings.tables, settings);
    this.#predicates = new Predicates(settings.resolve);
  }

  /** All containers except the tables, in a fixed order. */
  containers(): readonly (Cell | Dictionary | Sequence)[] {
    return this.#state.containers();
  }

  /** Fills a table at the start. The order matters to the order of the heap only. */
  load(table: number, rows: readonly (readonly [Value, Value])[]): void {
    const { rows: store } = this.#state.store(table);
    for (const [key, row] of rows) store.set(key, row);
    placeInHeap(
      this.#state,
      rows.map(([key]) => this.#state.place(table, key)),
    );
  }

  begin(transaction: Value, level: IsolationLevel): void {
    assert(!this.#state.isKnown(transaction), 'a transaction begins once');
    this.#state.begin(transaction, level);
  }

  /** Whether the transaction has begun and neither committed nor rolled back; it may have failed. */
  isKnown(transaction: Value): boolean {
    return this.#state.isKnown(transaction);
  }

  hasFailed(transaction: Value): boolean {
    return this.#state.isKnown(transaction) && !this.#state.isOpen(transaction);
  }

  isWaiting(transaction: Value): boolean {
    return this.#state.waiting.has(transaction);
  }

  /** The transactions whose statements wait and can be resumed, in the order of their content. */
  runnable(): readonly Value[] {
    const { waiting } = this.#state;
    if (waiting.size === 0) return [];
    return waiting.keys().filter((transaction) => blockersOf(this.#state, transaction).length === 0);
  }

  /** Sessions, locks and versions, to be shown. */
  view(): DatabaseView {
    return viewDatabase(this.#state);
  }

  /** Whom a waiting transaction waits for now. */
  blockers(transaction: Value): readonly Value[] {
    return blockersOf(this.#state, transaction);
  }

  execute(transaction: Value, statement: Statement): Outcome {
    const state = this.#state;
    assert(state.isKnown(transaction), 'statements belong to a transaction that has begun');
    assert(!state.waiting.has(transaction), 'a transaction has one statement at a time');
    if (!state.isOpen(transaction)) return { status: 'error', error: 'in_failed_transaction', by: [] };
    if (state.keepsSnapshot(transaction) && !state.hasSnapshot(transaction)) {
      state.takeSnapshot(transaction);
      if (state.levelOf(transaction) === 'serializable') dependencies.enter(state, transaction);
    }
    return this.#run(transaction, statement, false);
  }

  /** Goes on with a statement that waited; the statement must be the one that was executed. */
  resume(transaction: Value, statement: Statement): Outcome {
    const state = this.#state;
    const wait = waitOf(state, transaction);
    assert(wait !== undefined, 'only a statement that waits is resumed');
    assert(blockersOf(state, transaction).length === 0, 'a statement is resumed when nothing holds it');
    if (wait.kind !== WaitKind.victim) return this.#run(transaction, statement, true);
    state.waiting.delete(transaction);
    return { status: 'error', error: 'deadlock', by: [] };
  }

  commit(transaction: Value): CommitOutcome {
    const state = this.#state;
    assert(state.isKnown(transaction), 'a transaction that has begun commits');
    assert(!state.waiting.has(transaction), 'a transaction does not commit while its statement waits');
    if (!state.isOpen(transaction)) {
      state.transactions.delete(transaction);
      return { status: 'rolled-back' };
    }
    const isSerializable = dependencies.isSerializable(state, transaction);
    if (isSerializable && dependencies.beforeCommit(state, transaction)) {
      this.rollback(transaction);
      return { status: 'error', error: 'serialization_failure', detail: 'rw_dependency' };
    }
    commitTransaction(state, transaction);
    return { status: 'committed' };
  }

  /** Ends a transaction in any condition, also one whose statement waits: a rollback, or the crash of its client. */
  rollback(transaction: Value): void {
    const state = this.#state;
    assert(state.isKnown(transaction), 'a transaction that has begun rolls back');
    if (state.isOpen(transaction)) failTransaction(state, transaction);
    state.waiting.delete(transaction);
    state.transactions.delete(transaction);
  }

  #run(transaction: Value, statement: Statement, resumed: boolean): Outcome {
    const state = this.#state;
    const execution = new StatementExecution(state, this.#predicates, transaction, resumed);
    const result = execution.run(statement);
    switch (result.status) {
      case 'done':
        endStatement(state, transaction);
        return { ...result, seen: execution.seen, written: execution.written };
      case 'error':
        failTransaction(state, transaction);
        return { ...result, by: [] };
      case 'waits':
        return this.#wait(transaction, execution.written);
    }
  }

  #wait(transaction: Value, written: readonly RowWritten[]): Outcome {
    const state = this.#state;
    const by = blockersOf(state, transaction);
    const victims: Value[] = [];
    for (;;) {
      const circle = circleThrough(state, transaction);
      if (circle === undefined) break;
      const victim = state.profile.deadlockVictim === 'closing' ? transaction : longestWaiting(state, circle);
      if (victim === transaction) {
        failTransaction(state, transaction);
        return { status: 'error', error: 'deadlock', by };
      }
      const { place } = waitOf(state, victim) as { place: Value };
      failTransaction(state, victim);
      setWait(state, victim, { kind: WaitKind.victim, place, awaited: NULL });
      victims.push(victim);
    }
    const { place } = waitOf(state, transaction) as { place: Value };
    return { status: 'blocked', by, table: state.tableOf(place), key: state.keyOf(place), written, victims };
  }
}

/** Tables of a database that stands alone. */
export function createTables(name: string, context: ContainerContext, count: number): readonly TableStore[] {
  return Array.from({ length: count }, (_, table) => ({
    rows: new Dictionary(`${name}/${table}/rows`, context),
    versions: new Dictionary(`${name}/${table}/versions`, context),
  }));
}
