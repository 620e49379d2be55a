import { CATALOGUE } from '../../src/engine/index.ts';
import type { Finding, Scenario } from '../../src/engine/index.ts';
import type { Language } from '../i18n/language.ts';
import { localText } from '../i18n/translate.ts';

/** The entry at which a finding became true: where a reader is taken. */
export function findingEntry(finding: Finding): number {
  return finding.at;
}

/** The entries of the witness in the order in which they happened, each once. */
export function witnessEntries(finding: Finding): readonly number[] {
  const entries = finding.witness.operations.map(({ entry }) => entry).filter((entry) => entry >= 0);
  return [...new Set(entries)].sort((a, b) => a - b);
}

/** The name of an anomaly in the reader's language; of an invariant its title in the document. */
export function propertyTitle(property: string, scenario: Scenario | undefined, language: Language): string {
  const known = CATALOGUE.find(({ id }) => id === property);
  if (known !== undefined) return localText(known.title, language);
  const invariant = scenario?.invariants?.[property.replace(/^invariant:/, '')];
  return invariant === undefined ? property : localText(invariant.title, language);
}

export function propertyDefinition(property: string, language: Language): string | undefined {
  const known = CATALOGUE.find(({ id }) => id === property);
  return known === undefined ? undefined : localText(known.definition, language);
}

/** What a finding means, for readers. */
export function findingSentence(finding: Finding, language: Language): string {
  return propertyDefinition(finding.anomaly, language) ?? '';
}

export function isWarning(finding: Finding): boolean {
  return CATALOGUE.find(({ id }) => id === finding.anomaly)?.severity === 'warning';
}

/** The first finding at or after the cursor, else the first of all; findings stand in order of their entries. */
export function followingFinding(findings: readonly Finding[], entries: number): number | undefined {
  if (findings.length === 0) return undefined;
  const found = findings.findIndex((finding) => findingEntry(finding) >= entries);
  return found === -1 ? 0 : found;
}

/** What a search of this document can ask for: its claims' anomalies and all its invariants. */
export function searchable(scenario: Scenario): readonly string[] {
  const claimed = (scenario.claims ?? []).flatMap(({ reachable = [], unreachable = [] }) => [...reachable, ...unreachable]);
  const invariants = Object.keys(scenario.invariants ?? {}).map((id) => `invariant:${id}`);
  return [...new Set([...claimed, ...invariants])];
}
