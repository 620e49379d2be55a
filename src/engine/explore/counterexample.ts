import type { Value } from '../base/values.ts';
import type { FaultBudget } from '../model/document.ts';
import { choices } from '../sim/choices.ts';
import type { Program } from '../sim/program.ts';
import { isQuiescent } from '../sim/step.ts';
import { PropertyWatch } from './property.ts';
import type { Properties } from './property.ts';
import { Shrinking } from './shrink.ts';
import type { Judged } from './shrink.ts';

/** What an exploration has found. `final`: it shows only where nothing can happen any more but faults. */
export interface Violation {
  readonly property: string;
  readonly final: boolean;
}

/** The first property that is violated where the watch is. */
export function violationAt(watch: PropertyWatch, quiescent: boolean): Violation | undefined {
  const at = watch.violated(false);
  if (at !== undefined) return { property: at, final: false };
  const end = quiescent ? watch.violated(true) : undefined;
  return end === undefined ? undefined : { property: end, final: true };
}

/** Starts to shorten a schedule that leads to a violation. */
export function shrinkViolation(
  program: Program,
  properties: Properties,
  budget: FaultBudget,
  schedule: readonly Value[],
  { property, final }: Violation,
): Shrinking {
  return new Shrinking(program, schedule, (): Judged => {
    const watch = new PropertyWatch(program, properties, budget);
    const enabled: Value[] = [];
    return {
      world: watch.world,
      sink: watch.sink,
      isViolated: () => {
        if (!final) return watch.violated(false) === property;
        const count = choices(program, watch.world, enabled);
        return isQuiescent(watch.world, enabled, count) && watch.violated(true) === property;
      },
    };
  });
}
