import { assert } from '../../base/assert.ts';
import { toTerm } from './allow.ts';
import { parse, typeOf } from './cel.ts';
import { generate } from './generate.ts';
import { MAX_SOURCE_LENGTH } from './limits.ts';
import { Refusal } from './problem.ts';
import type { ExpressionProblem } from './problem.ts';
import type { Scalar, ScalarType, Scope, VariableSlot } from './scope.ts';
import { operandsOf } from './term.ts';
import type { Term } from './term.ts';

export { EvaluationError } from './evaluation-error.ts';
export type { EvaluationErrorCode } from './evaluation-error.ts';
export { isFieldName, isVariableName } from './cel.ts';
export type { ExpressionProblem, ExpressionProblemCode } from './problem.ts';
export type { FieldGroup, Scalar, ScalarType, Scope, VariableSlot } from './scope.ts';

/** A compiled expression of a scenario document. It never changes, and holds no register. */
export interface Expression {
  readonly source: string;
  readonly type: ScalarType;
  /** The slots of the variables it names, ascending, each once. */
  readonly slots: readonly number[];
  /** Throws EvaluationError. A register whose value is not of the declared type is a broken invariant. */
  evaluate(registers: readonly Scalar[]): Scalar;
}

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
    return { ok: true, value: compile(source, scope, expected) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, problem: error.problem };
    throw error;
  }
}

function compile(source: string, scope: Scope, expected: ScalarType | 'any'): Expression {
  if (source.length > MAX_SOURCE_LENGTH) {
    throw new Refusal({
      code: 'expression-too-large',
      detail: `more than ${MAX_SOURCE_LENGTH} code units`,
      start: MAX_SOURCE_LENGTH,
      end: source.length,
    });
  }
  const term = toTerm(source, parse(source), scope);
  const variables = new Map<string, VariableSlot>();
  collectVariables(term, variables);
  const type = typeOf(source, new Map([...variables].map(([path, variable]) => [path, variable.type])));
  if (expected !== 'any' && type !== expected) {
    throw new Refusal({
      code: 'expression-type',
      detail: `expected ${expected}, found ${type}`,
      start: term.start,
      end: term.end,
    });
  }
  const code = generate(source, term);
  assert(code.type === type, `Checked to be ${type}, generated as ${code.type}`);
  const slots = [...new Set([...variables.values()].map((variable) => variable.slot))].sort((a, b) => a - b);
  return { source, type, slots, evaluate: code.run };
}

function collectVariables(term: Term, into: Map<string, VariableSlot>): void {
  if (term.kind === 'variable') into.set(term.path, term.variable);
  for (const operand of operandsOf(term)) collectVariables(operand, into);
}
