import { describe, expect, test } from 'vitest';
import { assert } from '../../base/assert.ts';
import { Journal, emptyDigest } from '../../base/journal.ts';
import { Values } from '../../base/values.ts';
import type { Value } from '../../base/values.ts';
import { Database, createTables } from './database.ts';
import { everyRow, keyPredicate } from './predicate.ts';
import type { Predicate } from './predicate.ts';
import { POSTGRESQL, POSTGRESQL_AS_STORED } from './profile.ts';
import type { DatabaseProfile, IsolationLevel } from './profile.ts';
import { LockMode } from './statement.ts';
import type { CommitOutcome, Outcome, Statement, WaitPolicy } from './statement.ts';

type LockName = keyof typeof LockMode;

/** A database with one table of one column, and transactions named by texts. */
class Bench {
  readonly values = new Values();
  readonly database: Database;
  readonly #statements = new Map<string, Statement>();

  constructor(rows: Readonly<Record<number, number>>, profile: DatabaseProfile = POSTGRESQL, tracksVersions = false) {
    const digest = emptyDigest();
    const context = { journal: new Journal([digest]), values: this.values, digest };
    const tables = createTables('table', context, 1);
    this.database = new Database('database', context, { tables, profile, tracksVersions });
    this.database.load(
      0,
      Object.entries(rows).map(([key, value]) => [this.values.integer(Number(key)), this.row(value)]),
    );
  }

  row(value: number): Value {
    return this.values.tuple(this.values.integer(value));
  }

  begin(level: IsolationLevel, ...names: readonly string[]): void {
    for (const name of names) this.database.begin(this.values.text(name), level);
  }

  execute(name: string, statement: Statement): Outcome {
    this.#statements.set(name, statement);
    return this.database.execute(this.values.text(name), statement);
  }

  resume(name: string): Outcome {
    return this.database.resume(this.values.text(name), this.#statements.get(name) as Statement);
  }

  commit(name: string): CommitOutcome {
    return this.database.commit(this.values.text(name));
  }

  rollback(name: string): void {
    this.database.rollback(this.values.text(name));
  }

  where(key: number | 'all'): Predicate {
    return key === 'all' ? everyRow(this.values) : keyPredicate(this.values, this.values.integer(key));
  }

  atLeast(bound: number): Predicate {
    const { values } = this;
    return {
      id: values.tuple(values.text('at-least'), values.integer(bound)),
      keys: undefined,
      matches: (_key, row) => values.toInteger(values.field(row, 0)) >= bound,
    };
  }

  read(name: string, where: Predicate | number | 'all', lock?: LockName, wait?: WaitPolicy): Outcome {
    return this.execute(name, {
      op: 'read',
      table: 0,
      where: typeof where === 'object' ? where : this.where(where),
      ...(lock === undefined ? {} : { lock: LockMode[lock] }),
      ...(wait === undefined ? {} : { wait }),
    });
  }

  set(name: string, where: Predicate | number | 'all', value: number): Outcome {
    return this.update(name, where, () => value);
  }

  add(name: string, where: Predicate | number | 'all', difference: number): Outcome {
    return this.update(name, where, (value) => value + difference);
  }

  update(name: string, where: Predicate | number | 'all', change: (value: number) => number): Outcome {
    const { values } = this;
    return this.execute(name, {
      op: 'update',
      table: 0,
      where: typeof where === 'object' ? where : this.where(where),
      change: (_key, row) => this.row(change(values.toInteger(values.field(row, 0)))),
      mask: 1,
    });
  }

  delete(name: string, where: Predicate | number | 'all'): Outcome {
    return this.execute(name, { op: 'delete', table: 0, where: typeof where === 'object' ? where : this.where(where) });
  }

  insert(name: string, key: number, value: number, onConflict?: 'nothing' | 'update'): Outcome {
    return this.execute(name, {
      op: 'insert',
      table: 0,
      key: this.values.integer(key),
      row: this.row(value),
      ...(onConflict === undefined ? {} : { onConflict }),
    });
  }

  runnable(): readonly string[] {
    return this.database.runnable().map((transaction) => this.values.toText(transaction));
  }

  /** The rows of an outcome of a read. */
  pairs(outcome: Outcome): readonly (readonly [number, number])[] {
    assert(outcome.status === 'done', `a read is done, not ${outcome.status}`);
    const { values } = this;
    return outcome.rows.map(({ key, row }) => [values.toInteger(key), values.toInteger(values.field(row, 0))]);
  }

  /** What a transaction of its own sees at the end. */
  final(): readonly (readonly [number, number])[] {
    this.begin('read-committed', 'last look');
    const rows = this.pairs(this.read('last look', 'all'));
    this.commit('last look');
    return rows;
  }
}

const done = (count: number): object => ({ status: 'done', count });
const blockedBy = (bench: Bench, ...names: readonly string[]): object => ({
  status: 'blocked',
  by: names.map((name) => bench.values.text(name)),
});
const failure = (error: string, detail?: string): object => ({
  status: 'error',
  error,
  ...(detail === undefined ? {} : { detail }),
});

describe('transactions and snapshots', () => {
  test('DB1 a statement that waits answers blocked and goes on by resume', () => {
    const bench = new Bench({ 1: 10 });
    bench.begin('read-committed', 'A', 'B');
    expect(bench.set('A', 1, 11)).toMatchObject(done(1));
    expect(bench.add('B', 1, 5)).toMatchObject(blockedBy(bench, 'A'));
    expect(bench.runnable()).toEqual([]);
    bench.commit('A');
    expect(bench.runnable()).toEqual(['B']);
    expect(bench.resume('B')).toMatchObject(done(1));
    bench.commit('B');
    expect(bench.final()).toEqual([[1, 16]]);
  });

  test('DB1 a statement over several rows counts those that it wrote before it waited once', () => {
    const bench = new Bench({ 1: 10, 2: 20, 3: 30 });
    bench.begin('read-committed', 'A', 'B');
    bench.set('A', 2, 21);
    const first = bench.add('B', 'all', 1);
    expect(first).toMatchObject({ status: 'blocked', written: [{ key: bench.values.integer(1) }] });
    bench.commit('A');
    expect(bench.resume('B')).toMatchObject({ status: 'done', count: 3, written: [{}, {}] });
    bench.commit('B');
    expect(bench.final()).toEqual([
      [1, 11],
      [2, 22],
      [3, 31],
    ]);
  });

  test('DB1 a statement that waited goes on with the snapshot that it began with', () => {
    const bench = new Bench({ 1: 10, 3: 30 });
    bench.begin('read-committed', 'A', 'B', 'C');
    bench.set('A', 1, 11);
    bench.read('B', 'all', 'update');
    bench.insert('C', 2, 20);
    bench.commit('C');
    bench.commit('A');
    expect(bench.pairs(bench.resume('B'))).toEqual([
      [1, 11],
      [3, 30],
    ]);
    expect(bench.pairs(bench.read('B', 'all'))).toHaveLength(3);
  });

  test.each([
    ['read-uncommitted', 11],
    ['read-committed', 11],
    ['repeatable-read', 10],
    ['serializable', 10],
  ] as const)('DB2 at %s a second read sees %i', (level, seen) => {
    const bench = new Bench({ 1: 10 });
    bench.begin(level, 'A', 'B');
    bench.read('A', 1);
    bench.set('B', 1, 11);
    expect(bench.pairs(bench.read('A', 1))).toEqual([[1, 10]]);
    bench.commit('B');
    expect(bench.pairs(bench.read('A', 1))).toEqual([[1, seen]]);
  });

  test('DB2 the snapshot is taken at the first statement and own writes are seen', () => {
    const bench = new Bench({ 1: 10, 2: 20 });
    bench.begin('repeatable-read', 'A', 'B');
    bench.set('B', 1, 11);
    bench.commit('B');
    bench.set('A', 2, 21);
    bench.insert('A', 3, 30);
    bench.delete('A', 1);
    expect(bench.pairs(bench.read('A', 'all'))).toEqual([
      [2, 21],
      [3, 30],
    ]);
  });

  test('DB3 an error undoes the transaction, frees its rows and fails what follows', () => {
    const bench = new Bench({ 1: 10, 2: 20 });
    bench.begin('read-committed', 'A', 'B');
    bench.set('A', 1, 11);
    bench.set('B', 1, 12);
    expect(bench.insert('A', 2, 99)).toMatchObject(failure('unique_violation'));
    expect(bench.database.hasFailed(bench.values.text('A'))).toBe(true);
    expect(bench.runnable()).toEqual(['B']);
    expect(bench.resume('B')).toMatchObject(done(1));
    expect(bench.read('A', 'all')).toMatchObject(failure('in_failed_transaction'));
    expect(bench.commit('A')).toEqual({ status: 'rolled-back' });
    expect(bench.database.isKnown(bench.values.text('A'))).toBe(false);
  });

  test('DB4 a crash while a statement waits takes the transaction out of the queue', () => {
    const bench = new Bench({ 1: 10 });
    bench.begin('read-committed', 'A', 'B', 'C');
    bench.set('A', 1, 11);
    bench.set('B', 1, 12);
    expect(bench.set('C', 1, 13)).toMatchObject(blockedBy(bench, 'B'));
    bench.rollback('B');
    expect(bench.runnable()).toEqual(['C']);
    expect(bench.resume('C')).toMatchObject(blockedBy(bench, 'A'));
    bench.rollback('A');
    expect(bench.resume('C')).toMatchObject(done(1));
  });
});

describe('writing and locking rows', () => {
  const modes: readonly LockName[] = ['keyShare', 'share', 'noKeyUpdate', 'update'];
  const conflicts: Readonly<Record<LockName, readonly LockName[]>> = {
    keyShare: ['update'],
    share: ['noKeyUpdate', 'update'],
    noKeyUpdate: ['share', 'noKeyUpdate', 'update'],
    update: modes,
  };
  for (const held of modes)
    for (const asked of modes)
      test(`DB5 ${asked} ${conflicts[held].includes(asked) ? 'waits for' : 'goes with'} ${held}`, () => {
        const bench = new Bench({ 1: 10 });
        bench.begin('read-committed', 'A', 'B');
        bench.read('A', 1, held);
        const waits = bench.read('B', 1, asked).status === 'blocked';
        expect(waits).toBe(conflicts[held].includes(asked));
      });

  test('DB5 an update goes with key share, a delete does not, plain reads go with all', () => {
    const bench = new Bench({ 1: 10 });
    bench.begin('read-committed', 'A', 'B', 'C', 'D');
    bench.read('A', 1, 'keyShare');
    expect(bench.set('B', 1, 11)).toMatchObject(done(1));
    expect(bench.delete('C', 1)).toMatchObject({ status: 'blocked' });
    expect(bench.pairs(bench.read('D', 1))).toEqual([[1, 10]]);
  });

  test('DB6 after a rollback, or a lock without a write, the waiter goes on with the row, at any level', () => {
    for (const level of ['read-committed', 'repeatable-read', 'serializable'] as const) {
      const bench = new Bench({ 1: 10 });
      bench.begin(level, 'A', 'B', 'C');
      bench.read('A', 1, 'update');
      expect(bench.add('B', 1, 1)).toMatchObject(blockedBy(bench, 'A'));
      bench.commit('A');
      expect(bench.resume('B')).toMatchObject(done(1));
      expect(bench.add('C', 1, 1)).toMatchObject(blockedBy(bench, 'B'));
      bench.rollback('B');
      expect(bench.resume('C')).toMatchObject(done(1));
      bench.commit('C');
      expect(bench.final()).toEqual([[1, 11]]);
    }
  });

  test('DB7 read committed adds to the newest version and passes over a row that no longer matches', () => {
    const bench = new Bench({ 1: 10, 2: 20 });
    bench.begin('read-committed', 'A', 'B', 'C');
    bench.set('A', 'all', 15);
    bench.add('B', bench.atLeast(20), 1);
    bench.commit('A');
    expect(bench.resume('B')).toMatchObject(done(0));
    // The row that was passed over stays locked.
    expect(bench.set('C', 2, 1)).toMatchObject(blockedBy(bench, 'B'));
    bench.commit('B');
    expect(bench.resume('C')).toMatchObject(done(1));
  });

  test('DB7 read committed misses a row that began to match while the statement waited', () => {
    const bench = new Bench({ 1: 10, 2: 20 });
    bench.begin('read-committed', 'A', 'B');
    bench.set('A', 1, 20);
    bench.set('A', 2, 30);
    bench.add('B', bench.atLeast(20), 1);
    bench.commit('A');
    expect(bench.resume('B')).toMatchObject(done(1));
    bench.commit('B');
    expect(bench.final()).toEqual([
      [1, 20],
      [2, 31],
    ]);
  });

  test.each(['repeatable-read', 'serializable'] as const)('DB8 at %s the second writer fails', (level) => {
    const bench = new Bench({ 1: 10, 2: 20 });
    bench.begin(level, 'A', 'B', 'C', 'D');
    for (const name of ['B', 'C', 'D']) bench.read(name, 2);
    bench.delete('A', 1);
    bench.set('B', 1, 11);
    bench.commit('A');
    expect(bench.resume('B')).toMatchObject(failure('serialization_failure', 'concurrent_delete'));
    expect(bench.delete('C', 1)).toMatchObject(failure('serialization_failure', 'concurrent_delete'));
    expect(bench.read('D', 1, 'share')).toMatchObject(failure('serialization_failure', 'concurrent_update'));
  });

  test('DB8 a row updated and then deleted is a concurrent update', () => {
    const bench = new Bench({ 1: 10 });
    bench.begin('repeatable-read', 'A', 'B');
    bench.read('B', 1);
    bench.set('A', 1, 11);
    bench.delete('A', 1);
    bench.commit('A');
    expect(bench.set('B', 1, 12)).toMatchObject(failure('serialization_failure', 'concurrent_update'));
  });

  test('DB9 read committed does not follow a row that was deleted and inserted again', () => {
    const bench = new Bench({ 1: 10 });
    bench.begin('read-committed', 'A', 'B');
    bench.delete('A', 1);
    bench.insert('A', 1, 11);
    bench.set('B', 1, 12);
    bench.commit('A');
    expect(bench.resume('B')).toMatchObject(done(0));
    bench.commit('B');
    expect(bench.final()).toEqual([[1, 11]]);
  });

  test('DB10 nowait fails, skip locked leaves out', () => {
    const bench = new Bench({ 1: 10, 2: 20 });
    bench.begin('read-committed', 'A', 'B', 'C');
    bench.set('A', 1, 11);
    expect(bench.pairs(bench.read('B', 'all', 'update', 'skip-locked'))).toEqual([[2, 20]]);
    expect(bench.read('C', 'all', 'share', 'nowait')).toMatchObject(failure('lock_not_available'));
    expect(bench.database.hasFailed(bench.values.text('C'))).toBe(true);
  });

  test('DB11 the second in the queue waits for the first, and all wake when the row is replaced', () => {
    const bench = new Bench({ 1: 10 });
    bench.begin('read-committed', 'A', 'B', 'C', 'D');
    bench.set('A', 1, 11);
    expect(bench.set('B', 1, 12)).toMatchObject(blockedBy(bench, 'A'));
    expect(bench.set('C', 1, 13)).toMatchObject(blockedBy(bench, 'B'));
    expect(bench.set('D', 1, 14)).toMatchObject(blockedBy(bench, 'B', 'C'));
    bench.commit('A');
    expect(bench.runnable()).toEqual(['B', 'C', 'D']);
    expect(bench.resume('C')).toMatchObject(done(1));
    expect(bench.resume('B')).toMatchObject(blockedBy(bench, 'C'));
  });

  test('DB11 after a rollback only the first in the queue wakes', () => {
    const bench = new Bench({ 1: 10 });
    bench.begin('read-committed', 'A', 'B', 'C');
    bench.set('A', 1, 11);
    bench.set('B', 1, 12);
    bench.set('C', 1, 13);
    bench.rollback('A');
    expect(bench.runnable()).toEqual(['B']);
    expect(bench.resume('B')).toMatchObject(done(1));
    expect(bench.runnable()).toEqual(['C']);
    expect(bench.resume('C')).toMatchObject(blockedBy(bench, 'B'));
  });

  test('DB11 a share lock joins sharers past a writer that waits; a free row goes to who is there', () => {
    const bench = new Bench({ 1: 10 });
    bench.begin('read-committed', 'A', 'B', 'C');
    bench.read('A', 1, 'share');
    expect(bench.set('B', 1, 11)).toMatchObject(blockedBy(bench, 'A'));
    expect(bench.read('C', 1, 'share')).toMatchObject(done(1));
    bench.commit('A');
    expect(bench.resume('B')).toMatchObject(blockedBy(bench, 'C'));
    bench.begin('read-committed', 'E');
    bench.commit('C');
    expect(bench.set('E', 1, 12)).toMatchObject(done(1));
    expect(bench.resume('B')).toMatchObject(blockedBy(bench, 'E'));
  });

  test('DB12 the statement that closes a circle fails, and the others go on', () => {
    const bench = new Bench({ 1: 10, 2: 20, 3: 30 });
    bench.begin('read-committed', 'A', 'B', 'C');
    bench.set('A', 1, 11);
    bench.set('B', 2, 22);
    bench.set('C', 3, 33);
    bench.set('A', 2, 21);
    bench.set('B', 3, 32);
    expect(bench.set('C', 1, 13)).toMatchObject({ ...failure('deadlock'), by: [bench.values.text('A')] });
    expect(bench.runnable()).toEqual(['B']);
    expect(bench.resume('B')).toMatchObject(done(1));
  });

  test('DB12 first-waiter: the one that has waited longest in the circle fails when it is resumed', () => {
    const bench = new Bench({ 1: 10, 2: 20, 3: 30, 4: 40 }, { ...POSTGRESQL, deadlockVictim: 'first-waiter' });
    bench.begin('read-committed', 'A', 'B', 'C', 'X');
    bench.set('A', 1, 11);
    bench.set('B', 2, 22);
    bench.set('C', 3, 33);
    // Waits longest, and in no circle.
    bench.set('A', 4, 41);
    bench.set('X', 4, 49);
    bench.set('A', 2, 21);
    bench.set('B', 3, 32);
    const closing = bench.set('C', 1, 13);
    expect(closing).toMatchObject({ status: 'blocked', victims: [bench.values.text('A')] });
    expect(bench.resume('A')).toMatchObject(failure('deadlock'));
    expect(bench.set('A', 2, 21)).toMatchObject(failure('in_failed_transaction'));
    expect(bench.runnable()).toEqual(['C', 'X']);
  });

  test('DB12 two who share a row and both want to write it are a circle', () => {
    const bench = new Bench({ 1: 10 });
    bench.begin('read-committed', 'A', 'B');
    bench.read('A', 1, 'share');
    bench.read('B', 1, 'share');
    expect(bench.set('A', 1, 11)).toMatchObject(blockedBy(bench, 'B'));
    expect(bench.set('B', 1, 12)).toMatchObject(failure('deadlock'));
    expect(bench.resume('A')).toMatchObject(done(1));
  });
});

describe('inserting', () => {
  test('DB13 an insert waits for an inserter, a deleter and an updater of its key', () => {
    const bench = new Bench({ 1: 10, 2: 20 });
    bench.begin('read-committed', 'A', 'B', 'C', 'D');
    bench.insert('A', 3, 30);
    bench.delete('A', 1);
    bench.set('A', 2, 21);
    expect(bench.insert('B', 3, 31)).toMatchObject(blockedBy(bench, 'A'));
    expect(bench.insert('C', 1, 11)).toMatchObject(blockedBy(bench, 'A'));
    expect(bench.insert('D', 2, 22)).toMatchObject(blockedBy(bench, 'A'));
    bench.commit('A');
    expect(bench.resume('B')).toMatchObject(failure('unique_violation'));
    expect(bench.resume('C')).toMatchObject(done(1));
    expect(bench.resume('D')).toMatchObject(failure('unique_violation'));
  });

  test('DB13 of two that wait for an inserter to roll back, one succeeds and the other waits again', () => {
    const bench = new Bench({});
    bench.begin('read-committed', 'A', 'B', 'C');
    bench.insert('A', 3, 30);
    bench.insert('B', 3, 31);
    bench.insert('C', 3, 32);
    bench.rollback('A');
    expect(bench.runnable()).toEqual(['B', 'C']);
    expect(bench.resume('C')).toMatchObject(done(1));
    expect(bench.resume('B')).toMatchObject(blockedBy(bench, 'C'));
  });

  test('DB13 a row that the snapshot does not see is a violation all the same', () => {
    const bench = new Bench({ 1: 10 });
    bench.begin('repeatable-read', 'A', 'B');
    bench.read('B', 'all');
    bench.insert('A', 3, 30);
    bench.commit('A');
    expect(bench.pairs(bench.read('B', 3))).toEqual([]);
    expect(bench.insert('B', 3, 31)).toMatchObject(failure('unique_violation'));
  });

  test.each([
    ['read-committed', 'nothing', done(0), 30],
    ['read-committed', 'update', done(1), 31],
    ['repeatable-read', 'nothing', failure('serialization_failure', 'concurrent_update'), 30],
    ['repeatable-read', 'update', failure('serialization_failure', 'concurrent_update'), 30],
  ] as const)('DB14 at %s on conflict %s', (level, onConflict, outcome, value) => {
    const bench = new Bench({});
    bench.begin(level, 'A', 'B');
    bench.insert('A', 3, 30);
    expect(bench.insert('B', 3, 31, onConflict)).toMatchObject(blockedBy(bench, 'A'));
    bench.commit('A');
    expect(bench.resume('B')).toMatchObject(outcome);
    bench.commit('B');
    expect(bench.final()).toEqual([[3, value]]);
  });

  test('DB14 on conflict update waits for a row lock, and finds its row deleted', () => {
    for (const [level, outcome] of [
      ['read-committed', done(1)],
      ['repeatable-read', failure('serialization_failure', 'concurrent_delete')],
    ] as const) {
      const bench = new Bench({ 1: 10 });
      bench.begin(level, 'A', 'B');
      bench.read('A', 1, 'update');
      expect(bench.insert('B', 1, 11, 'update')).toMatchObject(blockedBy(bench, 'A'));
      bench.delete('A', 1);
      bench.commit('A');
      expect(bench.resume('B')).toMatchObject(outcome);
    }
  });

  test('DB15 a transaction sees the row of its snapshot and the one that it inserted in its place', () => {
    const bench = new Bench({ 1: 10 });
    bench.begin('repeatable-read', 'A', 'B');
    bench.read('B', 1);
    bench.delete('A', 1);
    bench.insert('B', 1, 99);
    bench.commit('A');
    expect(bench.resume('B')).toMatchObject(done(1));
    expect(bench.pairs(bench.read('B', 1))).toEqual([
      [1, 10],
      [1, 99],
    ]);
    expect(bench.set('B', 1, 5)).toMatchObject(failure('serialization_failure', 'concurrent_delete'));
  });
});

describe('serializable', () => {
  const rwDependency = failure('serialization_failure', 'rw_dependency');

  test('DB16 write skew: the second fails at its commit when both wrote before the first commit', () => {
    const bench = new Bench({ 1: 10, 2: 20 });
    bench.begin('serializable', 'A', 'B');
    bench.read('A', 'all');
    bench.read('B', 'all');
    bench.set('A', 1, 11);
    bench.set('B', 2, 21);
    expect(bench.commit('A')).toEqual({ status: 'committed' });
    expect(bench.commit('B')).toMatchObject(rwDependency);
    expect(bench.database.isKnown(bench.values.text('B'))).toBe(false);
    expect(bench.final()).toEqual([
      [1, 11],
      [2, 20],
    ]);
  });

  test('DB16 write skew: at its write when the first had committed, at its read when that closes the structure', () => {
    const bench = new Bench({ 1: 10, 2: 20 });
    bench.begin('serializable', 'A', 'B', 'C');
    bench.read('A', 'all');
    bench.read('B', 'all');
    bench.set('C', 2, 22);
    bench.set('A', 1, 11);
    bench.commit('A');
    expect(bench.set('B', 2, 21)).toMatchObject(blockedBy(bench, 'C'));
    bench.rollback('C');
    expect(bench.resume('B')).toMatchObject(rwDependency);

    const other = new Bench({ 1: 10, 2: 20 });
    other.begin('serializable', 'A', 'B');
    other.read('A', 2);
    other.set('B', 2, 21);
    other.set('A', 1, 11);
    other.commit('A');
    expect(other.read('B', 1)).toMatchObject(rwDependency);
  });

  test('DB17 a condemned pivot fails at its commit, or at its next statement that meets a row', () => {
    const bench = new Bench({ 1: 10, 2: 20 });
    bench.begin('serializable', 'A', 'B');
    bench.read('A', 'all');
    bench.read('B', 'all');
    bench.set('A', 1, 11);
    bench.set('B', 2, 21);
    bench.commit('A');
    expect(bench.pairs(bench.read('B', 9))).toEqual([]);
    expect(bench.read('B', 1)).toMatchObject(rwDependency);
  });

  test('DB17 a reader that saw nothing of out, and wrote nothing, is harmless; one that saw it is not', () => {
    for (const [readsLate, outcome] of [
      [false, done(1)],
      [true, rwDependency],
    ] as const) {
      const bench = new Bench({ 1: 10, 2: 20 });
      bench.begin('serializable', 'pivot', 'out', 'in');
      bench.read('pivot', 'all');
      if (!readsLate) bench.read('in', 'all');
      bench.set('out', 2, 25);
      bench.commit('out');
      if (readsLate) bench.read('in', 'all');
      bench.commit('in');
      expect(bench.set('pivot', 1, 0)).toMatchObject(outcome);
    }
  });

  test.each([
    ['committed before out', true, true, 'done'],
    ['committed after out and wrote', false, true, 'error'],
    ['committed after out, wrote nothing and did not see it', false, false, 'done'],
  ] as const)('DB17 a pivot that meets out late: in %s', (_name, inFirst, inWrites, status) => {
    const bench = new Bench({ 1: 10, 2: 20, 3: 30 });
    bench.begin('serializable', 'in', 'pivot', 'out');
    bench.set('pivot', 1, 11);
    bench.read('in', 1);
    if (inWrites) bench.set('in', 3, 31);
    bench.set('out', 2, 21);
    for (const name of inFirst ? ['in', 'out'] : ['out', 'in'])
      expect(bench.commit(name)).toEqual({ status: 'committed' });
    expect(bench.read('pivot', 2).status).toBe(status);
  });

  test('DB17 a pivot that meets out late: in wrote nothing and saw out', () => {
    const bench = new Bench({ 1: 10, 2: 20 });
    bench.begin('serializable', 'in', 'pivot', 'out');
    bench.set('pivot', 1, 11);
    bench.set('out', 2, 21);
    bench.commit('out');
    bench.read('in', 'all');
    bench.commit('in');
    expect(bench.read('pivot', 2)).toMatchObject(rwDependency);
  });

  test('DB18 the anti-dependency of a read is to the writer of the next version, not of later ones', () => {
    const bench = new Bench({ 1: 10, 2: 20, 3: 30 });
    bench.begin('serializable', 'reader', 'next', 'later', 'out');
    bench.read('reader', 1);
    bench.set('reader', 3, 31);
    bench.set('next', 1, 11);
    bench.commit('next');
    bench.read('later', 2);
    bench.set('out', 2, 21);
    bench.commit('out');
    expect(bench.commit('reader')).toEqual({ status: 'committed' });
    expect(bench.set('later', 1, 12)).toMatchObject(done(1));
    expect(bench.commit('later')).toEqual({ status: 'committed' });
  });

  test('DB17 no failure when one side rolls back, or without a second edge', () => {
    const bench = new Bench({ 1: 10, 2: 20 });
    bench.begin('serializable', 'A', 'B', 'C');
    bench.read('A', 'all');
    bench.read('B', 'all');
    bench.set('A', 1, 11);
    bench.set('B', 2, 21);
    bench.rollback('A');
    expect(bench.commit('B')).toEqual({ status: 'committed' });
    expect(bench.commit('C')).toEqual({ status: 'committed' });
  });

  test('DB18 exact: a write that does not change what was read is no dependency; page: it is', () => {
    for (const [profile, status] of [
      [POSTGRESQL, 'committed'],
      [POSTGRESQL_AS_STORED, 'error'],
    ] as const) {
      const bench = new Bench({ 1: 10, 2: 20 }, profile);
      bench.begin('serializable', 'A', 'B');
      bench.read('A', 3);
      bench.read('B', 4);
      bench.insert('A', 3, 30);
      bench.insert('B', 4, 40);
      bench.commit('A');
      expect(bench.commit('B').status).toBe(status);
    }
  });

  test('DB18 exact: a phantom conflicts when it would match, in either order of read and write', () => {
    for (const readsFirst of [true, false]) {
      const bench = new Bench({ 1: 10, 2: 20 });
      bench.begin('serializable', 'A', 'B');
      bench.read('A', 1);
      bench.read('B', 2);
      if (readsFirst) bench.read('A', bench.atLeast(30));
      bench.insert('B', 3, 30);
      if (!readsFirst) bench.read('A', bench.atLeast(30));
      bench.set('A', 2, 21);
      expect(bench.commit('A').status).toBe('committed');
      expect(bench.commit('B')).toMatchObject(rwDependency);
    }
  });

  test('DB16 an insert that waits for another of its key has been written for those who read the table meanwhile', () => {
    for (const profile of [POSTGRESQL, POSTGRESQL_AS_STORED]) {
      const bench = new Bench({ 1: 10 }, profile);
      bench.begin('serializable', 'A', 'B', 'C');
      bench.read('B', 1);
      bench.insert('C', 2, 20);
      expect(bench.insert('B', 2, 30)).toMatchObject(blockedBy(bench, 'C'));
      bench.read('A', bench.atLeast(15));
      bench.set('A', 1, 11);
      expect(bench.commit('A')).toEqual({ status: 'committed' });
      bench.rollback('C');
      expect(bench.resume('B')).toMatchObject(rwDependency);
    }
  });

  test('DB18 page: three rows read by key, that of an update too, lock the heap page; two do not', () => {
    for (const [keys, status] of [
      [[1], 'committed'],
      [[1, 2], 'error'],
    ] as const) {
      const bench = new Bench({ 1: 10, 2: 20, 3: 30, 4: 40, 5: 50 }, POSTGRESQL_AS_STORED);
      bench.begin('serializable', 'A', 'B');
      for (const key of keys) bench.read('A', key);
      bench.read('B', 5);
      bench.set('A', 5, 51);
      bench.set('B', 4, 41);
      expect(bench.commit('A').status).toBe('committed');
      expect(bench.commit('B').status).toBe(status);
    }
  });

  test('DB19 on conflict do nothing that did nothing is a read, except as the server stores it', () => {
    for (const [profile, status] of [
      [POSTGRESQL, 'error'],
      [POSTGRESQL_AS_STORED, 'committed'],
    ] as const) {
      const bench = new Bench({ 1: 10, 2: 20, 3: 30 }, profile);
      bench.begin('serializable', 'A', 'B');
      expect(bench.insert('A', 3, 30, 'nothing')).toMatchObject(done(0));
      bench.insert('A', 4, 42);
      expect(bench.delete('B', bench.atLeast(20))).toMatchObject(done(2));
      expect(bench.commit('B').status).toBe('committed');
      expect(bench.commit('A').status).toBe(status);
    }
  });

  test('DB16 transactions at other levels take no part', () => {
    const bench = new Bench({ 1: 10, 2: 20 });
    bench.begin('serializable', 'A');
    bench.begin('repeatable-read', 'B');
    bench.read('A', 'all');
    bench.read('B', 'all');
    bench.set('A', 1, 11);
    bench.set('B', 2, 21);
    expect(bench.commit('A').status).toBe('committed');
    expect(bench.commit('B').status).toBe('committed');
  });
});

test('versions name the transaction and the ordinal of the write, by column', () => {
  const bench = new Bench({ 1: 10 }, POSTGRESQL, true);
  const { values } = bench;
  const version = (name: string, ordinal: number): Value =>
    values.tuple(values.tuple(values.text(name), values.integer(ordinal)));
  bench.begin('read-committed', 'A', 'B');
  expect(bench.read('A', 1)).toMatchObject({ rows: [{ versions: 0 }] });
  bench.set('A', 1, 11);
  expect(bench.set('A', 1, 12)).toMatchObject({
    written: [{ versionsBefore: version('A', 0), versions: version('A', 1), form: 'update', mask: 1 }],
  });
  bench.commit('A');
  expect(bench.read('B', 1)).toMatchObject({ rows: [{ versions: version('A', 1) }] });
  bench.delete('B', 1);
  expect(bench.read('B', 1)).toMatchObject({ rows: [], seen: [{ row: 0, versions: version('B', 0), matched: false }] });
});
