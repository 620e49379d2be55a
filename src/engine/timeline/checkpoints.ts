import type { Snapshot } from './snapshot.ts';

/**
 * Snapshots on the way of a run, evenly spaced. When they take more than so many bytes every other one is dropped, so that
 * a run of any length is held in bounded memory, and going somewhere takes as few steps as that allows.
 */
export class Checkpoints {
  readonly #mostBytes: number;
  #snapshots: (Snapshot | undefined)[] = [];
  #spacing: number;
  #bytes = 0;

  /**
   * @param first the state before the first step; it is always kept
   * @param spacing steps from one to the next as long as they are few
   */
  constructor(first: Snapshot, spacing: number, mostBytes: number) {
    this.#spacing = spacing;
    this.#mostBytes = mostBytes;
    this.#snapshots[0] = first;
    this.#bytes = first.byteLength;
  }

  get spacing(): number {
    return this.#spacing;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether a snapshot is wanted at a step. */
  isDue(step: number): boolean {
    return step % this.#spacing === 0 && this.#snapshots[step / this.#spacing] === undefined;
  }

  add(step: number, snapshot: Snapshot): void {
    this.#snapshots[step / this.#spacing] = snapshot;
    this.#bytes += snapshot.byteLength;
    while (this.#bytes > this.#mostBytes && this.#snapshots.length > 1) this.#thinOut();
  }

  /** The last one at or before a step. */
  before(step: number): { readonly step: number; readonly snapshot: Snapshot } {
    let at = Math.floor(step / this.#spacing);
    while (this.#snapshots[at] === undefined) at--;
    return { step: at * this.#spacing, snapshot: this.#snapshots[at] as Snapshot };
  }

  #thinOut(): void {
    const kept: (Snapshot | undefined)[] = [];
    let bytes = 0;
    this.#snapshots.forEach((snapshot, at) => {
      if (snapshot === undefined || at % 2 === 1) return;
      kept[at / 2] = snapshot;
      bytes += snapshot.byteLength;
    });
    this.#snapshots = kept;
    this.#bytes = bytes;
    this.#spacing *= 2;
  }
}
