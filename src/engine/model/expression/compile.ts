import { assert } from '../../base/assert.ts';
import { toTerm } from './allow.ts';
import { parse, typeOf } from './cel.ts';
import { expressionOf, variablesOf } from './expression.ts';
import type { Expression } from './expression.ts';
import { MAX_SOURCE_LENGTH } from './limits.ts';
import { Refusal } from './problem.ts';
import type { ExpressionProblem } from './problem.ts';
import type { ScalarType, Scope } from './scope.ts';
import type { Term } from './term.ts';

export { isFieldName, isVariableName } from './cel.ts';
export { EvaluationError } from './expression.ts';
export type { EvaluationErrorCode, Expression, FieldGroup, Scalar, ScalarType, Scope } from './expression.ts';
export type { VariableSlot } from './expression.ts';
export type { ExpressionProblem, ExpressionProblemCode } from './problem.ts';

/**
 * Compiles a CEL expression of the allowed language (rules EX1 to EX24). Any text is a legal argument; the scope is the
 * engine's own and is trusted. `expected` is the type that the place in the document needs.
 */
export function compileExpression(
  source: string,
  scope: Scope,
  expected: ScalarType | 'any',
): { readonly ok: true; readonly value: Expression } | { readonly ok: false; readonly problem: ExpressionProblem } {
  try {
    const { term, type } = checkExpression(source, scope);
    if (expected !== 'any' && type !== expected) {
      throw new Refusal({
        code: 'expression-type',
        detail: `expected ${expected}, found ${type}`,
        start: term.start,
        end: term.end,
      });
    }
    const value = expressionOf(source, term);
    assert(value.type === type, `Checked to be ${type}, generated as ${value.type}`);
    return { ok: true, value };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, problem: error.problem };
    throw error;
  }
}

/** Parses an expression, resolves its names and checks its types. Throws a Refusal where one of these fails. */
export function checkExpression(source: string, scope: Scope): { readonly term: Term; readonly type: ScalarType } {
  if (source.length > MAX_SOURCE_LENGTH) {
    throw new Refusal({
      code: 'expression-too-large',
      detail: `more than ${MAX_SOURCE_LENGTH} code units`,
      start: MAX_SOURCE_LENGTH,
      end: source.length,
    });
  }
  const term = toTerm(source, parse(source), scope);
  const types = [...variablesOf(term)].map(([path, variable]) => [path, variable.type] as const);
  return { term, type: typeOf(source, new Map(types)) };
}
