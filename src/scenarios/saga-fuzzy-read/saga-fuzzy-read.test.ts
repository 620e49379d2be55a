import { expect, test } from 'vitest';
import { parseScenario } from '../../engine/index.ts';
import type { Scenario } from '../../engine/index.ts';
import { playToRest } from '../testing/at-rest.ts';
import { explore } from '../testing/explore.ts';
import { countBroken, playSeeds } from '../testing/play-seeds.ts';
import document from './scenario.json' with { type: 'json' };

const scenario = document as unknown as Scenario;
const seeds = Array.from({ length: 300 }, (_, i) => i + 1);
const BILL = 'invariant:bill-equals-shown-price';

test('the document has no problems, with any variant', () => {
  const parsed = parseScenario(document);
  expect(parsed.ok ? [] : parsed.problems).toEqual([]);
});

test('without a countermeasure the price that is billed may not be the one that was shown', () => {
  const runs = playSeeds(scenario, 'unprotected', seeds);
  const fuzzy = countBroken(runs, 'saga-fuzzy-read');
  expect(fuzzy).toBeGreaterThan(seeds.length * 0.15);
  expect(fuzzy).toBeLessThan(seeds.length * 0.5);
  expect(countBroken(runs, BILL)).toBe(fuzzy);
  expect(explore(scenario, 'unprotected', ['saga-fuzzy-read'])).toMatchObject({ verdict: 'found' });
  expect(explore(scenario, 'unprotected', [BILL])).toMatchObject({ verdict: 'found' });
});

test.each(['reread', 'reread-restart', 'lock-fail', 'lock-block', 'snapshot'])(
  '%s: both prices are the same, in all orders of events',
  (variant) => {
    const properties = ['saga-fuzzy-read', BILL, 'stuck-saga'];
    const runs = playSeeds(scenario, variant, seeds);
    expect(properties.filter((name) => countBroken(runs, name) > 0)).toEqual([]);
    const result = explore(scenario, variant, properties);
    expect(result).toMatchObject({ verdict: 'none' });
    expect(result.states).toBeGreaterThan(1_000);
  },
);

// State, shown and billed price of the order; price of the curry afterwards.
test.each([
  ['unprotected', ['APPROVED', 12, 14], 14],
  ['reread', ['REJECTED', 12, 0], 14],
  ['reread-restart', ['APPROVED', 14, 14], 14],
  ['lock-fail', ['APPROVED', 12, 12], 12],
  ['lock-block', ['APPROVED', 12, 12], 14],
  ['snapshot', ['APPROVED', 12, 12], 14],
])('the seed that the page opens with, %s', (variant, order, price) => {
  const { rows, simulation } = playToRest(scenario, variant);
  expect(rows['order/orders']?.['A1']).toEqual(order);
  expect(rows['restaurant/menu']?.['curry']?.[0]).toBe(price);
  expect(rows['accounting/authorizations']).toEqual(order[2] === 0 ? {} : { A1: [order[2]] });
  const finding = simulation.findings.find(({ anomaly }) => anomaly === 'saga-fuzzy-read');
  expect(finding?.witness.operations.map(({ role }) => role)).toEqual(
    variant === 'unprotected' ? ['read', 'write', 'second-read'] : undefined,
  );
});

test('a saga that starts anew is approved wherever one that only gives up is rejected', () => {
  const [giving, anew] = [playSeeds(scenario, 'reread', seeds), playSeeds(scenario, 'reread-restart', seeds)];
  let conflicts = 0;
  for (const [i, { sagas }] of giving.entries()) {
    const created = (all: typeof sagas): string[] =>
      [...all].filter(([id]) => id.endsWith('create-order')).map(([, { outcome }]) => outcome);
    const [before, after] = [created(sagas), created(anew[i]?.sagas ?? new Map())];
    if (before.includes('compensated')) conflicts++;
    expect(after).toEqual(before.includes('compensated') ? ['compensated', 'completed'] : ['completed']);
  }
  expect(conflicts).toBeGreaterThan(seeds.length * 0.15);
});
