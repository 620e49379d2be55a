import './safety.css';
import { useCallback, useState } from 'react';
import { countText } from '../i18n/format.ts';
import { localText, useLanguage } from '../i18n/text.tsx';
import { safetyTexts } from '../i18n/safety-texts.ts';
import { copyMatrixFrame, copyMatrixLink, copyScheduleLink } from '../share/matrix-link.ts';
import { useCommands, usePlayground, useSelect } from '../state/context.tsx';
import type { Safety, SafetyCell, SafetyView } from '../state/safety.ts';
import { contradicts, counterexampleOf, playedSchedule } from '../state/safety.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { MatrixDetails } from './MatrixDetails.tsx';
import { MatrixLegend } from './MatrixLegend.tsx';
import { MatrixTable } from './MatrixTable.tsx';
import { summaryText } from './safety-facts.ts';
import { SafetySettings } from './SafetySettings.tsx';
import { isOf, useSafety } from './useSafety.ts';

/** Asks every design every question, and says exactly what may be said: found, none within the bounds, or unknown. */
export function SafetySheet() {
  const { store } = usePlayground();
  const commands = useCommands();
  const language = useLanguage();
  const text = safetyTexts(language);
  const { safety, view } = useSafety();
  const scenario = useSelect(({ edit }) => edit?.scenario);
  const present = useSelect(({ edit }) => edit?.variant);
  const [chosen, setChosen] = useState<string>();
  const play = useCallback(
    (cell: SafetyCell): void => {
      const found = counterexampleOf(cell);
      const { row, property } = cell.question;
      if (found !== undefined) void commands.playSchedule(row, property, playedSchedule(found));
    },
    [commands],
  );
  const choose = useCallback(
    (index: number): void => {
      const cell = safety.view.cells[index];
      if (cell === undefined) return;
      const place = placeOf(cell);
      setChosen((before) => (before === place ? undefined : place));
    },
    [safety],
  );
  if (scenario === undefined) return null;
  const cell = view.cells.find((candidate) => placeOf(candidate) === chosen);
  return (
    <Dialog title={text('title')} full onClose={() => commands.showDialog(undefined)}>
      {isOf(view, scenario) && (
        <>
          <p className="safety-explain">{text('explain')}</p>
          <Toolbar
            safety={safety}
            view={view}
            onShare={() => copyMatrixLink(store.getState())}
            onEmbed={() => copyMatrixFrame(store.getState(), localText(scenario.title, language))}
          />
          <details className="safety-settings">
            <summary>
              {text('settings')}
              {isChanged(view) && <span className="chip">{text('settings.changed')}</span>}
            </summary>
            <SafetySettings
              scenario={scenario}
              plan={view.plan}
              onBounds={commands.setBounds}
              onPlan={(plan) => {
                safety.replan(plan);
                safety.start();
              }}
            />
          </details>
          {view.cells.length === 0 ? (
            <p className="safety-nothing">{text('nothing')}</p>
          ) : (
            <div className={cell === undefined ? 'safety-split' : 'safety-split has-details'}>
              <div className="safety-table">
                <MatrixTable
                  scenario={scenario}
                  view={view}
                  present={present}
                  chosen={cell === undefined ? undefined : view.cells.indexOf(cell)}
                  onChoose={choose}
                  onPlay={play}
                />
                <MatrixLegend refuted={view.cells.some(contradicts)} />
                {cell === undefined && <p className="safety-hint">{text('details.empty')}</p>}
              </div>
              {cell !== undefined && (
                <aside className="safety-details" aria-label={text('details')}>
                  <MatrixDetails
                    scenario={scenario}
                    cell={cell}
                    onPlay={play}
                    onShortest={({ question }) => safety.findShortest(question)}
                    onShare={(found) => copyScheduleLink(store.getState(), found)}
                    onClose={() => setChosen(undefined)}
                  />
                </aside>
              )}
            </div>
          )}
        </>
      )}
    </Dialog>
  );
}

/** Stays the same when the cell is asked again, or within other bounds. */
function placeOf({ question }: SafetyCell): string {
  return `${question.row.variant ?? ''} ${question.property}`;
}

function isChanged({ plan }: SafetyView): boolean {
  return Object.keys(plan.bounds).length > 0 || plan.properties !== undefined || plan.strategy !== 'depth';
}

interface ToolbarProps {
  readonly safety: Safety;
  readonly view: SafetyView;
  readonly onShare: () => Promise<boolean>;
  readonly onEmbed: () => Promise<boolean>;
}

function Toolbar({ safety, view, onShare, onEmbed }: ToolbarProps) {
  const text = safetyTexts(useLanguage());
  const [told, setTold] = useState<string>();
  const { phase, totals } = view;
  const copy = async (copied: Promise<boolean>): Promise<void> =>
    setTold(text((await copied) ? 'shared' : 'not-shared'));
  const isUnderWay = phase === 'running' || phase === 'paused';
  return (
    <div className="safety-bar">
      <div className="safety-buttons">
        {phase === 'ready' && totals.cells > 0 && (
          <Button look="primary" icon="play" onClick={() => safety.start()}>
            {text(totals.done === 0 ? 'start' : 'again')}
          </Button>
        )}
        {phase === 'running' && (
          <Button icon="pause" onClick={() => safety.pause()}>
            {text('pause')}
          </Button>
        )}
        {phase === 'paused' && (
          <Button look="primary" icon="play" onClick={() => safety.resume()}>
            {text('resume')}
          </Button>
        )}
        {isUnderWay && <Button onClick={() => safety.cancel()}>{text('cancel')}</Button>}
        <Button icon="share" onClick={() => void copy(onShare())}>
          {text('share')}
        </Button>
        <Button onClick={() => void copy(onEmbed())}>{text('embed')}</Button>
        <output className="safety-told">{told ?? ''}</output>
      </div>
      <div className="safety-state">
        <p className="safety-summary">{summaryText(view, text)}</p>
        {/* Read aloud when something begins or ends, not at every answer. */}
        <output className="visually-hidden">{phase === 'running' ? text('running') : summaryText(view, text)}</output>
        {isUnderWay && <progress aria-label={text('progress')} max={Math.max(1, totals.cells)} value={totals.done} />}
        <p className="safety-totals">
          <span>{text('total.states', { count: countText(totals.states) })}</span>
          {isUnderWay && (
            <>
              {phase === 'running' && <span>{text('total.rate', { count: countText(totals.statesPerSecond) })}</span>}
              {totals.depth > 0 && (
                <>
                  <span>{text('total.depth', { count: countText(totals.depth) })}</span>
                  <span>{text('total.frontier', { count: countText(totals.frontier) })}</span>
                </>
              )}
            </>
          )}
        </p>
      </div>
    </div>
  );
}
