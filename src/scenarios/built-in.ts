import type { CheckedTerms, Scenario } from '../engine/index.ts';

/** What a JSON module says of its type is wider than the schema; a test parses every document. */
export interface JsonModule {
  readonly default: unknown;
}

const checkedTerms = new WeakMap<Scenario, CheckedTerms>();

/** A built-in scenario from its document and its checked expressions. */
export async function builtIn(document: Promise<JsonModule>, terms: Promise<JsonModule>): Promise<Scenario> {
  const [{ default: scenario }, { default: checked }] = await Promise.all([document, terms]);
  checkedTerms.set(scenario as Scenario, checked as CheckedTerms);
  return scenario as Scenario;
}

/** The expressions of a scenario that `builtIn` has given and nobody has changed, parsed and type-checked; of no other. */
export function checkedTermsOf(scenario: Scenario): CheckedTerms | undefined {
  return checkedTerms.get(scenario);
}
