import type { Frame } from '../../src/engine/index.ts';

export type FetchFrame = (run: number, step: number) => Promise<Frame>;

const KEPT = 256;

/**
 * Fetches frames, one request at a time: while one is under way only the newest wish is remembered, so scrubbing never
 * piles up work. Frames of the present run are kept.
 */
export class FrameSource {
  readonly #fetch: FetchFrame;
  readonly #arrived: (frame: Frame) => void;
  readonly #failed: (problem: unknown) => void;
  readonly #kept = new Map<number, Frame>();
  #run = -1;
  #busy = false;
  #wish: number | undefined;

  constructor(fetch: FetchFrame, arrived: (frame: Frame) => void, failed: (problem: unknown) => void) {
    this.#fetch = fetch;
    this.#arrived = arrived;
    this.#failed = failed;
  }

  /** The frame if it is at hand; else it is fetched and given to `arrived`. */
  want(run: number, step: number): Frame | undefined {
    if (run !== this.#run) {
      this.#run = run;
      this.#kept.clear();
      this.#wish = undefined;
    }
    const kept = this.#kept.get(step);
    if (kept !== undefined) {
      this.#wish = undefined;
      return kept;
    }
    this.#wish = step;
    if (!this.#busy) void this.#next();
    return undefined;
  }

  async #next(): Promise<void> {
    this.#busy = true;
    while (this.#wish !== undefined) {
      const [run, step] = [this.#run, this.#wish];
      this.#wish = undefined;
      try {
        const frame = await this.#fetch(run, step);
        if (run !== this.#run) continue;
        if (this.#kept.size >= KEPT) this.#kept.delete(this.#kept.keys().next().value as number);
        this.#kept.set(step, frame);
        this.#arrived(frame);
      } catch (problem) {
        if (run === this.#run) this.#failed(problem);
      }
    }
    this.#busy = false;
  }
}
