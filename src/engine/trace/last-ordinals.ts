import type { Value } from '../base/values.ts';

const FIRST_BITS = 6;

/** The last ordinal by value: open addressing in typed arrays, a tenth of what a `Map` needs. */
export class LastOrdinals {
  #keys = new Int32Array(1 << FIRST_BITS);
  /** Ordinal and one more, 0 where there is nothing. */
  #ordinals = new Int32Array(1 << FIRST_BITS);
  #count = 0;
  #shift = 32 - FIRST_BITS;

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
    if (isNew) {
      this.#keys[at] = value;
      this.#count++;
      if (5 * this.#count > 4 * this.#keys.length) this.#grow();
    }
  }

  #find(value: Value): number {
    const mask = this.#keys.length - 1;
    // Values of one kind come with even distances; the golden ratio spreads those evenly.
    let at = Math.imul(value, 0x9e3779b1) >>> this.#shift;
    while (this.#ordinals[at] !== 0 && this.#keys[at] !== value) at = (at + 1) & mask;
    return at;
  }

  #grow(): void {
    const keys = this.#keys;
    const ordinals = this.#ordinals;
    this.#shift--;
    this.#keys = new Int32Array(keys.length * 2);
    this.#ordinals = new Int32Array(keys.length * 2);
    for (let i = 0; i < keys.length; i++) {
      if (ordinals[i] === 0) continue;
      const at = this.#find(keys[i] as Value);
      this.#keys[at] = keys[i] as number;
      this.#ordinals[at] = ordinals[i] as number;
    }
  }
}
