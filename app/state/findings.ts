import type { FaultBudget, Finding, Scenario } from '../../src/engine/index.ts';
import type { Edit } from './store.ts';

/** The entry at which a finding became true: where a reader is taken. */
export function findingEntry(finding: Finding): number {
  return finding.at;
}

/** The entries of the witness in the order in which they happened, each once. */
export function witnessEntries(finding: Finding): readonly number[] {
  const entries = finding.witness.operations.map(({ entry }) => entry).filter((entry) => entry >= 0);
  return [...new Set(entries)].sort((a, b) => a - b);
}

/** The first finding at or after the cursor, else the first of all; findings stand in order of their entries. */
export function followingFinding(findings: readonly Finding[], entries: number): number | undefined {
  if (findings.length === 0) return undefined;
  const found = findings.findIndex((finding) => findingEntry(finding) >= entries);
  return found === -1 ? 0 : found;
}

/** What a search of this document can ask for: its claims' anomalies and all its invariants. */
export function searchable(scenario: Scenario): readonly string[] {
  const claimed = (scenario.claims ?? []).flatMap(({ reachable = [], unreachable = [] }) => [
    ...reachable,
    ...unreachable,
  ]);
  const invariants = Object.keys(scenario.invariants ?? {}).map((id) => `invariant:${id}`);
  return [...new Set([...claimed, ...invariants])];
}

/** The bounds that the document itself names: those of the claim about this variant, else of its faults. */
export function declaredBudget({ scenario, variant }: Pick<Edit, 'scenario' | 'variant'>): FaultBudget {
  const claim = scenario.claims?.find((candidate) => candidate.variant === variant);
  return claim?.budget ?? scenario.faults?.budget ?? {};
}
