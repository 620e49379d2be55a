import { assert } from './assert.ts';

/** A container whose writes can be taken back. `revert` undoes exactly the write it is given, without journalling. */
export interface Journalled {
  revert(operation: number, index: number, old: number): void;
}

/** A running sum of mixed cell hashes, in two lanes. A multiset cannot cancel itself in a sum, as it would in a xor. */
export interface Digest {
  low: number;
  high: number;
}

export function emptyDigest(): Digest {
  return { low: 0, high: 0 };
}

/**
 * The one list of writes of a world. Going back costs what changed since the mark. Digests are restored from the mark,
 * so reverting a container touches no hash.
 */
export class Journal {
  readonly #digests: readonly Digest[];
  readonly #containers: (Journalled | undefined)[] = [];
  #operations = new Uint8Array(1024);
  #indexes = new Int32Array(1024);
  #olds = new Int32Array(1024);
  #length = 0;
  /** Of each mark the length of the list, then two lanes of every digest. */
  #marks = new Int32Array(1024);
  #marked = 0;

  constructor(digests: readonly Digest[]) {
    this.#digests = digests;
  }

  /** How many steps can be taken back: they reach to the start, or to the last `forget`. */
  get depth(): number {
    return this.#marked / (1 + 2 * this.#digests.length);
  }

  mark(): void {
    if (this.#marked + 1 + 2 * this.#digests.length > this.#marks.length) this.#growMarks();
    const marks = this.#marks;
    let at = this.#marked;
    marks[at++] = this.#length;
    for (let i = 0; i < this.#digests.length; i++) {
      const digest = this.#digests[i] as Digest;
      marks[at++] = digest.low;
      marks[at++] = digest.high;
    }
    this.#marked = at;
  }

  write(container: Journalled, operation: number, index: number, old: number): void {
    const at = this.#length++;
    if (at === this.#olds.length) this.#grow();
    this.#containers[at] = container;
    this.#operations[at] = operation;
    this.#indexes[at] = index;
    this.#olds[at] = old;
  }

  /** Takes back all writes since the last mark, and the mark. */
  undo(): void {
    assert(this.#marked > 0, 'there is a step to undo');
    const marks = this.#marks;
    let mark = this.#marked;
    for (let i = this.#digests.length - 1; i >= 0; i--) {
      const digest = this.#digests[i] as Digest;
      digest.high = marks[--mark] as number;
      digest.low = marks[--mark] as number;
    }
    const from = marks[--mark] as number;
    this.#marked = mark;
    for (let at = this.#length - 1; at >= from; at--) {
      (this.#containers[at] as Journalled).revert(
        this.#operations[at] as number,
        this.#indexes[at] as number,
        this.#olds[at] as number,
      );
    }
    this.#length = from;
  }

  /** Forgets the past: what happened before can no longer be undone, and costs no memory. */
  forget(): void {
    this.#length = 0;
    this.#marked = 0;
  }

  #growMarks(): void {
    const marks = new Int32Array(this.#marks.length * 2);
    marks.set(this.#marks);
    this.#marks = marks;
  }

  #grow(): void {
    const operations = new Uint8Array(this.#operations.length * 2);
    operations.set(this.#operations);
    this.#operations = operations;
    const indexes = new Int32Array(this.#indexes.length * 2);
    indexes.set(this.#indexes);
    this.#indexes = indexes;
    const olds = new Int32Array(this.#olds.length * 2);
    olds.set(this.#olds);
    this.#olds = olds;
  }
}
