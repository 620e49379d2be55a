import { failure, success } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { LIMITS } from './limits.ts';
import { memberPath } from './pointer.ts';
import { problem } from './problem.ts';
import type { Problem } from './problem.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BLANKS = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const HEXADECIMAL = /[0-9a-fA-F]{4}/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const WORDS: readonly (readonly [string, boolean | null])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/**
 * JSON (RFC 8259) with a bounded depth, and with a problem that is the same in every browser: `JSON.parse` words its
 * errors differently everywhere, keeps the last of two equal keys and says nothing. A byte order mark is skipped.
 */
export function parseJsonText(text: string): Result<unknown, Problem> {
  try {
    return success(new Reader(text).document());
  } catch (error) {
    if (error instanceof Refused) return failure(error.problem);
    throw error;
  }
}

class Refused extends Error {
  readonly problem: Problem;

  constructor(found: Problem) {
    super(found.code);
    this.name = 'Refused';
    this.problem = found;
  }
}

class Reader {
  readonly #text: string;
  #at: number;

  constructor(text: string) {
    this.#text = text;
    this.#at = text.startsWith('\uFEFF') ? 1 : 0;
  }

  document(): unknown {
    const value = this.#value('', 1);
    this.#skip();
    if (this.#at < this.#text.length) throw new Refused(problem('', 'json-after-end', this.#place(this.#at)));
    return value;
  }

  #value(path: string, depth: number): unknown {
    this.#skip();
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(path, depth);
      case '[':
        return this.#array(path, depth);
      case '"':
        return this.#string();
      default:
        return this.#word();
    }
  }

  #object(path: string, depth: number): unknown {
    this.#enter(path, depth);
    const object: Record<string, unknown> = {};
    if (this.#take('}')) return object;
    do {
      this.#skip();
      const start = this.#at;
      if (this.#text[start] !== '"') throw this.#unexpected(start);
      const key = this.#string();
      if (Object.hasOwn(object, key))
        throw new Refused(problem(memberPath(path, key), 'duplicate-key', { key, ...this.#place(start) }));
      if (!this.#take(':')) throw this.#unexpected(this.#at);
      const value = this.#value(memberPath(path, key), depth + 1);
      if (key === '__proto__')
        Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
      else object[key] = value;
    } while (this.#take(','));
    if (!this.#take('}')) throw this.#unexpected(this.#at);
    return object;
  }

  #array(path: string, depth: number): unknown {
    this.#enter(path, depth);
    const array: unknown[] = [];
    if (this.#take(']')) return array;
    do array.push(this.#value(memberPath(path, array.length), depth + 1));
    while (this.#take(','));
    if (!this.#take(']')) throw this.#unexpected(this.#at);
    return array;
  }

  #enter(path: string, depth: number): void {
    if (depth > LIMITS.depth) throw new Refused(problem(path, 'too-deep', { maximum: LIMITS.depth }));
    this.#at++;
  }

  #string(): string {
    let result = '';
    this.#at++;
    for (;;) {
      result += this.#plain();
      const unit = this.#text[this.#at];
      if (unit === '"') {
        this.#at++;
        return result;
      }
      if (unit === undefined) throw this.#unexpected(this.#at);
      if (unit !== '\\') throw new Refused(problem('', 'json-control-character', this.#place(this.#at)));
      result += this.#escape();
    }
  }

  /** Up to a quote, a backslash or what must be escaped. */
  #plain(): string {
    const start = this.#at;
    for (let unit = this.#text.charCodeAt(start); unit >= 0x20 && unit !== QUOTE && unit !== BACKSLASH;)
      unit = this.#text.charCodeAt(++this.#at);
    return this.#text.slice(start, this.#at);
  }

  #escape(): string {
    const start = this.#at;
    const letter = this.#text[start + 1] ?? '';
    this.#at += 2;
    const plain = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
    if (plain !== undefined) return plain;
    const digits = letter === 'u' ? this.#match(HEXADECIMAL) : undefined;
    if (digits === undefined) throw new Refused(problem('', 'json-escape', this.#place(start)));
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  #word(): unknown {
    const number = this.#match(NUMBER);
    if (number !== undefined) return Number(number);
    for (const [word, value] of WORDS) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    throw this.#unexpected(this.#at);
  }

  #take(unit: string): boolean {
    this.#skip();
    if (this.#text[this.#at] !== unit) return false;
    this.#at++;
    return true;
  }

  #skip(): void {
    this.#match(BLANKS);
  }

  #match(expression: RegExp): string | undefined {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #unexpected(at: number): Refused {
    const found = this.#text.slice(at).match(/^./su)?.[0];
    if (found === undefined) return new Refused(problem('', 'json-unfinished', this.#place(at)));
    const closes = found === '}' || found === ']';
    const before = this.#text.slice(0, at).trimEnd();
    if (closes && before.endsWith(','))
      return new Refused(problem('', 'json-trailing-comma', this.#place(before.length - 1)));
    return new Refused(problem('', 'json-unexpected', { found, ...this.#place(at) }));
  }

  /** Line and column, both from 1; a column is a UTF-16 code unit. */
  #place(at: number): { readonly line: number; readonly column: number } {
    const lines = this.#text.slice(0, at).split(/\r\n|\n|\r/);
    return { line: lines.length, column: (lines.at(-1) as string).length + 1 };
  }
}
