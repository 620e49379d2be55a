import { expect, test } from 'vitest';
import { EntryKind, defaultVariant, simulate } from '../engine/index.ts';
import type { EntryKindName, Simulation, StoryStep } from '../engine/index.ts';
import { allScenarios } from './all.ts';
import { programOf } from './testing/play-seeds.ts';

const steps = allScenarios.flatMap((scenario) => {
  let variant = defaultVariant(scenario);
  return (scenario.story ?? []).map((step, index) => {
    variant = step.variant ?? variant;
    return [scenario.id, index + 1, variant, scenario, step] as const;
  });
});

function happens({ run, findings }: Simulation, pauseAt: StoryStep['pauseAt']): boolean {
  if (pauseAt === undefined) return false;
  if ('end' in pauseAt) return run.outcome === 'quiescent';
  if ('finding' in pauseAt) return findings.some(({ anomaly }) => anomaly === pauseAt.finding);
  const kind = EntryKind[pauseAt.entry as EntryKindName];
  return Array.from({ length: run.trace.length }, (_, entry) => run.trace.kindAt(entry)).includes(kind);
}

test.each(steps)(
  '%s, step %i of the story: what it pauses at happens in %s',
  (_id, _index, variant, scenario, step) => {
    const simulation = simulate(programOf(scenario, variant), { seed: scenario.seed ?? 0 });
    expect(happens(simulation, step.pauseAt)).toBe(true);
  },
);
