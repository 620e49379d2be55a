export type ExpressionProblemCode =
  | 'expression-syntax'
  | 'expression-type'
  | 'expression-unknown-variable'
  | 'expression-not-allowed'
  | 'expression-too-large';

/** Why a text is not an expression of the language. */
export interface ExpressionProblem {
  readonly code: ExpressionProblemCode;
  /** English, one short sentence part. */
  readonly detail: string;
  /** The first and one past the last code unit concerned, within the source. */
  readonly start: number;
  readonly end: number;
  /** The names that would have been right, where that is known. */
  readonly names?: readonly string[];
}

/** Leaves the walk over a refused expression; `compileExpression` turns it into its result. */
export class Refusal extends Error {
  readonly problem: ExpressionProblem;

  constructor(problem: ExpressionProblem) {
    super(problem.detail);
    this.name = 'Refusal';
    this.problem = problem;
  }
}
