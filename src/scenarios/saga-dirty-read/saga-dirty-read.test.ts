import { expect, test } from 'vitest';
import { parseScenario } from '../../engine/index.ts';
import type { Scenario } from '../../engine/index.ts';
import { playToRest } from '../testing/at-rest.ts';
import { explore } from '../testing/explore.ts';
import { countBroken, playSeeds } from '../testing/play-seeds.ts';
import document from './scenario.json' with { type: 'json' };

const scenario = document as unknown as Scenario;
const variants = Object.keys(scenario.variants);
const seeds = Array.from({ length: 300 }, (_, i) => i + 1);

test('the document has no problems, with any variant', () => {
  const parsed = parseScenario(document);
  expect(parsed.ok ? [] : parsed.problems).toEqual([]);
});

test('credit that is released first is read before it is taken back, and the limit is exceeded', () => {
  const runs = playSeeds(scenario, 'naive', seeds);
  const dirty = countBroken(runs, 'saga-dirty-read');
  expect(dirty).toBeGreaterThan(seeds.length * 0.25);
  expect(dirty).toBeLessThan(seeds.length * 0.75);
  // Every dirty read is of credit that is spent at once.
  expect(countBroken(runs, 'invariant:credit-limit')).toBe(dirty);
  expect(explore(scenario, 'naive', ['saga-dirty-read'])).toMatchObject({ verdict: 'found' });
  expect(explore(scenario, 'naive', ['invariant:credit-limit'])).toMatchObject({ verdict: 'found' });
});

test.each(variants.filter((variant) => variant !== 'naive'))(
  '%s: no dirty read, and nobody owes too much',
  (variant) => {
    const properties = ['saga-dirty-read', 'invariant:credit-limit', 'stuck-saga'];
    const runs = playSeeds(scenario, variant, seeds);
    expect(properties.filter((name) => countBroken(runs, name) > 0)).toEqual([]);
    const result = explore(scenario, variant, properties);
    expect(result).toMatchObject({ verdict: 'none' });
    expect(result.states).toBeGreaterThan(1_000);
  },
);

test('the seed that the page opens with: 130 of 100', () => {
  const { rows, sagas, simulation } = playToRest(scenario, 'naive');
  expect(sagas).toEqual(['compensated', 'completed']);
  expect(rows['consumer/consumers']).toEqual({ alice: [100, -30, 0] });
  const finding = simulation.findings.find(({ anomaly }) => anomaly === 'saga-dirty-read');
  expect(finding?.witness.operations.map(({ role }) => role)).toEqual(['write', 'read', 'compensation']);
});

test.each(['pessimistic', 'lock-fail', 'lock-block'])(
  'the same seed, %s: the second order is refused and the first delivered',
  (variant) => {
    const { rows } = playToRest(scenario, variant);
    expect(rows['order/orders']).toEqual({ A1: [60, 'APPROVED'], A2: [70, 'REJECTED'] });
    expect(rows['consumer/consumers']).toEqual({ alice: [100, 40, 0] });
  },
);

test('a lock that waits refuses fewer orders than one that fails', () => {
  const completed = (variant: string): number =>
    playSeeds(scenario, variant, seeds.slice(0, 60)).flatMap(({ sagas }) =>
      [...sagas.values()].filter(({ outcome }) => outcome === 'completed'),
    ).length;
  expect(completed('lock-block')).toBeGreaterThan(completed('lock-fail'));
});
