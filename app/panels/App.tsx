import './app.css';
import { lazy, Suspense, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { Stage } from '../canvas/Stage.tsx';
import { LanguageProvider, useTranslate } from '../i18n/text.tsx';
import { PlaygroundProvider, useCommands, usePlayground, useSelect } from '../state/context.tsx';
import type { Playground } from '../state/context.tsx';
import { Button } from '../ui/Button.tsx';
import { ErrorBoundary } from '../ui/ErrorBoundary.tsx';
import { Icon } from '../ui/Icon.tsx';
import type { IconName } from '../ui/Icon.tsx';
import type { Sheet } from '../state/store.ts';
import { useDroppedFile } from './dropped-file.ts';
import { FindingCard } from './Findings.tsx';
import { Gallery } from './Gallery.tsx';
import { Header } from './Header.tsx';
import { listenToKeys } from './keyboard.ts';
import { Notices } from './Notices.tsx';
import { SafetyDialog } from './SafetyDialog.tsx';
import { SidePanel, TabBody } from './SidePanel.tsx';
import { StoryBand } from './Story.tsx';
import { StageBar } from './StageBar.tsx';
import { LiveRegion, Timeline } from './Timeline.tsx';
import { Transport } from './Transport.tsx';

const Editor = lazy(() => import('./Editor.tsx').then((module) => ({ default: module.Editor })));
const HelpDialog = lazy(() => import('./HelpDialog.tsx').then((module) => ({ default: module.HelpDialog })));
const MachinesDialog = lazy(() => import('./MachinesDialog.tsx').then((module) => ({ default: module.MachinesDialog })));

interface AppProps {
  readonly playground: Playground;
  /** The dialog that shares what is open; without it nothing offers to share. */
  readonly shareDialog?: ReactNode;
}

export function App({ playground, shareDialog }: AppProps) {
  return (
    <PlaygroundProvider value={playground}>
      <Shell shareDialog={shareDialog} />
    </PlaygroundProvider>
  );
}

function Shell({ shareDialog }: { readonly shareDialog: ReactNode }) {
  const { store, commands } = usePlayground();
  const language = useSelect(({ preferences }) => preferences.language);
  useEffect(() => listenToKeys(store, commands), [store, commands]);
  return (
    <LanguageProvider value={language}>
      <Screen shareDialog={shareDialog} />
    </LanguageProvider>
  );
}

function Screen({ shareDialog }: { readonly shareDialog: ReactNode }) {
  const commands = useCommands();
  const translate = useTranslate();
  const galleryOpen = useSelect((state) => state.galleryOpen);
  const focused = useSelect(({ focus }) => focus !== undefined);
  const dragging = useDroppedFile();
  return (
    <div className={`app${galleryOpen ? '' : ' is-gallery-closed'}`}>
      <a className="skip" href="#stage">
        {translate('app.skip')}
      </a>
      <Header onShare={shareDialog === undefined ? undefined : () => commands.showDialog('share')} />
      <Notices />
      <aside className="left" aria-label={translate('region.gallery')}>
        <Part>
          <Gallery />
        </Part>
      </aside>
      <main id="stage" className={focused ? 'middle is-focused' : 'middle'} tabIndex={-1} aria-label={translate('region.stage')}>
        <StageBar />
        <StoryBand />
        <Part>
          <Stage>
            <FindingCard />
          </Stage>
        </Part>
      </main>
      <aside className="right" aria-label={translate('region.inspector')}>
        <Part>
          <SidePanel />
        </Part>
      </aside>
      <footer className="bottom" aria-label={translate('region.timeline')}>
        <Part>
          <Transport />
          <Timeline />
        </Part>
      </footer>
      <SheetBar />
      <SheetView />
      <LiveRegion />
      <Dialogs shareDialog={shareDialog} />
      {dragging && <div className="drop">{translate('gallery.drop')}</div>}
    </div>
  );
}

/** A region that may fail to draw without taking the others with it. */
function Part({ children }: { readonly children: ReactNode }) {
  const translate = useTranslate();
  return (
    <ErrorBoundary
      instead={(problem, retry) => (
        <div className="part-failed" role="alert">
          <p>{translate('banner.view')}</p>
          <code>{problem.message}</code>
          <Button onClick={retry}>{translate('banner.view.retry')}</Button>
        </div>
      )}
    >
      {children}
    </ErrorBoundary>
  );
}

function Dialogs({ shareDialog }: { readonly shareDialog: ReactNode }) {
  const dialog = useSelect((state) => state.dialog);
  if (dialog === undefined) return null;
  return (
    <Part>
      <Suspense fallback={null}>
        {dialog === 'help' && <HelpDialog />}
        {dialog === 'editor' && <Editor />}
        {dialog === 'safe' && <SafetyDialog />}
        {dialog === 'machines' && <MachinesDialog />}
        {dialog === 'share' && shareDialog}
      </Suspense>
    </Part>
  );
}

const SHEETS: readonly { readonly id: Sheet; readonly icon: IconName }[] = [
  { id: 'scenarios', icon: 'book' },
  { id: 'inspect', icon: 'eye' },
  { id: 'findings', icon: 'flag' },
  { id: 'next', icon: 'branch' },
  { id: 'log', icon: 'list' },
];

/** On a narrow screen the panels are sheets, opened from here. */
function SheetBar() {
  const sheet = useSelect((state) => state.sheet);
  const findings = useSelect(({ run }) => run?.findings.length ?? 0);
  const commands = useCommands();
  const translate = useTranslate();
  return (
    <nav className="sheet-bar" aria-label={translate('region.inspector')}>
      {SHEETS.map(({ id, icon }) => (
        <button
          key={id}
          type="button"
          className="sheet-tab"
          aria-pressed={sheet === id}
          onClick={() => commands.showSheet(sheet === id ? undefined : id)}
        >
          <span className="sheet-icon">
            <Icon name={icon} />
            {id === 'findings' && findings > 0 && <span className="sheet-count">{findings}</span>}
          </span>
          {translate(`tab.${id}`)}
        </button>
      ))}
    </nav>
  );
}

function SheetView() {
  const sheet = useSelect((state) => state.sheet);
  const commands = useCommands();
  const translate = useTranslate();
  const [narrow, setNarrow] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const media = matchMedia(NARROW);
    const changed = () => setNarrow(media.matches);
    media.addEventListener('change', changed);
    return () => media.removeEventListener('change', changed);
  }, []);
  if (!narrow || sheet === undefined) return null;
  return (
    <section className="sheet" aria-label={translate(`tab.${sheet}`)}>
      <div className="sheet-head">
        <h2>{translate(`tab.${sheet}`)}</h2>
        <Button look="quiet" icon="close" label={translate('action.close')} onClick={() => commands.showSheet(undefined)} />
      </div>
      <div className="sheet-body">{sheet === 'scenarios' || sheet === 'story' ? <Gallery /> : <TabBody tab={sheet} />}</div>
    </section>
  );
}

const NARROW = '(max-width: 760px)';
