import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LastOrdinals } from './last-ordinals.ts';

const SEED = 20_261_123;

test(`the last ordinal by value is what a map has (seed ${SEED})`, () => {
  const values = fc.oneof(fc.integer({ min: -300, max: 300 }), fc.integer());
  fc.assert(
    fc.property(fc.array(values, { maxLength: 500, size: 'max' }), (all) => {
      const map = new Map<number, number>();
      const last = new LastOrdinals();
      all.forEach((value, ordinal) => {
        expect(last.get(value)).toBe(map.get(value) ?? -1);
        last.set(value, ordinal);
        map.set(value, ordinal);
      });
      for (const value of [...all, 0, 1, -1, 2 ** 31 - 1, -(2 ** 31)])
        expect(last.get(value)).toBe(map.get(value) ?? -1);
    }),
    { seed: SEED, numRuns: 100 },
  );
});
