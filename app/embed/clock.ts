/** A tab that slept does not jump. */
const LONGEST_FRAME_MILLIS = 100;

export const SLOWEST = 0.05;
export const FASTEST = 16;

/**
 * Wall clock to position in the run, driven by animation frames alone: where nothing is drawn nothing moves. It is
 * suspended while the embed cannot be seen, and then goes on by itself.
 */
export class Clock {
  #atMillis = 0;
  #durationMillis = 0;
  #rate = 1;
  #playing = false;
  #suspended = false;
  #last: number | undefined;
  #request = 0;
  readonly #moved: () => void;

  /** @param moved called when the moment, or whether it plays, is another */
  constructor(moved: () => void) {
    this.#moved = moved;
  }

  get atMillis(): number {
    return this.#atMillis;
  }

  get durationMillis(): number {
    return this.#durationMillis;
  }

  get playing(): boolean {
    return this.#playing;
  }

  get atEnd(): boolean {
    return this.#durationMillis > 0 && this.#atMillis >= this.#durationMillis;
  }

  set rate(rate: number) {
    this.#rate = Math.max(SLOWEST, Math.min(FASTEST, rate));
  }

  load(durationMillis: number, atMillis: number): void {
    this.#durationMillis = durationMillis;
    this.#playing = false;
    this.seek(atMillis);
  }

  seek(atMillis: number): void {
    this.#atMillis = Math.max(0, Math.min(this.#durationMillis, atMillis));
    this.#schedule();
    this.#moved();
  }

  play(): void {
    if (this.#durationMillis === 0 || this.#playing) return;
    if (this.atEnd) this.#atMillis = 0;
    this.#playing = true;
    this.#schedule();
    this.#moved();
  }

  pause(): void {
    if (!this.#playing) return;
    this.#playing = false;
    this.#schedule();
    this.#moved();
  }

  suspend(suspended: boolean): void {
    this.#suspended = suspended;
    this.#schedule();
  }

  #schedule(): void {
    const wanted = this.#playing && !this.#suspended;
    if (!wanted) {
      cancelAnimationFrame(this.#request);
      this.#request = 0;
      this.#last = undefined;
    } else if (this.#request === 0) this.#request = requestAnimationFrame((now) => this.#tick(now));
  }

  #tick(now: number): void {
    this.#request = 0;
    const elapsed = this.#last === undefined ? 0 : Math.min(LONGEST_FRAME_MILLIS, now - this.#last);
    this.#last = now;
    this.#atMillis = Math.min(this.#durationMillis, this.#atMillis + elapsed * this.#rate);
    if (this.atEnd) this.#playing = false;
    this.#schedule();
    this.#moved();
  }
}
