import type { CheckedTerms, ExplorationProgress, Frame, Problem, Scenario } from '../../src/engine/index.ts';
import { checkedTermsOf } from '../../src/scenarios/built-in.ts';
import type {
  ExploreReply,
  ExploreRequest,
  RunPlace,
  RunReply,
  RunRequest,
  WorkerReply,
  WorkerRequest,
} from './protocol.ts';

/** What a document or its options were refused for. */
export interface Rejection {
  readonly problems: readonly Problem[];
}

/** A search under way. */
export interface Exploring {
  readonly promise: Promise<ExploreReply | Rejection>;
  pause(): void;
  resume(): void;
  /** Ends it with what is known by then. */
  cancel(): void;
}

/** The engine, wherever it runs. */
export interface EngineClient {
  /**
   * Runs and judges. A request that is still waiting when a newer one of the same place comes is rejected with
   * `SupersededError`.
   */
  run(request: RunRequest, place?: RunPlace): Promise<RunReply | Rejection>;
  /** The world after so many choices of a run. */
  frame(run: number, step: number): Promise<Frame>;
  explore(request: ExploreRequest, onProgress: (progress: ExplorationProgress) => void): Exploring;
  /** `worker`, or `page` where no worker can be had. Undefined until the engine is loaded. */
  readonly home: 'worker' | 'page' | undefined;
  close(): void;
}

/** A broken invariant of the engine, with the request that led to it: enough to do it again. */
export class EngineBrokenError extends Error {
  readonly request: RunRequest | ExploreRequest | { readonly run: number; readonly step: number } | undefined;

  constructor(message: string, request: EngineBrokenError['request']) {
    super(message);
    this.name = 'EngineBrokenError';
    this.request = request;
  }
}

/** The answer is no longer wanted, or no longer to be had. */
export class SupersededError extends Error {
  constructor() {
    super('A newer request took its place');
    this.name = 'SupersededError';
  }
}

/** A way to an engine. */
export interface Connection {
  post(request: WorkerRequest): void;
  close(): void;
}

interface Pending {
  readonly request: WorkerRequest;
  readonly settle: (reply: WorkerReply) => void;
  readonly fail: (error: Error) => void;
}

type Connect = (receive: (reply: WorkerReply) => void, lost: (message: string) => void) => Connection;

/** How the engine is reached; tests give their own. */
export interface Ways {
  /** May throw. */
  readonly worker: Connect;
  readonly page: () => Promise<(receive: (reply: WorkerReply) => void) => Connection>;
}

const WAYS: Ways = {
  worker: connectWorker,
  page: () => import('./in-thread.ts').then(({ connectInThread }) => connectInThread),
};

export function createEngineClient(ways: Ways = WAYS): EngineClient {
  return new Client(ways);
}

/** Throws where no worker may be started; where one cannot be loaded, `lost` is called. */
function connectWorker(receive: (reply: WorkerReply) => void, lost: (message: string) => void): Connection {
  const worker = new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'engine' });
  worker.addEventListener('message', ({ data }: MessageEvent<WorkerReply>) => receive(data));
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    lost(event.message);
  });
  return { post: (request) => worker.postMessage(request), close: () => worker.terminate() };
}

class Client implements EngineClient {
  readonly #ways: Ways;
  readonly #pending = new Map<number, Pending>();
  /** What was posted before the engine answered for the first time, in order: another engine may have to do it. */
  #early: WorkerRequest[] = [];
  #connection: Connection | undefined;
  #home: 'worker' | 'page' | undefined;
  /** Numbers of documents that were searched. */
  readonly #documents = new WeakMap<Scenario, number>();
  #lastDocument = 0;
  #lastId = 0;
  #closed = false;

  constructor(ways: Ways) {
    this.#ways = ways;
    this.#connect();
  }

  get home(): 'worker' | 'page' | undefined {
    return this.#home;
  }

  run(request: RunRequest, place: RunPlace = 'stage'): Promise<RunReply | Rejection> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#ask({ id, kind: 'run', request, terms: termsOf(request), place }, reject, (reply) => {
        if (reply.kind === 'run') resolve(reply.reply);
        else if (reply.kind === 'rejected') resolve({ problems: reply.problems });
      });
    });
  }

  frame(run: number, step: number): Promise<Frame> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#ask({ id, kind: 'frame', run, step }, reject, (reply) => {
        if (reply.kind === 'frame') resolve(reply.reply);
      });
    });
  }

  explore(request: ExploreRequest, onProgress: (progress: ExplorationProgress) => void): Exploring {
    const id = ++this.#lastId;
    const document = this.#documentOf(request.scenario);
    const promise = new Promise<ExploreReply | Rejection>((resolve, reject) => {
      this.#ask({ id, kind: 'explore', request, terms: termsOf(request), document }, reject, (reply) => {
        if (reply.kind === 'progress') onProgress(reply.progress);
        else if (reply.kind === 'explore') resolve(reply.reply);
        else if (reply.kind === 'rejected') resolve({ problems: reply.problems });
      });
    });
    const tell = (kind: 'pause' | 'resume' | 'cancel') => (): void => {
      if (this.#pending.has(id)) this.#post({ id: ++this.#lastId, kind, of: id });
    };
    return { promise, pause: tell('pause'), resume: tell('resume'), cancel: tell('cancel') };
  }

  #documentOf(scenario: Scenario): number {
    const known = this.#documents.get(scenario);
    if (known !== undefined) return known;
    const document = ++this.#lastDocument;
    this.#documents.set(scenario, document);
    return document;
  }

  close(): void {
    this.#closed = true;
    this.#connection?.close();
    this.#connection = undefined;
    this.#failAll(new SupersededError());
  }

  #ask(request: WorkerRequest, fail: (error: Error) => void, settle: (reply: WorkerReply) => void): void {
    if (this.#closed) {
      fail(new SupersededError());
      return;
    }
    this.#pending.set(request.id, { request, settle, fail });
    this.#post(request);
  }

  #post(request: WorkerRequest): void {
    if (this.#home === undefined) this.#early.push(request);
    this.#connection?.post(request);
  }

  #ready(home: 'worker' | 'page'): void {
    this.#home = home;
    this.#early = [];
  }

  #receive(reply: WorkerReply): void {
    const pending = this.#pending.get(reply.id);
    if (pending === undefined) return;
    if (reply.kind !== 'progress') this.#pending.delete(reply.id);
    if (reply.kind === 'broken') pending.fail(new EngineBrokenError(reply.message, askedFor(pending.request)));
    else if (reply.kind === 'superseded') pending.fail(new SupersededError());
    else pending.settle(reply);
  }

  #connect(): void {
    if (globalThis.origin === 'null') {
      // A frame without an origin may not load a worker; asking would only be reported to the console.
      void this.#connectPage();
      return;
    }
    try {
      this.#connection = this.#ways.worker(
        (reply) => {
          if (reply.kind === 'ready') this.#ready('worker');
          else this.#receive(reply);
        },
        (message) => this.#lost(message),
      );
    } catch {
      void this.#connectPage();
    }
  }

  /** The worker could not be loaded, or it died: then what was asked is told, and the next question finds a new one. */
  #lost(message: string): void {
    this.#connection?.close();
    this.#connection = undefined;
    if (this.#home === undefined) {
      void this.#connectPage();
      return;
    }
    this.#home = undefined;
    const all = [...this.#pending.values()];
    this.#pending.clear();
    for (const { request, fail } of all) fail(new EngineBrokenError(message, askedFor(request)));
    this.#connect();
  }

  async #connectPage(): Promise<void> {
    try {
      const connect = await this.#ways.page();
      if (this.#closed) return;
      this.#connection = connect((reply) => {
        if (reply.kind === 'ready') this.#ready('page');
        else this.#receive(reply);
      });
      for (const request of this.#early) this.#connection.post(request);
    } catch (error) {
      this.#failAll(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #failAll(error: Error): void {
    const all = [...this.#pending.values()];
    this.#pending.clear();
    for (const { fail } of all) fail(error);
  }
}

function termsOf({ scenario, builtIn }: RunRequest | ExploreRequest): CheckedTerms | undefined {
  return builtIn === true ? checkedTermsOf(scenario) : undefined;
}

function askedFor(request: WorkerRequest): EngineBrokenError['request'] {
  if (request.kind === 'run' || request.kind === 'explore') return request.request;
  return request.kind === 'frame' ? { run: request.run, step: request.step } : undefined;
}
