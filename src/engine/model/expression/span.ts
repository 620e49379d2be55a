import type { Span } from './term.ts';

/**
 * The parser drops parentheses, so that its range of `(a + b) * c` is `a + b) * c`. This widens a range that begins
 * with `first` and ends with `last` by the parentheses that enclose these two operands. Parentheses beside a comment are not found;
 * the range is then the parser's.
 */
export function widen(source: string, range: Span, first: Span | undefined, last: Span | undefined): Span {
  const start = first === undefined ? range.start : reach(source, first.start, -1, run(source, first.end, 1, ')'));
  const end = last === undefined ? range.end : reach(source, last.end, 1, run(source, last.start, -1, '('));
  return { start, end };
}

/** How many of one parenthesis stand side by side, from a position onward. */
function run(source: string, from: number, direction: 1 | -1, parenthesis: string): number {
  let count = 0;
  for (let at = from; ; at += direction) {
    const unit = unitAt(source, at, direction);
    if (unit === parenthesis) count++;
    else if (!isBlank(unit)) return count;
  }
}

/** The position behind that many parentheses in one direction, or `from` when they are not there. */
function reach(source: string, from: number, direction: 1 | -1, count: number): number {
  const parenthesis = direction === 1 ? ')' : '(';
  let at = from;
  for (let left = count; left > 0; at += direction) {
    const unit = unitAt(source, at, direction);
    if (unit === parenthesis) left--;
    else if (!isBlank(unit)) return from;
  }
  return at;
}

/** The code unit that a step in this direction would cross. */
function unitAt(source: string, at: number, direction: 1 | -1): string | undefined {
  return source[direction === 1 ? at : at - 1];
}

function isBlank(unit: string | undefined): boolean {
  return unit === ' ' || unit === '\t' || unit === '\n' || unit === '\r';
}
