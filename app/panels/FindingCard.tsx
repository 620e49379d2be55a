import './findings.css';
import type { Finding } from '../../src/engine/index.ts';
import type { Language } from '../i18n/language.ts';
import { localText, useLanguage, useTranslate } from '../i18n/text.tsx';
import { useCommands, useSelect } from '../state/context.tsx';
import { witnessEntries } from '../state/findings.ts';
import { findingSentence } from '../state/finding-sentence.ts';
import { findingTitle } from '../state/property-text.ts';
import type { Run } from '../state/run.ts';
import { Button } from '../ui/Button.tsx';
import { entrySentence, partTitle } from './sentence.ts';

/** On whose behalf an operation of a witness was: saga, its instance and step. */
function sagaOf(finding: Finding, entry: number, run: Run, language: Language): string {
  const operation = finding.witness.operations.find((candidate) => candidate.entry === entry);
  if (operation?.sagaType === undefined) return '';
  const title = partTitle(run.structure, `saga:${operation.sagaType}`, language);
  const step = run.structure.sagas
    .find(({ id }) => id === operation.sagaType)
    ?.steps.find(({ id }) => id === operation.step);
  return step === undefined ? title : `${title}: ${localText(step.title, language)}`;
}

/** Lies over the stage while a finding is shown: one sentence, its operations in order, and the way out. */
export function FindingCard() {
  const run = useSelect((state) => state.run);
  const focus = useSelect((state) => state.focus);
  const edit = useSelect((state) => state.edit);
  const entries = useSelect((state) => state.entries);
  const commands = useCommands();
  const language = useLanguage();
  const translate = useTranslate();
  const finding = focus === undefined ? undefined : run?.findings[focus];
  if (run === undefined || finding === undefined || edit === undefined) return null;
  const title = findingTitle(finding, edit.scenario, language);
  const others = Object.entries(edit.scenario.variants).filter(([id]) => id !== edit.variant);
  return (
    <section className="finding-card" aria-label={title}>
      <div className="finding-card-head">
        <span className="finding-shape" />
        <h2>{title}</h2>
        {run.findings.length > 1 && (
          <>
            <Button
              look="quiet"
              icon="left"
              label={translate('findings.previous')}
              onClick={commands.previousFinding}
            />
            <span className="finding-count">
              {(focus ?? 0) + 1} / {run.findings.length}
            </span>
            <Button
              look="quiet"
              icon="right"
              label={translate('findings.following')}
              shortcut="F"
              onClick={commands.nextFinding}
            />
          </>
        )}
        <Button
          look="quiet"
          icon="close"
          label={translate('findings.leave')}
          shortcut="Escape"
          onClick={commands.leaveFinding}
        />
      </div>
      <p className="finding-card-sentence" aria-live="polite">
        {findingSentence(finding, run.structure, language)}
      </p>
      <ol className="operations" aria-label={translate('findings.witness')}>
        {witnessEntries(finding).map((entry, i) => (
          <li key={entry}>
            <button
              type="button"
              className={entries === entry + 1 ? 'operation is-here' : 'operation'}
              onClick={() => commands.goTo(entry + 1)}
              onPointerEnter={() => commands.hover(entry)}
              onPointerLeave={() => commands.hover(undefined)}
            >
              <span className="operation-number">{i + 1}</span>
              <span className="operation-text">
                {entrySentence(run, entry, language)}
                <span className="operation-by">{sagaOf(finding, entry, run, language)}</span>
              </span>
              <span className="operation-entry">{entry + 1}</span>
            </button>
          </li>
        ))}
      </ol>
      {others.length > 0 && (
        <div className="finding-switch">
          <span>{translate('findings.switch')}</span>
          {others.map(([id, { title }]) => (
            <Button key={id} onClick={() => void commands.setVariant(id)}>
              {localText(title, language)}
            </Button>
          ))}
        </div>
      )}
    </section>
  );
}
