import type { Value } from '../base/values.ts';
import { choices } from '../sim/choices.ts';
import type { Program } from '../sim/program.ts';
import { step } from '../sim/step.ts';
import type { World } from '../sim/world.ts';
import type { Sink } from '../trace/entry.ts';

/** A world with its judges, fresh at the start of a run, and the question whether they have found the property. */
export interface Judged {
  readonly world: World;
  readonly sink: Sink;
  /** Asked after every step. */
  isViolated(): boolean;
}

/**
 * Leaves choices out of a schedule as long as what it leads to stays: a local minimum, of which no single choice can be
 * left out any more. Choices that become impossible without another are left out with it.
 */
export function shrink(program: Program, schedule: readonly Value[], judge: () => Judged): readonly Value[] {
  let best = follow(program, schedule, judge()) ?? schedule;
  for (let shorter = true; shorter;) {
    shorter = false;
    for (let i = best.length - 1; i >= 0; i--) {
      const without = [...best.slice(0, i), ...best.slice(i + 1)];
      const tried = follow(program, without, judge());
      if (tried === undefined || tried.length >= best.length) continue;
      best = tried;
      shorter = true;
      i = Math.min(i, best.length);
    }
  }
  return best;
}

/** What was done of a schedule until the property was violated, without the choices that were not possible. */
function follow(program: Program, schedule: readonly Value[], judged: Judged): readonly Value[] | undefined {
  const done: Value[] = [];
  const enabled: Value[] = [];
  if (judged.isViolated()) return done;
  for (const choice of schedule) {
    choices(program, judged.world, enabled);
    if (!enabled.includes(choice)) continue;
    step(program, judged.world, choice, judged.sink);
    done.push(choice);
    if (judged.isViolated()) return done;
  }
  return undefined;
}
