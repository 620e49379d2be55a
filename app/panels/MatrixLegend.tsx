import { useLanguage } from '../i18n/text.tsx';
import { safetyTexts } from '../i18n/safety-texts.ts';
import { CellMark, ClaimTick } from './CellMark.tsx';

interface MatrixLegendProps {
  /** Whether a cell says otherwise than the document claims. */
  readonly refuted: boolean;
}

export function MatrixLegend({ refuted }: MatrixLegendProps) {
  const text = safetyTexts(useLanguage());
  return (
    <ul className="matrix-legend" aria-label={text('legend')}>
      {(['found', 'none', 'unknown'] as const).map((mark) => (
        <li key={mark}>
          <CellMark mark={mark} />
          {text(`legend.${mark}`)}
        </li>
      ))}
      <li>
        <ClaimTick />
        {text('legend.claimed')}
      </li>
      {refuted && (
        <li>
          <span className="cell-refutes">{text('cell.contradicts')}</span>
          {text('legend.contradicts')}
        </li>
      )}
    </ul>
  );
}
