import type { Finding } from './finding.ts';

/** Keeps the first finding of each name, and sorts by the entry at which they became true. */
export function firstOfEach(named: Iterable<readonly [string, Finding]>): Finding[] {
  const first = new Map<string, Finding>();
  for (const [name, finding] of named) {
    const known = first.get(name);
    if (known === undefined || finding.at < known.at) first.set(name, finding);
  }
  return [...first.values()].sort((a, b) => a.at - b.at);
}
