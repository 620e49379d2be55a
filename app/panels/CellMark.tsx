import type { Mark } from './safety-facts.ts';
import { CLAIM_TICK, MARK_PATHS } from './mark-paths.ts';

/** The shape of a verdict: told apart without colour. */
export function CellMark({ mark }: { readonly mark: Mark }) {
  return (
    <svg className={`mark mark-${mark}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={MARK_PATHS[mark]} />
    </svg>
  );
}

/** The document says the same. */
export function ClaimTick() {
  return (
    <svg className="cell-claim" viewBox="0 0 16 16" aria-hidden="true">
      <path d={CLAIM_TICK} />
    </svg>
  );
}
