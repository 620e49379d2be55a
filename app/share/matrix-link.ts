import { counterexampleOf, playedSchedule } from '../state/safety.ts';
import type { SafetyCell } from '../state/safety.ts';
import type { PlaygroundState } from '../state/store.ts';
import { elementAddress, embedAddress, playgroundAddress } from './address.ts';
import { copyText } from './clipboard.ts';
import { presentLink } from './present-link.ts';

const FRAME_PIXELS = 480;

/** Copies the link that opens the matrix, with the reader's bounds; false where it cannot be. */
export async function copyMatrixLink(state: PlaygroundState): Promise<boolean> {
  const fragment = await matrixFragment(state);
  return fragment !== undefined && copyText(`${playgroundAddress()}#${fragment}`, null);
}

/** Copies what shows the matrix in another page. @param title for those who see no picture */
export async function copyMatrixFrame(state: PlaygroundState, title: string): Promise<boolean> {
  const fragment = await matrixFragment(state);
  if (fragment === undefined) return false;
  const { frameSnippet } = await import('./snippets.ts');
  const parts = {
    link: `${playgroundAddress()}#${fragment}`,
    embed: `${embedAddress()}#${fragment}`,
    script: elementAddress(),
    fragment,
    title,
    heightPixels: FRAME_PIXELS,
  };
  return copyText(frameSnippet(parts), null);
}

async function matrixFragment(state: PlaygroundState): Promise<string | undefined> {
  const codec = await import('./codec.ts');
  const link = presentLink(codec, { ...state, dialog: 'safe' }, false);
  const written = link === undefined ? undefined : codec.writeFragment(link);
  return written?.ok === true ? written.value : undefined;
}

/** Copies the link that plays the counterexample of a cell; false where it cannot be. */
export async function copyScheduleLink({ edit }: PlaygroundState, cell: SafetyCell): Promise<boolean> {
  const found = counterexampleOf(cell);
  if (edit === undefined || found === undefined) return false;
  const codec = await import('./codec.ts');
  const { variant, options } = cell.question.row;
  const link = codec.linkTo({ ...edit, variant, options, overrides: [], schedule: playedSchedule(found) }, 0);
  const written = codec.writeFragment(link);
  return written.ok && copyText(`${playgroundAddress()}#${written.value}`, null);
}
