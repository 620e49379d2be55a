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
  /** Asked before the first and after every step. */
  isViolated(): boolean;
}

/**
 * Leaves choices out of a schedule as long as what it leads to stays: a local minimum, of which no single choice can be
 * left out any more. Choices that become impossible without another are left out with it. Goes on in slices.
 */
export class Shrinking {
  readonly #running: Generator<number, readonly Value[]>;
  #result: readonly Value[] | undefined;

  constructor(program: Program, schedule: readonly Value[], judge: () => Judged) {
    this.#running = shrink(program, schedule, judge);
  }

  /** Goes on for about so many steps; the shortened schedule when it is done. */
  advance(steps: number): readonly Value[] | undefined {
    for (let left = steps; left > 0 && this.#result === undefined;) {
      const next = this.#running.next();
      if (next.done === true) this.#result = next.value;
      else left -= next.value;
    }
    return this.#result;
  }
}

/** Yields how many steps were made since the last time. Large pieces are tried first, then smaller ones, then single choices. */
function* shrink(
  program: Program,
  schedule: readonly Value[],
  judge: () => Judged,
): Generator<number, readonly Value[]> {
  let best = follow(program, schedule, judge()) ?? schedule;
  yield schedule.length;
  for (let size = best.length >> 1; size >= 1;) {
    let shorter = false;
    for (let end = best.length; end > 0; end -= size) {
      const without = [...best.slice(0, Math.max(0, end - size)), ...best.slice(end)];
      const tried = follow(program, without, judge());
      yield without.length + 1;
      if (tried === undefined || tried.length >= best.length) continue;
      best = tried;
      shorter = true;
      end = Math.min(end, best.length);
    }
    if (size > 1) size >>= 1;
    else if (!shorter) break;
  }
  return best;
}

/** What was done of a schedule until the property was violated, without the choices that were not possible. */
function follow(program: Program, schedule: readonly Value[], judged: Judged): readonly Value[] | undefined {
  const done: Value[] = [];
  const enabled: Value[] = [];
  if (judged.isViolated()) return done;
  for (const choice of schedule) {
    const count = choices(program, judged.world, enabled);
    const at = enabled.indexOf(choice);
    if (at < 0 || at >= count) continue;
    step(program, judged.world, choice, judged.sink);
    done.push(choice);
    if (judged.isViolated()) return done;
  }
  return undefined;
}
