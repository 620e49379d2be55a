import { expect, test } from 'vitest';
import { EntryKind, parseScenario } from '../../engine/index.ts';
import type { Scenario, Simulation } from '../../engine/index.ts';
import { playToRest } from '../testing/at-rest.ts';
import { explore } from '../testing/explore.ts';
import { countBroken, playSeeds } from '../testing/play-seeds.ts';
import document from './scenario.json' with { type: 'json' };

const scenario = document as unknown as Scenario;
const seeds = Array.from({ length: 300 }, (_, i) => i + 1);
const MINIMUM = 'invariant:order-minimum';
const TOTAL = 'invariant:total-is-sum-of-lines';
const BILL = 'invariant:bill-adds-up';

test('the document has no problems, with any variant', () => {
  const parsed = parseScenario(document);
  expect(parsed.ok ? [] : parsed.problems).toEqual([]);
});

const ANOMALIES = ['aborted-read', 'lost-update', 'read-skew', 'write-skew', 'predicate-many-preceders', MINIMUM];

/** Variants, and what can happen in them. A lock or a version of the order protects the order, not the bill. */
const LETS_THROUGH: readonly (readonly [string, readonly string[]])[] = [
  ['read-uncommitted', ['lost-update', 'read-skew', 'predicate-many-preceders', MINIMUM]],
  ['read-committed', ['lost-update', 'read-skew', 'predicate-many-preceders', MINIMUM]],
  ['row-lock', ['read-skew', 'predicate-many-preceders']],
  ['repeatable-read', []],
  ['serializable', []],
  ['lines-repeatable-read', ['write-skew', MINIMUM]],
  ['lines-serializable', []],
  ['lines-version', ['read-skew', 'predicate-many-preceders']],
  ['form', [MINIMUM]],
  ['form-optimistic', ['read-skew', 'predicate-many-preceders']],
  ['form-pessimistic', ['read-skew', 'predicate-many-preceders']],
];

test.each(LETS_THROUGH)('%s lets through %j', (variant, lets) => {
  const runs = playSeeds(scenario, variant, seeds);
  const claimed = scenario.claims?.find((claim) => claim.variant === variant)?.reachable ?? [];
  const leastRuns = seeds.length * 0.05;
  expect(claimed.filter((name) => countBroken(runs, name) <= leastRuns)).toEqual([]);
  for (const name of lets)
    expect(explore(scenario, variant, [name])).toMatchObject({ verdict: 'found', property: name });
  const others = ANOMALIES.filter((name) => !lets.includes(name));
  expect(others.filter((name) => countBroken(runs, name) > 0)).toEqual([]);
  expect(explore(scenario, variant, others)).toMatchObject({ verdict: 'none' });
});

test('over a form the update is lost although no two transactions are in conflict', () => {
  const none = ['lost-update', 'read-skew', 'write-skew', 'anti-dependency-cycle'];
  expect(explore(scenario, 'form', none).verdict).toBe('none');
  expect(explore(scenario, 'form', [TOTAL]).verdict).toBe('found');
  expect(explore(scenario, 'form-optimistic', [TOTAL]).verdict).toBe('none');
});

test('a crash leaves half a change without a transaction, and none with one', () => {
  const alone = { requests: 1, crashes: 1 };
  expect(explore(scenario, 'no-transaction', [TOTAL], { requests: 1 }).verdict).toBe('none');
  expect(explore(scenario, 'no-transaction', [TOTAL], alone).verdict).toBe('found');
  expect(explore(scenario, 'transaction-crash', [TOTAL, MINIMUM, BILL], alone).verdict).toBe('none');
  const runs = playSeeds(scenario, 'transaction-crash', seeds);
  expect([TOTAL, MINIMUM, BILL].filter((name) => countBroken(runs, name) > 0)).toEqual([]);
});

const reasons = ({ run }: Simulation, kind: number, field: number): string[] => {
  const { trace, program } = run;
  return Array.from({ length: trace.length }, (_, entry) => entry)
    .filter((entry) => trace.kindAt(entry) === kind)
    .map((entry) => program.values.toText(trace.fieldAt(entry, field)));
};

test('the seed that the page opens with: two removals, one dish left, a total that is wrong', () => {
  const { rows } = playToRest(scenario, 'read-committed');
  expect(rows['order/orders']?.['A1']?.slice(0, 3)).toEqual([20, 20, 3]);
  expect(Object.keys(rows['order/lines'] ?? {})).toEqual(['rice']);
});

// One removal succeeds and the other is refused, for reasons of its own.
test.each([
  ['repeatable-read', ['serialization-failure', 'below-minimum']],
  ['serializable', ['serialization-failure', 'below-minimum']],
  ['row-lock', ['below-minimum']],
  ['form-optimistic', []],
])('the same seed, %s: one removal, rolled back for %j', (variant, expected) => {
  const { rows, simulation } = playToRest(scenario, variant);
  expect(rows['order/orders']?.['A1']?.slice(0, 3)).toEqual([20, 20, 2]);
  expect(Object.keys(rows['order/lines'] ?? {})).toHaveLength(2);
  expect(reasons(simulation, EntryKind.rolledBack, 1)).toEqual(expected);
});

test('the same seed, pessimistic: whoever comes second waits, and then may not remove anything', () => {
  const { rows, simulation } = playToRest(scenario, 'form-pessimistic');
  expect(rows['order/orders']?.['A1']).toEqual([20, 20, 2, '']);
  expect(reasons(simulation, EntryKind.blocked, 2)).not.toEqual([]);
});
