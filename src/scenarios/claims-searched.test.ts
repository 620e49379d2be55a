import { expect, test } from 'vitest';
import { createExploration, matrixOf } from '../engine/index.ts';
import type { ExplorationResult, MatrixCell, Scenario } from '../engine/index.ts';
import { allScenarios } from './all.ts';
import { programOf } from './testing/play-seeds.ts';

const MAXIMUM_STATES = 600_000;
const MAXIMUM_DEPTH = 1_000;

const VERDICTS = { reachable: 'found', unreachable: 'none' } as const;

function ask(scenario: Scenario, { variant, property, budget }: MatrixCell): ExplorationResult {
  const exploration = createExploration(programOf(scenario, variant), {
    properties: [property],
    budget,
    maximumStates: MAXIMUM_STATES,
    maximumDepth: MAXIMUM_DEPTH,
  });
  for (;;) {
    const result = exploration.advance(10_000);
    if (result !== undefined) return result;
  }
}

const rows = allScenarios.flatMap((scenario) => {
  const { variants, cells } = matrixOf(scenario);
  return variants.map((variant) => {
    const claimed = cells.filter((cell) => cell.variant === variant && cell.claim !== undefined);
    return [scenario.id, variant, scenario, claimed] as const;
  });
});

test.each(rows)('[SE11] %s, %s: the matrix says what the document claims', (_id, _variant, scenario, cells) => {
  expect(cells.length).toBeGreaterThan(0);
  for (const cell of cells) {
    const { verdict } = ask(scenario, cell);
    expect(`${cell.property}: ${verdict}`).toBe(`${cell.property}: ${VERDICTS[cell.claim ?? 'reachable']}`);
  }
});

test('a claim that does not hold is noticed', () => {
  const scenario = allScenarios.find(({ id }) => id === 'saga-lost-update') as Scenario;
  const cell = { variant: 'unprotected', property: 'saga-lost-update', budget: { requests: 2 }, claim: 'unreachable' };
  expect(ask(scenario, cell as MatrixCell).verdict).toBe('found');
  expect(ask(scenario, { ...cell, variant: 'lock-fail' } as MatrixCell).verdict).toBe('none');
});
