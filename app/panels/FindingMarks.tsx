import { useLanguage, useTranslate } from '../i18n/text.tsx';
import { useCommands, useSelect } from '../state/context.tsx';
import { findingEntry, witnessEntries } from '../state/findings.ts';
import { isWarning, findingTitle } from '../state/property-text.ts';
import type { Run } from '../state/run.ts';

const MARKS_SHOWN = 200;

/** Findings above the timeline, and on it the span and the operations of the one that is shown. */
export function FindingMarks({ run }: { readonly run: Run }) {
  const focus = useSelect((state) => state.focus);
  const scenario = useSelect(({ edit }) => edit?.scenario);
  const commands = useCommands();
  const language = useLanguage();
  const translate = useTranslate();
  const left = (entry: number) => `${((run.pacing.millis[entry] ?? 0) / run.pacing.durationMillis) * 100}%`;
  const finding = focus === undefined ? undefined : run.findings[focus];
  const witness = finding === undefined ? [] : witnessEntries(finding);
  const first = witness[0];
  const last = witness[witness.length - 1];
  return (
    <>
      {first !== undefined && last !== undefined && (
        <div
          className="witness-span"
          style={{
            left: left(first),
            width: `${(((run.pacing.millis[last] ?? 0) - (run.pacing.millis[first] ?? 0)) / run.pacing.durationMillis) * 100}%`,
          }}
        />
      )}
      {witness.map((entry) => (
        <div key={entry} className="witness-tick" style={{ left: left(entry) }} />
      ))}
      {run.findings.slice(0, MARKS_SHOWN).map((found, i) => (
        <button
          // Findings have no id; their order within a run does not change.
          // oxlint-disable-next-line react/no-array-index-key
          key={i}
          type="button"
          className={`finding-mark${i === focus ? ' is-focus' : ''}${isWarning(found) ? ' is-warning' : ''}`}
          style={{ left: left(findingEntry(found)) }}
          tabIndex={-1}
          aria-label={`${findingTitle(found, scenario, language)}, ${translate('findings.at', { n: findingEntry(found) + 1 })}`}
          onClick={() => commands.focusFinding(i)}
        />
      ))}
    </>
  );
}
