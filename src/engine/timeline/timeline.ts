import { pack, unpack } from '../base/pack.ts';
import type { Value } from '../base/values.ts';
import { choices } from '../sim/choices.ts';
import type { Program } from '../sim/program.ts';
import { step } from '../sim/step.ts';
import { World } from '../sim/world.ts';
import { silentSink } from '../trace/entry.ts';
import { describeChannels, describeChoices, describeClients, describeSagas, describeServices } from './describe.ts';
import type { Frame } from './frame.ts';
import type { Run } from './run.ts';
import { sagaProgress } from './saga-progress.ts';

/** Steps between two checkpoints: going anywhere replays at most so many. */
const CHECKPOINT_STEPS = 256;

/**
 * A run and a cursor in it. The choices are the truth; checkpoints are a cache, taken on the way when a stretch is first
 * walked over.
 */
export class Timeline {
  readonly run: Run;
  readonly #program: Program;
  readonly #world: World;
  readonly #checkpoints: (Uint8Array | undefined)[] = [];
  #step = 0;

  constructor(run: Run) {
    this.run = run;
    this.#program = run.program;
    this.#world = new World(run.program, { faults: run.plan.faults ?? 'declared', tracksVersions: true });
    this.#checkpoints[0] = this.#pack();
  }

  get steps(): number {
    return this.run.choices.length;
  }

  /** The world after `target` choices. It is the timeline's own: look, do not step. */
  seek(target: number): World {
    const wanted = Math.max(0, Math.min(target, this.steps));
    if (wanted < this.#step || wanted - this.#step > CHECKPOINT_STEPS) this.#restore(wanted);
    while (this.#step < wanted) {
      step(this.#program, this.#world, this.run.choices[this.#step] as Value, silentSink);
      this.#step++;
      if (this.#step % CHECKPOINT_STEPS === 0) {
        this.#checkpoints[this.#step / CHECKPOINT_STEPS] ??= this.#pack();
        this.#world.journal.forget();
      }
    }
    return this.#world;
  }

  frame(target: number): Frame {
    const world = this.seek(target);
    const { trace } = this.run;
    const enabled: Value[] = [];
    choices(this.#program, world, enabled);
    const entries = trace.firstEntryOfStep(this.#step);
    return {
      step: this.#step,
      entries,
      timeMicros: entries === 0 ? 0 : trace.timeAt(entries - 1),
      services: describeServices(world),
      channels: describeChannels(world),
      sagas: describeSagas(world, sagaProgress(this.#program, trace, entries)),
      clients: describeClients(world),
      choices: describeChoices(world, enabled),
      stateDigest: world.stateDigest,
    };
  }

  /** Back to the last checkpoint at or before `wanted`, unless where we are is nearer. */
  #restore(wanted: number): void {
    let at = Math.floor(wanted / CHECKPOINT_STEPS);
    while (this.#checkpoints[at] === undefined) at--;
    if (this.#step <= wanted && this.#step >= at * CHECKPOINT_STEPS) return;
    unpack(this.#world.values, this.#world.logicalContainers(), this.#checkpoints[at] as Uint8Array);
    this.#world.journal.forget();
    this.#step = at * CHECKPOINT_STEPS;
  }

  #pack(): Uint8Array {
    return pack(this.#world.values, this.#world.logicalContainers());
  }
}
