import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { failure, success } from '../engine/base/result.ts';
import { parseScenarioText, problemText } from '../engine/index.ts';
import type { Problem, Result, Scenario } from '../engine/index.ts';
import { allScenarios } from '../scenarios/all.ts';
import { hint } from './arguments.ts';

/** A built-in scenario by its id, or a document from a file: whatever has a dot or a slash is a file. */
export function readScenario(source: string): Result<Scenario, string> {
  if (!/[./\\]/.test(source)) {
    const found = allScenarios.find(({ id }) => id === source);
    if (found !== undefined) return success(found);
    const ids = allScenarios.map(({ id }) => id);
    return failure(`There is no scenario ${source}.${hint(source, ids)}`);
  }
  let text: string;
  try {
    text = readFileSync(placeOf(source), 'utf8');
  } catch (error) {
    return failure(`${source} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
  const parsed = parseScenarioText(text);
  return parsed.ok ? parsed : failure(...parsed.problems.map((problem) => `${source}${sentenceOf(problem)}`));
}

/** npm runs scripts in the project's folder, and says where it was called. */
function placeOf(source: string): string {
  const called = resolve(process.env['INIT_CWD'] ?? '.', source);
  return !existsSync(source) && existsSync(called) ? called : source;
}

/** The path of a problem, and what is wrong there. */
export function sentenceOf(problem: Problem): string {
  return `${problem.path}: ${problemText(problem, 'en')}`;
}
