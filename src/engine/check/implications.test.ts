import { expect, test } from 'vitest';
import { CATALOGUE } from './catalogue.ts';
import { NEED_NOT_BE_SAID, mostSpecific } from './implications.ts';
import { judgeIsolationLine } from './isolation-line.ts';

const namesOf = (line: string): readonly string[] =>
  mostSpecific(judgeIsolationLine(line).findings).map(({ anomaly }) => anomaly);

test('AN42 every anomaly between transactions has its place, and what need not be said says nothing either', () => {
  const ids = CATALOGUE.filter(({ level }) => level === 'transaction').map(({ id }) => id);
  expect([...NEED_NOT_BE_SAID.keys()].toSorted()).toEqual(ids.toSorted());
  for (const implied of NEED_NOT_BE_SAID.values())
    for (const id of implied) expect(implied).toEqual(expect.arrayContaining([...(NEED_NOT_BE_SAID.get(id) ?? [])]));
});

test.each([
  ['a lost update is no read skew besides', 'r1(x0) r2(x0) w1(x) c1 w2(x) c2', ['lost-update']],
  [
    'write skew is no cycle of anti-dependencies besides',
    'r1(x0) r1(y0) r2(x0) r2(y0) w1(x) w2(y) c1 c2',
    ['write-skew'],
  ],
  [
    'a cycle on rows is none of predicates besides',
    'r1(x0) r2(y0) r3(z0) w1(z) w2(x) w3(y) c1 c2 c3',
    ['anti-dependency-cycle-item'],
  ],
  [
    'in another circle another name stands',
    'r1(x0) r2(x0) w1(x) c1 w2(x) c2 b3 r3(y0) r3(z0) r4(y0) r4(z0) w3(y) w4(z) c3 c4',
    ['lost-update', 'write-skew'],
  ],
  ['dirty reads stand by themselves', 'w1(x) r2(x1) a1 c2', ['aborted-read']],
])('AN42 %s', (_what, line, names) => {
  expect(namesOf(line)).toEqual(names);
});
