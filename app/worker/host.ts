import {
  needsStatementGranularity,
  prepareBuiltIn,
  simulateInSlices,
  structureOf,
  traceBuffers,
  traceColumns,
} from '../../src/engine/index.ts';
import type {
  CheckedTerms,
  Exploration,
  ExplorationResult,
  Problem,
  Program,
  Result,
  RunPlan,
  Simulation,
} from '../../src/engine/index.ts';
import { pause } from './pause.ts';
import type { ExploreReply, ExploreRequest, RunPlace, RunRequest, WorkerReply, WorkerRequest } from './protocol.ts';

type Post = (reply: WorkerReply, transfer: readonly ArrayBuffer[]) => void;

/** Runs whose frames may still be asked for; older ones are forgotten. */
const KEPT_RUNS = 6;
const KEPT_PROGRAMS = 2;
const PROGRESS_MILLIS = 100;
const FIRST_TRANSITIONS = 64;
const MAXIMUM_DEPTH = 100_000;
/** Of one search: what a page may ask of a machine. */
const MAXIMUM_BYTES = 400_000_000;

type ExploreMessage = Extract<WorkerRequest, { readonly kind: 'explore' }>;

/** Serves the engine to whoever posts requests; the same in a worker and on the page's own thread. */
export class EngineHost {
  readonly #post: Post;
  readonly #sliceMillis: number;
  readonly #waiting = new Map<RunPlace, Extract<WorkerRequest, { readonly kind: 'run' }>>();
  readonly #newest = new Map<RunPlace, number>();
  readonly #runs = new Map<number, Simulation>();
  /** What was asked of searches under way. */
  readonly #exploring = new Map<number, 'going' | 'paused' | 'cancelled'>();
  /** Searches that stand still. */
  readonly #asleep: (() => void)[] = [];
  /** Programs of the last designs that were searched: one is asked many questions. */
  readonly #programs = new Map<string, Program>();

  /** @param sliceMillis how long a search may keep the thread to itself */
  constructor(post: Post, sliceMillis: number) {
    this.#post = post;
    this.#sliceMillis = sliceMillis;
  }

  receive(request: WorkerRequest): void {
    switch (request.kind) {
      case 'run':
        this.#enqueue(request);
        break;
      case 'frame': {
        const { id, run, step } = request;
        const kept = this.#runs.get(run);
        if (kept === undefined) this.#post({ id, kind: 'superseded' }, []);
        else this.#answer(id, () => this.#post({ id, kind: 'frame', reply: kept.timeline.frame(step) }, []));
        break;
      }
      case 'explore':
        this.#exploring.set(request.id, 'going');
        void this.#explore(request).finally(() => this.#exploring.delete(request.id));
        break;
      case 'pause':
      case 'resume':
      case 'cancel':
        this.#tellExploration(request.of, request.kind);
        break;
    }
  }

  /** A run begins only when all messages that wait have been read: a newer request makes it needless. */
  #enqueue(request: Extract<WorkerRequest, { readonly kind: 'run' }>): void {
    const older = this.#waiting.get(request.place);
    this.#waiting.set(request.place, request);
    this.#newest.set(request.place, request.id);
    if (older !== undefined) {
      this.#post({ id: older.id, kind: 'superseded' }, []);
      return;
    }
    void pause().then(() => {
      const newest = this.#waiting.get(request.place) ?? request;
      this.#waiting.delete(request.place);
      void this.#run(newest);
    });
  }

  async #run({ id, request, terms, place }: Extract<WorkerRequest, { readonly kind: 'run' }>): Promise<void> {
    const program = await this.#prepare(id, request, terms);
    if (program === undefined) return;
    const { seed, overrides, schedule } = request;
    if (schedule === undefined) {
      const simulation = await this.#simulate(id, place, program, { seed, overrides });
      if (simulation !== undefined) this.#answer(id, () => this.#tell(id, program, simulation));
      return;
    }
    const drawn = await this.#simulate(id, place, program, { seed, overrides, schedule });
    if (drawn === undefined) return;
    const timesMicros = drawn.run.outcome === 'schedule-end' ? await this.#timesOf(id, program, schedule) : undefined;
    const simulation =
      timesMicros === undefined
        ? drawn
        : await this.#simulate(id, place, program, { seed, overrides, schedule, timesMicros });
    if (simulation !== undefined) this.#answer(id, () => this.#tell(id, program, simulation));
  }

  /** When the choices of a schedule can happen, if the declared latencies allow it at all. */
  async #timesOf(id: number, program: Program, schedule: readonly string[]): Promise<readonly number[] | undefined> {
    const { timesOf } = await import('./timing.ts');
    let times: readonly number[] | undefined;
    this.#answer(id, () => {
      times = timesOf(program, schedule);
    });
    return times;
  }

  /** In slices, and given up as soon as there is a newer request of the same place: undefined then, and if it broke. */
  async #simulate(id: number, place: RunPlace, program: Program, plan: RunPlan): Promise<Simulation | undefined> {
    const running = simulateInSlices(program, plan);
    for (let simulation: Simulation | undefined; ;) {
      if (this.#newest.get(place) !== id) {
        this.#post({ id, kind: 'superseded' }, []);
        return undefined;
      }
      const failed = this.#answer(id, () => {
        const end = performance.now() + this.#sliceMillis;
        do {
          const next = running.next();
          if (next.done === true) simulation = next.value;
        } while (simulation === undefined && performance.now() < end);
      });
      if (failed || simulation !== undefined) return simulation;
      await pause();
    }
  }

  #tell(id: number, program: Program, simulation: Simulation): void {
    const { run, findings } = simulation;
    this.#runs.set(id, simulation);
    for (const kept of this.#runs.keys()) {
      if (this.#runs.size <= KEPT_RUNS) break;
      this.#runs.delete(kept);
    }
    const trace = traceColumns(run.trace);
    const reply = {
      run: id,
      structure: structureOf(program),
      trace,
      findings,
      outcome: run.outcome,
      digest: run.trace.digest,
      steps: run.choices.length,
      ...(run.divergence === undefined ? {} : { divergence: run.divergence }),
    };
    this.#post({ id, kind: 'run', reply }, traceBuffers(trace));
  }

  #tellExploration(id: number, kind: 'pause' | 'resume' | 'cancel'): void {
    const state = this.#exploring.get(id);
    if (state === undefined || state === 'cancelled') return;
    this.#exploring.set(id, kind === 'cancel' ? 'cancelled' : kind === 'pause' ? 'paused' : 'going');
    this.#wake();
  }

  async #explore(asked: ExploreMessage): Promise<void> {
    const { id, request } = asked;
    const { properties, budget, strategy, maximumStates } = request;
    const exploring = await import('./exploring.ts');
    const program = await this.#programFor(asked);
    if (program === undefined) return;
    let exploration: Exploration | undefined;
    this.#answer(id, () => {
      exploration = exploring.createExploration(program, {
        properties,
        budget,
        strategy,
        maximumStates,
        maximumDepth: MAXIMUM_DEPTH,
        maximumBytes: MAXIMUM_BYTES,
      });
    });
    if (exploration === undefined) return;
    await this.#drive(id, exploration, (result) =>
      result.verdict === 'found' ? exploring.inTime(program, budget, result) : result,
    );
  }

  /** In slices, with what was asked in between. */
  async #drive(
    id: number,
    exploration: Exploration,
    complete: (result: ExplorationResult) => ExploreReply,
  ): Promise<void> {
    let told = performance.now();
    let transitions = FIRST_TRANSITIONS;
    for (;;) {
      while (this.#exploring.get(id) === 'paused') await new Promise<void>((resolve) => this.#asleep.push(resolve));
      if (this.#exploring.get(id) === 'cancelled') {
        this.#post(
          { id, kind: 'explore', reply: { ...exploration.progress, verdict: 'unknown', reason: 'cancelled' } },
          [],
        );
        return;
      }
      const start = performance.now();
      const failed = this.#answer(id, () => {
        const result = exploration.advance(transitions);
        if (result !== undefined) this.#post({ id, kind: 'explore', reply: complete(result) }, []);
      });
      if (failed || exploration.result !== undefined) return;
      const now = performance.now();
      transitions = nextSlice(transitions, now - start, this.#sliceMillis);
      if (now - told >= PROGRESS_MILLIS) {
        told = now;
        this.#post({ id, kind: 'progress', progress: exploration.progress }, []);
      }
      await pause();
    }
  }

  #wake(): void {
    for (const resolve of this.#asleep.splice(0)) resolve();
  }

  /** Of the same document with the same options once. */
  async #programFor({ id, request, terms, document }: ExploreMessage): Promise<Program | undefined> {
    const key = `${document} ${JSON.stringify(request.options)}`;
    const known = this.#programs.get(key);
    if (known !== undefined) return known;
    const program = await this.#prepare(id, request, terms);
    if (program === undefined) return undefined;
    this.#programs.set(key, program);
    for (const kept of this.#programs.keys()) {
      if (this.#programs.size <= KEPT_PROGRAMS) break;
      this.#programs.delete(kept);
    }
    return program;
  }

  /** The program of a request, or undefined when its problems, or a broken engine, have been posted. */
  async #prepare(
    id: number,
    request: RunRequest | ExploreRequest,
    terms: CheckedTerms | undefined,
  ): Promise<Program | undefined> {
    try {
      const prepared = await programOf(request, terms);
      if (prepared.ok) return prepared.value;
      this.#post({ id, kind: 'rejected', problems: prepared.problems }, []);
    } catch (error) {
      this.#broken(id, error);
    }
    return undefined;
  }

  /** Does a part of the work; true if the engine broke, which has then been posted. */
  #answer(id: number, work: () => void): boolean {
    try {
      work();
      return false;
    } catch (error) {
      this.#broken(id, error);
      return true;
    }
  }

  #broken(id: number, error: unknown): void {
    this.#post({ id, kind: 'broken', message: error instanceof Error ? error.message : String(error) }, []);
  }
}

/** What only some programs need is loaded when one of them comes. */
async function programOf(
  { scenario, options }: RunRequest | ExploreRequest,
  terms: CheckedTerms | undefined,
): Promise<Result<Program, Problem>> {
  if (terms === undefined) return (await import('./checking.ts')).prepare(scenario, options);
  const statements = needsStatementGranularity(scenario, options)
    ? (await import('./statements.ts')).STATEMENT_GRANULARITY
    : undefined;
  return prepareBuiltIn(scenario, options, { terms, statements });
}

/** How many transitions fit into the next slice, from how long the last ones took; grows at most twofold. */
export function nextSlice(transitions: number, tookMillis: number, sliceMillis: number): number {
  const fitting = tookMillis <= 0 ? transitions * 2 : Math.floor((transitions * sliceMillis) / tookMillis);
  return Math.max(1, Math.min(transitions * 2, fitting));
}
