import '../panels/matrix.css';
import './matrix.css';
import type { LinkBounds, Opening, Scenario } from '../../src/engine/index.ts';
import type { Language } from '../i18n/language.ts';
import { safetyTexts } from '../i18n/safety-texts.ts';
import type { SafetyText } from '../i18n/safety-texts.ts';
import { CLAIM_TICK, MARK_PATHS } from '../panels/mark-paths.ts';
import { cellFace, claimSays, designTitle, questionHelp, questionTitle, summaryText } from '../panels/safety-facts.ts';
import type { SafetyRow } from '../state/safety-cells.ts';
import { counterexampleOf, playedSchedule, Safety } from '../state/safety.ts';
import type { SafetyCell, SafetyView } from '../state/safety.ts';
import { ExplorerPool, poolSize } from '../worker/pool.ts';
import { drawn, make, setText } from './dom.ts';

/** A guest in someone else's page takes no more. */
const MOST_ENGINES = 2;

interface MatrixChoices {
  readonly opening: Opening;
  /** The design that is asked about; no variant where options were mixed. */
  readonly design: SafetyRow;
  readonly bounds: LinkBounds;
  readonly language: Language;
  readonly onPlay: (row: SafetyRow, property: string, schedule: readonly string[]) => void;
}

/** *Is it safe?* of all variants in an embed: a chunk of its own. It searches only while it can be seen. */
export class MatrixView {
  readonly element: HTMLElement;
  readonly #safety = new Safety(() => new ExplorerPool(Math.min(MOST_ENGINES, poolSize())));
  readonly #text: SafetyText;
  readonly #language: Language;
  readonly #scenario: Scenario;
  readonly #onPlay: MatrixChoices['onPlay'];
  readonly #summary = make('p', 'embed-matrix-summary');
  readonly #places: { readonly place: HTMLElement; shown: SafetyCell | undefined }[] = [];
  #begun = false;

  constructor({ opening, design, bounds, language, onPlay }: MatrixChoices) {
    this.#text = safetyTexts(language);
    this.#language = language;
    this.#scenario = opening.scenario;
    this.#onPlay = onPlay;
    this.#safety.show({ scenario: opening.scenario, builtIn: opening.builtIn !== undefined, design }, { bounds });
    const { view } = this.#safety;
    const body =
      view.cells.length === 0
        ? make('p', 'embed-matrix-nothing', this.#text('nothing'))
        : make('div', 'matrix-scroll', this.#table(view, design));
    this.element = make('section', 'embed-matrix', this.#summary, body);
    this.element.setAttribute('aria-label', this.#text('matrix'));
    this.#safety.subscribe(() => this.#show());
    this.#show();
  }

  /** Searches while it can be seen, and stands still while not. */
  setVisible(visible: boolean): void {
    const { phase } = this.#safety.view;
    if (!visible) this.#safety.pause();
    else if (!this.#begun) this.#safety.start();
    else if (phase === 'paused') this.#safety.resume();
    this.#begun ||= visible;
  }

  close(): void {
    this.#safety.cancel();
    this.#safety.rest();
  }

  #table({ rows, properties }: SafetyView, design: SafetyRow): HTMLElement {
    const heading = (scope: string, className: string, content: string): HTMLElement => {
      const made = make('th', className, content);
      made.scope = scope;
      return made;
    };
    const head = make('tr', '', heading('col', 'matrix-corner', this.#text('design')));
    for (const property of properties) {
      const made = heading(
        'col',
        'matrix-question',
        questionTitle(property, this.#scenario, this.#language, this.#text),
      );
      made.title = questionHelp(property, this.#language, this.#text) ?? '';
      head.append(made);
    }
    const body = make('tbody', '');
    for (const [r, row] of rows.entries()) {
      const line = make(
        'tr',
        row.variant === design.variant ? 'is-present' : '',
        heading('row', 'matrix-design', designTitle(row, this.#scenario, this.#language, this.#text)),
      );
      for (const c of properties.keys()) {
        const place = make('td', 'matrix-place');
        this.#places[r * properties.length + c] = { place, shown: undefined };
        line.append(place);
      }
      body.append(line);
    }
    const table = make('table', 'matrix', make('thead', '', head), body);
    table.setAttribute('aria-label', this.#text('matrix'));
    return table;
  }

  #show(): void {
    const { view } = this.#safety;
    setText(this.#summary, summaryText(view, this.#text));
    for (const [i, cell] of view.cells.entries()) {
      const place = this.#places[i];
      if (place === undefined || place.shown === cell) continue;
      place.shown = cell;
      place.place.replaceChildren(this.#cell(cell));
    }
  }

  /** A counterexample is a button that plays it; everything else is told. */
  #cell(cell: SafetyCell): HTMLElement {
    const { mark, word, count } = cellFace(cell, this.#text);
    const says = claimSays(cell);
    const words = make('span', 'cell-words', make('span', 'cell-word', word));
    if (count !== undefined) words.append(make('span', 'cell-count', count));
    if (says === 'otherwise') words.append(make('span', 'cell-refutes', this.#text('cell.contradicts')));
    const face = [shape(`mark mark-${mark}`, MARK_PATHS[mark]), words];
    const found = counterexampleOf(cell);
    const around = make('div', `cell is-${mark}${says === 'otherwise' ? ' is-refuting' : ''}`);
    if (found === undefined) around.append(make('div', 'cell-face', ...face));
    else {
      const { row, property } = cell.question;
      const button = make('button', 'cell-face', ...face);
      button.type = 'button';
      button.title = this.#text('cell.play');
      const names = {
        design: designTitle(row, this.#scenario, this.#language, this.#text),
        property: questionTitle(property, this.#scenario, this.#language, this.#text),
        verdict: word,
        count: count ?? '',
      };
      button.setAttribute('aria-label', `${this.#text('cell.play')}: ${this.#text('cell.label', names)}`);
      button.addEventListener('click', () => this.#onPlay(row, property, playedSchedule(found)));
      around.append(button);
    }
    if (says === 'same') {
      const tick = make('span', 'embed-matrix-claim', shape('cell-claim', CLAIM_TICK));
      tick.title = this.#text('cell.as-claimed');
      around.append(tick);
    }
    return around;
  }
}

function shape(className: string, path: string): SVGSVGElement {
  return drawn('svg', { class: className, viewBox: '0 0 16 16', 'aria-hidden': 'true' }, drawn('path', { d: path }));
}
