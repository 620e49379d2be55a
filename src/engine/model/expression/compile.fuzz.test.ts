import { Environment, EvaluationError as LibraryError } from '@marcbachmann/cel-js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toTerm } from './allow.ts';
import { compileExpression, EvaluationError, isFieldName, isVariableName } from './compile.ts';
import type { Expression, Scalar, Scope } from './compile.ts';
import { operandsOf } from './term.ts';
import type { Term } from './term.ts';

const SEED = 20261121;

const scope: Scope = {
  a: { type: 'int', slot: 0 },
  b: { type: 'int', slot: 1 },
  p: { type: 'bool', slot: 2 },
  q: { type: 'bool', slot: 3 },
  s: { type: 'string', slot: 4 },
  t: { type: 'string', slot: 5 },
  order: { total: { type: 'int', slot: 6 }, state: { type: 'string', slot: 7 } },
  message: { type: { type: 'string', slot: 8 }, slot: { type: 'int', slot: 9 } },
};

/** The library with the same declarations: its own checker and evaluator are the oracle. */
const oracle = new Environment()
  .registerVariable('a', 'int')
  .registerVariable('b', 'int')
  .registerVariable('p', 'bool')
  .registerVariable('q', 'bool')
  .registerVariable('s', 'string')
  .registerVariable('t', 'string')
  .registerVariable({ name: 'order', schema: { total: 'int', state: 'string' } })
  .registerVariable({ name: 'message', schema: { type: 'string', slot: 'int' } });

const integer = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 94_906_265, 94_906_266, -94_906_267, 2 ** 52),
  fc.maxSafeInteger(),
);
const text = fc.oneof(
  fc.constantFrom('', 'a', 'ab', 'OPEN', '주문', '😀', '\ud83d', '\ude00a'),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const registers = fc.tuple(integer, integer, fc.boolean(), fc.boolean(), text, text, integer, text, text, integer);

function contextOf(values: readonly Scalar[]): Record<string, unknown> {
  const border = (value: Scalar | undefined): unknown => (typeof value === 'number' ? BigInt(value) : value);
  const [a, b, p, q, s, t, total, state, type, slot] = values.map(border);
  return { a, b, p, q, s, t, order: { total, state }, message: { type, slot } };
}

/** A composite stands in parentheses most of the time, so that most sources have the types they were built for. */
function operand(source: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(source, fc.integer({ min: 0, max: 7 }))
    .map(([inner, draw]) => (/^\w+(\.\w+)?$/.test(inner) || draw === 0 ? inner : `(${inner})`));
}

function infix(left: fc.Arbitrary<string>, operators: readonly string[], right: fc.Arbitrary<string>) {
  return fc
    .tuple(operand(left), fc.constantFrom(...operators), operand(right))
    .map(([first, operator, second]) => `${first} ${operator} ${second}`);
}

const intLeaf = fc.oneof(
  fc.constantFrom('a', 'b', 'order.total', 'message.slot'),
  fc.constantFrom('0', '1', '2', '-1', '0x10', '9007199254740991'),
);
const boolLeaf = fc.constantFrom('p', 'q', 'true', 'false');
const stringLeaf = fc.constantFrom(
  's',
  't',
  'order.state',
  'message.type',
  '""',
  '"a"',
  "'OPEN'",
  '"😀"',
  '"\\n"',
  'r"\\d"',
);
const COMPARISONS = ['==', '!=', '<', '<=', '>', '>='];

const sources = fc.letrec<{ int: string; bool: string; string: string }>((tie) => {
  const int = tie('int');
  const bool = tie('bool');
  const string = tie('string');
  const choice = (branch: fc.Arbitrary<string>): fc.Arbitrary<string> =>
    fc
      .tuple(operand(bool), operand(branch), operand(branch))
      .map(([condition, first, second]) => `${condition} ? ${first} : ${second}`);
  const member = (of: fc.Arbitrary<string>, leaf: fc.Arbitrary<string>): fc.Arbitrary<string> =>
    fc
      .tuple(operand(of), fc.array(fc.oneof(leaf, operand(of)), { maxLength: 3 }))
      .map(([first, elements]) => `${first} in [${elements.join(', ')}]`);
  const depth = { maxDepth: 4, depthIdentifier: fc.createDepthIdentifier() };
  return {
    int: fc.oneof(
      depth,
      intLeaf,
      { arbitrary: infix(int, ['+', '-', '*', '/', '%'], int), weight: 6 },
      operand(int).map((inner) => `-${inner}`),
      operand(string).map((inner) => `size(${inner})`),
      operand(string).map((inner) => `${inner}.size()`),
      choice(int),
    ),
    bool: fc.oneof(
      depth,
      boolLeaf,
      { arbitrary: infix(bool, ['&&', '||'], bool), weight: 5 },
      { arbitrary: infix(int, COMPARISONS, int), weight: 5 },
      infix(string, COMPARISONS, string),
      infix(bool, COMPARISONS, bool),
      operand(bool).map((inner) => `!${inner}`),
      member(int, intLeaf),
      member(string, stringLeaf),
      member(bool, boolLeaf),
      fc
        .tuple(operand(string), fc.constantFrom('startsWith', 'endsWith', 'contains'), operand(string))
        .map(([first, name, second]) => `${first}.${name}(${second})`),
      choice(bool),
    ),
    string: fc.oneof(
      depth,
      stringLeaf,
      infix(string, ['+'], string),
      operand(int).map((inner) => `string(${inner})`),
      operand(bool).map((inner) => `string(${inner})`),
      choice(string),
    ),
  };
});

const anySource = fc.oneof(sources.int, sources.bool, sources.string);

/** A value, or the code of the error. */
type Outcome = { readonly value: unknown } | { readonly failed: string; readonly part: string };

function ours(expression: Expression, values: readonly Scalar[]): Outcome {
  try {
    const value = expression.evaluate(values);
    return { value: typeof value === 'number' ? bigIntOf(value) : value };
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return { failed: error.code, part: expression.source.slice(error.start, error.end) };
  }
}

function bigIntOf(value: number): bigint | string {
  return Object.is(value, -0) ? 'negative zero' : BigInt(value);
}

function theirs(source: string, context: Record<string, unknown>): Outcome {
  try {
    return { value: oracle.evaluate(source, context) };
  } catch (error) {
    if (error instanceof LibraryError) return { failed: error.code, part: source };
    throw error;
  }
}

/** What the library makes of every part of an expression, each evaluated by itself. */
function theirParts(source: string, context: Record<string, unknown>): readonly Outcome[] {
  const sourcesOf = (term: Term): readonly string[] => [
    source.slice(term.start, term.end),
    ...operandsOf(term).flatMap(sourcesOf),
  ];
  return sourcesOf(toTerm(source, oracle.parse(source).ast, scope)).map((part) => theirs(part, context));
}

/** An integer that the library has and we have not, or its own overflow. */
function isUnsafe(outcome: Outcome): boolean {
  if ('failed' in outcome) return outcome.failed === 'numeric_overflow';
  return typeof outcome.value === 'bigint' && !Number.isSafeInteger(Number(outcome.value));
}

function isDivisionByZero(outcome: Outcome): boolean {
  return 'failed' in outcome && /^(division|modulo)_by_zero$/.test(outcome.failed);
}

/** What happened: the type of the value or the code of the failure, or how the two evaluators disagree. */
function compare(source: string, values: readonly Scalar[]): string {
  const checked = oracle.check(source);
  const result = compileExpression(source, scope, 'any');
  if (!result.ok) {
    if (result.problem.code === 'expression-too-large') return 'too large';
    return result.problem.code === 'expression-type' && !checked.valid ? 'ill-typed' : 'only one refuses';
  }
  if (checked.type !== result.value.type) return 'another type';

  const context = contextOf(values);
  const mine = ours(result.value, values);
  const library = theirs(source, context);
  if ('value' in mine) {
    if (!('value' in library) || library.value !== mine.value) return 'another value';
    const spared = theirParts(source, context).some((part) => 'failed' in part);
    return spared ? `${result.value.type}, sparing a failure` : result.value.type;
  }
  // The part that failed fails in the library too, or gives an integer that is not safe.
  const part = theirs(mine.part, context);
  const justified = mine.failed === 'overflow' ? isUnsafe(part) : isDivisionByZero(part);
  if (!justified) return `no ${mine.failed} in ${mine.part}`;
  // The library has a value where we have none only because some part of it is beyond the safe range.
  const agreed = 'failed' in library || theirParts(source, context).some(isUnsafe);
  return agreed ? mine.failed : 'a failure of ours alone';
}

const AGREEMENTS = [
  'int',
  'bool',
  'string',
  'int, sparing a failure',
  'bool, sparing a failure',
  'string, sparing a failure',
  'overflow',
  'division-by-zero',
  'ill-typed',
  'too large',
];

test(`EX23: random expressions agree with the library in type, value and failure (seed ${SEED})`, () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(anySource, registers, (source, values) => {
      const outcome = compare(source, values);
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
      expect(AGREEMENTS).toContain(outcome);
    }),
    { seed: SEED, numRuns: 4_000 },
  );
  // The sample reaches every kind of outcome often enough to mean something.
  const rare = AGREEMENTS.filter((outcome) => outcome !== 'too large' && (seen.get(outcome) ?? 0) < 5);
  expect(rare).toEqual([]);
  const common = ['int', 'bool', 'string', 'overflow', 'division-by-zero'];
  expect(common.filter((outcome) => (seen.get(outcome) ?? 0) < 150)).toEqual([]);
});

const TOKENS: readonly string[] = [
  ...'a b p s order order.state . 1 0 "x" \' " + - * / % && || ! == < in [ ] ( ) { } ? : , size has map all'.split(' '),
  ...'matches type int null true 1u 1.5 9007199254740992 b"x" r" \\ // __proto__ constructor `'.split(' '),
  '\n',
  '\u0000',
];
const tokens = fc.constantFrom(...TOKENS);
const garbage = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.array(tokens, { maxLength: 25 }).map((parts) => parts.join(' ')),
  fc.array(tokens, { maxLength: 25 }).map((parts) => parts.join('')),
  fc.tuple(anySource, fc.nat(), fc.nat(5), tokens).map(([source, at, length, token]) => {
    const start = at % (source.length + 1);
    return source.slice(0, start) + token + source.slice(start + length);
  }),
  fc.tuple(tokens, fc.integer({ min: 1, max: 3_000 })).map(([token, count]) => token.repeat(count)),
);

const TYPE_OF: Readonly<Record<string, string>> = { bigint: 'int', boolean: 'bool', string: 'string' };

/** The code of the problem, `ok`, or what is wrong with the result. */
function verdictOn(source: string, values: readonly Scalar[]): string {
  const result = compileExpression(source, scope, 'any');
  if (result.ok) {
    const outcome = ours(result.value, values);
    return 'failed' in outcome || TYPE_OF[typeof outcome.value] === result.value.type ? 'ok' : 'value of another type';
  }
  const { code, detail, start, end } = result.problem;
  if (detail === '' || detail.includes('\n')) return `no short detail: ${detail}`;
  return 0 <= start && start <= end && end <= source.length ? code : `outside of the source: ${start} to ${end}`;
}

test(`EX24: no text makes the compiler throw (seed ${SEED})`, () => {
  const verdicts = new Set<string>();
  fc.assert(
    fc.property(garbage, registers, (source, values) => {
      verdicts.add(verdictOn(source, values));
    }),
    { seed: SEED, numRuns: 5_000 },
  );
  expect([...verdicts].sort()).toEqual([
    'expression-not-allowed',
    'expression-syntax',
    'expression-too-large',
    'expression-type',
    'expression-unknown-variable',
    'ok',
  ]);
});

test(`EX7: a name is writable exactly when an expression can write it (seed ${SEED})`, () => {
  const names = fc.oneof(
    tokens,
    fc.string({ unit: 'binary', maxLength: 4 }),
    fc.stringMatching(/^[a-z_][a-z0-9_]{0,5}$/),
  );
  fc.assert(
    fc.property(names, (name) => {
      const variable = compileExpression(name, { [name]: { type: 'int', slot: 7 } }, 'any');
      expect(variable.ok && variable.value.slots.includes(7)).toBe(isVariableName(name));
      const group: Scope = { row: Object.fromEntries([[name, { type: 'int', slot: 7 }]]) };
      const field = compileExpression(`row.${name}`, group, 'any');
      expect(field.ok && field.value.slots.includes(7)).toBe(isFieldName(name));
    }),
    { seed: SEED, numRuns: 2_000 },
  );
});
