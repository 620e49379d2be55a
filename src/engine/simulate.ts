import { failure, success } from './base/result.ts';
import type { Result } from './base/result.ts';
import type { Finding } from './check/finding.ts';
import type { OptionValues, Scenario } from './model/document.ts';
import { applyOptions } from './model/options/apply.ts';
import type { Problem } from './model/problem.ts';
import { compile } from './sim/compile.ts';
import type { Program } from './sim/program.ts';
import { run } from './timeline/run.ts';
import type { Run, RunPlan } from './timeline/run.ts';
import { Timeline } from './timeline/timeline.ts';

/** A run that has been judged. */
export interface Simulation {
  readonly run: Run;
  readonly findings: readonly Finding[];
  readonly timeline: Timeline;
}

/** Applies options to a parsed scenario and compiles what comes out. */
export function prepare(scenario: Scenario, options: OptionValues): Result<Program, Problem> {
  const applied = applyOptions(scenario, options);
  return applied.ok ? success(compile(applied.value)) : failure(...applied.problems);
}

/** Runs a program by a plan and judges what happened: the judges see the history, not the simulator. */
export function simulate(program: Program, plan: RunPlan): Simulation {
  const finished = run(program, plan);
  return { run: finished, findings: [], timeline: new Timeline(finished) };
}
