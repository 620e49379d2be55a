import { useSelect } from '../state/context.tsx';
import { findingEntry, witnessEntries } from '../state/findings.ts';
import type { PlaygroundState } from '../state/store.ts';
import { tableOfEntry } from './witness.ts';

/** How a part of the stage stands out: selected, lit by a finding or left in its shade, pointed at by story or pointer. */
export function partClass(state: PlaygroundState, part: string): string {
  const { run, focus, selection, hovered, edit, storyStep, entries } = state;
  const classes: string[] = [];
  if (selection?.kind === 'part' && selection.part === part) classes.push('is-selected');
  const finding = focus === undefined ? undefined : run?.findings[focus];
  if (run !== undefined && finding !== undefined) {
    const lit = [...witnessEntries(finding), findingEntry(finding)].some((entry) => run.parts[entry] === part);
    classes.push(lit ? 'is-lit' : 'is-dimmed');
  }
  if (run !== undefined && hovered !== undefined && run.parts[hovered] === part) classes.push('is-pointed');
  if (entries === 0 && finding === undefined && edit?.scenario.story?.[storyStep]?.highlight?.includes(part) === true) {
    classes.push('is-pointed');
  }
  return classes.join(' ');
}

/** Whether the finding on the stage has an operation on this table. */
export function useWitness(table: number): boolean {
  return useSelect(({ run, focus }) => {
    const finding = focus === undefined ? undefined : run?.findings[focus];
    if (run === undefined || finding === undefined) return false;
    return witnessEntries(finding).some((entry) => tableOfEntry(run.trace, entry) === table);
  });
}
