import type { Value } from '../base/values.ts';
import { choices } from '../sim/choices.ts';
import type { Program } from '../sim/program.ts';
import { isQuiescent, step, undo } from '../sim/step.ts';
import { World } from '../sim/world.ts';
import type { WorldOptions } from '../sim/world.ts';
import { Trace } from '../trace/trace.ts';

/**
 * All schedules of a small program, one by one, with nothing remembered and nothing merged: the oracle of the search.
 * `visit` can ask for the trace of each schedule that has come to rest; what is cut at `maximumDepth` is reported as such.
 */
export function enumerateSchedules(
  program: Program,
  faults: WorldOptions['faults'],
  maximumDepth: number,
  visit: (trace: () => Trace, world: World, quiescent: boolean) => void,
): void {
  const world = new World(program, { faults, tracksVersions: true });
  const schedule: Value[] = [];
  const walk = (): void => {
    const enabled: Value[] = [];
    const count = choices(program, world, enabled);
    const quiescent = isQuiescent(world, enabled, count);
    if (quiescent || schedule.length >= maximumDepth) visit(() => replay(program, faults, schedule), world, quiescent);
    if (schedule.length >= maximumDepth) return;
    for (const choice of enabled.slice(0, count)) {
      step(program, world, choice, { emit() {} });
      schedule.push(choice);
      walk();
      schedule.pop();
      undo(world);
    }
  };
  walk();
}

function replay(program: Program, faults: WorldOptions['faults'], schedule: readonly Value[]): Trace {
  const world = new World(program, { faults, tracksVersions: true });
  const trace = new Trace(program.values);
  schedule.forEach((choice, i) => {
    trace.step = i;
    step(program, world, choice, trace);
  });
  return trace;
}
