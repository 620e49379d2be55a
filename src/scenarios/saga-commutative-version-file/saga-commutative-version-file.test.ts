import { expect, test } from 'vitest';
import { parseScenario } from '../../engine/index.ts';
import type { Scenario } from '../../engine/index.ts';
import { playToRest } from '../testing/at-rest.ts';
import { explore } from '../testing/explore.ts';
import { countBroken, playSeeds } from '../testing/play-seeds.ts';
import document from './scenario.json' with { type: 'json' };

const scenario = document as unknown as Scenario;
const seeds = Array.from({ length: 300 }, (_, i) => i + 1);
const LOST = 'saga-lost-update';
const BALANCE = 'invariant:balance-is-right';
const ORPHAN = 'invariant:no-orphan-authorization';

test('the document has no problems, with any variant', () => {
  const parsed = parseScenario(document);
  expect(parsed.ok ? [] : parsed.problems).toEqual([]);
});

// Each countermeasure removes what it is for, and nothing else.
test.each([
  ['unprotected', [LOST, BALANCE, ORPHAN], []],
  ['commutative', [ORPHAN], [LOST, BALANCE]],
  ['version-file', [LOST, BALANCE], [ORPHAN]],
  ['both', [], [LOST, BALANCE, ORPHAN]],
])('%s', (variant, reachable, unreachable) => {
  const runs = playSeeds(scenario, variant, seeds);
  const leastRuns = seeds.length * 0.05;
  expect(reachable.filter((name) => countBroken(runs, name) <= leastRuns)).toEqual([]);
  expect(unreachable.filter((name) => countBroken(runs, name) > 0)).toEqual([]);
  for (const name of reachable)
    expect(explore(scenario, variant, [name])).toMatchObject({ verdict: 'found', property: name });
  if (unreachable.length === 0) return;
  const result = explore(scenario, variant, unreachable);
  expect(result).toMatchObject({ verdict: 'none' });
  expect(result.states).toBeGreaterThan(1_000);
});

test('the countermeasures do not reshuffle the storm: each removes its part of the same runs', () => {
  const shown = (variant: string, property: string): number[] =>
    playSeeds(scenario, variant, seeds.slice(0, 100))
      .filter(({ broken }) => broken.has(property))
      .map(({ seed }) => seed);
  expect(shown('commutative', ORPHAN)).toEqual(shown('unprotected', ORPHAN));
  expect(shown('version-file', LOST)).toEqual(shown('unprotected', LOST));
});

// Balances of Alice and Bob, and the state of the authorization of the order that Bob has cancelled.
test.each([
  ['unprotected', 50, 50, 'AUTHORIZED'],
  ['commutative', 80, 50, 'AUTHORIZED'],
  ['version-file', 50, 100, 'REVERSED'],
  ['both', 80, 100, 'REVERSED'],
])('the seed that the page opens with, %s: %i and %i, %s', (variant, alice, bob, authorization) => {
  const { rows } = playToRest(scenario, variant);
  expect(rows['accounting/accounts']).toEqual({ alice: [100, alice], bob: [100, bob] });
  expect(rows['accounting/authorizations']?.['B1']).toEqual([50, authorization]);
  expect(rows['order/orders']?.['B1']?.[2]).toBe('CANCELLED');
});
