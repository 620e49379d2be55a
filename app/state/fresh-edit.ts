import type { Scenario } from '../../src/engine/index.ts';
import type { Edit } from './store.ts';

/** A scenario as it is opened: its first variant, on its own seed. */
export function freshEdit(scenario: Scenario, builtIn: string | undefined): Edit {
  const variant = Object.keys(scenario.variants)[0];
  return {
    scenario,
    builtIn,
    variant,
    options: (variant === undefined ? undefined : scenario.variants[variant]?.options) ?? {},
    seed: scenario.seed ?? 1,
    overrides: [],
    schedule: undefined,
  };
}
