import { expect, test } from 'vitest';
import { FALSE, NULL, TRUE, Values } from '../base/values.ts';
import { plainAt, traceBuffers, traceColumns } from './columns.ts';
import { EntryKind } from './entry.ts';
import { identity, identityText } from './identity.ts';
import { plainValue } from './plain-value.ts';
import { Trace } from './trace.ts';
import { TravelledValues, ValueCollector } from './value-columns.ts';

test('TR7: values that have travelled are what they were: all of them, with what they are made of', () => {
  const values = new Values();
  const large = values.integer(2 ** 40);
  const negative = values.integer(-7);
  const inner = values.tuple(values.text('a'), large, TRUE);
  const outer = values.tuple(inner, NULL, FALSE, negative, values.integer(3), values.tuple());
  const apart = values.tuple(values.text('nobody names this'));
  const collector = new ValueCollector(values);
  collector.add(outer);
  const travelled = new TravelledValues(collector.columns());
  expect(plainValue(travelled, outer)).toEqual([['a', 2 ** 40, true], null, false, -7, 3, []]);
  for (const value of [outer, inner, large, negative, TRUE, NULL, values.integer(9)])
    expect(plainValue(travelled, value)).toEqual(plainValue(values, value));
  expect([outer, inner, large, NULL, -4].map((value) => travelled.has(value))).toEqual([true, true, true, true, true]);
  expect(travelled.has(apart)).toBe(false);
});

test('TR7: identities are told as their texts, other tuples as lists, and what no entry names is not there', () => {
  const values = new Values();
  const trace = new Trace(values);
  const message = identity(values, NULL, values.text('ann/order'), 1);
  const work = identity(values, message, values.text('work'), 2);
  const key = values.tuple(values.text('EU'), values.integer(4));
  const kept = values.tuple(values.text('content'));
  trace.emit(EntryKind.sent, work, message, 0, 0, 0, NULL, 0, kept);
  trace.emit(EntryKind.read, work, identity(values, work, values.text('look'), 1), 0, key, 1, NULL, NULL);
  const columns = structuredClone(traceColumns(trace));
  expect(plainAt(columns, message)).toBe(identityText(values, message));
  expect(plainAt(columns, work)).toBe('ann/order.1>work~2');
  expect(plainAt(columns, key)).toEqual(['EU', 4]);
  expect(plainAt(columns, kept)).toBeNull();
  expect(plainAt(columns, values.integer(12))).toBe(12);
  expect(new Set(traceBuffers(columns)).size).toBe(10);
});
