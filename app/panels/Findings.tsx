import './findings.css';
import { useLanguage, useTranslate } from '../i18n/text.tsx';
import { useCommands, useSelect } from '../state/context.tsx';
import { findingEntry } from '../state/findings.ts';
import { findingSentence } from '../state/finding-sentence.ts';
import { isWarning, findingTitle } from '../state/property-text.ts';

/** What went wrong in this run, in order of entries. */
export function Findings() {
  const scenario = useSelect(({ edit }) => edit?.scenario);
  const run = useSelect((state) => state.run);
  const focus = useSelect((state) => state.focus);
  const commands = useCommands();
  const language = useLanguage();
  const translate = useTranslate();
  if (run === undefined) return null;
  const { findings } = run;
  if (findings.length === 0) {
    return (
      <div className="panel-empty">
        <p className="panel-lead">{translate('findings.none')}</p>
        <p className="panel-note">{translate('findings.none.more')}</p>
      </div>
    );
  }
  return (
    <div className="panel-section">
      <h3 className="panel-title">
        {findings.length === 1 ? translate('findings.one') : translate('findings.many', { count: findings.length })}
      </h3>
      <ul className="findings">
        {findings.map((finding, i) => (
          // Findings have no id; their order within a run does not change.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={i}>
            <button
              type="button"
              className={i === focus ? 'finding is-focus' : 'finding'}
              aria-pressed={i === focus}
              onClick={() => (i === focus ? commands.leaveFinding() : commands.focusFinding(i))}
            >
              <span className="finding-head">
                <span className={isWarning(finding) ? 'finding-shape is-warning' : 'finding-shape'} />
                <strong>{findingTitle(finding, scenario, language)}</strong>
                <span className="finding-at">{translate('findings.at', { n: findingEntry(finding) + 1 })}</span>
              </span>
              <span className="finding-sentence">{findingSentence(finding, run.structure, language)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
