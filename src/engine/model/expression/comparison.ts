import { unreachable } from '../../base/assert.ts';
import { ofType, pure } from './code.ts';
import type { Code, CodeOf, Run } from './code.ts';
import type { ComparisonOperator } from './term.ts';

export function comparison(operator: ComparisonOperator, left: Code, right: Code): CodeOf<'bool'> {
  const operands = [left, right];
  switch (left.type) {
    case 'int':
      return pure('bool', intComparison(operator, left.run, ofType('int', right).run), operands);
    case 'string':
      return pure('bool', stringComparison(operator, left.run, ofType('string', right).run), operands);
    case 'bool':
      return pure('bool', boolComparison(operator, left.run, ofType('bool', right).run), operands);
    default:
      return unreachable(left, 'Unknown type');
  }
}

function intComparison(operator: ComparisonOperator, left: Run<number>, right: Run<number>): Run<boolean> {
  switch (operator) {
    case '==':
      return (registers) => left(registers) === right(registers);
    case '!=':
      return (registers) => left(registers) !== right(registers);
    case '<':
      return (registers) => left(registers) < right(registers);
    case '<=':
      return (registers) => left(registers) <= right(registers);
    case '>':
      return (registers) => left(registers) > right(registers);
    case '>=':
      return (registers) => left(registers) >= right(registers);
    default:
      return unreachable(operator, 'Unknown operator');
  }
}

/** Texts are ordered by UTF-16 code units, as the library orders them. */
function stringComparison(operator: ComparisonOperator, left: Run<string>, right: Run<string>): Run<boolean> {
  switch (operator) {
    case '==':
      return (registers) => left(registers) === right(registers);
    case '!=':
      return (registers) => left(registers) !== right(registers);
    case '<':
      return (registers) => left(registers) < right(registers);
    case '<=':
      return (registers) => left(registers) <= right(registers);
    case '>':
      return (registers) => left(registers) > right(registers);
    case '>=':
      return (registers) => left(registers) >= right(registers);
    default:
      return unreachable(operator, 'Unknown operator');
  }
}

/** False comes before true. Both sides are always evaluated: either may fail. */
function boolComparison(operator: ComparisonOperator, left: Run<boolean>, right: Run<boolean>): Run<boolean> {
  switch (operator) {
    case '==':
      return (registers) => left(registers) === right(registers);
    case '!=':
      return (registers) => left(registers) !== right(registers);
    case '<':
      return (registers) => Number(left(registers)) < Number(right(registers));
    case '<=':
      return (registers) => Number(left(registers)) <= Number(right(registers));
    case '>':
      return (registers) => Number(left(registers)) > Number(right(registers));
    case '>=':
      return (registers) => Number(left(registers)) >= Number(right(registers));
    default:
      return unreachable(operator, 'Unknown operator');
  }
}
