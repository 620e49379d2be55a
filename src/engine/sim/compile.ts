import { assert } from '../base/assert.ts';
import type { Scenario } from '../model/document.ts';
import { ExpressionTypes } from '../model/expression-check.ts';
import { compileExpression } from '../model/expression/compile.ts';
import { compileProgram } from './compile-program.ts';
import type { Expressions } from './compile-program.ts';
import type { Program } from './program.ts';
import { STATEMENT_GRANULARITY } from './statement-granularity.ts';

/** Compiles a scenario that was parsed, with its options applied; its expressions are parsed and type-checked again. */
export function compile(scenario: Scenario): Program {
  const expressions: Expressions = {
    types: new ExpressionTypes(),
    compileExpression: (source, scope) => {
      const compiled = compileExpression(source, scope, 'any');
      assert(compiled.ok, `an expression of a parsed scenario compiles: ${source}`);
      return compiled.value;
    },
  };
  return compileProgram(scenario, expressions, STATEMENT_GRANULARITY);
}
