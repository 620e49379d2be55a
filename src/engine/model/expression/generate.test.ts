import { expect, test } from 'vitest';
import { InvariantError } from '../../base/assert.ts';
import { compileExpression, EvaluationError } from './compile.ts';
import type { Expression, Scalar, Scope } from './compile.ts';

const scope: Scope = {
  a: { type: 'int', slot: 0 },
  b: { type: 'int', slot: 1 },
  p: { type: 'bool', slot: 2 },
  s: { type: 'string', slot: 3 },
  t: { type: 'string', slot: 4 },
};

const MAX = Number.MAX_SAFE_INTEGER;

function compiled(source: string): Expression {
  const result = compileExpression(source, scope, 'any');
  if (!result.ok) throw new Error(result.problem.detail);
  return result.value;
}

function evaluate(source: string, { a = 0, b = 0, p = false, s = '', t = '' } = {}): Scalar {
  return compiled(source).evaluate([a, b, p, s, t]);
}

function failureOf(source: string, values: Parameters<typeof evaluate>[1] = {}): EvaluationError {
  try {
    evaluate(source, values);
  } catch (error) {
    if (error instanceof EvaluationError) return error;
    throw error;
  }
  throw new Error(`Evaluated: ${source}`);
}

test.each<[string, Scalar]>([
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['10 - 2 - 3', 5],
  ['100 / 10 / 5', 2],
  ['7 % 4 * 2', 6],
  ['-2 * 3', -6],
  ['- -2', 2],
  ['0x1F + 010', 41],
  ['1 + 1 == 2', true],
  ['1 < 2 == true', true],
  ['true || false && false', true],
  ['(true || false) && false', false],
  ['!false && false', false],
  ['!(false && false)', true],
  ['1 == 2 || 3 in [3]', true],
  ['true ? 1 : false ? 2 : 3', 1],
  ['false ? 1 : false ? 2 : 3', 3],
  ['1 > 2 ? "a" : "b" + "c"', 'bc'],
  ['"a" + "b" == "ab"', true],
  ['-"abc".size()', -3],
])('EX3: %s is %s', (source, value) => {
  expect(evaluate(source)).toBe(value);
});

test.each<[string, Partial<Record<'a' | 'b', number>>, number]>([
  ['a + b', { a: MAX - 1, b: 1 }, MAX],
  ['a - b', { a: -MAX + 1, b: 1 }, -MAX],
  ['a * b', { a: 94_906_265, b: 94_906_265 }, 9_007_199_136_250_225],
  ['a * b', { a: MAX, b: -1 }, -MAX],
  ['-a', { a: MAX }, -MAX],
])('EX10: %s of %j is a safe integer', (source, values, value) => {
  expect(evaluate(source, values)).toBe(value);
});

test.each<[string, Partial<Record<'a' | 'b', number>>]>([
  ['a + b', { a: MAX, b: 1 }],
  ['a + b', { a: -MAX, b: -1 }],
  ['a - b', { a: -MAX, b: 1 }],
  ['a * b', { a: 94_906_266, b: 94_906_266 }],
  ['a * b', { a: MAX, b: -MAX }],
  ['a + b - b', { a: MAX, b: MAX }],
])('EX10: %s of %j is an overflow', (source, values) => {
  expect(failureOf(source, values).code).toBe('overflow');
});

test.each([
  [7, 2, 3, 1],
  [-7, 2, -3, -1],
  [7, -2, -3, 1],
  [-7, -2, 3, -1],
  [1, 2, 0, 1],
  [MAX, -1, -MAX, 0],
  [MAX, MAX - 1, 1, 1],
  [MAX - 1, MAX, 0, MAX - 1],
])('EX11: %i divided by %i is %i, remainder %i', (a, b, quotient, remainder) => {
  expect(evaluate('a / b', { a, b })).toBe(quotient);
  expect(evaluate('a % b', { a, b })).toBe(remainder);
});

test('EX11: division by zero and remainder by zero are errors', () => {
  expect(failureOf('a / b', { a: 1 }).code).toBe('division-by-zero');
  expect(failureOf('a % b', { a: 1 }).code).toBe('division-by-zero');
  expect(failureOf('0 / 0').code).toBe('division-by-zero');
});

test.each([
  ['-a', 0, 0],
  ['a * b', 0, -5],
  ['a / b', 0, -5],
  ['a / b', -1, 2],
  ['a % b', -4, 2],
  ['-0', 0, 0],
])('EX12: there is one zero: %s of %i and %i', (source, a, b) => {
  expect(Object.is(evaluate(source, { a, b }), 0)).toBe(true);
});

test('EX13: texts are counted in code points and ordered by code units', () => {
  expect(evaluate('size(s)', { s: '' })).toBe(0);
  expect(evaluate('size(s)', { s: '주문 😀😀' })).toBe(5);
  expect(evaluate('s.size()', { s: '\ud83d' })).toBe(1);
  expect(evaluate('s.size()', { s: '\ude00\ud83d\ud83d\ude00a' })).toBe(4);
  expect(evaluate('s < t', { s: '😀', t: '\uffee' })).toBe(true);
  expect(evaluate('s < t', { s: 'Z', t: 'a' })).toBe(true);
  expect(evaluate('s >= t', { s: 'a', t: 'a' })).toBe(true);
});

test('EX13: functions on texts', () => {
  const values = { s: 'PENDING', t: 'END' };
  expect(evaluate('s.contains(t)', values)).toBe(true);
  expect(evaluate('t.contains(s)', values)).toBe(false);
  expect(evaluate('s.startsWith("PEN")', values)).toBe(true);
  expect(evaluate('s.startsWith(t)', values)).toBe(false);
  expect(evaluate('s.endsWith("")', values)).toBe(true);
  expect(evaluate('s.endsWith("DING")', values)).toBe(true);
  expect(evaluate('s.endsWith(t)', values)).toBe(false);
  expect(evaluate('string(a) + string(p) + string(s)', { a: -MAX, s: 'x' })).toBe('-9007199254740991falsex');
});

test('EX13: a concatenation has at most 1024 code units', () => {
  const s = 'x'.repeat(1_000);
  expect(evaluate('s + t', { s, t: 'y'.repeat(24) })).toHaveLength(1_024);
  expect(failureOf('s + t', { s, t: 'y'.repeat(25) }).code).toBe('string-too-long');
});

test('EX14: both sides of a comparison are of one type; false comes before true', () => {
  expect(evaluate('false < p', { p: true })).toBe(true);
  expect(evaluate('p <= false', { p: true })).toBe(false);
  expect(evaluate('p > false', { p: true })).toBe(true);
  expect(evaluate('p >= true', { p: false })).toBe(false);
  expect(evaluate('p == false')).toBe(true);
  expect(evaluate('p != false')).toBe(false);
  expect(evaluate('a < b', { a: -2, b: 1 })).toBe(true);
  expect(evaluate('a <= b', { a: 1, b: 1 })).toBe(true);
  expect(evaluate('a > b', { a: 1, b: 1 })).toBe(false);
  expect(evaluate('a >= b', { a: 1, b: 1 })).toBe(true);
  expect(evaluate('a != b', { a: 1, b: 2 })).toBe(true);
  expect(evaluate('s == t', { s: 'é', t: 'e\u0301' })).toBe(false);
});

test.each<[string, Scalar]>([
  ['false && a / b > 0', false],
  ['true || a / b > 0', true],
  ['p && a / b > 0', false],
  ['!p || a / b > 0', true],
  ['a / b > 0 && false', false],
  ['a / b > 0 || true', true],
  ['a / b > 0 && p', false],
  ['a / b > 0 || !p', true],
  ['1 / 0 > 0 && p', false],
  ['(a / b > 0 && p) || (a % b > 0 || !p)', true],
])('EX15: %s is %s: short circuit, and a decisive right side absorbs a failure on the left', (source, value) => {
  expect(evaluate(source, { a: 1 })).toBe(value);
});

test('EX15: a failure that the right side does not decide stays; of two the right one is reported', () => {
  expect(failureOf('a / b > 0 && !p', { a: 1 }).code).toBe('division-by-zero');
  expect(failureOf('a / b > 0 || p', { a: 1 }).code).toBe('division-by-zero');
  expect(failureOf('a / b > 0 && a + 9007199254740991 > 0', { a: 1 }).code).toBe('overflow');
  expect(failureOf('!p && a / b > 0', { a: 1 }).code).toBe('division-by-zero');
  expect(failureOf('p || a / b > 0', { a: 1 }).code).toBe('division-by-zero');
});

test('EX16: only the branch taken is evaluated', () => {
  expect(evaluate('b == 0 ? 0 : a / b', { a: 1 })).toBe(0);
  expect(evaluate('b == 0 ? 0 : a / b', { a: 6, b: 3 })).toBe(2);
  expect(evaluate('true ? 1 : 1 / 0')).toBe(1);
  expect(evaluate('p ? s : t', { p: true, s: 'x' })).toBe('x');
  expect(evaluate('p ? false : a == b')).toBe(true);
  expect(failureOf('a / b > 0 ? 1 : 2').code).toBe('division-by-zero');
});

test('EX17: `in` compares with every element, and an element that fails is a failure', () => {
  expect(evaluate('a in [1, 2, 3]', { a: 2 })).toBe(true);
  expect(evaluate('a in [1, 2, 3]', { a: 4 })).toBe(false);
  expect(evaluate('a in [-1, 2 * 3]', { a: 6 })).toBe(true);
  expect(evaluate('a in []')).toBe(false);
  expect(evaluate('s in ["PAID", t]', { s: 'OPEN', t: 'OPEN' })).toBe(true);
  expect(evaluate('p in [true]')).toBe(false);
  expect(evaluate('a in [b, b + 1]', { a: 1 })).toBe(true);
  expect(failureOf('a in [a, 1 / b]').code).toBe('division-by-zero');
});

test('EX20: an evaluation is a function of the registers', () => {
  const expression = compiled('a * 2 + b');
  const registers = Object.freeze([20, 2, false, '', '']);
  expect(expression.evaluate(registers)).toBe(42);
  expect(expression.evaluate([1, 1, false, '', ''])).toBe(3);
  expect(expression.evaluate(registers)).toBe(42);
});

test('EX20: constants are folded, and one that fails does so when it is reached', () => {
  expect(evaluate('2 * 3 + 4')).toBe(10);
  const expression = compiled('p ? 1 / 0 : 9007199254740991 + 0');
  expect(expression.evaluate([0, 0, false, '', ''])).toBe(MAX);
  expect(() => expression.evaluate([0, 0, true, '', ''])).toThrow(EvaluationError);
});

test('EX21: a failure says where in the source it is, parentheses included', () => {
  const partOf = (source: string): string => {
    const { start, end } = failureOf(source, { a: MAX, b: 2 });
    return source.slice(start, end);
  };
  expect(partOf('1 + (a - 1) * b')).toBe('(a - 1) * b');
  expect(partOf('((a) + b) - 1')).toBe('(a) + b');
  expect(partOf('b * ((b + 1) * (a - 0)) > 0')).toBe('(b + 1) * (a - 0)');
  expect(partOf('(b + 1) * ( (a) )')).toBe('(b + 1) * ( (a) )');
  expect(failureOf('p || (a) % (b) > 0').message).toBe('division-by-zero in (a) % (b)');
});

test('EX22: a register of another type than declared is a broken invariant, and nothing absorbs it', () => {
  expect(() => compiled('a + 1').evaluate([])).toThrow(InvariantError);
  expect(() => compiled('s').evaluate([0, 0, false, 1, ''])).toThrow(InvariantError);
  expect(() => compiled('a / b > 0 || true').evaluate([])).toThrow(InvariantError);
  expect(() => compiled('!p').evaluate([0, 0, 'true', '', ''])).toThrow(InvariantError);
});
