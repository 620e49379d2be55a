import { LIMITS } from '../limits.ts';
import { memberOf, memberPath } from '../pointer.ts';
import { problem } from '../problem.ts';
import type { Problem } from '../problem.ts';

/** Where steps are found inside of a step. */
const BODIES = [['transaction'], ['onRollback'], ['then'], ['else'], ['transition', 'otherwise']] as const;

/** Steps in all and steps inside of steps, counted before their shape is known. */
export function checkStepBounds(document: unknown): Problem | undefined {
  const counted: Counted = { steps: 0, problem: undefined };
  for (const [service, serviceAt] of members(document, 'services', '')) {
    for (const [handler, handlerAt] of members(service, 'handlers', serviceAt))
      countSteps(memberOf(handler, 'steps'), memberPath(handlerAt, 'steps'), 1, counted);
  }
  if (counted.problem !== undefined) return counted.problem;
  if (counted.steps <= LIMITS.steps) return undefined;
  return problem('/services', 'too-many-steps', { found: counted.steps, maximum: LIMITS.steps });
}

interface Counted {
  steps: number;
  problem: Problem | undefined;
}

function countSteps(steps: unknown, path: string, depth: number, counted: Counted): void {
  if (!Array.isArray(steps) || steps.length === 0) return;
  if (depth > LIMITS.stepDepth) {
    counted.problem ??= problem(path, 'steps-too-deep', { maximum: LIMITS.stepDepth });
    return;
  }
  counted.steps += steps.length;
  for (const [index, step] of (steps as readonly unknown[]).entries()) {
    for (const body of BODIES) {
      const inner = body.reduce<unknown>(memberOf, step);
      countSteps(inner, body.reduce<string>(memberPath, memberPath(path, index)), depth + 1, counted);
    }
  }
}

function members(parent: unknown, key: string, path: string): readonly (readonly [unknown, string])[] {
  const collection = memberOf(parent, key);
  if (typeof collection !== 'object' || collection === null) return [];
  const at = memberPath(path, key);
  return Object.entries(collection).map(([name, member]) => [member, memberPath(at, name)]);
}
