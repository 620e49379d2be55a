import { createExploration } from '../../engine/index.ts';
import type { FaultBudget, Scenario, ExplorationResult } from '../../engine/index.ts';
import { programOf } from './play-seeds.ts';

const MAXIMUM_STATES = 300_000;
const MAXIMUM_DEPTH = 1_000;

/** Searches a variant for any of the properties, within the budget that its claim states if none is given. */
export function explore(
  scenario: Scenario,
  variant: string,
  properties: readonly string[],
  budget?: FaultBudget,
): ExplorationResult {
  const claim = scenario.claims?.find((candidate) => candidate.variant === variant);
  const search = createExploration(programOf(scenario, variant), {
    properties,
    budget: budget ?? claim?.budget ?? scenario.faults?.budget ?? {},
    maximumStates: MAXIMUM_STATES,
    maximumDepth: MAXIMUM_DEPTH,
  });
  let result: ExplorationResult | undefined;
  while (result === undefined) result = search.advance(10_000);
  return result;
}
