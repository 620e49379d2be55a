import './ui/tokens.css';
import './ui/base.css';
import { isLinkFragment } from '../src/engine/index.ts';
import { catalogue } from '../src/scenarios/index.ts';
import { FirstPicture } from './first/picture.ts';
import { loadMessages, translator } from './i18n/translate.ts';
import { presentFragment } from './share/address.ts';
import { WorkShelf } from './share/work.ts';
import { freshEdit } from './state/fresh-edit.ts';
import { readPreferences, showPreferences } from './state/preferences.ts';
import { prepareRun } from './state/run.ts';
import { createEngineClient } from './worker/client.ts';
import type { EngineClient } from './worker/client.ts';

/**
 * The entry of the page. Whoever comes without a link and without work of their own sees the first scenario run at once, on
 * the light stage; the application is fetched while it runs and takes it over. All others wait for the application.
 */
const element = document.getElementById('root');
if (element === null) throw new Error('index.html has no element with the id "root"');
const root = element;

const loadApplication = () => import('./application.tsx');

const query = new URLSearchParams(location.search);
if (query.get('bench') === 'messages')
  void loadApplication().then(({ showMessageBench }) => showMessageBench(root, query));
else void start();

async function start(): Promise<void> {
  const preferences = readPreferences();
  showPreferences(preferences);
  const engine = createEngineClient();
  const isAsked = isLinkFragment(presentFragment()) || new WorkShelf().newest !== undefined;
  // Whatever is asked for, it is read with this.
  if (isAsked) void import('./share/codec.ts');
  const picture = isAsked ? undefined : await firstPicture(engine);
  await picture?.seen;
  try {
    // Texts are fetched at the same time.
    const [{ startApplication }] = await Promise.all([loadApplication(), loadMessages(preferences.language)]);
    startApplication({ root, engine, preferences, picture });
  } catch (problem) {
    picture?.tell(translator(preferences.language)('app.incomplete'));
    throw problem;
  }

  /** Nothing, if anything is unusual: the application finds out by itself what it is, and says it. */
  async function firstPicture(client: EngineClient): Promise<FirstPicture | undefined> {
    const [item] = catalogue;
    if (item === undefined) return undefined;
    let shown: FirstPicture | undefined;
    try {
      const spoken = loadMessages(preferences.language);
      const edit = freshEdit(await item.load(), item.id);
      const { scenario, options, seed } = edit;
      // What stands around the stage is drawn while the run is made.
      const [reply] = await Promise.all([
        client.run({ scenario, builtIn: true, options, seed, overrides: [] }),
        spoken.then(() => {
          shown = new FirstPicture(edit, catalogue, preferences, client);
          shown.show();
        }),
      ]);
      if ('problems' in reply) throw new Error('the first scenario was refused');
      shown?.play(prepareRun(reply, scenario));
      return shown;
    } catch {
      shown?.remove();
      return undefined;
    }
  }
}
