import { counterexampleOf } from '../state/safety.ts';
import type { SafetyCell } from '../state/safety.ts';
import type { PlaygroundState } from '../state/store.ts';
import { playgroundAddress } from './address.ts';
import { copyText } from './clipboard.ts';
import { presentLink } from './present-link.ts';

/** Copies the link that opens the matrix, with the reader's bounds; false where it cannot be. */
export async function copyMatrixLink(state: PlaygroundState): Promise<boolean> {
  const codec = await import('./codec.ts');
  const link = presentLink(codec, { ...state, dialog: 'safe' }, false);
  const written = link === undefined ? undefined : codec.writeFragment(link);
  return written?.ok === true && copyText(`${playgroundAddress()}#${written.value}`, null);
}

/** Copies the link that plays the counterexample of a cell; false where it cannot be. */
export async function copyScheduleLink({ edit }: PlaygroundState, cell: SafetyCell): Promise<boolean> {
  const found = counterexampleOf(cell);
  if (edit === undefined || found === undefined) return false;
  const codec = await import('./codec.ts');
  const { variant, options } = cell.question.row;
  const link = codec.linkTo({ ...edit, variant, options, overrides: [], schedule: found.schedule }, 0);
  const written = codec.writeFragment(link);
  return written.ok && copyText(`${playgroundAddress()}#${written.value}`, null);
}
