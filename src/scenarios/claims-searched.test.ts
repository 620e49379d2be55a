import { expect, test } from 'vitest';
import { createExploration } from '../engine/index.ts';
import type { Claim, Scenario, ExplorationResult } from '../engine/index.ts';
import { allScenarios } from './all.ts';
import { programOf } from './testing/play-seeds.ts';

const MAXIMUM_STATES = 600_000;
const MAXIMUM_DEPTH = 1_000;

const claims = allScenarios.flatMap((scenario) =>
  (scenario.claims ?? []).map((claim) => [scenario.id, claim.variant, scenario, claim] as const),
);

function search(scenario: Scenario, { variant, budget }: Claim, properties: readonly string[]): ExplorationResult {
  const exploring = createExploration(programOf(scenario, variant), {
    properties,
    budget: budget ?? scenario.faults?.budget ?? {},
    maximumStates: MAXIMUM_STATES,
    maximumDepth: MAXIMUM_DEPTH,
  });
  let result: ExplorationResult | undefined;
  while (result === undefined) result = exploring.advance(10_000);
  return result;
}

test.each(claims)(
  '%s, %s: a search finds what is reachable, and is complete without finding what is not',
  (_id, _variant, scenario, claim) => {
    for (const name of claim.reachable ?? []) {
      const result = search(scenario, claim, [name]);
      expect(result.verdict === 'found' ? result.property : result.verdict).toBe(name);
    }
    if (claim.unreachable === undefined) return;
    expect(search(scenario, claim, claim.unreachable)).toMatchObject({ verdict: 'none' });
  },
);

test('a claim that does not hold is noticed', () => {
  const [scenario] = allScenarios as readonly [Scenario];
  const wrong: Claim = { variant: 'unprotected', unreachable: ['saga-lost-update'], budget: { requests: 2 } };
  expect(search(scenario, wrong, wrong.unreachable ?? []).verdict).toBe('found');
  expect(search(scenario, { ...wrong, variant: 'lock-fail' }, ['saga-lost-update']).verdict).toBe('none');
});
