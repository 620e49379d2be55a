import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { assert } from '../../engine/base/assert.ts';
import { Values } from '../../engine/base/values.ts';
import type { Value } from '../../engine/base/values.ts';
import type { AnomalyId } from '../../engine/check/catalogue.ts';
import { check } from '../../engine/check/check.ts';
import { POSTGRESQL_AS_STORED } from '../../engine/sim/database/profile.ts';
import { parseInterleavings } from '../../engine/sim/database/vector.ts';
import type { InterleavingVector, VectorStep } from '../../engine/sim/database/vector.ts';
import { replayToSink } from '../../engine/testing/interleaving-entries.ts';
import { EntryKind, Outcome, TransactionRole } from '../../engine/trace/entry.ts';
import type { EntryKindCode, Sink } from '../../engine/trace/entry.ts';
import { buildHistory } from '../../engine/trace/history.ts';
import { Trace } from '../../engine/trace/trace.ts';

// Sessions of a vector are sagas here, their transactions steps. At serializable every vector commits as it stands: no
// level of a database isolates sagas, for each of their steps is a transaction of its own.

const file = new URL('../../../conformance/postgres-hermitage.json', import.meta.url);
const parsed = parseInterleavings(JSON.parse(readFileSync(file, 'utf8')));
assert(parsed.ok, 'the vectors are of the form');
const observed = parsed.value;

const observedVector = (id: string): InterleavingVector => {
  const vector = observed.find((one) => one.id === id);
  assert(vector !== undefined, 'the vector is there');
  return vector;
};

type Statement = Readonly<Record<string, unknown>> & { readonly session: string };

/** Each statement in a transaction of its own. */
function vectorOf(id: string, statements: readonly Statement[]): InterleavingVector {
  const steps = statements.flatMap(({ session, ...statement }, i) => [
    { n: 3 * i + 1, session, op: 'begin' },
    { n: 3 * i + 2, session, ...statement },
    { n: 3 * i + 3, session, op: 'commit' },
  ]) as VectorStep[];
  const rows = [
    [1, 10],
    [2, 20],
  ] as const;
  return { id, rows, steps, outcomes: {} };
}

/** Tells another sink the same, with the sessions as sagas: a saga begins with its first transaction and ends with its last. */
class SessionsAsSagas implements Sink {
  readonly #values: Values;
  readonly #sink: Sink;
  /** How many transactions each session has. */
  readonly #transactions = new Map<string, number>();
  readonly #undoes: Readonly<Record<string, string>>;

  constructor(vector: InterleavingVector, undoes: Readonly<Record<string, string>>, values: Values, sink: Sink) {
    this.#values = values;
    this.#sink = sink;
    this.#undoes = undoes;
    for (const { session, op } of vector.steps)
      if (op === 'begin') this.#transactions.set(session, (this.#transactions.get(session) ?? 0) + 1);
  }

  emit(kind: EntryKindCode, actor: Value, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0): void {
    const values = this.#values;
    // A transaction is named by its session and its ordinal.
    const saga = values.field(a, 0);
    const [session, ordinal] = [values.toText(saga), values.toInteger(values.field(a, 1))];
    if (kind === EntryKind.begun) {
      const undone = this.#undoes[`${session}#${ordinal}`];
      const role = undone === undefined ? TransactionRole.forward : TransactionRole.compensation;
      const step = values.text(undone ?? `${session}#${ordinal}`);
      this.#sink.emit(kind, actor, a, b, saga, step, role, f);
      if (ordinal === 1) this.#sink.emit(EntryKind.sagaStarted, actor, saga, 0, a, step, step);
      return;
    }
    if (kind === EntryKind.committed && ordinal === this.#transactions.get(session))
      this.#sink.emit(EntryKind.sagaEnded, actor, saga, 0, a, Outcome.completed);
    this.#sink.emit(kind, actor, a, b, c, d, e, f, g);
  }
}

const read = (session: string, id: number): Statement => ({ session, op: 'read', where: { id } });
const write = (session: string, id: number, set: number): Statement => ({ session, op: 'write', where: { id }, set });

/** What is read and written, which transaction undoes which step, and what is found between the sagas. */
const cases: readonly (readonly [
  vector: InterleavingVector,
  undoes: Readonly<Record<string, string>>,
  found: AnomalyId,
])[] = [
  [observedVector('saga-dirty-read'), { 'T1#2': 'T1#1' }, 'saga-dirty-read'],
  [observedVector('saga-fuzzy-read'), {}, 'saga-fuzzy-read'],
  [vectorOf('saga-lost-update', [read('T1', 1), write('T2', 1, 17), write('T1', 1, 13)]), {}, 'saga-lost-update'],
  [
    vectorOf('saga-write-skew', [read('T1', 1), read('T2', 2), write('T1', 2, 21), write('T2', 1, 11)]),
    {},
    'saga-write-skew',
  ],
];

const TRANSACTION_LEVEL: readonly AnomalyId[] = ['lost-update', 'read-skew', 'write-skew', 'anti-dependency-cycle'];

test.each(cases.map(([vector, undoes, found]) => [vector.id, found, vector, undoes] as const))(
  '%s: every transaction commits at serializable, and the sagas show a %s all the same',
  (_id, found, vector, undoes) => {
    const trace = new Trace(new Values());
    const sink = new SessionsAsSagas(vector, undoes, trace.values, trace);
    const profile = POSTGRESQL_AS_STORED;
    const { outcome, names } = replayToSink(vector, 'serializable', trace.values, sink, { profile });
    expect(outcome.transactions.map(({ status }) => status)).not.toContain('failed');
    expect(outcome.transactions.every(({ status }) => status === 'committed')).toBe(true);
    const { verdicts } = check(buildHistory(trace, names, true), [found, ...TRANSACTION_LEVEL]);
    expect(verdicts.get(found)?.kind).toBe('found');
    for (const id of TRANSACTION_LEVEL) expect([id, verdicts.get(id)?.kind]).toEqual([id, 'none']);
  },
);

test('a version that is compared before the write keeps the update, and the sagas of that vector show nothing', () => {
  const vector = observedVector('saga-version-check');
  const trace = new Trace(new Values());
  const sink = new SessionsAsSagas(vector, {}, trace.values, trace);
  const { names } = replayToSink(vector, 'serializable', trace.values, sink, { profile: POSTGRESQL_AS_STORED });
  const { findings } = check(buildHistory(trace, names, true), ['saga-lost-update', 'saga-dirty-read']);
  expect(findings).toEqual([]);
});
