import type { Step } from './document.ts';
import { memberPath } from './pointer.ts';

/** Steps inside of a step: where they are, and whether they run inside of its transaction. */
export interface StepBody {
  readonly steps: readonly Step[];
  readonly path: string;
  readonly place: 'same' | 'inside-transaction' | 'after-rollback';
}

/** The bodies of a step in document order. `path` points to the step. */
export function stepBodies(step: Step, path: string): readonly StepBody[] {
  const bodies: StepBody[] = [];
  function add(steps: readonly Step[] | undefined, at: string, place: StepBody['place']): void {
    if (steps !== undefined) bodies.push({ steps, path: at, place });
  }
  if ('transaction' in step) {
    add(step.transaction, memberPath(path, 'transaction'), 'inside-transaction');
    add(step.onRollback, memberPath(path, 'onRollback'), 'after-rollback');
  } else if ('if' in step) {
    add(step.then, memberPath(path, 'then'), 'same');
    add(step.else, memberPath(path, 'else'), 'same');
  } else if ('transition' in step) add(step.transition.otherwise, `${path}/transition/otherwise`, 'same');
  return bodies;
}

/** All steps, each before those inside of it, in document order: the order in which names get their slots. */
export function forEachStep(steps: readonly Step[], path: string, visit: (step: Step, path: string) => void): void {
  for (const [index, step] of steps.entries()) {
    const at = memberPath(path, index);
    visit(step, at);
    for (const body of stepBodies(step, at)) forEachStep(body.steps, body.path, visit);
  }
}
