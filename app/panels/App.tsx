import './app.css';
import { Suspense, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { Stage } from '../canvas/Stage.tsx';
import { LanguageProvider, useTranslate } from '../i18n/text.tsx';
import { loadMessages } from '../i18n/translate.ts';
import { PlaygroundProvider, useCommands, usePlayground, useSelect } from '../state/context.tsx';
import type { Playground } from '../state/context.tsx';
import { Button } from '../ui/Button.tsx';
import { ErrorBoundary } from '../ui/ErrorBoundary.tsx';
import { Icon } from '../ui/Icon.tsx';
import { fetchLater, later } from '../ui/later.ts';
import { useDroppedFile } from './dropped-file.ts';
import { Gallery } from './Gallery.tsx';
import { Header } from './Header.tsx';
import { listenToKeys } from './keyboard.ts';
import { SHEETS } from './sheets.ts';
import { SidePanel } from './SidePanel.tsx';
import { StoryBand } from './Story.tsx';
import { StageBar } from './StageBar.tsx';
import { Timeline } from './Timeline.tsx';
import { Transport } from './Transport.tsx';

const Editor = later(() => import('./Editor.tsx').then((module) => module.Editor), true);
const FindingCard = later(() => import('./FindingCard.tsx').then((module) => module.FindingCard));
const HelpDialog = later(() => import('./HelpDialog.tsx').then((module) => module.HelpDialog));
const LiveRegion = later(() => import('./LiveRegion.tsx').then((module) => module.LiveRegion));
const MachinesDialog = later(() => import('./MachinesDialog.tsx').then((module) => module.MachinesDialog), true);
const Notices = later(() => import('./Notices.tsx').then((module) => module.Notices));
const SafetySheet = later(() => import('./SafetySheet.tsx').then((module) => module.SafetySheet), true);
const SheetView = later(() => import('./SheetView.tsx').then((module) => module.SheetView));

interface AppProps {
  readonly playground: Playground;
  /** The dialog that shares what is open; without it nothing offers to share. */
  readonly shareDialog?: ReactNode;
  /** Called when the first graph stands on the stage. */
  readonly onShown?: (() => void) | undefined;
}

export function App({ playground, shareDialog, onShown }: AppProps) {
  return (
    <PlaygroundProvider value={playground}>
      <Shell shareDialog={shareDialog} onShown={onShown} />
    </PlaygroundProvider>
  );
}

function Shell({ shareDialog, onShown }: Omit<AppProps, 'playground'>) {
  const { store, commands } = usePlayground();
  const wanted = useSelect(({ preferences }) => preferences.language);
  // The texts of the first language are there before the page is drawn; another one is spoken once its texts are.
  const [language, speak] = useState(wanted);
  useEffect(() => {
    let current = true;
    void loadMessages(wanted).then(() => {
      if (current) speak(wanted);
    });
    return () => {
      current = false;
    };
  }, [wanted]);
  const hasRun = useSelect(({ run }) => run !== undefined);
  useEffect(() => {
    if (hasRun) fetchLater();
  }, [hasRun]);
  useEffect(() => listenToKeys(store, commands), [store, commands]);
  return (
    <LanguageProvider value={language}>
      <Screen shareDialog={shareDialog} onShown={onShown} />
    </LanguageProvider>
  );
}

function Screen({ shareDialog, onShown }: Omit<AppProps, 'playground'>) {
  const commands = useCommands();
  const translate = useTranslate();
  const galleryOpen = useSelect((state) => state.galleryOpen);
  const focused = useSelect(({ focus }) => focus !== undefined);
  const sheetOpen = useSelect(({ sheet }) => sheet !== undefined);
  const dragging = useDroppedFile();
  return (
    <div className={`app${galleryOpen ? '' : ' is-gallery-closed'}`}>
      <a className="skip" href="#stage">
        {translate('app.skip')}
      </a>
      <Header onShare={shareDialog === undefined ? undefined : () => commands.showDialog('share')} />
      <Suspense fallback={<div className="notices" />}>
        <Notices />
      </Suspense>
      <aside className="left" aria-label={translate('region.gallery')}>
        <Part>
          <Gallery />
        </Part>
      </aside>
      <main
        id="stage"
        className={focused ? 'middle is-focused' : 'middle'}
        tabIndex={-1}
        aria-label={translate('region.stage')}
      >
        <StageBar />
        <StoryBand />
        <Part>
          <Stage onShown={onShown}>
            <Suspense fallback={null}>{focused && <FindingCard />}</Suspense>
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
      <Suspense fallback={null}>
        {sheetOpen && <SheetView />}
        <LiveRegion />
      </Suspense>
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
        {dialog === 'safe' && <SafetySheet />}
        {dialog === 'machines' && <MachinesDialog />}
        {dialog === 'share' && shareDialog}
      </Suspense>
    </Part>
  );
}

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
