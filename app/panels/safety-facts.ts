import type { FaultBudget, Scenario } from '../../src/engine/index.ts';
import { countText, millisText } from '../i18n/format.ts';
import type { Language } from '../i18n/language.ts';
import type { SafetyKey, SafetyText } from '../i18n/safety-texts.ts';
import { localText } from '../i18n/translate.ts';
import { isInvariant, propertyDefinition, propertyTitle } from '../state/property-text.ts';
import { FAULTS } from '../state/safety-cells.ts';
import type { SafetyQuestion, SafetyRow } from '../state/safety-cells.ts';
import { contradicts, counterexampleOf } from '../state/safety.ts';
import type { SafetyCell, SafetyView } from '../state/safety.ts';
import type { FoundReply } from '../worker/protocol.ts';

export const LIVELOCK = 'livelock';

/** The heading of a column. */
export function questionTitle(property: string, scenario: Scenario, language: Language, text: SafetyText): string {
  return property === LIVELOCK ? text('livelock') : propertyTitle(property, scenario, language);
}

export function questionHelp(property: string, language: Language, text: SafetyText): string | undefined {
  return property === LIVELOCK ? text('livelock.more') : propertyDefinition(property, language);
}

/** The heading of a row. */
export function designTitle({ variant }: SafetyRow, scenario: Scenario, language: Language, text: SafetyText): string {
  const found = variant === undefined ? undefined : scenario.variants[variant];
  return found === undefined ? text('this-design') : localText(found.title, language);
}

export type Mark = 'found' | 'none' | 'unknown' | 'running' | 'waiting' | 'failed';

/** What a cell shows: a shape, a word, and a number under it. */
export interface CellFace {
  readonly mark: Mark;
  readonly word: string;
  readonly count: string | undefined;
}

export function cellFace(cell: SafetyCell, text: SafetyText): CellFace {
  const { state, question } = cell;
  const invariant = isInvariant(question.property);
  const states = (count: number): string => text('cell.states', { count: countText(count) });
  switch (state.status) {
    case 'waiting':
      return { mark: 'waiting', word: text('cell.waiting'), count: undefined };
    case 'broken':
      return { mark: 'failed', word: text('cell.failed'), count: undefined };
    case 'running':
      return { mark: 'running', word: text('cell.running'), count: states(state.progress.states) };
    case 'done':
      break;
  }
  const found = counterexampleOf(cell);
  if (found !== undefined)
    return {
      mark: 'found',
      word: text(invariant ? 'cell.broken' : 'cell.found'),
      count: text('cell.choices', { count: found.schedule.length }),
    };
  const { verdict } = state.reply;
  return verdict === 'none'
    ? { mark: 'none', word: text(invariant ? 'cell.holds' : 'cell.none'), count: states(state.reply.states) }
    : { mark: 'unknown', word: text('cell.unknown'), count: states(state.reply.states) };
}

/** Whether the document says the same, otherwise, or nothing that could be compared. */
export function claimSays(cell: SafetyCell): 'same' | 'otherwise' | undefined {
  const { claim } = cell.question;
  if (claim === undefined || cell.state.status !== 'done' || cell.state.reply.verdict === 'unknown') return undefined;
  return contradicts(cell) ? 'otherwise' : 'same';
}

/** One sentence about all cells. */
export function summaryText({ cells, phase, totals }: SafetyView, text: SafetyText): string {
  const verdicts = cells.map((cell) => (cell.state.status === 'done' ? cell.state.reply.verdict : undefined));
  const count = (verdict: string): number => verdicts.filter((other) => other === verdict).length;
  const unknown = totals.done - count('found') - count('none');
  const answered = text(`summary.${phase}`, {
    done: totals.done,
    cells: totals.cells,
    found: count('found'),
    none: count('none'),
  });
  const sentence =
    phase === 'finished' && unknown > 0 ? `${answered} ${text('summary.unknown', { count: unknown })}` : answered;
  const refuted = cells.filter(contradicts).length;
  if (refuted > 0) return `${sentence} ${text('summary.contradictions', { count: refuted })}`;
  const claimed = cells.filter(({ question }) => question.claim !== undefined);
  return phase === 'finished' && claimed.length > 0 && claimed.every((cell) => claimSays(cell) === 'same')
    ? `${sentence} ${text('summary.agrees')}`
    : sentence;
}

export function budgetText(budget: FaultBudget, text: SafetyText): string {
  const faults = FAULTS.flatMap((fault) => {
    const count = budget[fault] ?? 0;
    return count === 0 ? [] : [text(count === 1 ? `budget.${fault}.one` : `budget.${fault}`, { count })];
  });
  const requests =
    budget.requests === undefined
      ? text('budget.requests.all')
      : text(budget.requests === 1 ? 'budget.requests.one' : 'budget.requests', { count: countText(budget.requests) });
  return [requests, ...(faults.length === 0 ? [text('budget.no-faults')] : faults)].join(', ');
}

export function claimText({ claim, property }: SafetyQuestion, text: SafetyText): string | undefined {
  if (claim === undefined) return undefined;
  const key: SafetyKey = isInvariant(property) ? `claim.invariant.${claim}` : `claim.${claim}`;
  return text(key);
}

/** Whether the declared latencies allow a counterexample. */
export function timingText({ timing, possible }: FoundReply, text: SafetyText): string {
  if (!timing.possible && possible !== undefined)
    return text('timing.completed', {
      count: possible.schedule.length,
      time: millisText(possible.timesMicros.at(-1) ?? 0),
    });
  if (timing.possible) return text('timing.possible', { time: millisText(timing.timesMicros.at(-1) ?? 0) });
  const sentence = text(`timing.${timing.bound}`, {
    step: timing.step + 1,
    time: millisText(timing.beyondMicros),
    declared: millisText(timing.declaredMicros),
  });
  return timing.suffices ? sentence : `${sentence} ${text('timing.several')}`;
}

/** A tiny chance as a power of ten, rounded up. */
export function oddsText(probability: number): string {
  if (probability <= 0) return '10⁻¹⁹';
  const exponent = Math.ceil(Math.log10(probability));
  const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹';
  return exponent >= 0 ? '1' : `10⁻${String(-exponent).replace(/\d/g, (digit) => digits.charAt(Number(digit)))}`;
}
