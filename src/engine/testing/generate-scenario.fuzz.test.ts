import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseScenario } from '../model/parse.ts';
import { compile } from '../sim/compile.ts';
import { OTHER_NAMES } from './naming.ts';
import { generateScenario, scenarioOfSeed } from './generate-scenario.ts';
import { Tape } from './tape.ts';
import { Walk } from './walk.ts';

/** Catches a hang and nothing else: on a busy machine these take long. */
const PATIENCE = { timeout: 600_000 };

const SEEDS = Array.from({ length: 160 }, (_, seed) => seed);

test(
  'generated scenarios are right documents, whatever they are called and however they are split (seeds 0 to 159)',
  PATIENCE,
  () => {
    const seen = new Set<string>();
    const ways = [{}, { tiny: true }, { naming: OTHER_NAMES }, { split: true }] as const;
    for (const seed of SEEDS) {
      const document = scenarioOfSeed(seed, ways[seed % ways.length]);
      const parsed = parseScenario(JSON.parse(JSON.stringify(document)));
      expect(parsed.ok ? [] : parsed.problems, `seed ${seed}`).toEqual([]);
      compile(document);
      for (const word of JSON.stringify(document).match(/"[a-zA-Z]+"/g) ?? []) seen.add(word.slice(1, -1));
    }
    const wanted =
      'transaction send publish reply call startSaga transition append read insert update delete query set if wait while fail ' +
      'return onRollback otherwise timeoutMicros retries deadLetter inbox pivot retriable compensation isolation lock';
    expect(wanted.split(' ').filter((word) => !seen.has(word))).toEqual([]);
  },
);

const SEED = 20261121;

/** Tapes that fast-check makes and, when something is wrong, makes shorter and smaller: with them the document. */
const tape = fc.array(fc.nat(0xffff), { maxLength: 400, size: 'max' });

test(`scenarios of shrinkable tapes are right, and their worlds keep their digests (seed ${SEED})`, PATIENCE, () => {
  let steps = 0;
  fc.assert(
    fc.property(tape, tape, (document, way) => {
      const scenario = generateScenario(Tape.of(document));
      const parsed = parseScenario(JSON.parse(JSON.stringify(scenario)));
      expect(parsed.ok ? [] : parsed.problems).toEqual([]);
      const walk = new Walk(0, compile(scenario));
      const choose = Tape.of(way);
      for (let i = 0; i < 15; i++) {
        const enabled = walk.enabled();
        if (enabled.length === 0) break;
        walk.step(enabled[choose.below(enabled.length)] as number);
        steps++;
      }
      expect(walk.world.freshDigest()).toBe(walk.world.stateDigest);
    }),
    { seed: SEED, numRuns: 60 },
  );
  expect(steps).toBeGreaterThan(300);
  // The empty tape is the simplest of all scenarios.
  expect(Object.keys(generateScenario(Tape.of([])).services)).toHaveLength(1);
});
