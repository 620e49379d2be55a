import type { Sheet } from '../state/store.ts';
import type { IconName } from '../ui/icon-paths.ts';

/** The panels of a narrow screen, in the order of their buttons. */
export const SHEETS: readonly { readonly id: Exclude<Sheet, 'story'>; readonly icon: IconName }[] = [
  { id: 'scenarios', icon: 'book' },
  { id: 'inspect', icon: 'eye' },
  { id: 'findings', icon: 'flag' },
  { id: 'next', icon: 'branch' },
  { id: 'log', icon: 'list' },
];
