import { unreachable } from '../../base/assert.ts';
import { partial } from './code.ts';
import type { CodeOf, Run } from './code.ts';
import type { Failure } from './evaluation-error.ts';
import type { ArithmeticOperator } from './term.ts';

const MAX = Number.MAX_SAFE_INTEGER;
const MIN = Number.MIN_SAFE_INTEGER;

/** Integers with checked bounds: beyond the safe range is an error, never a wrong number. */
export function arithmetic(
  operator: ArithmeticOperator,
  left: CodeOf<'int'>,
  right: CodeOf<'int'>,
  overflow: Failure,
  divisionByZero: Failure,
): CodeOf<'int'> {
  return partial('int', arithmeticRun(operator, left.run, right.run, overflow, divisionByZero), [left, right]);
}

/**
 * Floating point is exact here. A sum or a product of safe integers rounds monotonically, so it is beyond the range
 * exactly when the true result is; inside, nothing is rounded. Adding 0 turns the negative zero into zero.
 */
function arithmeticRun(
  operator: ArithmeticOperator,
  left: Run<number>,
  right: Run<number>,
  overflow: Failure,
  divisionByZero: Failure,
): Run<number> {
  switch (operator) {
    case '+':
      return (registers) => {
        const result = left(registers) + right(registers);
        if (result > MAX || result < MIN) throw overflow();
        return result;
      };
    case '-':
      return (registers) => {
        const result = left(registers) - right(registers);
        if (result > MAX || result < MIN) throw overflow();
        return result;
      };
    case '*':
      return (registers) => {
        const result = left(registers) * right(registers);
        if (result > MAX || result < MIN) throw overflow();
        return result + 0;
      };
    case '/':
      return (registers) => {
        const dividend = left(registers);
        const divisor = right(registers);
        if (divisor === 0) throw divisionByZero();
        // A quotient of a multiple is a safe integer, hence exact; `Math.trunc` of a rounded quotient needs a longer proof.
        return (dividend - (dividend % divisor)) / divisor + 0;
      };
    case '%':
      return (registers) => {
        const dividend = left(registers);
        const divisor = right(registers);
        if (divisor === 0) throw divisionByZero();
        return (dividend % divisor) + 0;
      };
    default:
      return unreachable(operator, 'Unknown operator');
  }
}
