import { expect, test } from 'vitest';
import { EntryKind, FIELD_COUNT, NO_VALUES } from '../../src/engine/index.ts';
import type { TraceColumns } from '../../src/engine/index.ts';
import { entriesAt, FLIGHT_MILLIS, momentOf, nextStepEnd, paceTrace, previousStepEnd, stepAt } from './pacing.ts';

/** Entries as kind, step, time in microseconds, message. */
function trace(
  entries: readonly (readonly [kind: number, step: number, time: number, message?: number])[],
): TraceColumns {
  const fields = new Int32Array(entries.length * FIELD_COUNT);
  entries.forEach(([, , , message = 0], i) => (fields[i * FIELD_COUNT] = message));
  return {
    length: entries.length,
    kinds: Uint8Array.from(entries, ([kind]) => kind),
    times: Float64Array.from(entries, ([, , time]) => time),
    steps: Int32Array.from(entries, ([, step]) => step),
    causes: new Int32Array(entries.length),
    actors: new Int32Array(entries.length),
    fields,
    values: NO_VALUES,
  };
}

const { begun, committed, delivered, sent } = EntryKind;
const run = trace([
  [begun, 0, 0],
  [sent, 0, 10, 7],
  [committed, 1, 20],
  [delivered, 2, 30, 7],
  [begun, 3, 3_600_000_000],
]);

test('moments never decrease, every entry has its time, and idle hours are compressed', () => {
  const { millis, durationMillis } = paceTrace(run);
  for (let i = 1; i < millis.length; i++) expect(millis[i]).toBeGreaterThan(millis[i - 1] as number);
  expect((millis[4] as number) - (millis[3] as number)).toBeLessThanOrEqual(700);
  expect(durationMillis).toBeGreaterThan(millis[4] as number);
});

test('a message is on its way long enough to be seen', () => {
  const { millis } = paceTrace(run);
  expect((millis[3] as number) - (millis[1] as number)).toBeGreaterThanOrEqual(FLIGHT_MILLIS);
});

test('moments and counts of entries belong together', () => {
  const pacing = paceTrace(run);
  expect(entriesAt(pacing, 0)).toBe(0);
  for (let entries = 0; entries <= 5; entries++) expect(entriesAt(pacing, momentOf(pacing, entries))).toBe(entries);
});

test('steps forward and back stop at the ends of choices', () => {
  expect([0, 1, 2, 3, 5].map((entries) => nextStepEnd(run, entries))).toEqual([2, 2, 3, 4, 5]);
  expect([0, 1, 2, 3, 5].map((entries) => previousStepEnd(run, entries))).toEqual([0, 0, 0, 2, 4]);
  expect([0, 1, 2, 3, 5].map((entries) => stepAt(run, entries, 9))).toEqual([0, 1, 1, 2, 9]);
});

test('a run without entries has no length', () => {
  expect(paceTrace(trace([])).durationMillis).toBe(0);
});
