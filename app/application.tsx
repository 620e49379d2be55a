import { lazy, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { catalogue } from '../src/scenarios/index.ts';
import type { FirstPicture } from './first/picture.ts';
import { App } from './panels/App.tsx';
import { connectSharing } from './share/sharing.ts';
import { createCommands } from './state/commands.ts';
import type { Preferences } from './state/preferences.ts';
import { createPlaygroundStore } from './state/store.ts';
import type { EngineClient } from './worker/client.ts';

/** The composition root of the application: the only place that wires things together. */
const ShareDialog = lazy(() => import('./share/ShareDialog.tsx').then((module) => ({ default: module.ShareDialog })));
const MessageBench = lazy(() =>
  import('./canvas/MessageBench.tsx').then((module) => ({ default: module.MessageBench })),
);

export interface Start {
  readonly root: HTMLElement;
  readonly engine: EngineClient;
  readonly preferences: Preferences;
  /** What is seen already; it is taken over where it then stands. */
  readonly picture: FirstPicture | undefined;
}

/** A stage that cannot be drawn must not keep the page from being seen. */
const LONGEST_WAIT_MILLIS = 3000;

export function startApplication({ root, engine, preferences, picture }: Start): void {
  const store = createPlaygroundStore(catalogue, preferences);
  const commands = createCommands(store, engine);
  const running = picture?.running;
  if (picture !== undefined && running !== undefined) {
    root.classList.add('is-coming');
    commands.takeOver(running, picture.atMillis);
  }
  connectSharing({ store, commands });
  let waits = true;
  const takePlace = (): void => {
    if (picture === undefined || !waits) return;
    waits = false;
    const { atMillis, playing, wishes } = picture.leave();
    // Of something else, that was asked for meanwhile, nothing is to be continued.
    if (store.getState().run === running?.run) {
      commands.scrub(atMillis);
      if (playing) commands.play();
    }
    // The application's stage is at the same moment one frame later; only then it is uncovered.
    requestAnimationFrame(() => {
      settle(root);
      root.classList.remove('is-coming');
      picture.remove();
      for (const wish of wishes) wish(commands);
    });
  };
  if (picture !== undefined) setTimeout(takePlace, LONGEST_WAIT_MILLIS);
  const app = (
    <StrictMode>
      <App playground={{ store, commands }} shareDialog={<ShareDialog />} onShown={takePlace} />
    </StrictMode>
  );
  // Not as a transition: in slices between the frames of the picture it would come much later on slow processors.
  createRoot(root).render(app);
}

/** What would fade in has been seen. */
function settle(element: HTMLElement): void {
  for (const animation of element.getAnimations({ subtree: true }))
    if (animation.effect !== null && animation.effect.getComputedTiming().endTime !== Infinity) animation.finish();
}

export function showMessageBench(root: HTMLElement, query: URLSearchParams): void {
  createRoot(root).render(<MessageBench count={Number(query.get('count') ?? 1000)} pan={query.get('pan') === '1'} />);
}
