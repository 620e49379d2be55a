import { fileURLToPath } from 'node:url';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { ExplorationProgress } from '../engine/index.ts';
import { Answerer } from './check-answer.ts';
import type { CellAnswer } from './check-answer.ts';
import type { CheckJob } from './check-plan.ts';

/** Whoever follows the work; cells by their place in the job. */
export interface PoolListener {
  /** In the order of cells. */
  readonly onAnswer: (answer: CellAnswer, cell: number) => void;
  readonly onProgress: (cell: number, progress: ExplorationProgress) => void;
}

type Told =
  | { readonly kind: 'progress'; readonly cell: number; readonly progress: ExplorationProgress }
  | { readonly kind: 'answer'; readonly cell: number; readonly answer: CellAnswer };

/** How often a worker says how far it is. */
const PROGRESS_MILLIS = 200;

/**
 * Answers all cells of a job. With one worker it is this thread; with more, each is a thread of its own that takes the next cell
 * as soon as it is free. Answers are given out in the order of cells, and are the same however many workers there are.
 */
export async function answerAll(job: CheckJob, workers: number, listener: PoolListener): Promise<void> {
  if (workers <= 1) {
    const answerer = new Answerer(job);
    job.cells.forEach((cell, at) => {
      const throttled = throttle((progress) => listener.onProgress(at, progress));
      listener.onAnswer(answerer.answer(cell, throttled), at);
    });
    return;
  }
  await new Promise<void>((resolve, reject) => {
    const threads: Worker[] = [];
    const early = new Map<number, CellAnswer>();
    let asked = 0;
    let answered = 0;
    const end = (finish: () => void): void => {
      for (const thread of threads) void thread.terminate();
      finish();
    };
    const ask = (thread: Worker): void => {
      if (asked < job.cells.length) thread.postMessage(asked++);
    };
    const hear = (thread: Worker, told: Told): void => {
      if (told.kind === 'progress') {
        listener.onProgress(told.cell, told.progress);
        return;
      }
      early.set(told.cell, told.answer);
      ask(thread);
      for (let answer = early.get(answered); answer !== undefined; answer = early.get(answered)) {
        early.delete(answered);
        listener.onAnswer(answer, answered++);
      }
      if (answered === job.cells.length) end(resolve);
    };
    for (let i = 0; i < workers; i++) {
      // The file that is running, built for Node: its entry serves where it is not the main thread.
      const thread = new Worker(fileURLToPath(import.meta.url), { workerData: { poolJob: job } });
      threads.push(thread);
      thread.on('message', (told: Told) => hear(thread, told));
      thread.on('error', (error) => end(() => reject(error)));
      thread.on('exit', (code) => {
        if (answered < job.cells.length) end(() => reject(new Error(`a worker has ended with code ${code}`)));
      });
      ask(thread);
    }
  });
}

/** In a thread that `answerAll` has started: serves it and says so. Elsewhere false. */
export function servePool(): boolean {
  const job = jobOf(workerData);
  if (isMainThread || parentPort === null || job === undefined) return false;
  const port = parentPort;
  const answerer = new Answerer(job);
  port.on('message', (at: number) => {
    const cell = job.cells[at];
    if (cell === undefined) throw new Error(`the job has no cell ${at}`);
    const tell = (told: Told): void => port.postMessage(told);
    const throttled = throttle((progress) => tell({ kind: 'progress', cell: at, progress }));
    tell({ kind: 'answer', cell: at, answer: answerer.answer(cell, throttled) });
  });
  return true;
}

function jobOf(data: unknown): CheckJob | undefined {
  if (typeof data !== 'object' || data === null || !('poolJob' in data)) return undefined;
  return data.poolJob as CheckJob;
}

function throttle(tell: (progress: ExplorationProgress) => void): (progress: ExplorationProgress) => void {
  let last = performance.now();
  return (progress) => {
    const now = performance.now();
    if (now - last < PROGRESS_MILLIS) return;
    last = now;
    tell(progress);
  };
}
