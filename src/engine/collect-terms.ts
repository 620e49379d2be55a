import { assert } from './base/assert.ts';
import type { Scenario } from './model/document.ts';
import { ExpressionTypes } from './model/expression-check.ts';
import { signatureOf, writeTerm } from './model/expression/checked-terms.ts';
import type { CheckedTerms, TermData } from './model/expression/checked-terms.ts';
import { checkExpression } from './model/expression/compile.ts';
import { expressionOf } from './model/expression/expression.ts';
import { applyOptions } from './model/options/apply.ts';
import { settingsOf } from './model/options/settings.ts';
import { compileProgram } from './sim/compile-program.ts';
import type { Expressions } from './sim/compile-program.ts';

/**
 * The expressions of a built-in scenario under every setting of its options, parsed and type-checked, in the order in which
 * they are met: `prepareBuiltIn` then does without the parser and the type checker.
 */
export function collectTerms(scenario: Scenario): CheckedTerms {
  const terms = new Map<string, { readonly term: TermData; readonly checked: Set<string> }>();
  for (const options of settingsOf(scenario)) {
    const applied = applyOptions(scenario, options);
    assert(applied.ok, 'every setting of the options of a built-in scenario makes a document without problems');
    const expressions: Expressions = {
      types: new ExpressionTypes(),
      compileExpression: (source, scope) => {
        const { term, type } = checkExpression(source, scope);
        const entry = terms.get(source) ?? { term: writeTerm(term), checked: new Set() };
        entry.checked.add(signatureOf(term));
        terms.set(source, entry);
        const expression = expressionOf(source, term);
        assert(expression.type === type, `Checked to be ${type}, generated as ${expression.type}`);
        return expression;
      },
    };
    compileProgram(applied.value, expressions, undefined);
  }
  return Object.fromEntries([...terms].map(([source, { term, checked }]) => [source, { term, checked: [...checked] }]));
}
