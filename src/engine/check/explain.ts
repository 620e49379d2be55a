import type { Language } from './catalogue.ts';
import type { Finding } from './finding.ts';
import { englishPhrases } from './phrases-english.ts';
import { koreanPhrases } from './phrases-korean.ts';
import { englishSentences } from './sentences-english.ts';
import { koreanSentences } from './sentences-korean.ts';
import { ToldFinding } from './told-finding.ts';
import type { ExplanationNames } from './told-finding.ts';

/**
 * One or two sentences that tell a finding by its operations: who did what to which item or message, and when. Entries
 * are numbered from 1, as readers see them in the log.
 */
export function explain(finding: Finding, language: Language, names: ExplanationNames = {}): string {
  const told = new ToldFinding(finding);
  return language === 'ko'
    ? koreanSentences(told, koreanPhrases(names))
    : englishSentences(told, englishPhrases(names));
}
