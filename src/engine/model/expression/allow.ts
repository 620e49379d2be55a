import type { ASTNode } from '@marcbachmann/cel-js';
import { isBuiltInName, isFieldName, isVariableName } from './cel.ts';
import { MAX_STRING_LENGTH } from './limits.ts';
import { Refusal } from './problem.ts';
import type { ExpressionProblemCode } from './problem.ts';
import { fieldNames, isVariableSlot, ownEntry, variableNames } from './scope.ts';
import type { Scope } from './scope.ts';
import { widen } from './span.ts';
import type { FunctionName, Span, Term } from './term.ts';

/** `size(text)`, `string(total)`. */
const FUNCTIONS: ReadonlySet<string> = new Set<FunctionName>(['size', 'string']);

/** `text.size()`, `text.startsWith("A")`. */
const METHODS: ReadonlySet<string> = new Set<FunctionName>(['size', 'startsWith', 'endsWith', 'contains']);

/**
 * The allow-list: turns a parsed CEL expression into a term of the language and resolves its names. Throws a Refusal
 * at the first part that the language does not have. Types are not looked at.
 */
export function toTerm(source: string, node: ASTNode, scope: Scope): Term {
  return walk(node);

  function walk(part: ASTNode): Term {
    switch (part.op) {
      case 'value':
        return literal(part, part.args);
      case 'id':
        return variable(part, part.args);
      case '.':
        return field(part, part.args[0], part.args[1]);
      case '-_': {
        const operand = walk(part.args);
        return { kind: 'negation', operand, ...widen(source, part, undefined, operand) };
      }
      case '!_': {
        const operand = walk(part.args);
        return { kind: 'not', operand, ...widen(source, part, undefined, operand) };
      }
      case '+':
      case '-':
      case '*':
      case '/':
      case '%': {
        const left = walk(part.args[0]);
        const right = walk(part.args[1]);
        return { kind: 'arithmetic', operator: part.op, left, right, ...widen(source, part, left, right) };
      }
      case '==':
      case '!=':
      case '<':
      case '<=':
      case '>':
      case '>=': {
        const left = walk(part.args[0]);
        const right = walk(part.args[1]);
        return { kind: 'comparison', operator: part.op, left, right, ...widen(source, part, left, right) };
      }
      case '&&':
      case '||': {
        const left = walk(part.args[0]);
        const right = walk(part.args[1]);
        return { kind: part.op === '&&' ? 'and' : 'or', left, right, ...widen(source, part, left, right) };
      }
      case '?:': {
        const condition = walk(part.args[0]);
        const consequent = walk(part.args[1]);
        const alternative = walk(part.args[2]);
        const span = widen(source, part, condition, alternative);
        return { kind: 'conditional', condition, consequent, alternative, ...span };
      }
      case 'in':
        return membership(part, part.args[0], part.args[1]);
      case 'call':
        return functionCall(part, part.args[0], part.args[1]);
      case 'rcall':
        return methodCall(part, part.args[0], part.args[1], part.args[2]);
      case 'list':
        throw notAllowed(part, 'a list anywhere but after `in`');
      case 'map':
        throw notAllowed(part, 'a map literal');
      case '[]':
      case '[?]':
        throw notAllowed(part, 'an index in brackets');
      case '.?':
        throw notAllowed(part, 'an optional field');
    }
    // What the library adds one day is refused until someone has looked at it.
    return refuseUnknown(part);
  }

  function literal(part: Span, value: unknown): Term {
    if (typeof value === 'bigint') {
      if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
        throw notAllowed(part, `an integer beyond ${Number.MAX_SAFE_INTEGER}`);
      }
      return { kind: 'literal', value: Number(value), ...spanOf(part) };
    }
    if (typeof value === 'boolean') return { kind: 'literal', value, ...spanOf(part) };
    if (typeof value !== 'string') throw notAllowed(part, nameOfLiteral(value));
    if (value.length > MAX_STRING_LENGTH) {
      throw refusal(part, 'expression-too-large', `a text of more than ${MAX_STRING_LENGTH} code units`);
    }
    return { kind: 'literal', value, ...spanOf(part) };
  }

  function variable(part: Span, name: string): Term {
    if (isBuiltInName(name)) throw notAllowed(part, `the CEL name ${name}`);
    const entry = ownEntry(scope, name);
    if (entry === undefined) throw unknownVariable(part, name, writableNames(scope));
    if (isVariableSlot(entry)) return { kind: 'variable', path: name, variable: entry, ...spanOf(part) };
    const names = fieldNames(name, entry);
    throw unknownVariable(part, `${name} alone, which is a group of variables`, names);
  }

  function field(part: Span, receiver: ASTNode, name: string): Term {
    if (receiver.op !== 'id') throw notAllowed(part, 'a field of anything but a group of variables');
    const root = receiver.args;
    if (isBuiltInName(root)) throw notAllowed(part, `the CEL name ${root}`);
    const group = ownEntry(scope, root);
    if (group === undefined) throw unknownVariable(part, `${root}.${name}`, writableNames(scope));
    if (isVariableSlot(group)) {
      throw refusal(part, 'expression-type', `${root} is of type ${group.type} and has no fields`);
    }
    const entry = isFieldName(name) ? ownEntry(group, name) : undefined;
    if (entry === undefined) throw unknownVariable(part, `${root}.${name}`, fieldNames(root, group));
    // The receiver may stand in parentheses of its own: `(order).state`.
    const span = widen(source, part, receiver, undefined);
    return { kind: 'variable', path: `${root}.${name}`, variable: entry, ...span };
  }

  function membership(part: ASTNode, left: ASTNode, list: ASTNode): Term {
    if (list.op !== 'list') throw notAllowed(list, '`in` without a list written out after it');
    const operand = walk(left);
    const elements = list.args.map(walk);
    return { kind: 'membership', operand, elements, ...widen(source, part, operand, list) };
  }

  function functionCall(part: Span, name: string, operands: readonly ASTNode[]): Term {
    if (!isFunction(name)) throw notAllowed(part, `the function ${name}()`);
    return { kind: 'call', name, operands: operands.map(walk), ...spanOf(part) };
  }

  function methodCall(part: Span, name: string, receiver: ASTNode, rest: readonly ASTNode[]): Term {
    if (!isMethod(name)) throw notAllowed(part, `the function ${name}()`);
    const first = walk(receiver);
    const operands = [first, ...rest.map(walk)];
    return { kind: 'call', name, operands, ...widen(source, part, first, undefined) };
  }
}

function isFunction(name: string): name is FunctionName {
  return FUNCTIONS.has(name);
}

function isMethod(name: string): name is FunctionName {
  return METHODS.has(name);
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}

function writableNames(scope: Scope): readonly string[] {
  return variableNames(scope).filter((path) => {
    const dot = path.indexOf('.');
    return dot < 0 ? isVariableName(path) : isVariableName(path.slice(0, dot)) && isFieldName(path.slice(dot + 1));
  });
}

function nameOfLiteral(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return 'a number with a fraction or an exponent';
  return value instanceof Uint8Array ? 'a bytes literal' : 'an unsigned integer';
}

function refusal({ start, end }: Span, code: ExpressionProblemCode, detail: string): Refusal {
  return new Refusal({ code, detail, start, end });
}

function notAllowed(span: Span, what: string): Refusal {
  return refusal(span, 'expression-not-allowed', `the expression language does not have ${what}`);
}

function unknownVariable({ start, end }: Span, what: string, names: readonly string[]): Refusal {
  return new Refusal({ code: 'expression-unknown-variable', detail: `no variable ${what}`, start, end, names });
}

function refuseUnknown(part: never): never {
  const { op, start, end } = part as Span & { readonly op: string };
  throw notAllowed({ start, end }, op);
}
