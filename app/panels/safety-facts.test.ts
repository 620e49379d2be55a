import { expect, test } from 'vitest';
import type { SafetyCell, SafetyView } from '../state/safety.ts';
import type { ExploreReply } from '../worker/protocol.ts';
import { safetyTexts } from '../i18n/safety-texts.ts';
import { budgetText, cellFace, claimSays, oddsText, summaryText, timingText } from './safety-facts.ts';

const text = safetyTexts('en');
const COUNTS = { states: 1234, transitions: 2000, depth: 9, frontier: 0, schedules: 0 };
const NONE: ExploreReply = { ...COUNTS, verdict: 'none', missProbability: 1e-13, reduced: true };
const FOUND = {
  ...COUNTS,
  verdict: 'found',
  property: 'lost-message',
  schedule: ['request a', 'crash b.0'],
  length: 'locally-minimal',
  timing: {
    possible: false,
    step: 1,
    choice: 'crash b.0',
    bound: 'maximum',
    declaredMicros: 4000,
    beyondMicros: 1500,
    suffices: true,
  },
} as const satisfies ExploreReply;
const STOPPED: ExploreReply = { ...COUNTS, verdict: 'unknown', reason: 'states' };

function cell(reply: ExploreReply, claim: SafetyCell['question']['claim'], property = 'lost-message'): SafetyCell {
  return {
    question: { row: { variant: 'v', options: {} }, property, budget: {}, maximumStates: 10, claim },
    state: { status: 'done', reply },
    shortest: undefined,
  };
}

function viewOf(cells: readonly SafetyCell[]): SafetyView {
  return {
    scenario: undefined,
    plan: { bounds: {}, properties: undefined, strategy: 'depth' },
    rows: [],
    properties: [],
    cells,
    phase: 'finished',
    totals: { done: cells.length, cells: cells.length, states: 0, depth: 0, frontier: 0, statesPerSecond: 0 },
  };
}

test('a cell says its verdict by a shape, a word and a number; invariants hold or are broken', () => {
  expect(cellFace(cell(NONE, undefined), text)).toEqual({ mark: 'none', word: 'None', count: '1,234 states' });
  expect(cellFace(cell(FOUND, undefined), text)).toEqual({ mark: 'found', word: 'Found', count: '2 choices' });
  expect(cellFace(cell(STOPPED, undefined), text)).toMatchObject({ mark: 'unknown', word: 'Unknown' });
  expect(cellFace(cell(NONE, undefined, 'invariant:x'), text).word).toBe('Holds');
  expect(cellFace(cell(FOUND, undefined, 'invariant:x'), text).word).toBe('Broken');
});

test('a claim is confirmed, refuted, or neither while the verdict is unknown', () => {
  expect(claimSays(cell(NONE, 'unreachable'))).toBe('same');
  expect(claimSays(cell(FOUND, 'reachable'))).toBe('same');
  expect(claimSays(cell(NONE, 'reachable'))).toBe('otherwise');
  expect(claimSays(cell(FOUND, 'unreachable'))).toBe('otherwise');
  expect(claimSays(cell(STOPPED, 'unreachable'))).toBeUndefined();
  expect(claimSays(cell(FOUND, undefined))).toBeUndefined();
});

test('the summary counts verdicts, and says when the document is contradicted', () => {
  const agreeing = [cell(NONE, 'unreachable'), cell(FOUND, 'reachable'), cell(FOUND, undefined)];
  expect(summaryText(viewOf(agreeing), text)).toBe(
    'All 3 questions answered: 2 found or broken, 1 none within the bounds. The document claims the same.',
  );
  expect(summaryText(viewOf([...agreeing, cell(STOPPED, undefined)]), text)).toContain('1 unknown.');
  const refuted = summaryText(viewOf([cell(FOUND, 'unreachable'), cell(STOPPED, 'reachable')]), text);
  expect(refuted).toContain('1 against the claims of the document.');
  expect(refuted).not.toContain('claims the same');
});

test('bounds, odds and delays in words', () => {
  expect(budgetText({}, text)).toBe('all requests, no faults');
  expect(budgetText({ requests: 2, crashes: 1, losses: 0 }, text)).toBe('2 requests, 1 crash');
  expect(oddsText(0)).toBe('10⁻¹⁹');
  expect(oddsText(3e-13)).toBe('10⁻¹²');
  expect(oddsText(2)).toBe('1');
  expect(timingText(FOUND, text)).toBe(
    'Needs a delay beyond those declared: choice 2 comes at least 1.500 ms after its maximum of 4.000 ms.',
  );
  const completed = { schedule: ['request a', 'relay b', 'crash b.0'], timesMicros: [0, 10, 2500] };
  expect(timingText({ ...FOUND, possible: completed }, text)).toContain('3 choices in 2.500 ms');
});
