import { useLanguage } from '../i18n/text.tsx';
import { useSelect } from '../state/context.tsx';
import { findingEntry } from '../state/findings.ts';
import { findingTitle } from '../state/property-text.ts';
import { entrySentence } from './sentence.ts';

/** Tells screen readers what happened; while playing only findings, so that they are not flooded. */
export function LiveRegion() {
  const language = useLanguage();
  const text = useSelect(({ run, entries, playing, edit }) => {
    if (run === undefined || entries === 0) return '';
    if (!playing) return entrySentence(run, entries - 1, language);
    const last = run.findings.findLast((finding) => findingEntry(finding) < entries);
    return last === undefined ? '' : findingTitle(last, edit?.scenario, language);
  });
  return (
    <output className="visually-hidden" aria-live="polite">
      {text}
    </output>
  );
}
