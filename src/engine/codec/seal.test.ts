import { expect, test } from 'vitest';
import { brokenSeal, readSeal, sealOf, writeSeal } from './seal.ts';

const trace = (length: number, change?: number) => ({
  length,
  kinds: Uint8Array.from({ length }, (_, i) => (i * 7) % 28),
  times: Float64Array.from({ length }, (_, i) => i * 1_000_000_007 + (i === change ? 1 : 0)),
});

test('a seal comes back from its text', () => {
  for (const length of [0, 1, 7, 8, 100, 20_000]) {
    const seal = sealOf(trace(length));
    const text = writeSeal(seal);
    expect(text).toMatch(/^\d+\.[A-Za-z0-9_-]{24}$/);
    expect(readSeal(text)).toEqual(seal);
    expect(brokenSeal(seal, trace(length))).toBeUndefined();
  }
});

test('the first difference lies where the broken seal says', () => {
  const seal = sealOf(trace(200));
  for (const change of [0, 1, 24, 25, 26, 99, 100, 198, 199]) {
    const broken = brokenSeal(seal, trace(200, change));
    expect(broken?.from).toBeLessThanOrEqual(change);
    expect(broken?.to).toBeGreaterThan(change);
    expect((broken?.to ?? 0) - (broken?.from ?? 0)).toBe(25);
  }
});

test('a run that ends earlier or later is another', () => {
  const seal = sealOf(trace(80));
  expect(brokenSeal(seal, trace(81))).toEqual({ from: 80, to: 81 });
  expect(brokenSeal(seal, trace(75))).toEqual({ from: 70, to: 80 });
  expect(brokenSeal(seal, trace(0))).toEqual({ from: 0, to: 10 });
});

test('a text that is no seal is refused', () => {
  for (const text of ['', '5', '5.AAAA', '05.AAAAAAAAAAAAAAAAAAAAAAAA', '5.AAAAAAAAAAAAAAAAAAAAAAA*'])
    expect(readSeal(text)).toBeUndefined();
});
