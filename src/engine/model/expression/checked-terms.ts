import { assert } from '../../base/assert.ts';
import { expressionOf, variablesOf } from './expression.ts';
import type { Expression } from './expression.ts';
import { isVariableSlot, ownEntry } from './scope.ts';
import type { Scalar, Scope, VariableSlot } from './scope.ts';
import { operandsOf } from './term.ts';
import type { FunctionName, Term } from './term.ts';

/**
 * A term as JSON: its operator, its range in the source, its operands. The operators are those of CEL's syntax trees
 * (`value`, `id`, `-_`, `!_`, `?:`, `in` and what is written between operands), or the name of a function. The operand of
 * `value` is a literal, that of `id` how the source writes a variable.
 */
export interface TermData extends ReadonlyArray<string | number | boolean | TermData> {
  readonly 0: string;
  readonly 1: number;
  readonly 2: number;
}

/** Expressions that were parsed and type-checked before, by their sources. */
export interface CheckedTerms {
  readonly [source: string]: {
    readonly term: TermData;
    /** For which types of the variables it names it was checked, as `signatureOf` writes them. */
    readonly checked: readonly string[];
  };
}

/** The expression of a source that is among the terms, in a scope like one that it was checked in: asserted. */
export function checkedExpression(terms: CheckedTerms, source: string, scope: Scope): Expression {
  const entry = entryOf(terms, source);
  const term = readTerm(entry.term, scope);
  const signature = signatureOf(term);
  assert(entry.checked.includes(signature), `the expression ${source} was checked with ${signature}`);
  return expressionOf(source, term);
}

/** The first variable of a source that is among the terms which a scope does not have. */
export function missingVariable(terms: CheckedTerms, source: string, scope: Scope): string | undefined {
  return missingIn(entryOf(terms, source).term, scope);
}

function missingIn(data: TermData, scope: Scope): string | undefined {
  const [operator, , , ...operands] = data;
  if (operator === 'value') return undefined;
  if (operator === 'id') {
    const path = operands[0] as string;
    return variableAt(scope, path) === undefined ? path : undefined;
  }
  for (const operand of operands as readonly TermData[]) {
    const missing = missingIn(operand, scope);
    if (missing !== undefined) return missing;
  }
  return undefined;
}

function entryOf(terms: CheckedTerms, source: string): CheckedTerms[string] {
  const entry = ownEntry(terms, source);
  assert(entry !== undefined, `the expression is among the checked ones: ${source}`);
  return entry;
}

/** The variables of a term with their types, in the order of the source: `order.total:int row.id:string`. */
export function signatureOf(term: Term): string {
  return [...variablesOf(term)].map(([path, { type }]) => `${path}:${type}`).join(' ');
}

export function writeTerm(term: Term): TermData {
  const { start, end } = term;
  if (term.kind === 'literal') return ['value', start, end, term.value];
  if (term.kind === 'variable') return ['id', start, end, term.path];
  return [operatorOf(term), start, end, ...operandsOf(term).map(writeTerm)];
}

function operatorOf(term: Exclude<Term, { readonly kind: 'literal' | 'variable' }>): string {
  switch (term.kind) {
    case 'negation':
      return '-_';
    case 'not':
      return '!_';
    case 'and':
      return '&&';
    case 'or':
      return '||';
    case 'conditional':
      return '?:';
    case 'membership':
      return 'in';
    case 'call':
      return term.name;
    default:
      return term.operator;
  }
}

/** What `writeTerm` has written, its variables resolved in a scope. Asserts that the scope has them. */
export function readTerm(data: TermData, scope: Scope): Term {
  const [operator, start, end] = data;
  const span = { start, end };
  if (operator === 'value') return { kind: 'literal', value: data[3] as Scalar, ...span };
  if (operator === 'id') {
    const path = data[3] as string;
    const variable = variableAt(scope, path);
    assert(variable !== undefined, `the scope has the variable ${path}`);
    return { kind: 'variable', path, variable, ...span };
  }
  const operands = (data.slice(3) as readonly TermData[]).map((operand) => readTerm(operand, scope));
  const [first, second, third] = operands as [Term, Term, Term];
  switch (operator) {
    case '-_':
      return { kind: 'negation', operand: first, ...span };
    case '!_':
      return { kind: 'not', operand: first, ...span };
    case '&&':
      return { kind: 'and', left: first, right: second, ...span };
    case '||':
      return { kind: 'or', left: first, right: second, ...span };
    case '?:':
      return { kind: 'conditional', condition: first, consequent: second, alternative: third, ...span };
    case 'in':
      return { kind: 'membership', operand: first, elements: operands.slice(1), ...span };
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return { kind: 'arithmetic', operator, left: first, right: second, ...span };
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return { kind: 'comparison', operator, left: first, right: second, ...span };
    default:
      return { kind: 'call', name: operator as FunctionName, operands, ...span };
  }
}

function variableAt(scope: Scope, path: string): VariableSlot | undefined {
  const [root, field] = path.split('.') as [string, string?];
  const entry = ownEntry(scope, root);
  if (entry === undefined) return undefined;
  if (isVariableSlot(entry)) return field === undefined ? entry : undefined;
  return field === undefined ? undefined : ownEntry(entry, field);
}
