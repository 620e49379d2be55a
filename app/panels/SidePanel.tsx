import './side-panel.css';
import { Suspense } from 'react';
import { useTranslate } from '../i18n/text.tsx';
import { useCommands, useSelect } from '../state/context.tsx';
import type { Tab } from '../state/store.ts';
import { later } from '../ui/later.ts';

const Inspector = later(() => import('./Inspector.tsx').then((module) => module.Inspector));
const Findings = later(() => import('./Findings.tsx').then((module) => module.Findings));
const NextChoices = later(() => import('./NextChoices.tsx').then((module) => module.NextChoices));
const Log = later(() => import('./Log.tsx').then((module) => module.Log));

const TABS: readonly Tab[] = ['inspect', 'findings', 'next', 'log'];

/** Four views of the same run, one at a time. */
export function SidePanel() {
  const tab = useSelect((state) => state.tab);
  const findings = useSelect(({ run }) => run?.findings.length ?? 0);
  const choices = useSelect(({ frame }) => frame?.choices.length ?? 0);
  const commands = useCommands();
  const translate = useTranslate();
  const counts: Partial<Record<Tab, number>> = { findings, next: choices };
  const move = (by: number) => {
    const next = TABS[(TABS.indexOf(tab) + by + TABS.length) % TABS.length] as Tab;
    commands.showTab(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div className="side-panel">
      <div className="tabs" role="tablist" aria-label={translate('region.inspector')}>
        {TABS.map((id) => (
          <button
            key={id}
            id={`tab-${id}`}
            type="button"
            role="tab"
            className="tab"
            aria-selected={id === tab}
            aria-controls="tab-panel"
            tabIndex={id === tab ? 0 : -1}
            onClick={() => commands.showTab(id)}
            onKeyDown={(event) => {
              if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
              event.preventDefault();
              event.stopPropagation();
              move(event.key === 'ArrowRight' ? 1 : -1);
            }}
          >
            {translate(`tab.${id}`)}
            {counts[id] !== undefined && counts[id] > 0 && (
              <span className={id === 'findings' ? 'tab-count is-anomaly' : 'tab-count'}>{counts[id]}</span>
            )}
          </button>
        ))}
      </div>
      <div id="tab-panel" className="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        <TabBody tab={tab} />
      </div>
    </div>
  );
}

export function TabBody({ tab }: { readonly tab: Tab }) {
  return (
    <Suspense fallback={null}>
      {tab === 'inspect' && <Inspector />}
      {tab === 'findings' && <Findings />}
      {tab === 'next' && <NextChoices />}
      {tab === 'log' && <Log />}
    </Suspense>
  );
}
