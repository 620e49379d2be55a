import { failure, success } from '../../engine/base/result.ts';
import type { Result } from '../../engine/base/result.ts';
import { POSTGRESQL, POSTGRESQL_AS_STORED } from '../../engine/sim/database/profile.ts';
import type { DatabaseProfile, IsolationLevel } from '../../engine/sim/database/profile.ts';
import { replayInAllOrders } from '../../engine/sim/database/replay.ts';
import { findSerialOrder } from '../../engine/sim/database/serial-order.ts';
import { parseInterleavings } from '../../engine/sim/database/vector.ts';
import type { InterleavingVector, StepOutcome, VectorOutcome } from '../../engine/sim/database/vector.ts';
import type { CaseResult, CheckOptions, ConformanceForm, Difference, Problem } from './form.ts';

/** By server, as the file names it: the profiles that simulate it. */
const PROFILES: Readonly<Record<string, Readonly<Record<string, DatabaseProfile>>>> = {
  PostgreSQL: { 'as-stored': POSTGRESQL_AS_STORED, exact: POSTGRESQL },
};

/**
 * Statements that become free by the same step go on in an order that the server leaves to its scheduler. An outcome
 * agrees if one of these orders leads to it; so many are tried at most.
 */
const ORDERS_TRIED = 256;

/** The form `db-interleaving/1`: sessions interleaved on a database. */
export const databaseInterleaving: ConformanceForm = {
  format: 'db-interleaving/1',
  profiles: ['as-stored', 'exact'],
  check(document, options) {
    const profile = profileFor(document['server'] ?? 'PostgreSQL', options);
    if (!profile.ok) return profile;
    const vectors = parseInterleavings(document);
    if (!vectors.ok) return vectors;
    return success(vectors.value.flatMap((vector) => checkVector(vector, profile.value)));
  },
};

function profileFor(server: unknown, { profile }: CheckOptions): Result<DatabaseProfile, Problem> {
  const known = Object.keys(PROFILES).join(', ');
  const profiles = typeof server === 'string' ? PROFILES[server] : undefined;
  if (profiles === undefined)
    return failure({ path: '/server', problem: `no profile simulates this server; known: ${known}` });
  const found = profiles[profile ?? databaseInterleaving.profiles[0] ?? ''];
  if (found === undefined) return failure({ path: '/server', problem: `no profile ${profile} for this server` });
  return success(found);
}

/** Compares a vector at each of its levels; outcomes at a fast pace count as levels of their own. */
export function checkVector(vector: InterleavingVector, profile: DatabaseProfile): readonly CaseResult[] {
  const slow = Object.entries(vector.outcomes).map(([level, expected]) =>
    checkOutcome(vector, level, level as IsolationLevel, expected, profile),
  );
  const impatient: DatabaseProfile = { ...profile, deadlockVictim: 'first-waiter' };
  const fast = Object.entries(vector.fastPaceDeadlock ?? {}).map(([level, expected]) =>
    checkOutcome(vector, `${level}, fast pace`, level as IsolationLevel, expected, impatient),
  );
  return [...slow, ...fast];
}

function checkOutcome(
  vector: InterleavingVector,
  name: string,
  level: IsolationLevel,
  expected: VectorOutcome,
  profile: DatabaseProfile,
): CaseResult {
  const allowed = level === 'serializable' && expected.rwAbortNeeded === false;
  let usual: readonly Difference[] | undefined;
  for (const actual of replayInAllOrders(vector, level, profile, ORDERS_TRIED)) {
    // A set of transactions without a serial order must not commit, unless the server was seen to commit such a one.
    const isSafe = level !== 'serializable' || findSerialOrder(vector, actual) !== undefined;
    if (!isSafe && expected.oracle?.serializable !== false) {
      const difference = { path: '/oracle/serializable', expected: true, actual: false };
      return { id: vector.id, level: name, differences: [difference], allowed: false };
    }
    const differences = compareOutcomes(expected, actual);
    if (differences.length === 0) {
      const note = usual === undefined ? {} : { note: 'agrees when waiting statements wake in another order' };
      return { id: vector.id, level: name, differences, allowed: false, ...note };
    }
    usual ??= differences;
  }
  return { id: vector.id, level: name, differences: usual ?? [], allowed };
}

/** What an outcome is judged by: statements, transactions and the rows at the end. */
export function compareOutcomes(expected: VectorOutcome, actual: VectorOutcome): readonly Difference[] {
  const differences: Difference[] = [];
  const compare = (path: string, wanted: unknown, found: unknown): void => {
    if (JSON.stringify(wanted) !== JSON.stringify(found)) differences.push({ path, expected: wanted, actual: found });
  };
  expected.steps.forEach((step, i) => {
    const found = actual.steps.find(({ n }) => n === step.n);
    compareSteps(`/steps/${i}`, step, found, compare);
  });
  expected.transactions.forEach(({ session, ordinal, status, failedAt }, i) => {
    const found = actual.transactions.find((other) => other.session === session && other.ordinal === ordinal);
    compare(`/transactions/${i}/status`, status, found?.status);
    if (failedAt !== undefined) compare(`/transactions/${i}/failedAt`, failedAt, found?.failedAt);
  });
  compare('/finalRows', expected.finalRows, actual.finalRows);
  return differences;
}

function compareSteps(
  path: string,
  expected: StepOutcome,
  actual: StepOutcome | undefined,
  compare: (path: string, wanted: unknown, found: unknown) => void,
): void {
  compare(`${path}/status`, expected.status, actual?.status);
  compare(`${path}/rows`, expected.rows, actual?.rows);
  compare(`${path}/count`, expected.count, actual?.count);
  compare(`${path}/error`, expected.error, actual?.error);
  if (expected.detail !== undefined) compare(`${path}/detail`, expected.detail, actual?.detail);
  compare(`${path}/blocked/by`, sorted(expected.blocked?.by), sorted(actual?.blocked?.by));
  compare(`${path}/blocked/until`, expected.blocked?.until, actual?.blocked?.until);
}

function sorted(names: readonly string[] | undefined): readonly string[] | undefined {
  return names === undefined ? undefined : [...names].sort();
}
