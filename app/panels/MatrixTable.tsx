import './matrix.css';
import { memo, useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { Scenario } from '../../src/engine/index.ts';
import { useLanguage } from '../i18n/text.tsx';
import { safetyTexts } from '../i18n/safety-texts.ts';
import type { Language } from '../i18n/language.ts';
import { isInvariant } from '../state/property-text.ts';
import { counterexampleOf } from '../state/safety.ts';
import type { SafetyCell, SafetyView } from '../state/safety.ts';
import { Icon } from '../ui/Icon.tsx';
import { CellMark, ClaimTick } from './CellMark.tsx';
import { cellFace, claimSays, designTitle, questionHelp, questionTitle } from './safety-facts.ts';

interface MatrixTableProps {
  readonly scenario: Scenario;
  readonly view: SafetyView;
  /** The variant on the stage. */
  readonly present: string | undefined;
  /** Index of the chosen cell. */
  readonly chosen: number | undefined;
  readonly onChoose: (index: number) => void;
  readonly onPlay: (cell: SafetyCell) => void;
}

/** Designs down, questions across. One stop of the tab key; arrow keys go from cell to cell. */
export function MatrixTable({ scenario, view, present, chosen, onChoose, onPlay }: MatrixTableProps) {
  const language = useLanguage();
  const text = safetyTexts(language);
  const { rows, properties, cells } = view;
  const table = useRef<HTMLTableElement>(null);
  const [reached, setReached] = useState(0);
  const stop = Math.min(reached, cells.length - 1);
  const anomalies = properties.filter((property) => !isInvariant(property));
  const invariants = properties.filter(isInvariant);
  // Invariants stand behind, under a heading of their own.
  const columns = [...anomalies, ...invariants];
  const isGrouped = invariants.length > 0 && anomalies.length > 0;
  const corner = (
    <th scope="col" className="matrix-corner" rowSpan={isGrouped ? 2 : 1}>
      {text('design')}
    </th>
  );
  const indexAt = (row: number, column: number): number =>
    row * properties.length + properties.indexOf(columns[column] as string);

  const move = (event: KeyboardEvent, row: number, column: number): void => {
    const to = target(event, row, column, rows.length - 1, columns.length - 1);
    if (to === undefined) return;
    event.preventDefault();
    const index = indexAt(to.row, to.column);
    setReached(index);
    table.current?.querySelector<HTMLElement>(`[data-cell="${index}"]`)?.focus();
  };

  useEffect(() => {
    // The table becomes narrower when the details stand beside it.
    if (chosen !== undefined)
      table.current?.querySelector(`[data-cell="${chosen}"]`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [chosen]);

  return (
    <div className="matrix-scroll">
      <table ref={table} className="matrix" aria-label={text('matrix')} aria-describedby="matrix-keys">
        <thead>
          {isGrouped && (
            <tr className="matrix-groups">
              {corner}
              <th scope="colgroup" colSpan={anomalies.length}>
                {text('group.anomalies')}
              </th>
              <th scope="colgroup" colSpan={invariants.length}>
                {text('group.invariants')}
              </th>
            </tr>
          )}
          <tr>
            {!isGrouped && corner}
            {columns.map((property, i) => (
              <th
                key={property}
                scope="col"
                className={i === anomalies.length && i > 0 ? 'matrix-question is-first' : 'matrix-question'}
                title={questionHelp(property, language, text)}
              >
                {questionTitle(property, scenario, language, text)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, r) => {
            const isPresent = row.variant === present;
            return (
              <tr key={row.variant ?? ''} className={isPresent ? 'is-present' : undefined}>
                <th scope="row" className="matrix-design">
                  {designTitle(row, scenario, language, text)}
                  {isPresent && <span className="matrix-present">{text('on-stage')}</span>}
                </th>
                {columns.map((property, c) => {
                  const index = indexAt(r, c);
                  const cell = cells[index];
                  return cell === undefined ? null : (
                    <td
                      key={property}
                      className={c === anomalies.length && c > 0 ? 'matrix-place is-first' : 'matrix-place'}
                      onKeyDown={(event) => move(event, r, c)}
                      onFocus={() => setReached(index)}
                    >
                      <MatrixCell
                        cell={cell}
                        index={index}
                        scenario={scenario}
                        language={language}
                        isChosen={index === chosen}
                        isStop={index === stop}
                        onChoose={onChoose}
                        onPlay={onPlay}
                      />
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
      <p id="matrix-keys" className="visually-hidden">
        {text('details.keys')}
      </p>
    </div>
  );
}

/** Where a key leads from a cell; undefined if it leads nowhere. */
function target(
  { key, ctrlKey, metaKey, altKey }: KeyboardEvent,
  row: number,
  column: number,
  lastRow: number,
  lastColumn: number,
): { readonly row: number; readonly column: number } | undefined {
  if (metaKey || altKey) return undefined;
  switch (key) {
    case 'ArrowLeft':
      return { row, column: Math.max(0, column - 1) };
    case 'ArrowRight':
      return { row, column: Math.min(lastColumn, column + 1) };
    case 'ArrowUp':
      return { row: Math.max(0, row - 1), column };
    case 'ArrowDown':
      return { row: Math.min(lastRow, row + 1), column };
    case 'Home':
      return { row: ctrlKey ? 0 : row, column: 0 };
    case 'End':
      return { row: ctrlKey ? lastRow : row, column: lastColumn };
    default:
      return undefined;
  }
}

interface MatrixCellProps {
  readonly cell: SafetyCell;
  readonly index: number;
  readonly scenario: Scenario;
  readonly language: Language;
  readonly isChosen: boolean;
  readonly isStop: boolean;
  readonly onChoose: (index: number) => void;
  readonly onPlay: (cell: SafetyCell) => void;
}

/** Drawn again only when its own search told something new. */
const MatrixCell = memo(function MatrixCell({
  cell,
  index,
  scenario,
  language,
  isChosen,
  isStop,
  onChoose,
  onPlay,
}: MatrixCellProps) {
  const text = safetyTexts(language);
  const { mark, word, count } = cellFace(cell, text);
  const says = claimSays(cell);
  const names = {
    design: designTitle(cell.question.row, scenario, language, text),
    property: questionTitle(cell.question.property, scenario, language, text),
    verdict: word,
  };
  const label = count === undefined ? text('cell.label.waiting', names) : text('cell.label', { ...names, count });
  const claim = says === undefined ? undefined : text(says === 'same' ? 'cell.as-claimed' : 'cell.contradicts');
  return (
    <div className={`cell is-${mark}${says === 'otherwise' ? ' is-refuting' : ''}${isChosen ? ' is-chosen' : ''}`}>
      <button
        type="button"
        className="cell-face"
        data-cell={index}
        tabIndex={isStop ? 0 : -1}
        aria-label={claim === undefined ? label : `${label}, ${claim}`}
        aria-pressed={isChosen}
        onClick={() => onChoose(index)}
      >
        <CellMark mark={mark} />
        <span className="cell-words">
          <span className="cell-word">{word}</span>
          {count !== undefined && <span className="cell-count">{count}</span>}
          {says === 'otherwise' && <span className="cell-refutes">{claim}</span>}
        </span>
        {says === 'same' && (
          <span title={claim}>
            <ClaimTick />
          </span>
        )}
      </button>
      {counterexampleOf(cell) !== undefined && (
        // By keyboard the counterexample is played from the details.
        <button
          type="button"
          className="cell-play"
          tabIndex={-1}
          aria-label={`${text('cell.play')}: ${label}`}
          title={text('cell.play')}
          onClick={() => onPlay(cell)}
        >
          <Icon name="play" />
        </button>
      )}
    </div>
  );
});
