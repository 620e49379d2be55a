import { expect, test } from 'vitest';
import { judgeLine } from './judge-line.ts';

const ID = 'saga-lost-update';

const found: readonly (readonly [string, 'L1' | 'L2' | 'L3', string])[] = [
  ['AN11 L1: read, overwritten by another saga, written', 'L1', 'A* A1:r(x)o(m) B0*:w(x) A2:w(x)'],
  ['AN11 L1: the other saga has ended meanwhile', 'L1', 'A* A1:r(x)o(m) B0*:w(x) B. A2:w(x)'],
  ['AN11 L1: a delete overwrites too', 'L1', 'A* A1:r(x)o(m) B0*:w(x) A2:-(x)'],
  ['AN11 L1: an insert and a delete are updates that can be lost', 'L1', 'A* A1:r(x)o(m) B0*:i(x) A2:w(x)'],
  ['AN11 L1: within one step, between two local transactions', 'L1', 'A* A1@f:r(x) B0*:w(x) A1@f:w(x)'],
  ['AN11 L1: a third saga in between changes nothing', 'L1', 'A* A1:r(x)w(y) B* C* B1:w(x) C1:r(x)w(x) A2:w(x)'],
  [
    'AN11 L1: what another saga wrote counts through a delta on top',
    'L1',
    'A* A1:r(x)w(y) B* B1:w(x) C0*:+(x) A2:w(x)',
  ],
  [
    'AN11 L1: a read that a transition was refused for does not refresh',
    'L1',
    'A* A1:r(x)w(y) B0*:w(x) A2:g(x)w(z) A3:w(x)',
  ],
  ['AN11 L1: a read that was rolled back does not refresh', 'L1', 'A* A1:r(x)w(y) B0*:w(x) A2:r(x)~ A3:w(x)'],
  ['AN11 L1: a stale snapshot does not refresh', 'L1', 'A* A1:r(x)w(y) A2{t: B0*:w(x) t{:r(x)w(z) t} A3:w(x)'],
  ['AN11 L1: undone only after the overwriting', 'L1', "A* A1:r(x)w(y) B* B1:w(x) A2:w(x) B1':w(y)"],
  ['AN12 L2: blind over a saga that runs', 'L2', 'A0*:i(x) B* B1:r(x)w(x) A5:w(x)'],
  ['AN12 L2: blind over a saga that ended while this one ran', 'L2', 'A0*:i(x) B* B1:r(x)w(x) B. A5:w(x)'],
  [
    'AN12 L2: deltas and undone versions are no predecessors',
    'L2',
    "A* B* B1:w(x) C* C1:r(x)w(x) C1':w(x) _:+(x) A1:w(x)",
  ],
  ['AN12 L2: sagas overlap from the beginning of the starting transaction', 'L2', 'A0*{t: B* B1:w(x) B. t{:w(x) t}'],
  ['AN13 L3: a compensation restores over a later update', 'L3', "A* A1:w(x) B* B1:r(x)w(x) A1':w(x)"],
  ['AN13 L3: the compensation has several transactions', 'L3', "A* A1:w(x)w(y) B* B1:r(x)w(x) A1'@f:w(y) A1'@f:w(x)"],
  ['AN13 L3: also after a delta by the step', 'L3', "A* A1:+(x) B* B1:r(x)w(x) A1':w(x)"],
];

test.each(found)('%s', (_title, subtype, line) => {
  const { found, monitored, findings } = judgeLine(line);
  expect(monitored).toEqual(found);
  expect(findings.filter((finding) => finding.anomaly === ID).map((finding) => finding.subtype)).toEqual([subtype]);
});

const none: readonly (readonly [string, string])[] = [
  ['AN11 a saga does not lose its own updates', 'A* A1:r(x) A2:w(x) A3:w(x)'],
  ['AN11 read again before writing', 'A* A1:r(x)w(y) B0*:w(x) A2:r(x)w(x)'],
  ['AN11 read again by an earlier transaction', 'A* A1:r(x)w(y) B0*:w(x) A2:r(x)w(z) A3:w(x)'],
  ['AN11 a taken transition reads the state that it leaves', 'A* A1:r(x)w(y) B0*:w(x) A2:t(x)'],
  ['AN11 a delta overwrites nothing', 'A* A1:r(x)w(y) B0*:w(x) A2:+(x)'],
  ['AN11 a delta is not lost', 'A* A1:r(x)w(y) B0*:+(x) A2:w(x)'],
  ['AN11 other column', 'A* A1:r(x.b)w(y) B0*:w(x.b) A2:w(x.a)'],
  ['AN11 other row', 'A* A1:r(x)w(z) B0*:w(x) A2:w(y)'],
  ['AN11 taken back in between', "A* A1:r(x)w(y) B* B1:w(x) B1':w(x) A2:w(x)"],
  [
    'AN11 taken back in between, although the compensation left the item alone',
    "A* A1:r(x)w(y) B* B1:w(x) B1':w(y) A2:w(x)",
  ],
  ['AN11 the other wrote before the read', 'A* B0*:w(x) A1:r(x)w(y) A2:w(x)'],
  ['AN11 rolled back by its database: no update to lose', 'A* A1:r(x)w(y) B* B1:w(x)~ A2:w(x)'],
  ['AN11 rolled back by its database: no overwriting', 'A* A1:r(x)w(y) B0*:w(x) A2:w(x)~'],
  ['AN11 a transaction outside of any saga is nobody', 'A* A1:r(x)w(y) _:w(x) A2:w(x)'],
  ['AN4 a read that only refused makes no later write blind-sighted', 'A* A1@f:r(x) f>m? B0*:w(x) B. A2:w(y)'],
  ['AN12 blind, but the other had ended before this one began', 'B0*:w(x) B. A* A1:w(x)'],
  ['AN12 an insert has seen that there is nothing', 'A* B* B1:-(x) A1:i(x)'],
  ['AN12 the predecessor is its own', 'A0*:w(x) A1:w(x)'],
  ['AN12 what came in between from outside has replaced it', 'A* B* B1:w(x) _:w(x) A1:w(x)'],
  ['AN12 over a compensation: that is no new update', "A* B* B1:w(x) B1':w(x) A1:w(x)"],
  ['AN3 a late duplicate after the end of its saga', 'A0*:w(x) A. B0*:w(x) A0:w(x)'],
  ['AN13 the compensation takes a difference back', "A* A1:+(x) B* B1:r(x)w(x) A1':+(x)"],
  ['AN13 the compensation has read what it overwrites', "A* A1:w(x) B* B1:r(x)w(x) A1':r(x)w(x)"],
  ['AN13 the other wrote before the step', "A* B0*:w(x) A1:r(x)w(x) A1':w(x)"],
  ['AN13 compensation of another step', "A* A1:w(x) A2:w(y) B* B1:r(x)w(x) A2':w(y)"],
];

test.each(none)('%s', (_title, line) => {
  const { found, monitored } = judgeLine(line);
  expect(monitored).toEqual(found);
  expect(found).not.toContain(ID);
});

test('AN11 the witness of L1 is the stale read, what was lost, and what overwrote it', () => {
  const { findings } = judgeLine('A* A1:r(x)o(m) B0*:w(x) A2:w(x)');
  const finding = findings.find(({ anomaly }) => anomaly === ID);
  expect(finding).toEqual({
    anomaly: ID,
    subtype: 'L1',
    at: 13,
    witness: {
      operations: [
        expect.objectContaining({ role: 'read', entry: 4, saga: 'A', sagaType: 'alpha', step: '1', value: null }),
        expect.objectContaining({
          role: 'overwritten',
          entry: 9,
          saga: 'B',
          step: '0',
          key: 'x',
          column: 'a',
          value: 1,
        }),
        expect.objectContaining({ role: 'overwriting', entry: 12, saga: 'A', step: '2', value: 2, form: 'absolute' }),
      ],
    },
  });
});

test('AN7 columns of one row make one finding', () => {
  const { findings } = judgeLine('A* A1:r(x.a)r(x.b)o(m) B0*:w(x.a)w(x.b) A2:w(x.a)w(x.b)');
  expect(findings.filter(({ anomaly }) => anomaly === ID)).toHaveLength(1);
});
