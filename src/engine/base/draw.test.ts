import { expect, test } from 'vitest';
import { draw, drawPurpose, sample, sampleBounds } from './draw.ts';
import type { Distribution } from './draw.ts';

const LATENCY = drawPurpose('latency');
const CRASH = drawPurpose('crash');

/** Draws of consecutive ids. */
const draws = (count: number, seed = 1, purpose = LATENCY): number[] =>
  Array.from({ length: count }, (_, i) => draw(seed, purpose, i, -i, 0));

test('TI1: a draw is a function of its key, and of all parts of it', () => {
  const of = (seed = 5, purpose = LATENCY, low = 1, high = 2, attempt = 0): number =>
    draw(seed, purpose, low, high, attempt);
  expect(of()).toBe(of());
  const others = [
    of(6),
    of(5 + 2 ** 32),
    of(5, CRASH),
    of(5, LATENCY, 3),
    of(5, LATENCY, 1, 3),
    of(5, LATENCY, 1, 2, 1),
  ];
  expect(new Set([of(), ...others]).size).toBe(1 + others.length);
});

test('TI1: draws are whole numbers of 32 bits, for the least and the greatest seed', () => {
  for (const seed of [0, 1, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER])
    for (const bits of draws(100, seed)) {
      expect(Number.isInteger(bits)).toBe(true);
      expect(bits).toBeGreaterThanOrEqual(0);
      expect(bits).toBeLessThan(2 ** 32);
    }
});

test('TI1: neighbouring seeds, ids and attempts share no pattern: each bit is set about half of the time', () => {
  const families: readonly (readonly number[])[] = [
    draws(4_000),
    Array.from({ length: 4_000 }, (_, seed) => draw(seed, LATENCY, 7, 7, 0)),
    Array.from({ length: 4_000 }, (_, attempt) => draw(1, LATENCY, 7, 7, attempt)),
  ];
  for (const family of families) {
    expect(new Set(family).size).toBeGreaterThan(3_990);
    for (let bit = 0; bit < 32; bit++) {
      const set = family.filter((bits) => ((bits >>> bit) & 1) === 1).length;
      expect(Math.abs(set - 2_000)).toBeLessThan(200);
    }
  }
});

test('TI2: a fixed time is itself, a uniform one covers its bounds and nothing else, evenly', () => {
  expect(sample({ fixed: 250 }, 0)).toBe(250);
  expect(sample({ fixed: 250 }, 2 ** 32 - 1)).toBe(250);
  const uniform: Distribution = { uniform: [10, 14] };
  const counts = new Map<number, number>();
  for (const bits of draws(5_000)) counts.set(sample(uniform, bits), (counts.get(sample(uniform, bits)) ?? 0) + 1);
  expect([...counts.keys()].sort((a, b) => a - b)).toEqual([10, 11, 12, 13, 14]);
  for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  expect(sample({ uniform: [10, 14] }, 0)).toBe(10);
  expect(sample({ uniform: [10, 14] }, 2 ** 32 - 1)).toBe(14);
  expect(sample({ uniform: [0, 10_000_000_000] }, 2 ** 32 - 1)).toBeLessThanOrEqual(10_000_000_000);
  expect(sample({ uniform: [5, 5] }, 12_345)).toBe(5);
});

test('TI2: an exponential time has its mean and median, is never negative and has no endless tail', () => {
  const mean = 1_000_000;
  const samples = draws(20_000).map((bits) => sample({ exponential: mean }, bits));
  for (const one of samples) expect(Number.isInteger(one)).toBe(true);
  const sum = samples.reduce((total, one) => total + one, 0);
  // The tail is cut at 6.24 means and quantiles are joined by chords: about one per cent to either side.
  expect(Math.abs(sum / samples.length - mean)).toBeLessThan(30_000);
  const median = samples.toSorted((a, b) => a - b)[10_000] as number;
  expect(Math.abs(median - 693_147)).toBeLessThan(20_000);
  expect(sample({ exponential: mean }, 0)).toBe(0);
  expect(sample({ exponential: mean }, 2 ** 32 - 1)).toBeLessThanOrEqual(6_240_000);
  expect(sample({ exponential: 0 }, 2 ** 31)).toBe(0);
});

test('TI2: a sample never decreases with its draw', () => {
  const bits = draws(2_000).toSorted((a, b) => a - b);
  for (const distribution of [{ exponential: 50_000 }, { uniform: [3, 70_000] }] as const) {
    const samples = bits.map((one) => sample(distribution, one));
    samples.forEach((one, i) => expect(one).toBeGreaterThanOrEqual(samples[i - 1] ?? 0));
  }
});

test('TI3: the declared bounds hold for every draw, and are reached', () => {
  const distributions: readonly Distribution[] = [{ fixed: 7 }, { uniform: [3, 9] }, { exponential: 100_000 }];
  for (const distribution of distributions) {
    const [minimum, maximum] = sampleBounds(distribution);
    for (const bits of [0, 2 ** 32 - 1, ...draws(1_000)]) {
      expect(sample(distribution, bits)).toBeGreaterThanOrEqual(minimum);
      expect(sample(distribution, bits)).toBeLessThanOrEqual(maximum);
    }
    expect(sample(distribution, 0)).toBe(minimum);
    expect(sample(distribution, 2 ** 32 - 1)).toBe(maximum);
  }
});
