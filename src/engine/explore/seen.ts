/**
 * A set of 64-bit state hashes in two lanes: open addressing, eight bytes a place, at most two thirds full. That a state
 * is taken for another one has the odds of `missProbability`.
 */
export class SeenStates {
  #lows: Int32Array;
  #highs: Int32Array;
  #count = 0;

  constructor(capacity = 1 << 16) {
    this.#lows = new Int32Array(capacity);
    this.#highs = new Int32Array(capacity);
  }

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#lows.byteLength + this.#highs.byteLength;
  }

  /** @returns whether the state is new */
  add(low: number, high: number): boolean {
    // An empty place is two zero lanes; the one state in 2^64 with that hash is counted under another.
    const storedLow = low === 0 && high === 0 ? 1 : low;
    const mask = this.#lows.length - 1;
    let place = (storedLow ^ Math.imul(high, 0x9e3779b1)) & mask;
    for (;;) {
      const foundLow = this.#lows[place] as number;
      const foundHigh = this.#highs[place] as number;
      if (foundLow === 0 && foundHigh === 0) break;
      if (foundLow === storedLow && foundHigh === high) return false;
      place = (place + 1) & mask;
    }
    this.#lows[place] = storedLow;
    this.#highs[place] = high;
    this.#count++;
    if (this.#count * 3 > this.#lows.length * 2) this.#grow();
    return true;
  }

  /** The chance that at least one of `count` states was taken for another: the birthday bound over 64 bits. */
  get missProbability(): number {
    return (this.#count * this.#count) / 2 / 2 ** 64;
  }

  #grow(): void {
    const lows = this.#lows;
    const highs = this.#highs;
    this.#lows = new Int32Array(lows.length * 2);
    this.#highs = new Int32Array(lows.length * 2);
    this.#count = 0;
    for (let i = 0; i < lows.length; i++)
      if (lows[i] !== 0 || highs[i] !== 0) this.add(lows[i] as number, highs[i] as number);
  }
}
