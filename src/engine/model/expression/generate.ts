import { assert, unreachable } from '../../base/assert.ts';
import { arithmetic } from './arithmetic.ts';
import { constant, ofType, pure } from './code.ts';
import type { Code, CodeOf, Run } from './code.ts';
import { comparison } from './comparison.ts';
import { failure } from './evaluation-error.ts';
import { and, conditional, or } from './logic.ts';
import { membership } from './membership.ts';
import type { Scalar, ScalarType } from './scope.ts';
import type { Term } from './term.ts';
import { call, concatenation } from './text.ts';

/** Turns a term whose types were checked into closures. `source` is quoted in evaluation errors. */
export function generate(source: string, root: Term): Code {
  return codeOf(root);

  function codeOf(term: Term): Code {
    switch (term.kind) {
      case 'literal':
        return literal(term.value);
      case 'variable':
        return read(term.variable.type, term.variable.slot);
      case 'negation': {
        const operand = codeOfType('int', term.operand);
        const run = operand.run;
        // Not `-x`: there is one zero only. The safe range is symmetric, so this cannot overflow.
        return pure('int', (registers) => 0 - run(registers), [operand]);
      }
      case 'not': {
        const operand = codeOfType('bool', term.operand);
        const run = operand.run;
        return pure('bool', (registers) => !run(registers), [operand]);
      }
      case 'arithmetic': {
        const left = codeOf(term.left);
        const right = codeOf(term.right);
        if (left.type === 'string') {
          assert(term.operator === '+', `Operator ${term.operator} on texts`);
          return concatenation(left, ofType('string', right), failure('string-too-long', source, term));
        }
        return arithmetic(
          term.operator,
          ofType('int', left),
          ofType('int', right),
          failure('overflow', source, term),
          failure('division-by-zero', source, term),
        );
      }
      case 'comparison':
        return comparison(term.operator, codeOf(term.left), codeOf(term.right));
      case 'and':
        return and(codeOfType('bool', term.left), codeOfType('bool', term.right));
      case 'or':
        return or(codeOfType('bool', term.left), codeOfType('bool', term.right));
      case 'conditional':
        return conditional(codeOfType('bool', term.condition), codeOf(term.consequent), codeOf(term.alternative));
      case 'membership':
        return membership(codeOf(term.operand), term.elements.map(codeOf));
      case 'call':
        return call(term.name, term.operands.map(codeOf));
      default:
        return unreachable(term, 'Unknown kind of term');
    }
  }

  function codeOfType<Name extends ScalarType>(type: Name, term: Term): CodeOf<Name> {
    return ofType(type, codeOf(term));
  }
}

function literal(value: Scalar): Code {
  if (typeof value === 'number') return constant('int', value);
  if (typeof value === 'boolean') return constant('bool', value);
  return constant('string', value);
}

function read(type: ScalarType, slot: number): Code {
  switch (type) {
    case 'int': {
      const run: Run<number> = (registers) => {
        const value = registers[slot];
        assert(typeof value === 'number', 'A register declared int holds something else');
        return value;
      };
      return { type, run, constant: false, fallible: false };
    }
    case 'bool': {
      const run: Run<boolean> = (registers) => {
        const value = registers[slot];
        assert(typeof value === 'boolean', 'A register declared bool holds something else');
        return value;
      };
      return { type, run, constant: false, fallible: false };
    }
    case 'string': {
      const run: Run<string> = (registers) => {
        const value = registers[slot];
        assert(typeof value === 'string', 'A register declared string holds something else');
        return value;
      };
      return { type, run, constant: false, fallible: false };
    }
    default:
      return unreachable(type, 'Unknown type');
  }
}
