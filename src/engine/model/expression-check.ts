import type { Expression, FieldType } from './document.ts';
import { compileExpression } from './expression/compile.ts';
import type { Problem } from './problem.ts';
import type { NamedScope } from './scope.ts';

/** What is wrong with an expression, wherever it stands. */
export type ExpressionFault = Pick<Problem, 'code' | 'params'>;

export type TypeOutcome =
  | { readonly ok: true; readonly value: FieldType }
  | { readonly ok: false; readonly problem: ExpressionFault };

/** Tells the types of expressions; a number or a boolean stands for itself. */
export interface ExpressionTyping {
  typeOf(expression: Expression, scope: NamedScope): TypeOutcome;
}

/**
 * The types of expressions, each found once for one set of names: the variants of a document have nearly all of them in
 * common.
 */
export class ExpressionTypes implements ExpressionTyping {
  readonly #bySignature = new Map<string, Map<string, TypeOutcome>>();
  readonly #byScope = new WeakMap<NamedScope, Map<string, TypeOutcome>>();

  /** The type of what an expression comes to. */
  typeOf(expression: Expression, scope: NamedScope): TypeOutcome {
    if (typeof expression !== 'string') return { ok: true, value: typeof expression === 'number' ? 'int' : 'bool' };
    const outcomes = this.#outcomes(scope);
    const known = outcomes.get(expression);
    if (known !== undefined) return known;
    const outcome = compiledType(expression, scope);
    outcomes.set(expression, outcome);
    return outcome;
  }

  /** What is wrong with an expression in a place that needs a type; `any` needs none in particular. */
  faultOf(expression: Expression, scope: NamedScope, expected: FieldType | 'any'): ExpressionFault | undefined {
    const outcome = this.typeOf(expression, scope);
    if (!outcome.ok) return outcome.problem;
    if (expected === 'any' || expected === outcome.value) return undefined;
    return { code: 'wrong-value-type', params: { expected, found: outcome.value } };
  }

  #outcomes(scope: NamedScope): Map<string, TypeOutcome> {
    const known = this.#byScope.get(scope);
    if (known !== undefined) return known;
    const signature = scope.variables.map(({ name, type }) => `${name}:${type}`).join(' ');
    const outcomes = this.#bySignature.get(signature) ?? new Map<string, TypeOutcome>();
    this.#bySignature.set(signature, outcomes);
    this.#byScope.set(scope, outcomes);
    return outcomes;
  }
}

const KNOWN_MAXIMUM = 12;

function compiledType(source: string, scope: NamedScope): TypeOutcome {
  const compiled = compileExpression(source, scope.scope, 'any');
  if (compiled.ok) return { ok: true, value: compiled.value.type };
  const { code, detail, start, end, names = [] } = compiled.problem;
  const shown = names.slice(0, KNOWN_MAXIMUM).join(', ');
  const known = names.length > KNOWN_MAXIMUM ? `${shown}, …` : shown;
  const part = source.slice(start, end);
  const params = { part: part === '' ? source : part, detail, ...(known === '' ? {} : { known }) };
  return { ok: false, problem: { code, params } };
}
