import { expect, test } from 'vitest';
import { parseScenario } from '../model/parse.ts';
import { compile } from '../sim/compile.ts';
import { OTHER_NAMES } from './naming.ts';
import { scenarioOfSeed } from './generate-scenario.ts';

const SEEDS = Array.from({ length: 300 }, (_, seed) => seed);

test('generated scenarios are right documents, whatever they are called and however they are split (seeds 0 to 299)', () => {
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
});
