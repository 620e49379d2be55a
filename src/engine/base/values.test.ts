import { expect, test } from 'vitest';
import { FALSE, NULL, TRUE, Values } from './values.ts';

test('WO10: equal content is one value, whatever way it came', () => {
  const values = new Values();
  expect(values.text('order')).toBe(values.text(['or', 'der'].join('')));
  expect(values.integer(2 ** 31)).toBe(values.integer(2_147_483_648));
  expect(values.integer(-0)).toBe(values.integer(0));
  expect(values.tuple(values.text('a'), values.integer(-1))).toBe(values.tuple(values.text('a'), values.integer(-1)));
  expect(values.with(values.tuple(~1, ~2), 1, ~3)).toBe(values.tuple(~1, ~3));
  expect(values.boolean(true)).toBe(TRUE);
  expect(values.scalar(false)).toBe(FALSE);
});

test('WO10: content that differs only in its kind is two values with two hashes', () => {
  const values = new Values();
  const alike = [
    NULL,
    FALSE,
    TRUE,
    values.integer(0),
    values.integer(1),
    values.integer(10),
    values.integer(11),
    values.integer(-11),
    values.integer(-12),
    values.text(''),
    values.text('0'),
    values.text('false'),
    values.tuple(),
    values.tuple(NULL),
    values.tuple(values.tuple()),
    values.tuple(values.integer(0)),
    values.tuple(FALSE),
  ];
  expect(new Set(alike).size).toBe(alike.length);
  expect(new Set(alike.map((value) => values.low(value))).size).toBe(alike.length);
  expect(new Set(alike.map((value) => values.high(value))).size).toBe(alike.length);
});

test('WO10: no small integer has the hash of a boolean or of null, in either lane', () => {
  const values = new Values();
  const lows = new Set([NULL, FALSE, TRUE].map((value) => values.low(value)));
  const highs = new Set([NULL, FALSE, TRUE].map((value) => values.high(value)));
  const integers = Array.from({ length: 10_000 }, (_, integer) => values.integer(integer));
  expect(integers.filter((integer) => lows.has(values.low(integer)))).toEqual([]);
  expect(integers.filter((integer) => highs.has(values.high(integer)))).toEqual([]);
});

test('WO10: integers beyond the safe range are refused', () => {
  const values = new Values();
  expect(() => values.integer(2 ** 53)).toThrow('safe integer');
  expect(() => values.integer(0.5)).toThrow('safe integer');
  expect(() => values.toScalar(NULL)).toThrow('scalar');
  expect(() => values.toScalar(values.tuple())).toThrow('scalar');
});

test('WO10: the table grows past all of its first capacities and loses nothing', () => {
  const values = new Values();
  const texts = Array.from({ length: 5_000 }, (_, i) => values.text(`text ${i}`));
  const tuples = texts.map((text, i) => values.tuple(text, values.integer(i), values.integer(-1 - i)));
  const wrong = tuples.filter(
    (tuple, i) =>
      values.toText(values.field(tuple, 0)) !== `text ${i}` ||
      values.toInteger(values.field(tuple, 2)) !== -1 - i ||
      values.size(tuple) !== 3 ||
      values.tuple(texts[i] as number, values.integer(i), values.integer(-1 - i)) !== tuple,
  );
  expect(wrong).toEqual([]);
});
