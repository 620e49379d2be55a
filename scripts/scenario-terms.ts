import { collectTerms } from '../src/engine/collect-terms.ts';
import type { Scenario } from '../src/engine/index.ts';

/** The file beside a built-in scenario that holds its parsed and type-checked expressions, from the root of the project. */
export function termsPath(scenario: Scenario): string {
  return `src/scenarios/${scenario.id}/terms.json`;
}

/** Its text: one expression on each line. */
export function termsText(scenario: Scenario): string {
  const lines = Object.entries(collectTerms(scenario)).map(
    ([source, checked]) => `  ${JSON.stringify(source)}: ${JSON.stringify(checked)}`,
  );
  return `{\n${lines.join(',\n')}\n}\n`;
}
