import type { Finding } from '../../src/engine/index.ts';

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
