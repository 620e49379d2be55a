import type { ExplorationProgress } from '../../src/engine/index.ts';
import { createEngineClient, SupersededError } from './client.ts';
import type { EngineClient, Exploring, Rejection } from './client.ts';
import type { ExploreReply, ExploreRequest } from './protocol.ts';

const MOST_ENGINES = 4;

/** As many as the machine has cores beside the one that draws; one where the engine must share the page's thread. */
export function poolSize(): number {
  if (globalThis.origin === 'null') return 1;
  return Math.max(1, Math.min(MOST_ENGINES, (navigator.hardwareConcurrency || 2) - 1));
}

interface Task {
  readonly request: ExploreRequest;
  readonly onStart: () => void;
  readonly onProgress: (progress: ExplorationProgress) => void;
  readonly settle: (reply: ExploreReply | Rejection) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Engines for searches, beside the one of the stage, each started when there is work for it. Questions are handed out in the
 * order in which they were asked, and share nothing, so answers are the same whatever the number of engines.
 */
export class ExplorerPool {
  readonly #size: number;
  readonly #create: () => EngineClient;
  readonly #idle: EngineClient[] = [];
  readonly #engines: EngineClient[] = [];
  #waiting: Task[] = [];
  readonly #running = new Map<Task, Exploring>();
  #paused = false;
  #closed = false;

  constructor(size: number = poolSize(), create: () => EngineClient = createEngineClient) {
    this.#size = size;
    this.#create = create;
  }

  /** @param onStart when an engine begins with it */
  explore(
    request: ExploreRequest,
    onStart: () => void,
    onProgress: (progress: ExplorationProgress) => void,
  ): { readonly promise: Promise<ExploreReply | Rejection>; readonly cancel: () => void } {
    let cancel = (): void => undefined;
    const promise = new Promise<ExploreReply | Rejection>((settle, fail) => {
      const task: Task = { request, onStart, onProgress, settle, fail };
      cancel = () => this.#cancel(task);
      if (this.#closed) fail(new SupersededError());
      else this.#waiting.push(task);
    });
    this.#handOut();
    return { promise, cancel };
  }

  /** Searches under way stand still, and none is begun. */
  pause(): void {
    this.#paused = true;
    for (const exploring of this.#running.values()) exploring.pause();
  }

  resume(): void {
    this.#paused = false;
    for (const exploring of this.#running.values()) exploring.resume();
    this.#handOut();
  }

  /** Ends all engines; what was asked is rejected with `SupersededError`. */
  close(): void {
    this.#closed = true;
    for (const { fail } of this.#waiting.splice(0)) fail(new SupersededError());
    for (const engine of this.#engines) engine.close();
  }

  /** One that waits is rejected with `SupersededError`; one under way ends with what is known by then. */
  #cancel(task: Task): void {
    this.#running.get(task)?.cancel();
    if (!this.#waiting.includes(task)) return;
    this.#waiting = this.#waiting.filter((other) => other !== task);
    task.fail(new SupersededError());
  }

  #handOut(): void {
    while (!this.#paused && !this.#closed && this.#waiting.length > 0) {
      const engine = this.#idle.pop() ?? this.#startEngine();
      if (engine === undefined) return;
      void this.#serve(engine, this.#waiting.shift() as Task);
    }
  }

  #startEngine(): EngineClient | undefined {
    if (this.#engines.length >= this.#size) return undefined;
    const engine = this.#create();
    this.#engines.push(engine);
    return engine;
  }

  async #serve(engine: EngineClient, task: Task): Promise<void> {
    const exploring = engine.explore(task.request, task.onProgress);
    this.#running.set(task, exploring);
    task.onStart();
    try {
      task.settle(await exploring.promise);
    } catch (error) {
      task.fail(error);
    }
    this.#running.delete(task);
    this.#idle.push(engine);
    this.#handOut();
  }
}
