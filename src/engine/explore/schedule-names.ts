import { assert } from '../base/assert.ts';
import type { Value } from '../base/values.ts';
import type { FaultBudget } from '../model/document.ts';
import { choiceName } from '../sim/choice.ts';
import { choices } from '../sim/choices.ts';
import type { Program } from '../sim/program.ts';
import { step } from '../sim/step.ts';
import { World } from '../sim/world.ts';
import { silentSink } from '../trace/entry.ts';

/** The names of a schedule of a world that counts deliveries, as play does. */
export function namesOf(program: Program, schedule: readonly Value[]): readonly string[] {
  return schedule.map((choice) => choiceName(program, choice));
}

/** The names that the choices of a world that does not count deliveries have in one that does: both are followed. */
export function countedNamesOf(program: Program, faults: FaultBudget, schedule: readonly Value[]): readonly string[] {
  const world = new World(program, { faults, tracksVersions: false, countsDeliveries: false });
  const counting = new World(program, { faults, tracksVersions: false });
  const enabled: Value[] = [];
  const counted: Value[] = [];
  return schedule.map((choice) => {
    choices(program, world, enabled);
    choices(program, counting, counted);
    const same = counted[enabled.indexOf(choice)];
    assert(same !== undefined, 'counting deliveries changes the names of choices, and nothing else');
    step(program, world, choice, silentSink);
    step(program, counting, same, silentSink);
    return choiceName(program, same);
  });
}
