import { CATALOGUE } from '../../src/engine/index.ts';
import type { Finding, Scenario } from '../../src/engine/index.ts';
import type { Language } from '../i18n/language.ts';
import { localText, translator } from '../i18n/translate.ts';

export const isInvariant = (property: string): boolean => property.startsWith('invariant:');

/** The name of an anomaly in the reader's language; of an invariant its title in the document. */
export function propertyTitle(property: string, scenario: Scenario | undefined, language: Language): string {
  const known = CATALOGUE.find(({ id }) => id === property);
  if (known !== undefined) return localText(known.title, language);
  const invariant = scenario?.invariants?.[property.replace(/^invariant:/, '')];
  return invariant === undefined ? property : localText(invariant.title, language);
}

/** What a finding is called: an anomaly by its name, an invariant as broken. */
export function findingTitle(finding: Finding, scenario: Scenario | undefined, language: Language): string {
  const property = propertyTitle(finding.anomaly, scenario, language);
  return isInvariant(finding.anomaly) ? translator(language)('findings.broken', { property }) : property;
}

export function propertyDefinition(property: string, language: Language): string | undefined {
  const known = CATALOGUE.find(({ id }) => id === property);
  return known === undefined ? undefined : localText(known.definition, language);
}

export function isWarning(finding: Finding): boolean {
  return CATALOGUE.find(({ id }) => id === finding.anomaly)?.severity === 'warning';
}
