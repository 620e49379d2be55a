import { useEffect, useSyncExternalStore } from 'react';
import type { Scenario } from '../../src/engine/index.ts';
import { usePlayground, useSelect } from '../state/context.tsx';
import { Safety } from '../state/safety.ts';
import type { SafetyView } from '../state/safety.ts';
import type { Store } from '../state/store.ts';

/** One for each playground: searches go on, and answers are kept, while the sheet is closed. */
const SAFETIES = new WeakMap<Store, Safety>();

function safetyOf(store: Store): Safety {
  const known = SAFETIES.get(store);
  if (known !== undefined) return known;
  const safety = new Safety();
  SAFETIES.set(store, safety);
  return safety;
}

/** The matrix of what is on the stage; asked at once of a document that was not asked about before. */
export function useSafety(): { readonly safety: Safety; readonly view: SafetyView } {
  const { store } = usePlayground();
  const safety = safetyOf(store);
  const view = useSyncExternalStore(safety.subscribe, () => safety.view);
  const edit = useSelect((state) => state.edit);
  const bounds = useSelect((state) => state.bounds);
  useEffect(() => {
    if (edit === undefined) return;
    const { scenario, builtIn, variant, options } = edit;
    const { view: before } = safety;
    // What was cancelled stays so, until something is asked otherwise.
    const asks = before.scenario !== scenario || before.plan.bounds !== bounds || before.phase === 'finished';
    safety.show({ scenario, builtIn: builtIn !== undefined, design: { variant, options } }, { bounds });
    if (asks) safety.start();
  }, [safety, edit, bounds]);
  useEffect(() => () => safety.rest(), [safety]);
  return { safety, view };
}

/** The matrix is the present document's: while another is being opened, the old one is not shown. */
export function isOf(view: SafetyView, scenario: Scenario | undefined): boolean {
  return scenario !== undefined && view.scenario === scenario;
}
