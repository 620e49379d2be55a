import { Environment, ParseError } from '@marcbachmann/cel-js';
import type { ASTNode, TypeError } from '@marcbachmann/cel-js';
import { assert } from '../../base/assert.ts';
import { MAX_DEPTH, MAX_LIST_ELEMENTS, MAX_NODES } from './limits.ts';
import type { ExpressionProblem, ExpressionProblemCode } from './problem.ts';
import { Refusal } from './problem.ts';
import type { ScalarType } from './scope.ts';

/** The one place that runs the CEL library: its parser and its type checker. Its evaluator is used by tests only. */
const environment = new Environment({
  unlistedVariablesAreDyn: false,
  homogeneousAggregateLiterals: true,
  enableOptionalTypes: false,
  limits: {
    maxAstNodes: MAX_NODES,
    maxDepth: MAX_DEPTH,
    maxListElements: MAX_LIST_ELEMENTS,
    maxMapEntries: MAX_LIST_ELEMENTS,
  },
});

/** Throws a Refusal when the text is no CEL or larger than the limits. */
export function parse(source: string): ASTNode {
  try {
    return environment.parse(source).ast;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw new Refusal(problemOf(error, codeOfParseError(error), source));
  }
}

/**
 * The type of an expression of which every variable is declared, keyed by how the expression writes it (`total`,
 * `order.state`). Throws a Refusal when the types do not fit.
 */
export function typeOf(source: string, variables: ReadonlyMap<string, ScalarType>): ScalarType {
  const result = declare(variables).check(source);
  if (!result.valid) {
    assert(result.error !== undefined, 'The type checker refuses without an error');
    throw new Refusal(problemOf(result.error, 'expression-type', source));
  }
  const { type } = result;
  assert(type === 'int' || type === 'bool' || type === 'string', `An allowed expression has the type ${String(type)}`);
  return type;
}

/** False for names that no expression can write, and for those that CEL has given a meaning: `in`, `type`, `int`. */
export function isVariableName(name: string): boolean {
  if (isBuiltInName(name)) return false;
  const ast = parsedOrUndefined(name);
  return ast?.op === 'id' && ast.args === name;
}

/** False for names that no expression can write after a dot: `in`, `true`, `a-b`. */
export function isFieldName(name: string): boolean {
  const ast = parsedOrUndefined(`x.${name}`);
  return ast?.op === '.' && ast.args[1] === name && ast.args[0].op === 'id' && name !== '__proto__';
}

/** Names that CEL declares by itself: those of types, and `google`. */
export function isBuiltInName(name: string): boolean {
  return environment.hasVariable(name);
}

function parsedOrUndefined(source: string): ASTNode | undefined {
  try {
    return environment.parse(source).ast;
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

function declare(variables: ReadonlyMap<string, ScalarType>): Environment {
  const declared = environment.clone();
  const groups = new Map<string, [string, ScalarType][]>();
  for (const [path, type] of variables) {
    const dot = path.indexOf('.');
    if (dot < 0) {
      declared.registerVariable(path, type);
      continue;
    }
    const root = path.slice(0, dot);
    const fields = groups.get(root) ?? [];
    fields.push([path.slice(dot + 1), type]);
    groups.set(root, fields);
  }
  for (const [root, fields] of groups) {
    declared.registerVariable({ name: root, schema: Object.fromEntries(fields) });
  }
  return declared;
}

function codeOfParseError(error: ParseError): ExpressionProblemCode {
  switch (error.code) {
    case 'limit_exceeded':
      return 'expression-too-large';
    // Macros are expanded while parsing, and refused anyway.
    case 'invalid_macro_argument':
      return 'expression-not-allowed';
    default:
      return 'expression-syntax';
  }
}

function problemOf(error: ParseError | TypeError, code: ExpressionProblemCode, source: string): ExpressionProblem {
  const start = Math.min(error.range?.start ?? 0, source.length);
  const end = Math.min(Math.max(error.range?.end ?? source.length, start), source.length);
  return { code, detail: error.summary, start, end };
}
