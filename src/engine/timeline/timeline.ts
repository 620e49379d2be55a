import type { Value } from '../base/values.ts';
import { choices } from '../sim/choices.ts';
import type { Program } from '../sim/program.ts';
import { step } from '../sim/step.ts';
import { World } from '../sim/world.ts';
import { silentSink } from '../trace/entry.ts';
import { describeChannels, describeChoices, describeClients, describeSagas, describeServices } from './describe.ts';
import { Checkpoints } from './checkpoints.ts';
import type { Frame } from './frame.ts';
import type { Run } from './run.ts';
import { sagaProgress } from './saga-progress.ts';
import { restoreSnapshot, takeSnapshot } from './snapshot.ts';
import type { Containers } from './snapshot.ts';

export interface TimelineOptions {
  /** What the checkpoints may take in all, in bytes. */
  readonly checkpointBytes?: number;
  /** Steps between two checkpoints, as long as they do not take more than that. */
  readonly checkpointSteps?: number;
}

const CHECKPOINT_BYTES = 32 * 1024 * 1024;
const CHECKPOINT_STEPS = 256;

/** Steps between two points at which the journal forgets the past: nothing here is undone. */
const FORGET_STEPS = 256;

/**
 * A run and a cursor in it. The choices are the truth; checkpoints are a cache, taken on the way when a stretch is first
 * walked over.
 */
export class Timeline {
  readonly run: Run;
  readonly #program: Program;
  readonly #world: World;
  readonly #containers: Containers;
  readonly #checkpoints: Checkpoints;
  #step = 0;

  constructor(run: Run, options: TimelineOptions = {}) {
    this.run = run;
    this.#program = run.program;
    this.#world = new World(run.program, { faults: run.plan.faults ?? 'declared', tracksVersions: true });
    this.#containers = this.#world.logicalContainers();
    const { checkpointSteps = CHECKPOINT_STEPS, checkpointBytes = CHECKPOINT_BYTES } = options;
    this.#checkpoints = new Checkpoints(takeSnapshot(this.#containers), checkpointSteps, checkpointBytes);
  }

  /** What the checkpoints take now, in bytes. */
  get checkpointBytes(): number {
    return this.#checkpoints.bytes;
  }

  get steps(): number {
    return this.run.choices.length;
  }

  /** The world after `target` choices. It is the timeline's own: look, do not step. */
  seek(target: number): World {
    const wanted = Math.max(0, Math.min(target, this.steps));
    this.#restore(wanted);
    while (this.#step < wanted) {
      step(this.#program, this.#world, this.run.choices[this.#step] as Value, silentSink);
      this.#step++;
      if (this.#checkpoints.isDue(this.#step)) this.#checkpoints.add(this.#step, takeSnapshot(this.#containers));
      if (this.#step % FORGET_STEPS === 0) this.#world.journal.forget();
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

  /** To the last checkpoint at or before `wanted`, unless where we are is nearer. */
  #restore(wanted: number): void {
    const checkpoint = this.#checkpoints.before(wanted);
    if (this.#step <= wanted && this.#step >= checkpoint.step) return;
    restoreSnapshot(this.#containers, checkpoint.snapshot);
    this.#world.journal.forget();
    this.#step = checkpoint.step;
  }
}
