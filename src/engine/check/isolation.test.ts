import { expect, test } from 'vitest';
import type { AnomalyId } from './catalogue.ts';
import { judgeIsolationLine } from './isolation-line.ts';

interface Case {
  readonly rule: string;
  readonly what: string;
  readonly line: string;
  /** In the order of the catalogue. */
  readonly found: readonly AnomalyId[];
}

const ITEM_CYCLE: readonly AnomalyId[] = ['anti-dependency-cycle-item', 'anti-dependency-cycle'];

const CASES: readonly Case[] = [
  // AN34: cycles of writes
  {
    rule: 'AN34',
    what: 'two write two rows in opposite orders',
    line: 'w1(x) w2(x) w2(y) c2 w1(y) c1',
    found: ['dirty-write'],
  },
  {
    rule: 'AN34',
    what: 'three overwrite each other in a circle',
    line: 'w1(x) w2(x) w2(y) w3(y) w3(z) w1(z) c1 c2 c3',
    found: ['dirty-write'],
  },
  { rule: 'AN34', what: 'one overwrites the other twice', line: 'w1(x) w2(x) w1(y) w2(y) c1 c2', found: [] },
  { rule: 'AN34', what: 'who overwrote rolls back', line: 'w1(x) w2(x) w2(y) a2 w1(y) c1', found: [] },
  {
    rule: 'AN31',
    what: 'commits in the other order do not change who overwrote whom',
    line: 'w1(x) w2(x) c2 c1',
    found: [],
  },
  {
    rule: 'AN31',
    what: 'over two uncommitted versions',
    line: 'w1(x) w2(x) w3(x) w3(y) w1(y) c3 c1 c2',
    found: ['dirty-write'],
  },
  // AN35: aborted and intermediate reads
  { rule: 'AN35', what: 'the writer rolls back after the read', line: 'w1(x) r2(x1) a1 c2', found: ['aborted-read'] },
  {
    rule: 'AN35',
    what: 'the writer rolls back after the reader has committed',
    line: 'w1(x) r2(x1) c2 a1',
    found: ['aborted-read'],
  },
  { rule: 'AN35', what: 'the reader rolls back too', line: 'w1(x) r2(x1) a1 a2', found: [] },
  { rule: 'AN35', what: 'the writer commits', line: 'w1(x) r2(x1) c1 c2', found: [] },
  { rule: 'AN35', what: 'its own version is no aborted one', line: 'w1(x) r1(x1) a1', found: [] },
  {
    rule: 'AN35',
    what: 'the writer writes the row again',
    line: 'w1(x) r2(x1) w1(x) c1 c2',
    found: ['intermediate-read'],
  },
  {
    rule: 'AN35',
    what: 'the writer writes the row again when the reader has committed',
    line: 'w1(x) r2(x1) c2 w1(x) c1',
    found: ['intermediate-read'],
  },
  { rule: 'AN35', what: 'the last version is read', line: 'w1(x) w1(x) r2(x1.2) c1 c2', found: [] },
  { rule: 'AN35', what: 'the writer writes another row', line: 'w1(x) r2(x1) w1(y) c1 c2', found: [] },
  {
    rule: 'AN35',
    what: 'an intermediate version of a writer that rolls back is an aborted one',
    line: 'w1(x) r2(x1) w1(x) a1 c2',
    found: ['aborted-read'],
  },
  // AN34: circular information flow
  {
    rule: 'AN34',
    what: 'two read each other before they commit',
    line: 'w1(x) w2(y) r1(y2) r2(x1) c1 c2',
    found: ['circular-information-flow'],
  },
  {
    rule: 'AN34',
    what: 'one reads the other and is overwritten by it',
    line: 'w1(x) r2(x1) w2(y) w1(y) c1 c2',
    found: ['circular-information-flow'],
  },
  {
    rule: 'AN34',
    what: 'one reads the other, which reads what was committed',
    line: 'w1(x) w2(y) c2 r1(y2) c1',
    found: [],
  },
  // AN37: observed transaction vanishes
  {
    rule: 'AN37',
    what: 'one row is seen, another of the same writer not yet',
    line: 'w1(x) w1(y) c1 w2(x) r3(x2) r3(y1) w2(y) c2 c3',
    found: ['observed-transaction-vanishes', 'read-skew', ...ITEM_CYCLE],
  },
  {
    rule: 'AN37',
    what: 'the reader commits before the writer',
    line: 'w2(x) r3(x2) r3(y0) c3 w2(y) c2',
    found: ['observed-transaction-vanishes', 'read-skew', ...ITEM_CYCLE],
  },
  {
    rule: 'AN37',
    what: 'the old row is read first',
    line: 'r3(y0) w2(x) w2(y) c2 r3(x2) c3',
    found: ['read-skew', ...ITEM_CYCLE],
  },
  { rule: 'AN37', what: 'both rows are seen', line: 'w2(x) w2(y) c2 r3(x2) r3(y2) c3', found: [] },
  // AN36: lost update
  {
    rule: 'AN36',
    what: 'both read, both write',
    line: 'r1(x0) r2(x0) w1(x) c1 w2(x) c2',
    found: ['lost-update', 'read-skew', ...ITEM_CYCLE],
  },
  {
    rule: 'AN36',
    what: 'the other writes blindly',
    line: 'r1(x0) w2(x) c2 w1(x) c1',
    found: ['lost-update', 'read-skew', ...ITEM_CYCLE],
  },
  {
    rule: 'AN36',
    what: 'it reads again before it writes',
    line: 'r1(x0) w2(x) c2 r1(x2) w1(x) c1',
    found: ['read-skew', ...ITEM_CYCLE],
  },
  {
    rule: 'AN36',
    what: 'it adds to what is there',
    line: 'r1(x0) w2(x) c2 +1(x) c1',
    found: ['read-skew', ...ITEM_CYCLE],
  },
  { rule: 'AN36', what: 'it writes blindly itself', line: 'b1 w2(x) c2 w1(x) c1', found: [] },
  { rule: 'AN36', what: 'the other rolls back', line: 'r1(x0) w2(x) a2 w1(x) c1', found: [] },
  { rule: 'AN36', what: 'it writes another row', line: 'r1(x0) w2(x) c2 w1(y) c1', found: [] },
  {
    rule: 'AN36',
    what: 'it deletes the row',
    line: 'x=1 | r1(x0) w2(x) c2 d1(x) c1',
    found: ['lost-update', 'read-skew', ...ITEM_CYCLE],
  },
  // AN34: read skew
  {
    rule: 'AN34',
    what: 'before in one row, after in the other',
    line: 'r1(x0) r2(x0) r2(y0) w2(x) w2(y) c2 r1(y2) c1',
    found: ['read-skew', ...ITEM_CYCLE],
  },
  { rule: 'AN34', what: 'before in both rows', line: 'r1(x0) w2(x) w2(y) c2 r1(y0) c1', found: [] },
  {
    rule: 'AN34',
    what: 'over a third that read the change',
    line: 'r1(x0) w2(x) c2 r3(x2) w3(y) c3 r1(y3) c1',
    found: ['read-skew', ...ITEM_CYCLE],
  },
  {
    rule: 'AN38',
    what: 'a row leaves one condition and enters the other',
    line: 'x=10 y=20 | q1(%5:x0,y0) w2(x=12) c2 q1(%3:x2,y0) r1(x2) c1',
    found: ['read-skew', 'anti-dependency-cycle'],
  },
  {
    rule: 'AN34',
    what: 'by conditions alone',
    line: 'x=10 y=20 | q1(=10:x0,y0) w2(x=12) w2(y=25) c2 q1(=25:x2,y2) c1',
    found: ['read-skew', 'anti-dependency-cycle'],
  },
  {
    rule: 'AN33',
    what: 'a change that only the later condition sees is none',
    line: 'x=10 y=20 | q1(%5:x0,y0) w2(x=15) c2 q1(%2:x2,y0) c1',
    found: [],
  },
  {
    rule: 'AN33',
    what: 'a change that the condition does not see is none',
    line: 'x=10 y=20 | q1(%5:x0,y0) w2(x=15) w2(z) c2 r1(z2) c1',
    found: [],
  },
  // AN38: predicate-many-preceders
  {
    rule: 'AN38',
    what: 'a row is inserted between two conditions',
    line: 'x=10 | q1(=30:x0) i2(z=30) c2 q1(%3:x0,z2) r1(z2) c1',
    found: ['predicate-many-preceders', 'read-skew', 'anti-dependency-cycle'],
  },
  {
    rule: 'AN38',
    what: 'the same condition twice',
    line: 'x=10 y=20 | q1(=20:x0,y0) w2(x=20) w2(y=30) c2 q1(=20:x2,y2) c1',
    found: ['predicate-many-preceders', 'read-skew', 'anti-dependency-cycle'],
  },
  {
    rule: 'AN38',
    what: 'the row matches only the second',
    line: 'x=10 | q1(=20:x0) i2(z=30) c2 q1(%3:x0,z2) c1',
    found: [],
  },
  {
    rule: 'AN38',
    what: 'the transaction itself has inserted the row',
    line: 'x=10 | q1(=30:x0) i1(z=30) q1(%3:x0,z1) c1',
    found: [],
  },
  { rule: 'AN38', what: 'both see the same', line: 'x=10 | q1(=30:x0) i2(z=30) c2 q1(%3:x0) c1', found: [] },
  // AN39: write skew
  {
    rule: 'AN39',
    what: 'two rows',
    line: 'r1(x0) r1(y0) r2(x0) r2(y0) w1(x) w2(y) c1 c2',
    found: ['write-skew', ...ITEM_CYCLE],
  },
  {
    rule: 'AN39',
    what: 'both insert what the other would have selected',
    line: 'q1(%3:) q2(%3:) i1(x=30) i2(y=42) c1 c2',
    found: ['write-skew', 'anti-dependency-cycle'],
  },
  {
    rule: 'AN39',
    what: 'one has read only what the other left alone',
    line: 'r1(x0) r2(x0) r2(y0) w1(x) w2(z) c1 c2',
    found: [],
  },
  { rule: 'AN39', what: 'one rolls back', line: 'r1(x0) r1(y0) r2(x0) r2(y0) w1(x) w2(y) c1 a2', found: [] },
  // AN34: longer cycles of anti-dependencies
  {
    rule: 'AN34',
    what: 'three read what the next one writes',
    line: 'r1(x0) r2(y0) r3(z0) w1(z) w2(x) w3(y) c1 c2 c3',
    found: [...ITEM_CYCLE],
  },
  {
    rule: 'AN34',
    what: 'a read-only transaction sees an order that cannot be',
    line: 'x=10 y=20 | r1(x0) r1(y0) w2(y=25) c2 r3(x0) r3(y2) c3 w1(x=0) c1',
    found: [...ITEM_CYCLE],
  },
  {
    rule: 'AN34',
    what: 'the same by conditions',
    line: 'x=10 y=20 | q1(>=25:x0,y0) w2(y=25) c2 q3(>=10:x0,y2) r3(y2) c3 w1(x=0) c1',
    found: ['anti-dependency-cycle'],
  },
  {
    rule: 'AN34',
    what: 'long fork: two readers see two writers in opposite orders',
    line: 'b1 b2 w3(x) w4(y) c3 r1(x3) r1(y0) c4 r2(x0) r2(y4) c1 c2',
    found: [...ITEM_CYCLE],
  },
  {
    rule: 'AN33',
    what: 'a row that was gone before is nothing new',
    line: 'i1(x=30) c1 d2(x) c2 q3(=30:x2) r3(y0) w4(y) c4 c3',
    found: [],
  },
];

for (const { rule, what, line, found } of CASES)
  test(`${rule} ${found[0] ?? 'none'}: ${what}`, () => {
    const judgement = judgeIsolationLine(line);
    expect(judgement.found).toEqual(found);
    expect(judgement.monitored).toEqual(found);
  });

test('AN34 the witness of a cycle is its shortest', () => {
  const { findings } = judgeIsolationLine('r1(x0) r2(y0) r3(z0) w1(z) w2(x) w3(y) r1(u0) w2(u) w1(y) c1 c2 c3');
  const cycle = findings.find(({ anomaly }) => anomaly === 'anti-dependency-cycle-item');
  expect(cycle?.witness.operations.map(({ role, transaction, key }) => [role, transaction, key])).toEqual([
    ['read', 'T1', 'x'],
    ['overwriting', 'T2', 'x'],
    ['read', 'T2', 'y'],
    ['overwriting', 'T1', 'y'],
  ]);
});

test('AN34 a finding stands at the commit that closes the cycle', () => {
  const { findings } = judgeIsolationLine('r1(x0) r1(y0) r2(x0) r2(y0) w1(x) w2(y) c1 c2 r3(x1) c3');
  expect(findings.map(({ anomaly, at }) => [anomaly, at])).toEqual([
    ['write-skew', 9],
    ['anti-dependency-cycle-item', 9],
    ['anti-dependency-cycle', 9],
  ]);
});
