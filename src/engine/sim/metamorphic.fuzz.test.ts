import { expect, test } from 'vitest';
import { scenarioOfSeed } from '../testing/generate-scenario.ts';
import { OTHER_NAMES } from '../testing/naming.ts';
import { outcomesOf } from '../testing/outcomes.ts';
import { compile } from './compile.ts';

/** Catches a hang and nothing else: on a busy machine these take long. */
const PATIENCE = { timeout: 600_000 };

const SEEDS = 300;
const MAXIMUM_STATES = 800;

test(
  `WO9: other names, and steps split in two, leave the reachable outcomes as they were (seeds 0 to ${SEEDS - 1})`,
  PATIENCE,
  () => {
    let complete = 0;
    let outcomes = 0;
    let several = 0;
    for (let seed = 0; seed < SEEDS; seed++) {
      const plain = scenarioOfSeed(seed, { tiny: true });
      const faults = plain.faults?.budget ?? {};
      const expected = outcomesOf(compile(plain), faults, MAXIMUM_STATES);
      if (expected === undefined) continue;
      complete++;
      outcomes += expected.terminal.size;
      if (expected.terminal.size > 1) several++;
      const sorted = [...expected.terminal].sort();
      const renamed = outcomesOf(
        compile(scenarioOfSeed(seed, { tiny: true, naming: OTHER_NAMES })),
        faults,
        MAXIMUM_STATES,
      );
      expect(renamed?.states, `seed ${seed}, other names`).toBe(expected.states);
      expect([...(renamed?.terminal ?? [])].sort(), `seed ${seed}, other names`).toEqual(sorted);
      const split = outcomesOf(compile(scenarioOfSeed(seed, { tiny: true, split: true })), faults, 2 * MAXIMUM_STATES);
      expect([...(split?.terminal ?? [])].sort(), `seed ${seed}, split`).toEqual(sorted);
    }
    expect(complete).toBeGreaterThan(200);
    expect(several).toBeGreaterThan(70);
    expect(outcomes).toBeGreaterThan(300);
  },
);
