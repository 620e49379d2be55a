import { assert, unreachable } from '../../base/assert.ts';
import { ofType, partial, pure } from './code.ts';
import type { Code, CodeOf, Run } from './code.ts';
import type { Failure } from './evaluation-error.ts';
import { MAX_STRING_LENGTH } from './limits.ts';
import type { Scalar } from './scope.ts';
import type { FunctionName } from './term.ts';

/** Two texts joined. */
export function concatenation(left: CodeOf<'string'>, right: CodeOf<'string'>, tooLong: Failure): CodeOf<'string'> {
  const first = left.run;
  const second = right.run;
  const run: Run<string> = (registers) => {
    const result = first(registers) + second(registers);
    if (result.length > MAX_STRING_LENGTH) throw tooLong();
    return result;
  };
  return partial('string', run, [left, right]);
}

/** The functions of the language, all on texts. As a method, the receiver is the first operand. */
export function call(name: FunctionName, operands: readonly Code[]): Code {
  const [first, second] = operands;
  assert(first !== undefined, `${name} without operands`);
  switch (name) {
    case 'size': {
      const text = ofType('string', first).run;
      return pure('int', (registers) => codePointCount(text(registers)), operands);
    }
    case 'string': {
      const value: Run<Scalar> = first.run;
      return pure('string', (registers) => String(value(registers)), operands);
    }
    case 'startsWith':
    case 'endsWith':
    case 'contains': {
      assert(second !== undefined, `${name} with one operand`);
      return pure('bool', textTest(name, ofType('string', first).run, ofType('string', second).run), operands);
    }
    default:
      return unreachable(name, 'Unknown function');
  }
}

function textTest(name: 'startsWith' | 'endsWith' | 'contains', text: Run<string>, part: Run<string>): Run<boolean> {
  switch (name) {
    case 'startsWith':
      return (registers) => text(registers).startsWith(part(registers));
    case 'endsWith':
      return (registers) => text(registers).endsWith(part(registers));
    case 'contains':
      return (registers) => text(registers).includes(part(registers));
    default:
      return unreachable(name, 'Unknown function');
  }
}

/** As CEL counts: a surrogate pair is one, a surrogate alone is one too. */
function codePointCount(text: string): number {
  let count = text.length;
  for (let at = 0; at < text.length - 1; at++) {
    if (isHighSurrogate(text.charCodeAt(at)) && isLowSurrogate(text.charCodeAt(at + 1))) {
      count--;
      at++;
    }
  }
  return count;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
