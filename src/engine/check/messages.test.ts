import { expect, test } from 'vitest';
import type { AnomalyId } from './catalogue.ts';
import { check } from './check.ts';
import { historyOfLine, judgeLine } from './judge-line.ts';

const MESSAGES: readonly AnomalyId[] = ['lost-message', 'ghost-message', 'duplicate-effect', 'stuck-saga'];

const cases: readonly (readonly [string, readonly AnomalyId[], string])[] = [
  ['AN20 committed, and died before sending', ['lost-message'], '_@f<q:w(x)n(m) f#'],
  ['AN20 committed and sent', [], '_@f<q:w(x)n(m) f>m'],
  ['AN20 one of two sent', ['lost-message'], '_@f<q:w(x)n(m)n(k) f>m f#'],
  ['AN20 sent, and lost by the network: that is no dual write', [], '_@f<q:w(x)n(m) f>m-'],
  ['AN20 rolled back: nothing was promised', [], '_@f<q:w(x)n(m)~'],
  ['AN20 in the outbox for ever', ['lost-message'], '_:w(x)o(m)'],
  ['AN20 in the outbox, relayed', [], '_:w(x)o(m) >m'],
  ['AN20 a reply straight back is no message of a channel', [], '_:w(x)n(m^)'],
  ['AN20 sent by a later attempt under another id', [], '_@f:w(x)n(m%1) f# _@g:n(m%2) g>m%2'],
  ['AN20 the last attempt counts', ['lost-message'], '_@f:w(x)n(m%1) f>m%1 f# _@g:n(m%2) g#'],
  ['AN20 another message of the same work does not do', ['lost-message'], '_@f:w(x)n(m%1) f# _@g:n(k%2) g>k%2'],
  ['AN21 sent, then rolled back', ['ghost-message'], '_:w(x)s(m)~'],
  ['AN21 sent, then died', ['ghost-message'], '_@f{t:w(x)s(m) f#'],
  ['AN21 sent, then committed', [], '_:w(x)s(m)'],
  ['AN21 sent outside, then rolled back', [], '_@f:w(x)~ f>m'],
  ['AN22 the same transaction in two attempts', ['duplicate-effect'], '_@f<q=pay:w(x) _@g<q=pay:w(x)'],
  ['AN22 a duplicated request starts two sagas', ['duplicate-effect'], 'A0*@f<q=go: B0*@g<q=go: A. B.'],
  ['AN22 two transactions of one attempt', [], '_@f<q=one:w(x) _@f<q=two:w(x)'],
  ['AN22 the second attempt did the rest', [], '_@f<q=one:w(x) f# _@g<q=one:r(x) _@g<q=two:w(x)'],
  ['AN22 the second attempt was rolled back', [], '_@f<q=pay:w(x) _@g<q=pay:w(x)~'],
  ['AN22 the second attempt wrote nothing', [], '_@f<q=pay:w(x) _@g<q=pay:r(x)o(m) >m'],
  [
    'AN22 the second attempt refused what the first had done',
    ['duplicate-effect'],
    '_@f<q=pay:w(x) _@g<q=pay:r(x)o(m?) >m',
  ],
  ['AN22 the second attempt did what the first had refused', ['duplicate-effect'], '_@f<q=pay:o(m?) >m _@g<q=pay:w(x)'],
  ['AN22 refused twice', [], '_@f<q=pay:o(m?) >m _@g<q=pay:o(k?) >k'],
  [
    'AN22 an effect that tells a failure, and the refusal of it',
    ['duplicate-effect'],
    '_@f<q=pay:w(x)o(m?) >m _@g<q=pay:o(k?) >k',
  ],
  ['AN22 a refusal that was rolled back', [], '_@f<q=pay:w(x) _@g<q=pay:o(m?)~'],
  ['AN22 a refusal by another transaction', [], '_@f<q=one:w(x) _@g<q=two:o(m?) >m'],
  ['AN22 two messages', [], '_@f<p=pay:w(x) _@g<q=pay:w(x)'],
  ['AN23 not ended', ['stuck-saga'], 'A* A1:w(x)'],
  ['AN23 ended as failed', ['stuck-saga'], 'A* A1:w(x) A!'],
  ['AN23 completed', [], 'A* A1:w(x) A.'],
  ['AN23 compensated', [], "A* A1:w(x) A1':w(x) A,"],
  ['AN23 its start was rolled back', [], 'A0*:w(x)~'],
];

test.each(cases)('%s', (_title, expected, line) => {
  const { found, monitored } = judgeLine(line);
  expect(monitored).toEqual(found);
  expect(found.filter((id) => MESSAGES.includes(id))).toEqual(expected);
});

test('AN9 what needs quiescence is unknown while something can still happen, unless it has been found', () => {
  const verdicts = (line: string, quiescent: boolean): unknown[] => {
    const result = check(historyOfLine(line, quiescent), ['lost-message', 'stuck-saga', 'ghost-message']);
    return [...result.verdicts.values()].map((verdict) => verdict.kind);
  };
  expect(verdicts('A* _:o(m)', false)).toEqual(['unknown', 'unknown', 'none']);
  expect(verdicts('A* _:o(m)', true)).toEqual(['found', 'found', 'none']);
  expect(verdicts('A* A!', false)).toEqual(['unknown', 'found', 'none']);
  expect(verdicts('A* A. _:o(m) >m', true)).toEqual(['none', 'none', 'none']);
});

test('AN9 findings of quiescence stand at the last entry, the others where they became true', () => {
  const { findings } = judgeLine('A* _:w(x)s(m)~ _:o(k)');
  expect(findings.map(({ anomaly, at }) => [anomaly, at])).toEqual([
    ['ghost-message', 6],
    ['lost-message', 9],
    ['stuck-saga', 9],
  ]);
});

test('AN22 the witness names both effects', () => {
  const { findings } = judgeLine('_@f<q=pay:w(x) _@g<q=pay:w(x)');
  expect(findings.map(({ witness }) => witness.operations)).toEqual([
    [
      expect.objectContaining({ role: 'first-effect', entry: 1, message: 'q', transaction: 'f>pay' }),
      expect.objectContaining({ role: 'second-effect', entry: 4, message: 'q', transaction: 'g>pay' }),
    ],
  ]);
});

test('AN22 a refusal is told as what contradicts the effect', () => {
  const { findings } = judgeLine('_@f<q=pay:w(x) _@g<q=pay:r(x)o(m?) >m');
  const found = findings.find(({ anomaly }) => anomaly === 'duplicate-effect');
  expect(found).toMatchObject({ subtype: 'contradiction', at: 6 });
  expect(found?.witness.operations[1]).toMatchObject({ role: 'second-effect', entry: 5, transaction: 'g>pay' });
});
