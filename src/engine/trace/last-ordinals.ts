import type { Value } from '../base/values.ts';

const FIRST_CAPACITY = 64;

/** The last ordinal by value: open addressing in typed arrays, a third of what a `Map` needs. */
export class LastOrdinals {
  #keys = new Int32Array(FIRST_CAPACITY);
  /** Ordinal and one more, 0 where there is nothing. */
  #ordinals = new Int32Array(FIRST_CAPACITY);
  #count = 0;

  /** Bytes that it holds. */
  get bytes(): number {
    return this.#keys.byteLength + this.#ordinals.byteLength;
  }

  /** -1 if there is none. */
  get(value: Value): number {
    return (this.#ordinals[this.#find(value)] as number) - 1;
  }

  set(value: Value, ordinal: number): void {
    const at = this.#find(value);
    const isNew = this.#ordinals[at] === 0;
    this.#ordinals[at] = ordinal + 1;
    if (!isNew) return;
    this.#keys[at] = value;
    this.#count++;
    if (5 * this.#count > 4 * this.#keys.length) this.#grow();
  }

  #find(value: Value): number {
    const capacity = this.#keys.length;
    // Values of one kind come with even distances; the golden ratio spreads those evenly.
    let at = Math.floor(((Math.imul(value, 0x9e3779b1) >>> 0) * capacity) / 0x100000000);
    while (this.#ordinals[at] !== 0 && this.#keys[at] !== value) at = at + 1 === capacity ? 0 : at + 1;
    return at;
  }

  #grow(): void {
    const keys = this.#keys;
    const ordinals = this.#ordinals;
    // By half: what is free is memory too.
    const capacity = keys.length + (keys.length >> 1);
    this.#keys = new Int32Array(capacity);
    this.#ordinals = new Int32Array(capacity);
    for (let i = 0; i < keys.length; i++) {
      if (ordinals[i] === 0) continue;
      const at = this.#find(keys[i] as Value);
      this.#keys[at] = keys[i] as number;
      this.#ordinals[at] = ordinals[i] as number;
    }
  }
}
