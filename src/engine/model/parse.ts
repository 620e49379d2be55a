import { failure, success } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { Scenario } from './document.ts';
import { ExpressionTypes } from './expression-check.ts';
import { parseJsonText } from './json-text.ts';
import { measureJson, utf8Length } from './json-value.ts';
import { LIMITS } from './limits.ts';
import { checkAssignments, checkOptions } from './options/check.ts';
import { boundedProblems, problem } from './problem.ts';
import type { Problem } from './problem.ts';
import { checkReferences } from './references/check.ts';
import { MachineTypes } from './references/machines.ts';
import { readShape } from './schema/read.ts';
import { checkStory } from './story.ts';

/**
 * Reads a scenario document that came as JSON text. Checks in this order, and goes on only when all before is right:
 * size, syntax, then as `parseScenario`.
 */
export function parseScenarioText(text: string): Result<Scenario, Problem> {
  // The first comparison spares the counting of what is far too long.
  if (text.length > LIMITS.documentBytes || utf8Length(text) > LIMITS.documentBytes)
    return failure(problem('', 'document-too-large', { maximum: LIMITS.documentBytes }));
  const json = parseJsonText(text);
  return json.ok ? parseScenario(json.value) : json;
}

/**
 * Reads a scenario document that came as a value. Checks in this order, and goes on only when all before is right: size,
 * depth and keys; the shape; references, types of expressions, options and variants by themselves; the document with
 * each variant and each value of an option; what the story and the claims name. Never throws on JSON.
 */
export function parseScenario(input: unknown): Result<Scenario, Problem> {
  const measured = measureJson(input);
  if (!measured.ok) return measured;
  const shape = readShape(input);
  if (!shape.ok) return shape;
  const scenario = shape.value;
  const expressionTypes = new ExpressionTypes();
  const machineTypes = new MachineTypes();
  const problems = [...checkReferences(scenario, expressionTypes, machineTypes), ...checkOptions(scenario)];
  if (problems.length > 0) return bounded(problems);
  const assigned = checkAssignments(scenario, measured.value, expressionTypes, machineTypes);
  if (assigned.problems.length > 0) return bounded(assigned.problems);
  const untold = checkStory(scenario, [scenario, ...assigned.scenarios]);
  return untold.length === 0 ? success(scenario) : bounded(untold);
}

function bounded(problems: readonly Problem[]): Result<Scenario, Problem> {
  return { ok: false, problems: boundedProblems(problems, (found) => found) };
}
