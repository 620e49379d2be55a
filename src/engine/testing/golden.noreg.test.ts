import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { scenarioDigest } from '../model/canonical.ts';
import type { Scenario } from '../model/document.ts';
import { applyOptions } from '../model/options/apply.ts';
import { variantValues } from '../model/options/values.ts';
import { compile } from '../sim/compile.ts';
import { run } from '../timeline/run.ts';
import { allScenarios } from '../../scenarios/all.ts';
import { scenarioOfSeed } from './generate-scenario.ts';

// Values here may be wrong, but they may not change by accident: links and pinned runs depend on them. A line is `document,
// digest of the document, variant, seed` and what its run does. A document that is changed or new is not pinned until
// UPDATE_GOLDEN=1 npx vitest run src/engine/testing/golden
// has written the file anew. After a change of behaviour that is meant do the same, and say why in the commit.

const file = fileURLToPath(new URL('golden/runs.txt', import.meta.url));

function lines(
  scenario: Scenario,
  variant: string,
  seeds: readonly number[],
): (readonly [run: string, result: string])[] {
  const applied = applyOptions(scenario, variantValues(scenario, variant));
  if (!applied.ok) throw new Error(JSON.stringify(applied.problems));
  const program = compile(applied.value);
  return seeds.map((seed) => {
    const { trace, stateDigest, choices, outcome } = run(program, { seed, maximumEntries: 2_000 });
    const result = [outcome, choices.length, trace.length, trace.digest, stateDigest].join(' ');
    return [`${scenario.id} ${scenarioDigest(scenario)} ${variant} ${seed}`, result];
  });
}

function allRuns(): Map<string, string> {
  const builtIn = allScenarios.flatMap((scenario) =>
    Object.keys(scenario.variants).flatMap((variant) => lines(scenario, variant, [1, 2])),
  );
  const generated = Array.from({ length: 60 }, (_, seed) => lines(scenarioOfSeed(seed), 'plain', [seed])).flat();
  return new Map([...builtIn, ...generated]);
}

test('TR8: pinned runs, of built-in and of generated scenarios, do what they did', () => {
  const runs = allRuns();
  if (process.env['UPDATE_GOLDEN'] !== undefined)
    writeFileSync(file, Array.from(runs, ([of, result]) => `${of}: ${result}\n`).join(''));
  const pinned = readFileSync(file, 'utf8').trim().split('\n');
  const changed = pinned.filter((known) => {
    const [of, result] = known.split(': ') as [string, string];
    return runs.has(of) && runs.get(of) !== result;
  });
  expect(changed).toEqual([]);
  expect(pinned.filter((known) => runs.has(known.split(': ')[0] as string)).length).toBeGreaterThan(runs.size / 2);
});
