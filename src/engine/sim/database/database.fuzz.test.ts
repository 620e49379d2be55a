import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lanesToHex } from '../../base/hash.ts';
import { Journal, emptyDigest } from '../../base/journal.ts';
import { Values } from '../../base/values.ts';
import type { Value } from '../../base/values.ts';
import { Database, createTables } from './database.ts';
import { POSTGRESQL, POSTGRESQL_AS_STORED } from './profile.ts';
import type { DatabaseProfile, IsolationLevel } from './profile.ts';
import { replayInAllOrders } from './replay.ts';
import { findSerialOrder } from './serial-order.ts';
import { LockMode } from './statement.ts';
import type { Statement } from './statement.ts';
import type { InterleavingVector, VectorStep, Where } from './vector.ts';
import { wherePredicate } from './where.ts';

/** A step without its place in an interleaving. */
type StepBody = VectorStep extends infer S ? (S extends unknown ? Omit<S, 'n' | 'session'> : never) : never;
type StatementBody = Exclude<StepBody, { readonly op: 'begin' | 'commit' | 'rollback' }>;

const KEYS = [1, 2, 3, 4];
const key = fc.constantFrom(...KEYS);
const value = fc.constantFrom(10, 15, 20, 30, 33);

const where: fc.Arbitrary<Where> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ id: key }) },
  { weight: 1, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.record({ ids: fc.uniqueArray(key, { minLength: 1, maxLength: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ value }) },
  { weight: 1, arbitrary: fc.record({ mod: fc.constantFrom(2, 3) }) },
  { weight: 2, arbitrary: fc.record({ gte: fc.constantFrom(15, 20, 30) }) },
  { weight: 1, arbitrary: fc.record({ idAndValue: fc.tuple(key, value) }) },
);

const readBody = fc.oneof(
  { weight: 3, arbitrary: fc.record({ op: fc.constant('read' as const), where }) },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constant('read' as const), where, lock: fc.constantFrom('update', 'share') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constant('read' as const),
      where,
      lock: fc.constantFrom('update', 'share'),
      wait: fc.constantFrom('nowait', 'skip'),
    }),
  },
);
const writeBody = fc.oneof(
  fc.record({ op: fc.constant('write' as const), where, set: value }),
  fc.record({ op: fc.constant('write' as const), where, add: fc.constantFrom(1, 5, -5) }),
);
const insertBody = fc.oneof(
  fc.record({ op: fc.constant('insert' as const), id: key, value }),
  fc.record({ op: fc.constant('insert' as const), id: key, value, onConflict: fc.constantFrom('nothing', 'update') }),
);
const deleteBody = fc.record({ op: fc.constant('delete' as const), where });
const statementBody = fc.oneof(
  { weight: 4, arbitrary: readBody },
  { weight: 4, arbitrary: writeBody },
  { weight: 2, arbitrary: insertBody },
  { weight: 1, arbitrary: deleteBody },
) as fc.Arbitrary<StatementBody>;

const PROFILES: readonly DatabaseProfile[] = [
  POSTGRESQL,
  { ...POSTGRESQL, deadlockVictim: 'first-waiter' },
  POSTGRESQL_AS_STORED,
];
const LEVELS: readonly IsolationLevel[] = ['read-committed', 'repeatable-read', 'serializable'];

/** A database of two rows, its journal, and transactions that are told what to do by numbers. */
class Walk {
  readonly values = new Values();
  readonly digest = emptyDigest();
  readonly journal = new Journal([this.digest]);
  readonly database: Database;
  readonly tables: ReturnType<typeof createTables>;
  /** The statement that a transaction executed last; what waits is resumed with it. */
  readonly statements = new Map<Value, Statement>();

  constructor(profile: DatabaseProfile, tracksVersions: boolean) {
    const { values, digest, journal } = this;
    const context = { journal, values, digest };
    this.tables = createTables('table', context, 1);
    this.database = new Database('database', context, { tables: this.tables, profile, tracksVersions });
    this.database.load(
      0,
      [1, 2].map((id) => [values.integer(id), this.row(10 * id)]),
    );
  }

  row(number: number): Value {
    return this.values.tuple(this.values.integer(number));
  }

  transaction(name: string): Value {
    return this.values.text(name);
  }

  text(): string {
    return lanesToHex(this.digest.high, this.digest.low);
  }

  fresh(): string {
    const digest = emptyDigest();
    for (const { rows, versions } of this.tables) {
      rows.addTo(digest);
      versions.addTo(digest);
    }
    for (const container of this.database.containers()) container.addTo(digest);
    return lanesToHex(digest.high, digest.low);
  }

  /** What of the database itself is not empty. */
  residue(): number {
    return this.database
      .containers()
      .filter((container) => ('size' in container ? container.size : 'length' in container ? container.length : 0) > 0)
      .length;
  }

  statement(body: StatementBody): Statement {
    const { values } = this;
    switch (body.op) {
      case 'read':
        return {
          op: 'read',
          table: 0,
          where: wherePredicate(values, body.where),
          ...(body.lock === undefined ? {} : { lock: LockMode[body.lock] }),
          ...(body.wait === undefined ? {} : { wait: body.wait === 'skip' ? 'skip-locked' : 'nowait' }),
        };
      case 'write': {
        const { set, add = 0 } = body;
        return {
          op: 'update',
          table: 0,
          where: wherePredicate(values, body.where),
          change: (_key, row) => this.row(set ?? values.toInteger(values.field(row, 0)) + add),
          mask: 1,
        };
      }
      case 'insert':
        return {
          op: 'insert',
          table: 0,
          key: values.integer(body.id),
          row: this.row(body.value),
          onConflict: body.onConflict ?? 'error',
        };
      case 'delete':
        return { op: 'delete', table: 0, where: wherePredicate(values, body.where) };
    }
  }

  execute(transaction: Value, statement: Statement): string {
    this.statements.set(transaction, statement);
    return this.database.execute(transaction, statement).status;
  }

  resume(transaction: Value): void {
    this.database.resume(transaction, this.statements.get(transaction) as Statement);
  }

  /** One action of one of four clients; what it is depends on what the client can do. */
  act({ client, choice, level, body }: Action): void {
    const { database } = this;
    const transaction = this.transaction(`T${client}`);
    if (!database.isKnown(transaction)) database.begin(transaction, LEVELS[level] as IsolationLevel);
    else if (database.isWaiting(transaction)) {
      if (database.blockers(transaction).length === 0) this.resume(transaction);
      else if (choice === 0) database.rollback(transaction);
    } else if (choice === 0) database.rollback(transaction);
    else if (choice <= 2) database.commit(transaction);
    else this.execute(transaction, this.statement(body));
  }

  /** Ends all transactions, some by a commit and some by a crash. */
  end(): void {
    for (const client of [0, 1, 2, 3]) {
      const transaction = this.transaction(`T${client}`);
      if (!this.database.isKnown(transaction)) continue;
      if (client % 2 === 0 || this.database.isWaiting(transaction)) this.database.rollback(transaction);
      else this.database.commit(transaction);
    }
  }
}

interface Action {
  readonly client: number;
  readonly choice: number;
  readonly level: number;
  readonly body: StatementBody;
}

const action: fc.Arbitrary<Action> = fc.record({
  client: fc.nat({ max: 3 }),
  choice: fc.nat({ max: 11 }),
  level: fc.nat({ max: 2 }),
  body: statementBody,
});

const walk = fc.record({
  profile: fc.constantFrom(...PROFILES),
  tracksVersions: fc.boolean(),
  actions: fc.array(action, { minLength: 5, maxLength: 60, size: 'max' }),
});

test('undo restores the digest of every state, and the running digest is the one computed afresh (400 walks, seed 11)', () => {
  fc.assert(
    fc.property(walk, fc.array(fc.nat({ max: 3 }), { maxLength: 60, size: 'max' }), (given, undone) => {
      const one = new Walk(given.profile, given.tracksVersions);
      const digests = [one.text()];
      const found: string[] = [];
      const wanted: string[] = [];
      const compare = (): void => {
        found.push(one.text(), one.fresh());
        wanted.push(digests.at(-1) ?? '', digests.at(-1) ?? '');
      };
      const forth = (next: Action): void => {
        one.journal.mark();
        one.act(next);
        digests.push(one.text());
        compare();
      };
      const back = (): void => {
        one.journal.undo();
        digests.pop();
        compare();
      };
      given.actions.forEach((next, i) => {
        forth(next);
        if (undone[i] !== 1) return;
        back();
        // Another future, taken back as a whole.
        one.journal.mark();
        one.end();
        one.journal.undo();
        compare();
        forth(next);
      });
      while (one.journal.depth > 0) back();
      expect(found).toEqual(wanted);
    }),
    { seed: 11, numRuns: 400 },
  );
});

test('DB20 when all transactions have ended nothing is left but the rows (400 walks, seed 12)', () => {
  fc.assert(
    fc.property(walk, ({ profile, tracksVersions, actions }) => {
      const one = new Walk(profile, tracksVersions);
      for (const next of actions) one.act(next);
      one.end();
      const kept = profile.scanOrder === 'heap' ? 3 : 0;
      expect(one.residue()).toBeLessThanOrEqual(kept);
      if (profile.scanOrder === 'heap' || tracksVersions) return;
      const rows = (one.tables[0] as { rows: { keys(): readonly Value[]; get(key: Value): Value } }).rows;
      const other = new Walk(profile, tracksVersions);
      const given = rows
        .keys()
        .map((id) => [one.values.toInteger(id), one.values.toInteger(one.values.field(rows.get(id), 0))]);
      const { rows: otherRows } = other.tables[0] as (typeof other.tables)[number];
      for (const id of KEYS) otherRows.delete(other.values.integer(id));
      for (const [id, number] of given) otherRows.set(other.values.integer(id as number), other.row(number as number));
      expect(one.text()).toBe(other.text());
    }),
    { seed: 12, numRuns: 400 },
  );
});

/** Statements about one key, none of them a wait for anything but this row. */
const aboutKey = (id: number): fc.Arbitrary<StatementBody> =>
  fc.oneof(
    fc.constant({ op: 'read' as const, where: { id } }),
    fc.constant({ op: 'read' as const, where: { id }, lock: 'update' as const }),
    fc.record({ op: fc.constant('write' as const), where: fc.constant({ id }), set: value }),
    fc.record({
      op: fc.constant('insert' as const),
      id: fc.constant(id),
      value,
      onConflict: fc.constant('update' as const),
    }),
    fc.constant({ op: 'delete' as const, where: { id } }),
  );

test('DB20 statements of two transactions by different keys commute to equal digests (600 walks, seed 13)', () => {
  let compared = 0;
  fc.assert(
    fc.property(
      fc.array(action, { maxLength: 30, size: 'max' }),
      fc.boolean(),
      aboutKey(1),
      aboutKey(2),
      (actions, tracks, a, b) => {
        const one = new Walk(POSTGRESQL, tracks);
        for (const next of actions) one.act(next);
        const free = [0, 1, 2, 3]
          .map((client) => one.transaction(`T${client}`))
          .filter((transaction) => one.database.isKnown(transaction) && !one.database.isWaiting(transaction));
        const [first, second] = free;
        if (first === undefined || second === undefined) return;
        const run = (order: readonly (readonly [Value, StatementBody])[]): { digest: string; statuses: string } => {
          one.journal.mark();
          const statuses = order.map(
            ([transaction, body]) => `${transaction} ${one.execute(transaction, one.statement(body))}`,
          );
          const digest = one.text();
          one.journal.undo();
          return { digest, statuses: statuses.sort().join() };
        };
        const forth = run([
          [first, a],
          [second, b],
        ]);
        // An error frees rows and forgets conflicts, and a wait can close a circle: these touch more than one row.
        if (/error|blocked/.test(forth.statuses)) return;
        const back = run([
          [second, b],
          [first, a],
        ]);
        expect(back).toEqual(forth);
        compared++;
      },
    ),
    { seed: 13, numRuns: 600 },
  );
  expect(compared).toBeGreaterThan(150);
});

/** Two to four sessions with one or two transactions each, interleaved at will. */
const interleaving: fc.Arbitrary<Pick<InterleavingVector, 'rows' | 'steps'>> = fc
  .record({
    rows: fc.integer({ min: 1, max: 4 }),
    sessions: fc.array(
      fc.array(
        fc.record({ body: fc.array(statementBody, { minLength: 1, maxLength: 4 }), commits: fc.nat({ max: 9 }) }),
        {
          minLength: 1,
          maxLength: 2,
        },
      ),
      { minLength: 2, maxLength: 4 },
    ),
    order: fc.array(fc.nat({ max: 1000 }), { minLength: 60, maxLength: 60 }),
  })
  .map(({ rows, sessions, order }) => {
    const scripts = sessions.map((transactions, i) => ({
      session: `T${i + 1}`,
      steps: transactions.flatMap(({ body, commits }): StepBody[] => [
        { op: 'begin' },
        ...body,
        { op: commits === 0 ? 'rollback' : 'commit' },
      ]),
    }));
    const steps: VectorStep[] = [];
    for (let n = 1; scripts.some((script) => script.steps.length > 0); n++) {
      const left = scripts.filter((script) => script.steps.length > 0);
      const script = left[(order[n % order.length] as number) % left.length] as (typeof scripts)[number];
      steps.push({ n, session: script.session, ...(script.steps.shift() as StepBody) } as VectorStep);
    }
    return { rows: KEYS.slice(0, rows).map((id): [number, number] => [id, 10 * id]), steps };
  });

test('DB19 at serializable every set of transactions that commits has a serial order (3,000 interleavings, seed 14)', () => {
  const count = { runs: 0, refused: 0, refusable: 0 };
  fc.assert(
    fc.property(interleaving, (vector) => {
      for (const outcome of replayInAllOrders(vector, 'serializable', POSTGRESQL, 8)) {
        expect(findSerialOrder(vector, outcome)).toBeDefined();
        count.runs++;
        if (outcome.steps.some(({ detail }) => detail === 'rw_dependency')) count.refused++;
      }
      for (const outcome of replayInAllOrders(vector, 'repeatable-read', POSTGRESQL, 1))
        if (findSerialOrder(vector, outcome) === undefined) count.refusable++;
    }),
    { seed: 14, numRuns: 3000 },
  );
  // The property is not empty: many interleavings would go wrong without the refusals.
  expect(count.refused).toBeGreaterThan(200);
  expect(count.refusable).toBeGreaterThan(100);
});

test('DB19 page locks commit no other sets than exact ones, but for on conflict do nothing (1,500 interleavings, seed 15)', () => {
  fc.assert(
    fc.property(interleaving, (vector) => {
      const usesHole = vector.steps.some((step) => step.op === 'insert' && step.onConflict === 'nothing');
      if (usesHole) return;
      for (const outcome of replayInAllOrders(vector, 'serializable', POSTGRESQL_AS_STORED, 4))
        expect(findSerialOrder(vector, outcome)).toBeDefined();
    }),
    { seed: 15, numRuns: 1500 },
  );
});

test('DB2 DB8 at repeatable read no two overlapping transactions commit a write of one row (1,000 interleavings, seed 16)', () => {
  let updates = 0;
  fc.assert(
    fc.property(interleaving, (vector) => {
      const [outcome] = replayInAllOrders(vector, 'repeatable-read', POSTGRESQL, 1);
      if (outcome === undefined) return;
      const order = outcome.order ?? vector.steps.map(({ n }) => n);
      const at = (n: number): number => order.indexOf(n);
      const written = outcome.transactions
        .filter(({ status }) => status === 'committed')
        .map(({ session, begin, end = begin }) => {
          const own = vector.steps.filter((step) => step.session === session && step.n > begin && step.n < end);
          const ids = own.flatMap((step) => {
            const result = outcome.steps.find(({ n }) => n === step.n);
            const isUpdate = step.op === 'write' && step.where !== null && 'id' in step.where && result?.count === 1;
            return isUpdate && step.where !== null && 'id' in step.where ? [step.where.id] : [];
          });
          return { session, from: at((own[0] ?? { n: begin }).n), to: at(end), ids: new Set(ids) };
        });
      for (const one of written)
        for (const other of written) {
          if (one.session >= other.session || one.from > other.to || other.from > one.to) continue;
          for (const id of one.ids) {
            updates++;
            // Only over a row deleted and inserted again in between, which is another row.
            const replaced = vector.steps.some((step) => step.op === 'delete');
            expect(other.ids.has(id) && !replaced).toBe(false);
          }
        }
    }),
    { seed: 16, numRuns: 1000 },
  );
  expect(updates).toBeGreaterThan(50);
});
