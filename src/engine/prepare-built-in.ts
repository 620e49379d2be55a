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
import { compileProgram, hasStatementGranularity } from './sim/compile-program.ts';
import type { Program, StatementGranularity } from './sim/program.ts';

/** What compiling a built-in scenario needs besides itself. */
export interface BuiltInParts {
  /** Its expressions, parsed and type-checked before. */
  readonly terms: CheckedTerms;
  /** Needed where `needsStatementGranularity` says so. */
  readonly statements: StatementGranularity | undefined;
}

/**
 * The same for a scenario of our own, of which a test has tried all settings of the options: the values are read, what they
 * make of the document is not checked again. So a page that shows built-in scenarios does without the checks.
 */
export function prepareBuiltIn(
  scenario: Scenario,
  options: OptionValues,
  { terms, statements }: BuiltInParts,
): Result<Program, Problem> {
  const applied = applyBuiltIn(scenario, options);
  if (!applied.ok) return applied;
  const types = new CheckedTypes(terms);
  const compileExpression: ExpressionCompiler = (source, scope) => checkedExpression(terms, source, scope);
  return success(compileProgram(applied.value, { types, compileExpression }, statements));
}

/** Whether a built-in scenario has a database at statement granularity under these options. */
export function needsStatementGranularity(scenario: Scenario, options: OptionValues): boolean {
  const applied = applyBuiltIn(scenario, options);
  return applied.ok && hasStatementGranularity(applied.value);
}

function applyBuiltIn(scenario: Scenario, options: OptionValues): Result<Scenario, Problem> {
  const read = readOptionValues(scenario, options);
  if (!read.ok) return read;
  let document = scenario as unknown as Json;
  for (const { patch } of patchesOf(scenario, { ...defaultValues(scenario), ...read.value }, () => '')) {
    const patched = applyPatch(document, patch);
    assert(patched.ok, 'the patches of a built-in scenario have their places');
    document = patched.value;
  }
  return success(document as unknown as Scenario);
}
