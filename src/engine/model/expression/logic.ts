import { unreachable } from '../../base/assert.ts';
import { NO_REGISTERS, ofType, pure } from './code.ts';
import type { Code, CodeOf, Run } from './code.ts';
import { EvaluationError } from './evaluation-error.ts';
import type { ScalarType } from './scope.ts';

/** A false on the right absorbs a failure on the left. */
export function and(left: CodeOf<'bool'>, right: CodeOf<'bool'>): CodeOf<'bool'> {
  const first = left.run;
  const second = right.run;
  if (left.constant) return first(NO_REGISTERS) ? right : left;
  if (!left.fallible) return pure('bool', (registers) => first(registers) && second(registers), [left, right]);
  const run: Run<boolean> = (registers) => {
    let value: boolean;
    try {
      value = first(registers);
    } catch (error) {
      if (error instanceof EvaluationError && !second(registers)) return false;
      throw error;
    }
    return value && second(registers);
  };
  return pure('bool', run, [left, right]);
}

/** A true on the right absorbs a failure on the left. */
export function or(left: CodeOf<'bool'>, right: CodeOf<'bool'>): CodeOf<'bool'> {
  const first = left.run;
  const second = right.run;
  if (left.constant) return first(NO_REGISTERS) ? left : right;
  if (!left.fallible) return pure('bool', (registers) => first(registers) || second(registers), [left, right]);
  const run: Run<boolean> = (registers) => {
    let value: boolean;
    try {
      value = first(registers);
    } catch (error) {
      if (error instanceof EvaluationError && second(registers)) return true;
      throw error;
    }
    return value || second(registers);
  };
  return pure('bool', run, [left, right]);
}

/** Only the branch that is taken is evaluated. */
export function conditional(condition: CodeOf<'bool'>, consequent: Code, alternative: Code): Code {
  if (condition.constant) return condition.run(NO_REGISTERS) ? consequent : alternative;
  switch (consequent.type) {
    case 'int':
      return choice(condition, consequent, ofType('int', alternative));
    case 'bool':
      return choice(condition, consequent, ofType('bool', alternative));
    case 'string':
      return choice(condition, consequent, ofType('string', alternative));
    default:
      return unreachable(consequent, 'Unknown type');
  }
}

function choice<Name extends ScalarType>(
  condition: CodeOf<'bool'>,
  consequent: CodeOf<Name>,
  alternative: CodeOf<Name>,
): CodeOf<Name> {
  const test = condition.run;
  const first = consequent.run;
  const second = alternative.run;
  return {
    type: consequent.type,
    run: (registers) => (test(registers) ? first(registers) : second(registers)),
    constant: false,
    fallible: condition.fallible || consequent.fallible || alternative.fallible,
  };
}
