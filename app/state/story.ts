import type { StoryStep } from '../../src/engine/index.ts';
import { findingEntry } from './findings.ts';
import { KIND_NAMES } from './plain.ts';
import type { Run } from './run.ts';

/** Where a step of the story pauses: after how many entries, or at which finding. Without a match it is the end. */
export function storyEntry(
  pauseAt: NonNullable<StoryStep['pauseAt']>,
  run: Run,
): { readonly entries: number; readonly finding?: number } {
  if ('finding' in pauseAt) {
    const finding = run.findings.findIndex(({ anomaly }) => anomaly === pauseAt.finding);
    const found = run.findings[finding];
    if (found !== undefined) return { entries: findingEntry(found) + 1, finding };
  }
  if ('entry' in pauseAt) {
    const code = KIND_NAMES.indexOf(pauseAt.entry);
    const entry = code === -1 ? -1 : run.trace.kinds.indexOf(code);
    if (entry !== -1) return { entries: entry + 1 };
  }
  return { entries: run.trace.length };
}
