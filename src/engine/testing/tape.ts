import { draw, drawPurpose } from '../base/draw.ts';

const TAPE = drawPurpose('tape');

/**
 * A row of decisions. Whoever makes something random from it reads one number after the other, and zeros when there are no
 * more: so a shorter tape with smaller numbers makes something simpler, and a property test can shrink what it found.
 */
export class Tape {
  readonly #numbers: (at: number) => number;
  #at = 0;

  private constructor(numbers: (at: number) => number) {
    this.#numbers = numbers;
  }

  /** @param numbers not negative; those of a shrunk counterexample */
  static of(numbers: readonly number[]): Tape {
    return new Tape((at) => numbers[at] ?? 0);
  }

  static ofSeed(seed: number): Tape {
    return new Tape((at) => draw(seed, TAPE, at, at, 0));
  }

  /** One of 0 to `count - 1`. */
  below(count: number): number {
    return this.#numbers(this.#at++) % count;
  }

  /** True in one of `count` cases; never where the tape has ended. */
  once(count: number): boolean {
    return this.below(count) === count - 1;
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] as T;
  }

  /** From `minimum` to `maximum`. */
  between(minimum: number, maximum: number): number {
    return minimum + this.below(maximum - minimum + 1);
  }
}
