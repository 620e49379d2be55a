import { expect, test } from 'vitest';
import { scenarioDigest } from '../model/canonical.ts';
import { variantValues } from '../model/options/values.ts';
import { applyOptions } from '../model/options/apply.ts';
import { compile } from '../sim/compile.ts';
import { run } from '../timeline/run.ts';
import { allScenarios } from '../../scenarios/all.ts';
import { scenarioOfSeed } from './generate-scenario.ts';

// Values here may be wrong, but they may not change by accident: links and pinned runs depend on them. After a change
// of behaviour, or of a document (its digest stands behind its id), that is meant, `npx vitest run -u src/engine/testing/golden` writes them anew; say why in the commit.

test('TR8: built-in scenarios run as they did: digests of all variants, seeds 1 and 2', async () => {
  const lines: string[] = [];
  for (const scenario of allScenarios)
    for (const variant of Object.keys(scenario.variants)) {
      const applied = applyOptions(scenario, variantValues(scenario, variant));
      if (!applied.ok) throw new Error(JSON.stringify(applied.problems));
      const program = compile(applied.value);
      for (const seed of [1, 2]) {
        const { trace, stateDigest, choices, outcome } = run(program, { seed });
        const document = `${scenario.id}@${scenarioDigest(scenario)}`;
        lines.push(
          [document, variant, seed, outcome, choices.length, trace.length, trace.digest, stateDigest].join(' '),
        );
      }
    }
  expect(new Set(lines).size).toBe(lines.length);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('./golden/built-in-runs.txt');
});

test('TR8: generated scenarios run as they did (seeds 0 to 59)', async () => {
  const lines: string[] = [];
  for (let seed = 0; seed < 60; seed++) {
    const scenario = scenarioOfSeed(seed);
    const { trace, stateDigest, choices, outcome } = run(compile(scenario), { seed, maximumEntries: 600 });
    lines.push(
      [`${seed}@${scenarioDigest(scenario)}`, outcome, choices.length, trace.length, trace.digest, stateDigest].join(
        ' ',
      ),
    );
  }
  expect(new Set(lines).size).toBe(lines.length);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('./golden/generated-runs.txt');
});
