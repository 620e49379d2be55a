import { assert } from '../../base/assert.ts';
import { NO_REGISTERS, pure } from './code.ts';
import type { Code, CodeOf, Run } from './code.ts';
import type { Scalar } from './scope.ts';

/** `operand in [elements]`. */
export function membership(operand: Code, elements: readonly Code[]): CodeOf<'bool'> {
  assert(
    elements.every((element) => element.type === operand.type),
    'A list of another type than what is looked for in it',
  );
  const look: Run<Scalar> = operand.run;
  if (elements.every((element) => element.constant)) {
    const values: readonly Scalar[] = elements.map((element) => element.run(NO_REGISTERS));
    return pure('bool', (registers) => values.includes(look(registers)), [operand]);
  }
  const runs: readonly Run<Scalar>[] = elements.map((element) => element.run);
  const run: Run<boolean> = (registers) => {
    const value = look(registers);
    let found = false;
    // To the end even when found: a list with an element that fails is a failure.
    for (let index = 0; index < runs.length; index++) if (runs[index]?.(registers) === value) found = true;
    return found;
  };
  return pure('bool', run, [operand, ...elements]);
}
