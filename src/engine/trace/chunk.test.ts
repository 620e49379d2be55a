import { expect, test } from 'vitest';
import { Values } from '../base/values.ts';
import { EntryKind, FIELD_COUNT } from './entry.ts';
import { Trace } from './trace.ts';

test('TR9: what an entry says is kept whatever its size: times far apart or back, steps left out, causes long ago', () => {
  const values = new Values();
  const trace = new Trace(values);
  const marks = [0, 5, 2 ** 31, 2 ** 32 + 3, 7, 2 ** 45, 2 ** 32 - 1];
  const steps = [0, 3, 70_000, 70_001, 2 ** 31 - 1, 4, 9];
  const first = values.text('first');
  const size = 80_000;
  const expected: number[][] = [];
  for (let i = 0; i < size; i++) {
    trace.time = marks[i % marks.length] as number;
    trace.step = steps[i % steps.length] as number;
    const actor = i === 0 || i === size - 1 ? first : values.integer(i);
    trace.emit(EntryKind.written, actor, -1, 2 ** 31 - 1, -(2 ** 31), i, 4, 5, 6);
    expected.push([trace.time, trace.step, actor, i]);
  }
  const kept = expected.map((_, i) => [trace.timeAt(i), trace.stepAt(i), trace.actorAt(i), trace.fieldAt(i, 3)]);
  expect(kept).toEqual(expected);
  expect(Array.from({ length: FIELD_COUNT }, (_, field) => trace.fieldAt(77_777, field))).toEqual([
    -1,
    2 ** 31 - 1,
    -(2 ** 31),
    77_777,
    4,
    5,
    6,
  ]);
  expect(trace.causeAt(size - 1)).toBe(0);
  expect(trace.causeAt(size - 2)).toBe(-1);
});

test('TR9: fields that a kind does not have are 0, also beside entries that have them', () => {
  const trace = new Trace(new Values());
  for (let i = 0; i < 3; i++) {
    trace.emit(EntryKind.written, 1, 11, 12, 13, 14, 15, 16, 17);
    trace.emit(EntryKind.committed, 1, 18);
  }
  const fieldsOf = (ordinal: number): number[] =>
    Array.from({ length: FIELD_COUNT }, (_, field) => trace.fieldAt(ordinal, field));
  expect(fieldsOf(2)).toEqual([11, 12, 13, 14, 15, 16, 17]);
  expect(fieldsOf(3)).toEqual([18, 0, 0, 0, 0, 0, 0]);
  expect([...trace.columns().fields.subarray(3 * FIELD_COUNT, 4 * FIELD_COUNT)]).toEqual(fieldsOf(3));
});

test('TR9: digest and causes are the same whenever they are asked for', () => {
  const values = new Values();
  const asked = new Trace(values);
  const atEnd = new Trace(values);
  const digests = new Set<string>();
  for (let i = 0; i < 9_000; i++) {
    for (const trace of [asked, atEnd]) {
      trace.time = i;
      trace.emit(i % 3 === 0 ? EntryKind.sent : EntryKind.delivered, values.integer(i % 5), ~(i % 11), i % 4);
    }
    if (i % 1_000 === 7) digests.add(`${asked.digest} ${asked.causeAt(i - 3)}`);
  }
  expect(digests.size).toBe(9);
  expect(asked.digest).toBe(atEnd.digest);
  expect(asked.columns().causes).toEqual(atEnd.columns().causes);
});
