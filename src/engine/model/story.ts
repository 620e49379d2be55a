import type { Scenario } from './document.ts';
import { suggest } from './nearest-name.ts';
import type { Suggestion } from './nearest-name.ts';
import { memberPath } from './pointer.ts';
import { problem } from './problem.ts';
import type { Problem } from './problem.ts';

/** What names an invariant among the anomalies. */
const INVARIANT = 'invariant:';

/** What the claims and the story name, and the layout: variants, and parts and invariants of any of `scenarios`. */
export function checkStory(scenario: Scenario, scenarios: readonly Scenario[]): readonly Problem[] {
  const problems: Problem[] = [];
  const variants = Object.keys(scenario.variants);
  const invariants = [...new Set(scenarios.flatMap(({ invariants: all }) => Object.keys(all ?? {})))];
  const parts = [...new Set(scenarios.flatMap(partsOf))];

  function check(
    path: string,
    code: 'unknown-variant' | 'unknown-invariant' | 'unknown-part',
    name: string | undefined,
    known: readonly string[],
  ): void {
    if (name === undefined || known.includes(name)) return;
    const suggestion: Suggestion = suggest(name, known);
    problems.push(problem(path, code, suggestion));
  }
  function checkAnomaly(path: string, anomaly: string): void {
    if (anomaly.startsWith(INVARIANT)) check(path, 'unknown-invariant', anomaly.slice(INVARIANT.length), invariants);
  }

  for (const [index, claim] of (scenario.claims ?? []).entries()) {
    const path = `/claims/${index}`;
    check(`${path}/variant`, 'unknown-variant', claim.variant, variants);
    for (const list of ['reachable', 'unreachable'] as const)
      for (const [at, anomaly] of (claim[list] ?? []).entries()) checkAnomaly(`${path}/${list}/${at}`, anomaly);
  }
  for (const [index, step] of (scenario.story ?? []).entries()) {
    const path = `/story/${index}`;
    check(`${path}/variant`, 'unknown-variant', step.variant, variants);
    for (const [at, part] of (step.highlight ?? []).entries())
      check(`${path}/highlight/${at}`, 'unknown-part', part, parts);
    if (step.pauseAt !== undefined && 'finding' in step.pauseAt)
      checkAnomaly(`${path}/pauseAt/finding`, step.pauseAt.finding);
  }
  for (const part of Object.keys(scenario.layout ?? {}))
    check(memberPath('/layout', part), 'unknown-part', part, parts);
  return problems;
}

/** The parts of the picture, as stories and layouts name them. */
export function partsOf(scenario: Scenario): readonly string[] {
  return [
    ...Object.keys(scenario.services).map((id) => `service:${id}`),
    ...Object.keys(scenario.channels).map((id) => `channel:${id}`),
    ...Object.keys(scenario.clients).map((id) => `client:${id}`),
    ...Object.keys(scenario.sagas ?? {}).map((id) => `saga:${id}`),
  ];
}
