import { foldHigh, foldLow, mixHigh, mixLow, textHigh, textLow } from './hash.ts';

/**
 * Stateless draws. A draw is a function of (seed, purpose, causal id, attempt) and of nothing else, so that a
 * countermeasure which adds or removes draws elsewhere leaves all others as they were: common random numbers.
 */
export interface DrawPurpose {
  readonly name: string;
  readonly low: number;
  readonly high: number;
}

export function drawPurpose(name: string): DrawPurpose {
  return { name, low: textLow(name), high: textHigh(name) };
}

/**
 * @param seed a non-negative safe integer
 * @param idLow low lane of the content hash of the causal id that the draw belongs to
 * @param idHigh high lane of the same
 * @param attempt 0 for the first draw of this purpose for this id
 * @returns an integer from 0 to 2^32 - 1
 */
export function draw(seed: number, purpose: DrawPurpose, idLow: number, idHigh: number, attempt: number): number {
  let low = mixLow((seed % 0x100000000) | 0);
  let high = mixHigh(Math.floor(seed / 0x100000000) ^ (seed % 0x100000000));
  low = foldLow(low, purpose.low);
  high = foldHigh(high, purpose.high);
  low = foldLow(low, idLow ^ high);
  high = foldHigh(high, idHigh ^ low);
  low = foldLow(low, attempt ^ high);
  return mixLow(low ^ mixHigh(high)) >>> 0;
}

/**
 * Quantiles of the exponential distribution with mean 1, in 1/65536, at u = i/64 for i = 0..63 and, in the last place, at 511/512. Integers,
 * because `Math.log` differs between engines in its last bits. The tail is cut there: no draw exceeds 6.24 means.
 */
const EXPONENTIAL_QUANTILES: readonly number[] = [
  0, 1032, 2081, 3146, 4230, 5331, 6451, 7591, 8751, 9932, 11135, 12360, 13608, 14880, 16178, 17502, 18854, 20233,
  21643, 23083, 24556, 26063, 27605, 29184, 30802, 32461, 34164, 35911, 37707, 39553, 41453, 43409, 45426, 47507, 49656,
  51877, 54177, 56561, 59034, 61604, 64280, 67069, 69982, 73031, 76228, 79590, 83133, 86879, 90852, 95082, 99603,
  104460, 109706, 115408, 121654, 128559, 136278, 145029, 155132, 167080, 181704, 200558, 227130, 272557, 408835,
];

/** Distribution of a time in whole microseconds. */
export type Distribution =
  | { readonly fixed: number }
  | { readonly uniform: readonly [number, number] }
  | { readonly exponential: number };

/** The sample of a distribution at a draw of 32 bits. */
export function sample(distribution: Distribution, bits: number): number {
  if ('fixed' in distribution) return distribution.fixed;
  if ('uniform' in distribution) {
    const [minimum, maximum] = distribution.uniform;
    return minimum + Math.floor((bits / 0x100000000) * (maximum - minimum + 1));
  }
  return Math.floor((distribution.exponential * exponentialQuantile(bits)) / 65536);
}

function exponentialQuantile(bits: number): number {
  const position = bits / 0x4000000;
  const index = Math.floor(position);
  const from = EXPONENTIAL_QUANTILES[index] as number;
  const to = EXPONENTIAL_QUANTILES[index + 1] as number;
  return Math.floor(from + (to - from) * (position - index));
}

/** Least and greatest value that `sample` can give: the declared bounds that timing feasibility uses. */
export function sampleBounds(distribution: Distribution): readonly [number, number] {
  if ('fixed' in distribution) return [distribution.fixed, distribution.fixed];
  if ('uniform' in distribution) return distribution.uniform;
  return [0, sample(distribution, 0xffffffff)];
}
