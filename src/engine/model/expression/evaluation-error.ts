import type { Span } from './term.ts';

/** `division-by-zero` covers `/` and `%`; `string-too-long` is a concatenation beyond MAX_STRING_LENGTH. */
export type EvaluationErrorCode = 'overflow' | 'division-by-zero' | 'string-too-long';

/** An evaluation that has no value. The simulator turns it into a simulated failure. */
export class EvaluationError extends Error {
  readonly code: EvaluationErrorCode;
  /** The part of the source that failed, as code units of `source`. */
  readonly start: number;
  readonly end: number;

  constructor(code: EvaluationErrorCode, source: string, start: number, end: number) {
    super(`${code} in ${source.slice(start, end)}`);
    this.name = 'EvaluationError';
    this.code = code;
    this.start = start;
    this.end = end;
  }
}

export type Failure = () => EvaluationError;

/** The error of one place, made when first thrown and thrown again ever after: a search meets it millions of times. */
export function failure(code: EvaluationErrorCode, source: string, { start, end }: Span): Failure {
  let error: EvaluationError | undefined;
  return () => (error ??= new EvaluationError(code, source, start, end));
}
