import { assert } from './base/assert.ts';
import { success } from './base/result.ts';
import type { Result } from './base/result.ts';
import { CheckedTypes } from './model/checked-types.ts';
import type { Json, OptionValues, Scenario } from './model/document.ts';
import { checkedExpression } from './model/expression/checked-terms.ts';
import type { CheckedTerms } from './model/expression/checked-terms.ts';
import type { ExpressionCompiler } from './model/expression/expression.ts';
import { applyPatch, patchesOf } from './model/options/patch.ts';
import { defaultValues, readOptionValues } from './model/options/values.ts';
import type { Problem } from './model/problem.ts';
import { compileProgram } from './sim/compile-program.ts';
import type { Program } from './sim/program.ts';

/**
 * The same for a scenario of our own, of which a test has tried all settings of the options: the values are read, what they
 * make of the document is not checked again, and its expressions are `terms` that were parsed and type-checked before. So a
 * page that shows built-in scenarios does without the checks.
 */
export function prepareBuiltIn(
  scenario: Scenario,
  options: OptionValues,
  terms: CheckedTerms,
): Result<Program, Problem> {
  const read = readOptionValues(scenario, options);
  if (!read.ok) return read;
  let document = scenario as unknown as Json;
  for (const { patch } of patchesOf(scenario, { ...defaultValues(scenario), ...read.value }, () => '')) {
    const patched = applyPatch(document, patch);
    assert(patched.ok, 'the patches of a built-in scenario have their places');
    document = patched.value;
  }
  const types = new CheckedTypes(terms);
  const compileExpression: ExpressionCompiler = (source, scope) => checkedExpression(terms, source, scope);
  return success(compileProgram(document as unknown as Scenario, { types, compileExpression }));
}
