import { expect, test } from 'vitest';
import { allScenarios } from './all.ts';
import { SEEDS, countBroken, playSeed, playSeeds, programOf } from './testing/play-seeds.ts';

/** Of the seeds, so many in a hundred must show what a variant claims to be reachable. */
const LEAST_PER_CENT = 5;

const claims = allScenarios.flatMap((scenario) =>
  (scenario.claims ?? []).map((claim) => [scenario.id, claim.variant, scenario, claim] as const),
);

test.each(claims)(
  '%s, %s: 500 seeds show what is reachable, and never what is not',
  (_id, variant, scenario, claim) => {
    const { reachable = [], unreachable = [] } = claim;
    const runs = playSeeds(scenario, variant);
    const leastRuns = (SEEDS.length * LEAST_PER_CENT) / 100;
    expect(reachable.filter((name) => countBroken(runs, name) < leastRuns)).toEqual([]);
    expect(unreachable.filter((name) => countBroken(runs, name) > 0)).toEqual([]);
    // The seed that the page opens with.
    const { broken } = playSeed(programOf(scenario, variant), scenario.seed ?? 0);
    expect(reachable.filter((name) => !broken.has(name))).toEqual([]);
    expect(unreachable.filter((name) => broken.has(name))).toEqual([]);
  },
);
