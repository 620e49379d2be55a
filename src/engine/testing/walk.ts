import { pack } from '../base/pack.ts';
import type { Value } from '../base/values.ts';
import type { FaultBudget } from '../model/document.ts';
import { choices } from '../sim/choices.ts';
import { compile } from '../sim/compile.ts';
import type { Program } from '../sim/program.ts';
import { step, undo } from '../sim/step.ts';
import { World } from '../sim/world.ts';
import { silentSink } from '../trace/entry.ts';
import type { Sink } from '../trace/entry.ts';
import { scenarioOfSeed } from './generate-scenario.ts';
import { Tape } from './tape.ts';

/** A world of a generated scenario, its faults within the document's budget, that is taken for a walk. */
export class Walk {
  readonly program: Program;
  readonly world: World;
  readonly tape: Tape;
  readonly faults: FaultBudget;

  constructor(seed: number, program = compile(scenarioOfSeed(seed)), tracksVersions = seed % 2 === 0) {
    this.program = program;
    this.faults = program.scenario.faults?.budget ?? {};
    this.world = new World(program, { faults: this.faults, tracksVersions });
    this.tape = Tape.ofSeed(-1 - seed + 2 ** 40);
  }

  /** Another world of another program of the same document: nothing is shared with this one. */
  stranger(): World {
    return new World(compile(this.program.scenario), {
      faults: this.faults,
      tracksVersions: this.world.tracksVersions,
    });
  }

  enabled(): Value[] {
    const enabled: Value[] = [];
    choices(this.program, this.world, enabled);
    return enabled;
  }

  /** One of the enabled choices, or undefined when there is none. */
  pick(enabled: readonly Value[] = this.enabled()): Value | undefined {
    return enabled[this.tape.below(Math.max(enabled.length, 1))];
  }

  step(choice: Value, sink: Sink = silentSink): void {
    step(this.program, this.world, choice, sink);
  }

  undo(): void {
    undo(this.world);
  }

  bytes(): Uint8Array {
    return packed(this.world);
  }
}

export function packed(world: World): Uint8Array {
  return pack(world.values, world.logicalContainers());
}
