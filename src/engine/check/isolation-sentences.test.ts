import { expect, test } from 'vitest';
import type { AnomalyId } from './catalogue.ts';
import { explain } from './explain.ts';
import { TRANSACTION_ANOMALIES, judgeIsolationLine } from './isolation-line.ts';

const LINES: readonly (readonly [AnomalyId, string])[] = [
  ['dirty-write', 'w1(x=1) w2(x=2) w2(y=3) c2 w1(y=4) c1'],
  ['aborted-read', 'w1(x=1) r2(x1) a1 c2'],
  ['intermediate-read', 'w1(x=1) r2(x1) w1(x=2) c1 c2'],
  ['circular-information-flow', 'w1(x=1) w2(y=2) r1(y2) r2(x1) c1 c2'],
  ['observed-transaction-vanishes', 'x=1 y=2 | w2(x=3) r3(x2) r3(y0) w2(y=4) c2 c3'],
  ['predicate-many-preceders', 'x=10 | q1(=30:x0) i2(z=30) c2 q1(%3:x0,z2) c1'],
  ['lost-update', 'x=1 | r1(x0) w2(x=2) c2 w1(x=3) c1'],
  ['read-skew', 'x=1 y=2 | r1(x0) w2(x=3) w2(y=4) c2 r1(y2) c1'],
  ['write-skew', 'x=1 y=2 | r1(x0) r1(y0) r2(x0) r2(y0) w1(x=3) w2(y=4) c1 c2'],
  ['anti-dependency-cycle-item', 'x=1 y=2 z=3 | r1(x0) r2(y0) r3(z0) w1(z=4) w2(x=5) d3(y) c1 c2 c3'],
  ['anti-dependency-cycle', 'x=10 y=20 | q1(>=25:x0,y0) w2(y=25) c2 q3(>=10:x0,y2) r3(x0) r3(y2) c3 w1(x=0) c1'],
];

test('every anomaly between transactions is told', () => {
  expect(LINES.map(([id]) => id).toSorted()).toEqual(TRANSACTION_ANOMALIES.toSorted());
});

test.each(LINES)('%s is told by its operations in English and Korean', (id, line) => {
  const finding = judgeIsolationLine(line).findings.find(({ anomaly }) => anomaly === id);
  expect(finding).toBeDefined();
  if (finding === undefined) return;
  expect({ en: explain(finding, 'en'), ko: explain(finding, 'ko') }).toMatchSnapshot();
  for (const { transaction } of finding.witness.operations) {
    expect(explain(finding, 'en')).toContain(transaction);
    expect(explain(finding, 'ko')).toContain(transaction);
  }
});
