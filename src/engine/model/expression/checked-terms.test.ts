import { expect, test } from 'vitest';
import { checkedExpression, readTerm, signatureOf, writeTerm } from './checked-terms.ts';
import type { CheckedTerms } from './checked-terms.ts';
import { checkExpression } from './compile.ts';
import type { Scope } from './scope.ts';

const scope: Scope = {
  n: { type: 'int', slot: 2 },
  row: { type: { type: 'string', slot: 0 }, paid: { type: 'bool', slot: 1 } },
};

const SOURCES = [
  "'a text'",
  'true',
  '-n + n - n * n / n % 3',
  'n == 1 || n != 2 && !(n < 3) || n <= 4 || n > 5 || n >= 6',
  "row.paid ? row.type : string(n) + 'x'",
  "row.type in ['a', 'b', row.type]",
  "row.type.startsWith('a') && row.type.endsWith('b') && row.type.contains('c')",
  'size(row.type) == row.type.size()',
];

for (const source of SOURCES)
  test(`a term read again is the term that was written: ${source}`, () => {
    const { term } = checkExpression(source, scope);
    expect(readTerm(JSON.parse(JSON.stringify(writeTerm(term))), scope)).toEqual(term);
  });

const { term } = checkExpression('n + size(row.type)', scope);
const terms: CheckedTerms = { 'n + size(row.type)': { term: writeTerm(term), checked: [signatureOf(term)] } };

test('slots are those of the scope in which a term is read', () => {
  const other: Scope = { row: { type: { type: 'string', slot: 7 } }, n: { type: 'int', slot: 4 } };
  const expression = checkedExpression(terms, 'n + size(row.type)', other);
  expect(expression).toMatchObject({ type: 'int', slots: [4, 7] });
  expect(expression.evaluate([0, 0, 0, 0, 40, 0, 0, 'ab'])).toBe(42);
});

test('other types, missing names and other sources are broken invariants', () => {
  const withTypes: Scope = { ...scope, n: { type: 'string', slot: 2 } };
  expect(() => checkedExpression(terms, 'n + size(row.type)', withTypes)).toThrow(
    'was checked with n:string row.type:string',
  );
  expect(() => checkedExpression(terms, 'n + size(row.type)', { n: { type: 'int', slot: 0 } })).toThrow('row.type');
  expect(() => checkedExpression(terms, 'n', scope)).toThrow('among the checked ones');
  expect(() => checkedExpression(terms, 'toString', scope)).toThrow('among the checked ones');
});
