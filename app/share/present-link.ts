import type { Link } from '../../src/engine/index.ts';
import type { PlaygroundState } from '../state/store.ts';
import type * as codecChunk from './codec.ts';

export type Codec = typeof codecChunk;

/** The link to what is on the stage, with the cursor where it stands or at the start; undefined when nothing is open. */
export function presentLink(codec: Codec, state: PlaygroundState, atMoment: boolean): Link | undefined {
  const { edit, entries, selection } = state;
  if (edit === undefined) return undefined;
  const link = { ...codec.linkTo(edit, atMoment ? entries : 0), ...matrixOf(state) };
  return selection?.kind === 'part' && atMoment ? { ...link, selection: selection.part } : link;
}

/** The matrix is a view like others: while it is open, the link opens it. */
function matrixOf({ dialog, bounds }: PlaygroundState): Pick<Link, 'view' | 'bounds'> {
  if (dialog !== 'safe') return {};
  return Object.keys(bounds).length === 0 ? { view: 'matrix' } : { view: 'matrix', bounds };
}

/** With fingerprints of the run, for links that are handed on: a later engine can then say whether it runs the same. */
export function sealedLink(codec: Codec, state: PlaygroundState, link: Link): Link {
  return link.entries === undefined || state.run === undefined
    ? link
    : { ...link, seal: codec.sealOf(state.run.trace) };
}
