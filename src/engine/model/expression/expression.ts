import { generate } from './generate.ts';
import type { Scalar, ScalarType, Scope, VariableSlot } from './scope.ts';
import { operandsOf } from './term.ts';
import type { Term } from './term.ts';

export { EvaluationError } from './evaluation-error.ts';
export type { EvaluationErrorCode } from './evaluation-error.ts';
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

/** Where compiled expressions come from: the parser and type checker, or terms that they have made before. */
export type ExpressionCompiler = (source: string, scope: Scope) => Expression;

/** A term whose types were checked, as closures. The parser and the type checker are not needed for it. */
export function expressionOf(source: string, term: Term): Expression {
  const code = generate(source, term);
  const slots = [...new Set([...variablesOf(term).values()].map((variable) => variable.slot))].sort((a, b) => a - b);
  return { source, type: code.type, slots, evaluate: code.run };
}

/** The variables that a term names, by how it writes them, in the order of the source. */
export function variablesOf(term: Term): ReadonlyMap<string, VariableSlot> {
  const variables = new Map<string, VariableSlot>();
  collectVariables(term, variables);
  return variables;
}

function collectVariables(term: Term, into: Map<string, VariableSlot>): void {
  if (term.kind === 'variable') into.set(term.path, term.variable);
  for (const operand of operandsOf(term)) collectVariables(operand, into);
}
