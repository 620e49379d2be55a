import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { termsPath, termsText } from '../scripts/scenario-terms.ts';
import { STATEMENT_GRANULARITY, needsStatementGranularity, prepare, prepareBuiltIn, simulate } from './engine/index.ts';
import { settingsOf } from './engine/model/options/settings.ts';
import { allScenarios } from './scenarios/all.ts';
import { checkedTermsOf } from './scenarios/built-in.ts';
import { catalogue } from './scenarios/index.ts';

const root = new URL('..', import.meta.url);

for (const scenario of allScenarios)
  test(`the checked expressions of ${scenario.id} are the current ones; npm run terms writes them`, () => {
    expect(readFileSync(new URL(termsPath(scenario), root), 'utf8')).toBe(termsText(scenario));
  });

for (const { id, load } of catalogue)
  test(`${id} runs from its checked expressions as from their sources, under every setting of its options`, async () => {
    const scenario = await load();
    const terms = checkedTermsOf(scenario);
    if (terms === undefined) throw new Error('the catalogue has loaded no checked expressions');
    for (const options of settingsOf(scenario)) {
      const checked = prepare(scenario, options);
      const statements = needsStatementGranularity(scenario, options) ? STATEMENT_GRANULARITY : undefined;
      const builtIn = prepareBuiltIn(scenario, options, { terms, statements });
      if (!checked.ok || !builtIn.ok) throw new Error('a setting of the options has problems');
      const { run } = simulate(builtIn.value, { seed: 1 });
      const expected = simulate(checked.value, { seed: 1 }).run;
      expect({ options, digest: run.trace.digest }).toEqual({ options, digest: expected.trace.digest });
    }
  });

test('an expression that is not among the checked ones is a broken invariant', async () => {
  const scenario = await (catalogue[0] as (typeof catalogue)[number]).load();
  expect(() => prepareBuiltIn(scenario, {}, { terms: {}, statements: undefined })).toThrow('among the checked ones');
});
