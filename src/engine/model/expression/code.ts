import { assert } from '../../base/assert.ts';
import { EvaluationError } from './evaluation-error.ts';
import type { Scalar, ScalarType } from './scope.ts';

export type Registers = readonly Scalar[];

/** Reads the registers, allocates nothing but the text of a concatenation, throws only EvaluationError. */
export type Run<T> = (registers: Registers) => T;

interface ValueOf {
  readonly int: number;
  readonly bool: boolean;
  readonly string: string;
}

export interface CodeOf<Name extends ScalarType> {
  readonly type: Name;
  readonly run: Run<ValueOf[Name]>;
  /** It reads no register and has a value. */
  readonly constant: boolean;
  /** It may throw EvaluationError. */
  readonly fallible: boolean;
}

/** Closures of one type each, so that a site of arithmetic meets numbers alone. */
export type Code = CodeOf<'int'> | CodeOf<'bool'> | CodeOf<'string'>;

/** What constants are evaluated with. */
export const NO_REGISTERS: Registers = [];

/** The same code, known to be of the type. */
export function ofType<Name extends ScalarType>(type: Name, code: Code): CodeOf<Name>;
export function ofType(type: ScalarType, code: Code): Code {
  assert(code.type === type, `Checked to be ${type}, generated as ${code.type}`);
  return code;
}

/** Fails only where an operand fails. */
export function pure<Name extends ScalarType>(
  type: Name,
  run: Run<ValueOf[Name]>,
  operands: readonly Code[],
): CodeOf<Name> {
  const fallible = operands.some((operand) => operand.fallible);
  return folded({ type, run, constant: false, fallible }, operands);
}

/** May fail although its operands have values. */
export function partial<Name extends ScalarType>(
  type: Name,
  run: Run<ValueOf[Name]>,
  operands: readonly Code[],
): CodeOf<Name> {
  return folded({ type, run, constant: false, fallible: true }, operands);
}

/** Evaluates now what depends on constants alone. What fails now is left to fail when, and if, it is reached. */
function folded<Name extends ScalarType>(code: CodeOf<Name>, operands: readonly Code[]): CodeOf<Name> {
  if (!operands.every((operand) => operand.constant)) return code;
  try {
    return constant(code.type, code.run(NO_REGISTERS));
  } catch (error) {
    if (error instanceof EvaluationError) return code;
    throw error;
  }
}

export function constant<Name extends ScalarType>(type: Name, value: ValueOf[Name]): CodeOf<Name> {
  return { type, run: () => value, constant: true, fallible: false };
}
