import type { Expression } from './document.ts';
import type { ExpressionTyping, TypeOutcome } from './expression-check.ts';
import { checkedExpression, missingVariable } from './expression/checked-terms.ts';
import type { CheckedTerms } from './expression/checked-terms.ts';
import type { NamedScope } from './scope.ts';

/** The types of expressions that were checked before. */
export class CheckedTypes implements ExpressionTyping {
  readonly #terms: CheckedTerms;

  constructor(terms: CheckedTerms) {
    this.#terms = terms;
  }

  typeOf(expression: Expression, { scope }: NamedScope): TypeOutcome {
    if (typeof expression !== 'string') return { ok: true, value: typeof expression === 'number' ? 'int' : 'bool' };
    const part = missingVariable(this.#terms, expression, scope);
    return part === undefined
      ? { ok: true, value: checkedExpression(this.#terms, expression, scope).type }
      : { ok: false, problem: { code: 'expression-unknown-variable', params: { part } } };
  }
}
