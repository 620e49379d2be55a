import './ui/tokens.css';
import './ui/base.css';
import { lazy, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { catalogue } from '../src/scenarios/index.ts';
import { loadMessages } from './i18n/translate.ts';
import { App } from './panels/App.tsx';
import { connectSharing } from './share/sharing.ts';
import { createCommands } from './state/commands.ts';
import { readPreferences, showPreferences } from './state/preferences.ts';
import { createPlaygroundStore } from './state/store.ts';
import { createEngineClient } from './worker/client.ts';

/** The composition root: the only place that wires things together. */
const ShareDialog = lazy(() => import('./share/ShareDialog.tsx').then((module) => ({ default: module.ShareDialog })));
const MessageBench = lazy(() =>
  import('./canvas/MessageBench.tsx').then((module) => ({ default: module.MessageBench })),
);

const element = document.getElementById('root');
if (element === null) throw new Error('index.html has no element with the id "root"');
const root = createRoot(element);

const query = new URLSearchParams(location.search);
if (query.get('bench') === 'messages') {
  root.render(<MessageBench count={Number(query.get('count') ?? 1000)} pan={query.get('pan') === '1'} />);
} else {
  const preferences = readPreferences();
  showPreferences(preferences);
  const store = createPlaygroundStore(catalogue, preferences);
  const commands = createCommands(store, createEngineClient());
  connectSharing({ store, commands });
  // Runs and texts are fetched at the same time.
  void loadMessages(preferences.language).then(() =>
    root.render(
      <StrictMode>
        <App playground={{ store, commands }} shareDialog={<ShareDialog />} />
      </StrictMode>,
    ),
  );
}
