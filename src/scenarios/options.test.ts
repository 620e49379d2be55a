import { expect, test } from 'vitest';
import { STATEMENT_GRANULARITY, applyOptions, prepareBuiltIn } from '../engine/index.ts';
import { settingsOf } from '../engine/model/options/settings.ts';
import { checkedTermsOf } from './built-in.ts';
import { catalogue } from './index.ts';

for (const { id, load } of catalogue)
  test(`[DO50] every setting of the options of ${id} makes a document without problems, which prepareBuiltIn compiles`, async () => {
    const scenario = await load();
    const all = settingsOf(scenario);
    const terms = checkedTermsOf(scenario) ?? {};
    expect(all.length).toBeGreaterThan(1);
    for (const options of all) {
      const applied = applyOptions(scenario, options);
      expect({ options, problems: applied.ok ? [] : applied.problems }).toEqual({ options, problems: [] });
      expect(prepareBuiltIn(scenario, options, { terms, statements: STATEMENT_GRANULARITY }).ok).toBe(true);
    }
  });
