import { failure, success } from './base/result.ts';
import type { Result } from './base/result.ts';
import type { OptionValues, Scenario } from './model/document.ts';
import { applyOptions } from './model/options/apply.ts';
import type { Problem } from './model/problem.ts';
import { compile } from './sim/compile.ts';
import type { Program } from './sim/program.ts';

/** Applies options to a parsed scenario, checks that they fit together, and compiles what comes out. */
export function prepare(scenario: Scenario, options: OptionValues): Result<Program, Problem> {
  const applied = applyOptions(scenario, options);
  return applied.ok ? success(compile(applied.value)) : failure(...applied.problems);
}
