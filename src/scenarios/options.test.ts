import { expect, test } from 'vitest';
import { applyOptions, prepareBuiltIn } from '../engine/index.ts';
import type { OptionValues, Scenario } from '../engine/index.ts';
import { catalogue } from './index.ts';

/** All settings of all options; of a number its two ends. */
function settings(scenario: Scenario): readonly OptionValues[] {
  let all: readonly OptionValues[] = [{}];
  for (const [id, option] of Object.entries(scenario.options ?? {})) {
    const values = option.kind === 'number' ? [option.minimum, option.maximum] : Object.keys(option.values);
    all = all.flatMap((before) => values.map((value) => ({ ...before, [id]: value })));
  }
  return all;
}

for (const { id, load } of catalogue)
  test(`[DO50] every setting of the options of ${id} makes a document without problems, which prepareBuiltIn compiles`, async () => {
    const scenario = await load();
    const all = settings(scenario);
    expect(all.length).toBeGreaterThan(1);
    for (const options of all) {
      const applied = applyOptions(scenario, options);
      expect(applied.ok ? [] : applied.problems, JSON.stringify(options)).toEqual([]);
      expect(prepareBuiltIn(scenario, options).ok).toBe(true);
    }
  });
