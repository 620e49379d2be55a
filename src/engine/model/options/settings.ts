import type { OptionValues, Scenario } from '../document.ts';

/** All settings of all options; of a number its two ends. */
export function settingsOf(scenario: Scenario): readonly OptionValues[] {
  let all: readonly OptionValues[] = [{}];
  for (const [id, option] of Object.entries(scenario.options ?? {})) {
    const values = option.kind === 'number' ? [option.minimum, option.maximum] : Object.keys(option.values);
    all = all.flatMap((before) => values.map((value) => ({ ...before, [id]: value })));
  }
  return all;
}
