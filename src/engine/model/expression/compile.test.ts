import { expect, test } from 'vitest';
import { compileExpression, isFieldName, isVariableName } from './compile.ts';
import type { ExpressionProblem, ScalarType, Scope } from './compile.ts';

const scope: Scope = {
  total: { type: 'int', slot: 0 },
  paid: { type: 'bool', slot: 1 },
  name: { type: 'string', slot: 2 },
  order: { state: { type: 'string', slot: 3 }, total: { type: 'int', slot: 4 } },
  message: { type: { type: 'string', slot: 5 }, slot: { type: 'int', slot: 6 } },
};

function problemOf(source: string, expected: ScalarType | 'any' = 'any', within: Scope = scope): ExpressionProblem {
  const result = compileExpression(source, within, expected);
  if (result.ok) throw new Error(`Compiled: ${source}`);
  return result.problem;
}

function codeOf(source: string): string {
  const result = compileExpression(source, scope, 'any');
  return result.ok ? `ok ${result.value.type}` : result.problem.code;
}

test('EX1: larger than the limits is refused', () => {
  expect(problemOf('1'.padEnd(2_001)).code).toBe('expression-too-large');
  expect(codeOf('1'.padEnd(2_000))).toBe('ok int');
  const sum = (terms: number): string => Array.from({ length: terms }, () => '1').join('+');
  expect(codeOf(sum(100))).toBe('ok int');
  expect(codeOf(sum(101))).toBe('expression-too-large');
  expect(codeOf(`${'('.repeat(23)}1${')'.repeat(23)}`)).toBe('ok int');
  expect(codeOf(`${'('.repeat(24)}1${')'.repeat(24)}`)).toBe('expression-too-large');
  const list = (elements: number): string => `total in [${Array.from({ length: elements }, () => '1').join(',')}]`;
  expect(codeOf(list(64))).toBe('ok bool');
  expect(codeOf(list(65))).toBe('expression-too-large');
  expect(codeOf(`"${'x'.repeat(1_024)}"`)).toBe('ok string');
  expect(codeOf(`"${'x'.repeat(1_025)}"`)).toBe('expression-too-large');
  expect(codeOf(`${'!'.repeat(1_996)}true`)).toBe('expression-too-large');
  expect(codeOf(`${'-'.repeat(1_999)}1`)).toBe('expression-too-large');
});

test.each([
  '',
  ' ',
  '1 +',
  'total total',
  '"open',
  'total = 1',
  '#',
  '(1',
  '1)',
  'order.',
  'order..state',
  'total &',
  'if',
  '합계',
])('EX2: %j is no CEL', (source) => {
  expect(problemOf(source).code).toBe('expression-syntax');
});

test('EX2: the detail and the range come from the parser', () => {
  expect(problemOf('total + #')).toEqual({
    code: 'expression-syntax',
    detail: 'Unexpected character: #',
    start: 8,
    end: 9,
  });
});

test.each([
  ['7', 'int'],
  ['0x1F', 'int'],
  ['true', 'bool'],
  ['"a"', 'string'],
  ["'a'", 'string'],
  ['total', 'int'],
  ['order.state', 'string'],
  ['message.type', 'string'],
  ['message.slot', 'int'],
  ['(order).state', 'string'],
  ['total + 1 - 2 * 3 / 4 % 5', 'int'],
  ['name + order.state', 'string'],
  ['-total', 'int'],
  ['!paid', 'bool'],
  ['paid && !paid || true', 'bool'],
  ['paid ? total : 0', 'int'],
  ['total == 1', 'bool'],
  ['name != "a"', 'bool'],
  ['name < "a"', 'bool'],
  ['paid >= true', 'bool'],
  ['total in [1, 2, total + 1]', 'bool'],
  ['total in []', 'bool'],
  ['name in ["a"]', 'bool'],
  ['!(paid in [true])', 'bool'],
  ['size(name)', 'int'],
  ['name.size()', 'int'],
  ['name.startsWith("a")', 'bool'],
  ['name.endsWith("a")', 'bool'],
  ['name.contains(order.state)', 'bool'],
  ['string(total)', 'string'],
  ['string(paid) + string(name)', 'string'],
])('EX3: the language has %s, of type %s', (source, type) => {
  expect(codeOf(source)).toBe(`ok ${type}`);
});

test.each([
  ['1.5', 'a number with a fraction or an exponent'],
  ['1e3', 'a number with a fraction or an exponent'],
  ['1u', 'an unsigned integer'],
  ['null', 'null'],
  ['b"a"', 'a bytes literal'],
  ['[1, 2]', 'a list anywhere but after `in`'],
  ['total in [[1]]', 'a list anywhere but after `in`'],
  ['size([1])', 'a list anywhere but after `in`'],
  ['{"a": 1}', 'a map literal'],
  ['total in {1: 2}', '`in` without a list written out after it'],
  ['total in total', '`in` without a list written out after it'],
  ['name[0]', 'an index in brackets'],
  ['[1, 2][0]', 'an index in brackets'],
  ['order["state"]', 'an index in brackets'],
  ['"a".b', 'a field of anything but a group of variables'],
  ['order.state.first', 'a field of anything but a group of variables'],
  ['name.matches("(a+)+$")', 'the function matches()'],
  ['has(order.state)', 'the function has()'],
  ['[1].all(x, x > 0)', 'the function all()'],
  ['[1].exists(x, x > 0)', 'the function exists()'],
  ['[1].exists_one(x, x > 0)', 'the function exists_one()'],
  ['[1].map(x, x)', 'the function map()'],
  ['[1].filter(x, x > 0)', 'the function filter()'],
  ['cel.bind(x, 1, x)', 'the function bind()'],
  ['timestamp(0)', 'the function timestamp()'],
  ['timestamp("2026-01-01T00:00:00Z").getHours("Asia/Seoul")', 'the function getHours()'],
  ['duration("1s")', 'the function duration()'],
  ['double(total)', 'the function double()'],
  ['uint(total)', 'the function uint()'],
  ['int(name)', 'the function int()'],
  ['bool(name)', 'the function bool()'],
  ['bytes(name)', 'the function bytes()'],
  ['dyn(total)', 'the function dyn()'],
  ['type(total)', 'the function type()'],
  ['name.lowerAscii()', 'the function lowerAscii()'],
  ['name.substring(1)', 'the function substring()'],
  ['name.indexOf("a")', 'the function indexOf()'],
  ['name.string()', 'the function string()'],
  ['startsWith(name, "a")', 'the function startsWith()'],
  ['constructor()', 'the function constructor()'],
  ['int', 'the CEL name int'],
  ['google.protobuf', 'the CEL name google'],
])('EX4: the language does not have %s', (source, what) => {
  expect(problemOf(source)).toMatchObject({
    code: 'expression-not-allowed',
    detail: `the expression language does not have ${what}`,
  });
});

test('EX4: a macro with wrong arguments is refused as a macro is', () => {
  expect(problemOf('[1].all(1, true)').code).toBe('expression-not-allowed');
});

test('EX4: what is refused stands within the source', () => {
  expect(problemOf('total > 1.5')).toMatchObject({ start: 8, end: 11 });
  expect(problemOf('paid && name.matches("a")')).toMatchObject({ start: 8, end: 25 });
});

test('EX5: an integer literal beyond the safe range is refused', () => {
  expect(codeOf('9007199254740991')).toBe('ok int');
  expect(codeOf('-9007199254740991')).toBe('ok int');
  expect(codeOf('9007199254740992')).toBe('expression-not-allowed');
  expect(codeOf('-9007199254740992')).toBe('expression-not-allowed');
  expect(codeOf('0x20000000000000')).toBe('expression-not-allowed');
  expect(codeOf('99999999999999999999999')).toBe('expression-not-allowed');
});

const ALL = ['message.slot', 'message.type', 'name', 'order.state', 'order.total', 'paid', 'total'];

test.each([
  ['totl', 'no variable totl', ALL],
  ['orde.state', 'no variable orde.state', ALL],
  ['order.stat', 'no variable order.stat', ['order.state', 'order.total']],
  ['order', 'no variable order alone, which is a group of variables', ['order.state', 'order.total']],
  ['message', 'no variable message alone, which is a group of variables', ['message.slot', 'message.type']],
  ['constructor', 'no variable constructor', ALL],
  ['toString', 'no variable toString', ALL],
  ['order.constructor', 'no variable order.constructor', ['order.state', 'order.total']],
  ['order.__proto__', 'no variable order.__proto__', ['order.state', 'order.total']],
  ['total > 0 ? 1 : rest', 'no variable rest', ALL],
])('EX6: %s names no variable', (source, detail, names) => {
  expect(problemOf(source)).toMatchObject({ code: 'expression-unknown-variable', detail, names });
});

test('EX6: names that no expression can write are not offered', () => {
  const odd: Scope = {
    'a-b': { type: 'int', slot: 0 },
    int: { type: 'int', slot: 1 },
    in: { type: 'int', slot: 2 },
    row: { in: { type: 'int', slot: 3 }, type: { type: 'int', slot: 4 } },
    type: { name: { type: 'int', slot: 5 } },
  };
  expect(problemOf('x', 'any', odd).names).toEqual(['row.type']);
});

test('EX7: which names a variable and a field may have', () => {
  const variables = ['total', '_a', 'A9', 'size', 'dyn', 'state'];
  expect(variables.filter(isVariableName)).toEqual(variables);
  const unusable = [
    '',
    ' a',
    'a ',
    'a b',
    'a.b',
    '9a',
    'a-b',
    '합계',
    'in',
    'true',
    'null',
    'if',
    'int',
    'string',
    'type',
    'map',
    'google',
    '__proto__',
    'a//b',
  ];
  expect(unusable.filter(isVariableName)).toEqual([]);
  const fields = ['state', 'type', 'int', 'if', 'size', '_a'];
  expect(fields.filter(isFieldName)).toEqual(fields);
  expect(['', ' a', 'a.b', '9a', 'a-b', 'in', 'true', 'null', '__proto__', 'a//b', 'a()'].filter(isFieldName)).toEqual(
    [],
  );
});

test.each([
  '1 + "a"',
  'total + paid',
  'name - name',
  '-name',
  '!total',
  'total && paid',
  'paid || 1',
  'total ? 1 : 2',
  'paid ? 1 : "a"',
  'total == name',
  'paid < 1',
  'total in ["a"]',
  'total in [1, "a"]',
  'name.startsWith(total)',
  'name.startsWith()',
  'size(total)',
  'size()',
  'size(name, name)',
  'total.size()',
  'string()',
  'total.field',
])('EX8: the types of %s do not fit', (source) => {
  expect(problemOf(source).code).toBe('expression-type');
});

test('EX8: the type must be the expected one', () => {
  expect(problemOf('total + 1', 'bool')).toEqual({
    code: 'expression-type',
    detail: 'expected bool, found int',
    start: 0,
    end: 9,
  });
  expect(compileExpression('total + 1', scope, 'int').ok).toBe(true);
  expect(problemOf('total', 'string').detail).toBe('expected string, found int');
});

test('EX9: size and syntax, then what is allowed and known from left to right, then types', () => {
  expect(codeOf('null + rest + )')).toBe('expression-syntax');
  expect(codeOf('null + rest + 1 + "a"')).toBe('expression-not-allowed');
  expect(codeOf('rest + null + 1 + "a"')).toBe('expression-unknown-variable');
  expect(problemOf('1 + "a"', 'bool').detail).toBe('no such overload: int + string');
});

test('EX18: the slots are those of the variables named, ascending, each once', () => {
  const slotsOf = (source: string): readonly number[] | undefined => {
    const result = compileExpression(source, scope, 'any');
    return result.ok ? result.value.slots : undefined;
  };
  expect(slotsOf('message.slot + total + order.total + total > 0 || paid')).toEqual([0, 1, 4, 6]);
  expect(slotsOf('false && paid')).toEqual([1]);
  expect(slotsOf('name in ["a", order.state]')).toEqual([2, 3]);
  expect(slotsOf('1 + 2')).toEqual([]);
});

test('EX19: the result quotes its source and its type', () => {
  const result = compileExpression(' total>1 ', scope, 'bool');
  expect(result).toMatchObject({ ok: true, value: { source: ' total>1 ', type: 'bool' } });
});
