import { emptyDigest, Journal } from '../../base/journal.ts';
import { Values } from '../../base/values.ts';
import type { Value } from '../../base/values.ts';
import { Database, createTables } from './database.ts';
import { POSTGRESQL } from './profile.ts';
import type { DatabaseProfile, IsolationLevel } from './profile.ts';
import type { TableStore } from './state.ts';
import { LockMode } from './statement.ts';
import type { ErrorOutcome, Outcome, Statement } from './statement.ts';
import type {
  IdAndValue,
  InterleavingVector,
  StepOutcome,
  TransactionOutcome,
  VectorOutcome,
  VectorStep,
} from './vector.ts';
import { wherePredicate } from './where.ts';

export interface ReplayOptions {
  /** Default: `POSTGRESQL`. */
  readonly profile?: DatabaseProfile;
  /**
   * Which of several statements that became free at once goes on first: an index into the `count` of them, longest
   * waiting first. The server leaves this to its scheduler. Default: always the first.
   */
  readonly wake?: (count: number) => number;
  /** Default: a table of its own. */
  readonly values?: Values;
  /** Hears of everything as it happens; versions are then tracked. */
  readonly observer?: ReplayObserver;
}

export interface ReplayObserver {
  begun(transaction: Value): void;
  /** A statement was executed, or went on: it has not failed. */
  executed(transaction: Value, step: VectorStep, statement: Statement, outcome: Exclude<Outcome, ErrorOutcome>): void;
  committed(transaction: Value): void;
  /** Also of a transaction that has failed, when it fails. */
  rolledBack(transaction: Value): void;
}

/**
 * Runs the sessions of a vector and reports in its own form what came out.
 *
 * Schedule rule: steps are submitted in order `n`; a step of a session whose earlier step is still blocked is deferred;
 * after every step the deferred steps of sessions that are no longer blocked run at once, lowest `n` first. A statement
 * that can go on does so at once, those that have waited longest first.
 */
export function replayInterleaving(
  vector: Pick<InterleavingVector, 'rows' | 'steps'>,
  level: IsolationLevel,
  options: ReplayOptions = {},
): VectorOutcome {
  return new Replay(vector, level, options).run();
}

/**
 * The outcomes of all orders of waking, the default first, at most `limit` of them. There is one unless several
 * statements became free by the same step.
 */
export function* replayInAllOrders(
  vector: Pick<InterleavingVector, 'rows' | 'steps'>,
  level: IsolationLevel,
  profile: DatabaseProfile,
  limit: number,
): Generator<VectorOutcome> {
  let choices: number[] = [];
  for (let run = 0; run < limit; run++) {
    const counts: number[] = [];
    const wake = (count: number): number => {
      counts.push(count);
      return choices[counts.length - 1] ?? 0;
    };
    yield replayInterleaving(vector, level, { profile, wake });
    let last = counts.length - 1;
    while (last >= 0 && (choices[last] ?? 0) + 1 >= (counts[last] as number)) last--;
    if (last < 0) return;
    choices = [...counts.slice(0, last).map((_, i) => choices[i] ?? 0), (choices[last] ?? 0) + 1];
  }
}

interface SessionTransaction {
  readonly id: Value;
  readonly session: string;
  readonly ordinal: number;
  readonly begin: number;
  /** A statement outside of a transaction is one of its own, and not reported. */
  readonly single: boolean;
  end?: number;
  status: TransactionOutcome['status'];
  failedAt?: number;
}

interface Session {
  readonly name: string;
  transactions: number;
  current: SessionTransaction | undefined;
  blocked: { readonly step: VectorStep; readonly statement: Statement; readonly by: readonly string[] } | undefined;
  readonly deferred: VectorStep[];
}

const TABLE = 0;

class Replay {
  readonly #values: Values;
  readonly #observer: ReplayObserver | undefined;
  readonly #tables: readonly TableStore[];
  readonly #database: Database;
  readonly #level: IsolationLevel;
  readonly #steps: readonly VectorStep[];
  readonly #choose: (count: number) => number;
  readonly #sessions = new Map<string, Session>();
  readonly #transactions: SessionTransaction[] = [];
  readonly #byId = new Map<Value, SessionTransaction>();
  readonly #outcomes = new Map<number, StepOutcome>();
  readonly #order: number[] = [];
  /** Sessions whose statements wait, longest first. */
  #waiting: Session[] = [];

  constructor(vector: Pick<InterleavingVector, 'rows' | 'steps'>, level: IsolationLevel, options: ReplayOptions) {
    const { profile = POSTGRESQL, wake = () => 0, values = new Values(), observer } = options;
    this.#values = values;
    this.#observer = observer;
    const digest = emptyDigest();
    const context = { journal: new Journal([digest]), values, digest };
    this.#level = level;
    this.#steps = vector.steps;
    this.#choose = wake;
    this.#tables = createTables('test', context, 1);
    this.#database = new Database('test', context, {
      tables: this.#tables,
      profile,
      tracksVersions: observer !== undefined,
    });
    this.#database.load(
      TABLE,
      vector.rows.map(([id, value]) => [values.integer(id), values.tuple(values.integer(value))]),
    );
  }

  run(): VectorOutcome {
    for (const step of this.#steps) {
      const session = this.#session(step.session);
      if (session.blocked === undefined) this.#submit(session, step);
      else session.deferred.push(step);
      for (let next = this.#nextDeferred(); next !== undefined; next = this.#nextDeferred()) {
        next.session.deferred.shift();
        this.#submit(next.session, next.step);
      }
    }
    for (const { blocked } of this.#waiting)
      if (blocked !== undefined)
        this.#outcomes.set(blocked.step.n, { n: blocked.step.n, status: 'blocked', blocked: { by: blocked.by } });
    const inOrder = this.#order.every((n, i) => i === 0 || (this.#order[i - 1] as number) < n);
    return {
      steps: this.#steps.flatMap(({ n }) => this.#outcomes.get(n) ?? []),
      transactions: this.#reportedTransactions(),
      finalRows: this.#finalRows(),
      ...(inOrder ? {} : { order: this.#order }),
    };
  }

  #session(name: string): Session {
    const known = this.#sessions.get(name);
    if (known !== undefined) return known;
    const session: Session = { name, transactions: 0, current: undefined, blocked: undefined, deferred: [] };
    this.#sessions.set(name, session);
    return session;
  }

  #nextDeferred(): { readonly session: Session; readonly step: VectorStep } | undefined {
    let found: { readonly session: Session; readonly step: VectorStep } | undefined;
    for (const session of this.#sessions.values()) {
      const [step] = session.deferred;
      if (step === undefined || session.blocked !== undefined) continue;
      if (found === undefined || step.n < found.step.n) found = { session, step };
    }
    return found;
  }

  #submit(session: Session, step: VectorStep): void {
    this.#order.push(step.n);
    const { n } = step;
    switch (step.op) {
      case 'begin':
        this.#begin(session, n, this.#level, false);
        this.#outcomes.set(n, { n, status: 'ok' });
        break;
      case 'commit':
        this.#outcomes.set(n, this.#commit(session, n));
        break;
      case 'rollback':
        this.#rollback(session, n);
        this.#outcomes.set(n, { n, status: 'ok' });
        break;
      default: {
        // A statement outside of a transaction runs at the level of the session, which is read committed.
        const { id } = session.current ?? this.#begin(session, n, 'read-committed', true);
        const statement = this.#statement(step);
        this.#settle(session, step, statement, this.#database.execute(id, statement), n);
      }
    }
    this.#wake(n);
  }

  /** Runs on every statement that has become free, until none is. */
  #wake(n: number): void {
    const isFree = ({ current }: Session): boolean =>
      current !== undefined && this.#database.blockers(current.id).length === 0;
    for (;;) {
      const free = this.#waiting.filter(isFree);
      if (free.length === 0) return;
      const session = free[free.length === 1 ? 0 : this.#choose(free.length)] as Session;
      this.#waiting = this.#waiting.filter((other) => other !== session);
      const { blocked, current } = session;
      if (blocked === undefined || current === undefined) continue;
      const outcome = this.#database.resume(current.id, blocked.statement);
      this.#settle(session, blocked.step, blocked.statement, outcome, n);
    }
  }

  /** @param until the step whose execution led to this outcome */
  #settle(session: Session, step: VectorStep, statement: Statement, outcome: Outcome, until: number): void {
    const { n } = step;
    const before = session.blocked?.by;
    const { current } = session;
    if (current !== undefined && outcome.status !== 'error')
      this.#observer?.executed(current.id, step, statement, outcome);
    if (outcome.status === 'blocked') {
      session.blocked = { step, statement, by: before ?? this.#names(outcome.by) };
      this.#waiting.push(session);
      return;
    }
    session.blocked = undefined;
    const by = before ?? (outcome.status === 'error' && outcome.by.length > 0 ? this.#names(outcome.by) : undefined);
    const blocked = by === undefined ? {} : { blocked: { by, until } };
    const transaction = session.current;
    if (outcome.status === 'error') {
      if (transaction !== undefined && transaction.status === 'open') {
        transaction.status = 'failed';
        transaction.failedAt = n;
        this.#observer?.rolledBack(transaction.id);
      }
      const { error, detail } = outcome;
      this.#outcomes.set(n, { n, status: 'error', error, ...(detail === undefined ? {} : { detail }), ...blocked });
      if (transaction?.single === true) this.#rollback(session, n);
      return;
    }
    const result = step.op === 'read' ? { rows: this.#pairs(outcome.rows) } : { count: outcome.count };
    this.#outcomes.set(n, { n, status: 'ok', ...result, ...blocked });
    if (transaction?.single === true) this.#commit(session, n);
  }

  #begin(session: Session, n: number, level: IsolationLevel, single: boolean): SessionTransaction {
    const values = this.#values;
    if (!single) session.transactions++;
    const ordinal = single ? n : session.transactions;
    const label = values.text(single ? `${session.name} alone` : session.name);
    const id = values.tuple(label, values.integer(ordinal));
    const transaction: SessionTransaction = { id, session: session.name, ordinal, begin: n, single, status: 'open' };
    this.#database.begin(id, level);
    this.#observer?.begun(id);
    this.#transactions.push(transaction);
    this.#byId.set(id, transaction);
    session.current = transaction;
    return transaction;
  }

  #commit(session: Session, n: number): StepOutcome {
    const transaction = session.current;
    if (transaction === undefined) return { n, status: 'ok' };
    session.current = undefined;
    transaction.end = n;
    const outcome = this.#database.commit(transaction.id);
    switch (outcome.status) {
      case 'committed':
        transaction.status = 'committed';
        this.#observer?.committed(transaction.id);
        return { n, status: 'ok' };
      case 'rolled-back':
        return { n, status: 'rolled_back' };
      case 'error':
        transaction.status = 'failed';
        transaction.failedAt = n;
        this.#observer?.rolledBack(transaction.id);
        return { n, status: 'error', error: outcome.error, detail: outcome.detail };
    }
  }

  #rollback(session: Session, n: number): void {
    const transaction = session.current;
    if (transaction === undefined) return;
    session.current = undefined;
    transaction.end = n;
    if (transaction.status === 'open') {
      transaction.status = 'rolled_back';
      this.#observer?.rolledBack(transaction.id);
    }
    this.#database.rollback(transaction.id);
  }

  #statement(step: Exclude<VectorStep, { readonly op: 'begin' | 'commit' | 'rollback' }>): Statement {
    const values = this.#values;
    const rowOf = (value: number): Value => values.tuple(values.integer(value));
    switch (step.op) {
      case 'read': {
        const { lock, wait } = step;
        return {
          op: 'read',
          table: TABLE,
          where: wherePredicate(values, step.where),
          ...(lock === undefined ? {} : { lock: LockMode[lock] }),
          ...(wait === undefined ? {} : { wait: wait === 'skip' ? 'skip-locked' : 'nowait' }),
        };
      }
      case 'write': {
        const { set, add = 0 } = step;
        const change = (_key: Value, row: Value): Value => rowOf(set ?? values.toInteger(values.field(row, 0)) + add);
        return { op: 'update', table: TABLE, where: wherePredicate(values, step.where), change, mask: 1 };
      }
      case 'insert': {
        const { id, value, onConflict = 'error' } = step;
        return { op: 'insert', table: TABLE, key: values.integer(id), row: rowOf(value), onConflict };
      }
      case 'delete':
        return { op: 'delete', table: TABLE, where: wherePredicate(values, step.where) };
    }
  }

  #names(transactions: readonly Value[]): readonly string[] {
    const names = transactions.map((id) => (this.#byId.get(id) as SessionTransaction).session);
    return [...new Set(names)].sort();
  }

  #pairs(rows: readonly { readonly key: Value; readonly row: Value }[]): readonly IdAndValue[] {
    const values = this.#values;
    return rows
      .map(({ key, row }): IdAndValue => [values.toInteger(key), values.toInteger(values.field(row, 0))])
      .sort(([idA, valueA], [idB, valueB]) => idA - idB || valueA - valueB);
  }

  #finalRows(): readonly IdAndValue[] {
    const { rows } = this.#tables[TABLE] as TableStore;
    return this.#pairs(rows.keys().map((key) => ({ key, row: rows.get(key) })));
  }

  #reportedTransactions(): readonly TransactionOutcome[] {
    const bySession = [...this.#sessions.keys()].flatMap((session) =>
      this.#transactions.filter((transaction) => transaction.session === session && !transaction.single),
    );
    return bySession.map(({ session, ordinal, begin, end, status, failedAt }) => ({
      session,
      ordinal,
      begin,
      ...(end === undefined ? {} : { end }),
      status,
      ...(failedAt === undefined ? {} : { failedAt }),
    }));
  }
}
