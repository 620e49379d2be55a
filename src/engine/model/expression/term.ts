import { unreachable } from '../../base/assert.ts';
import type { Scalar, VariableSlot } from './scope.ts';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';
export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type FunctionName = 'size' | 'startsWith' | 'endsWith' | 'contains' | 'string';

/** Where a term stands in its source, enclosing parentheses of its operands included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** An expression of the language, its names resolved: what is left once everything refused has been refused. */
export type Term = Span &
  (
    | { readonly kind: 'literal'; readonly value: Scalar }
    | { readonly kind: 'variable'; readonly path: string; readonly variable: VariableSlot }
    | { readonly kind: 'negation'; readonly operand: Term }
    | { readonly kind: 'not'; readonly operand: Term }
    | {
        readonly kind: 'arithmetic';
        readonly operator: ArithmeticOperator;
        readonly left: Term;
        readonly right: Term;
      }
    | {
        readonly kind: 'comparison';
        readonly operator: ComparisonOperator;
        readonly left: Term;
        readonly right: Term;
      }
    | { readonly kind: 'and' | 'or'; readonly left: Term; readonly right: Term }
    | {
        readonly kind: 'conditional';
        readonly condition: Term;
        readonly consequent: Term;
        readonly alternative: Term;
      }
    | { readonly kind: 'membership'; readonly operand: Term; readonly elements: readonly Term[] }
    | { readonly kind: 'call'; readonly name: FunctionName; readonly operands: readonly Term[] }
  );

/** The terms directly below one, in the order of the source. */
export function operandsOf(term: Term): readonly Term[] {
  switch (term.kind) {
    case 'literal':
    case 'variable':
      return [];
    case 'negation':
    case 'not':
      return [term.operand];
    case 'arithmetic':
    case 'comparison':
    case 'and':
    case 'or':
      return [term.left, term.right];
    case 'conditional':
      return [term.condition, term.consequent, term.alternative];
    case 'membership':
      return [term.operand, ...term.elements];
    case 'call':
      return term.operands;
    default:
      return unreachable(term, 'Unknown kind of term');
  }
}
