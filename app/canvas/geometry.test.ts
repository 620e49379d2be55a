import { expect, test } from 'vitest';
import { placeOnWay, SAMPLES, wayThrough } from './geometry.ts';

const points = [
  { x: 0, y: 0 },
  { x: 100, y: 50 },
  { x: 300, y: 50 },
];

test('a way starts and ends where it should and passes through its points', () => {
  const { path, samples } = wayThrough(points, 'right');
  expect(path.startsWith('M0 0C')).toBe(true);
  expect(path.endsWith('300 50')).toBe(true);
  expect([samples[0], samples[1]]).toEqual([0, 0]);
  expect(samples[2 * SAMPLES - 2]).toBeCloseTo(300, 3);
  expect(samples[2 * SAMPLES - 1]).toBeCloseTo(50, 3);
});

test('samples lie at equal distances, so that a message moves evenly', () => {
  const { samples } = wayThrough(points, 'right');
  const distances = Array.from({ length: SAMPLES - 1 }, (_, i) =>
    Math.hypot(
      (samples[2 * i + 2] as number) - (samples[2 * i] as number),
      (samples[2 * i + 3] as number) - (samples[2 * i + 1] as number),
    ),
  );
  expect(Math.max(...distances) / Math.min(...distances)).toBeLessThan(1.05);
});

test('a place beyond the ends is the end', () => {
  const { samples } = wayThrough(points, 'right');
  const out = new Float32Array(3);
  placeOnWay(samples, 2, out, 0);
  expect(out[0]).toBeCloseTo(300, 3);
  placeOnWay(samples, -1, out, 0);
  expect(out[0]).toBe(0);
});
