import { expect, test } from 'vitest';
import { ENTRY_FIELDS, EntryKind, defaultVariant, simulate } from '../engine/index.ts';
import type { EntryKindName, Simulation } from '../engine/index.ts';
import { allScenarios } from './all.ts';
import { programOf } from './testing/play-seeds.ts';

const steps = allScenarios.flatMap((scenario) => {
  let variant = defaultVariant(scenario);
  return (scenario.story ?? []).map((step, index) => {
    variant = step.variant ?? variant;
    return [scenario.id, index + 1, variant, scenario, step] as const;
  });
});

const simulations = new Map<string, Simulation>();

test.each(steps)('%s, step %i of the story: what it pauses at happens in %s', (id, _index, variant, scenario, step) => {
  const key = `${id} ${variant}`;
  const simulation = simulations.get(key) ?? simulate(programOf(scenario, variant), { seed: scenario.seed ?? 0 });
  simulations.set(key, simulation);
  const { pauseAt } = step;
  expect(pauseAt).toBeDefined();
  if (pauseAt !== undefined && 'entry' in pauseAt) {
    expect(Object.keys(ENTRY_FIELDS)).toContain(pauseAt.entry);
    const { trace } = simulation.run;
    const kinds = Array.from({ length: trace.length }, (_, entry) => trace.kindAt(entry));
    expect(kinds).toContain(EntryKind[pauseAt.entry as EntryKindName]);
  }
  if (pauseAt !== undefined && 'finding' in pauseAt)
    expect(simulation.findings.map(({ anomaly }) => anomaly)).toContain(pauseAt.finding);
});
