import { expect, test } from 'vitest';
import type { AnomalyId } from './catalogue.ts';
import { judgeLine } from './judge-line.ts';

const DIRTY = 'saga-dirty-read';
const EXPOSURE = 'saga-dirty-read-exposure';
const FUZZY = 'saga-fuzzy-read';
const SKEW = 'saga-write-skew';
const READS: readonly AnomalyId[] = [DIRTY, EXPOSURE, FUZZY, SKEW];

const cases: readonly (readonly [string, readonly AnomalyId[], string])[] = [
  ['AN14 read, then compensated', [DIRTY, EXPOSURE], "A* A1:w(x) B* B1:r(x)w(y) A1':w(x)"],
  ['AN14 the reader has ended before the compensation', [DIRTY, EXPOSURE], "A* A1:w(x) B* B1:r(x)w(y) B. A1':w(x)"],
  ['AN14 the compensation need not touch what was read', [DIRTY, EXPOSURE], "A* A1:w(x)w(y) B* B1:r(x)w(z) A1':w(y)"],
  ['AN14 a delta is a write that can be read', [DIRTY, EXPOSURE], "A* A1:+(x) B* B1:r(x)w(y) A1':+(x)"],
  ['AN14 a transition taken from a state that is taken back', [DIRTY, EXPOSURE], "A* A1:w(x) B* B1:t(x) A1':w(x)"],
  [
    'AN14 a compensation of the reader can read dirty too',
    [DIRTY, EXPOSURE],
    "A* B* B1:w(y) A1:w(x) B1':r(x)w(y) A1':w(x)",
  ],
  ['AN14 read after the compensation', [], "A* A1:w(x) A1':w(x) B* B1:r(x)w(y)"],
  ['AN14 what the compensation left as it was', [], "A* A1:w(x)w(y) A1':w(y) B* B1:r(x)w(z)"],
  ['AN14 another step is compensated', [EXPOSURE], "A* A1:w(x) A2:w(y) B* B1:r(x)w(z) A2':w(y)"],
  ['AN14 a compensation that was rolled back', [EXPOSURE], "A* A1:w(x) B* B1:r(x)w(y) A1':w(x)~"],
  ['AN6 a compensation that writes nothing takes nothing back', [EXPOSURE], "A* A1:w(x) B* B1:r(x)w(y) A1':r(x)"],
  ['AN14 a saga may read its own', [], "A* A1:w(x) A2:r(x)w(y) A1':w(x)"],
  ['AN2 a reader outside of any saga is nobody', [], "A* A1:w(x) _:r(x)w(y) A1':w(x)"],
  ['AN15 read while the writer runs', [EXPOSURE], 'A* A1:w(x) B* B1:r(x)w(y) A. B.'],
  ['AN15 read after the writer has ended', [], 'A* A1:w(x) A. B* B1:r(x)w(y) B.'],
  ['AN15 overwritten from outside before the read', [], 'A* A1:w(x) _:w(x) B* B1:r(x)w(y)'],
  ['AN4 a refused transition is a guard read', [], "A* A1:w(x) B* B1:g(x)w(y) A1':w(x)"],
  ['AN4 a transaction that rolls back reads nothing', [], "A* A1:w(x) B* B1:r(x)w(y)~ A1':w(x)"],
  ['AN4 read only to answer with failure, in the outbox', [], "A* A1:w(x) B* B1:r(x)o(m?) A1':w(x)"],
  ['AN4 read only to answer with failure, sent after the commit', [], "A* A1:w(x) B* B1@f:r(x)n(m) f>m? f. A1':w(x)"],
  ['AN4 read only to answer with failure, sent before the commit', [], "A* A1:w(x) B* B1:r(x)s(m?) A1':w(x)"],
  ['AN4 read and then nothing', [], "A* A1:w(x) B* B1@f:r(x) f. A1':w(x)"],
  ['AN4 read and then died', [], "A* A1:w(x) B* B1@f:r(x) f# A1':w(x)"],
  ['AN4 read and then waits', [], "A* A1:w(x) B* B1@f:r(x)~ A1':w(x)"],
  ['AN4 read and answered with success', [DIRTY, EXPOSURE], "A* A1:w(x) B* B1:r(x)o(m) A1':w(x)"],
  [
    'AN4 read and answered with success after the commit',
    [DIRTY, EXPOSURE],
    "A* A1:w(x) B* B1@f:r(x)n(m) f>m A1':w(x)",
  ],
  ['AN4 answered with success after the compensation', [DIRTY], "A* A1:w(x) B* B1@f:r(x)n(m) A1':w(x) f>m"],
  ['AN4 and after the end of the compensated saga', [DIRTY], "A* A1:w(x) B* B1@f:r(x)n(m) A1':w(x) A, f>m"],
  ['AN4 answered with success when the writer has completed', [], 'A* A1:w(x) B* B1@f:r(x)n(m) A. f>m'],
  ['AN4 answered with success after the end of its own saga', [], "A* A1:w(x) B* B1@f:r(x)n(m) A1':w(x) B. f>m"],
  [
    'AN4 read, then written by the next transaction of the same work',
    [DIRTY, EXPOSURE],
    "A* A1:w(x) B* B1@f:r(x) B1@f:w(y) A1':w(x)",
  ],
  ['AN4 read, then refused although it wrote', [DIRTY, EXPOSURE], "A* A1:w(x) B* B1@f:r(x)w(y) f>m? A1':w(x)"],
  [
    'AN4 read, refused, and then written by the same work all the same',
    [],
    "A* A1:w(x) B* B1@f:r(x) B1@f:o(m?) B1@f:w(y) A1':w(x)",
  ],
  ['AN4 work of another saga does not make it count', [], "A* A1:w(x) B* B1@f:r(x) C1@g:w(z) A1':w(x)"],
  ['AN16 two steps, another saga in between', [FUZZY], 'A* A1:r(x)w(y) B0*:w(x) B. A2:r(x)w(z)'],
  ['AN16 a delta changes what is read', [FUZZY], 'A* A1:r(x)w(y) B0*:+(x) B. A2:r(x)w(z)'],
  ['AN16 its own write in between does not help', [FUZZY], 'A* A1:r(x)w(x) B0*:+(x) B. A2:r(x)w(z)'],
  ['AN16 the same step twice', [], 'A* A1:r(x)w(y) B0*:w(x) B. A1:r(x)w(z)'],
  ['AN16 only its own write in between', [], 'A* A1:r(x)w(x) A2:r(x)w(z)'],
  ['AN16 only a write from outside in between', [], 'A* A1:r(x)w(y) _:w(x) A2:r(x)w(z)'],
  ['AN16 taken back before the second read', [], "A* A1:r(x)w(y) B* B1:w(x) B1':w(x) A2:r(x)w(z)"],
  ['AN16 taken back after the second read', [DIRTY, EXPOSURE, FUZZY], "A* A1:r(x)w(y) B* B1:w(x) A2:r(x)w(z) B1':w(x)"],
  ['AN16 a compensation reads what it likes', [], "A* A1:r(x)w(y) B0*:w(x) B. A2':r(x)w(z)"],
  ['AN16 the second read only refused', [], 'A* A1:r(x)w(y) B0*:w(x) B. A2:r(x)o(m?)'],
  ['AN16 an older version after a newer one', [FUZZY], 'A* A2{t: B0*:w(x) B. A1:r(x)w(y) t{:r(x)w(z) t}'],
  ['AN17 each overwrites what the other has read', [SKEW], 'A* B* A1:r(x)w(z) B1:r(y)w(u) A2:w(y) B2:w(x)'],
  ['AN17 the first has ended before the second writes', [SKEW], 'A* B* A1:r(x)w(z) B1:r(y)w(u) A2:w(y) A. B2:w(x)'],
  ['AN17 both write one more item', [], 'A* B* A1:r(x)+(z) B1:r(y)+(z) A2:w(y) B2:w(x)'],
  ['AN17 one of the two writes is taken back', [], "A* B* A1:r(x)w(z) B1:r(y)w(u) A2:w(y) A2':w(y) B2:w(x)"],
  ['AN17 only one overwrites', [], 'A* B* A1:r(x)w(z) B1:r(y)w(u) B2:w(x)'],
  ['AN17 one after the other', [], 'A* A1:r(x)w(y) A. B* B1:r(y)w(x) B.'],
];

test.each(cases)('%s', (_title, expected, line) => {
  const { found, monitored } = judgeLine(line);
  expect(monitored).toEqual(found);
  expect(found.filter((id) => READS.includes(id))).toEqual(expected);
});

test('AN14 the witness is the write, the read and the compensation; true when the compensation commits', () => {
  const { findings } = judgeLine("A* A1:w(x) B* B1:r(x)w(y) A1':w(x)");
  const finding = findings.find(({ anomaly }) => anomaly === DIRTY);
  expect(finding?.at).toBe(15);
  expect(finding?.witness.operations).toEqual([
    expect.objectContaining({ role: 'write', entry: 4, saga: 'A', step: '1', compensating: false }),
    expect.objectContaining({ role: 'read', entry: 10, saga: 'B', step: '1', value: 1 }),
    expect.objectContaining({ role: 'compensation', entry: 14, saga: 'A', step: '1', compensating: true }),
  ]);
});

test('AN4 a finding becomes true when the read takes effect', () => {
  const { findings } = judgeLine('A* A1:r(x)w(y) B0*:w(x) B. A2@f:r(x)n(m) f>m');
  expect(findings.find(({ anomaly }) => anomaly === FUZZY)?.at).toBe(19);
});
