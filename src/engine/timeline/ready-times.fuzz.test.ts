import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ReadyTimes } from './ready-times.ts';

const SEED = 20_261_122;
const FIRST = 3;

/** Lists of few choices in any order, so that choices leave, come back and change places; some have no time. */
const lists = fc.array(
  fc.record({
    enabled: fc.uniqueArray(fc.integer({ min: FIRST, max: 40 }), { maxLength: 30, size: 'max' }),
    keepsOrder: fc.boolean(),
    done: fc.integer({ min: 0, max: 29 }),
  }),
  { minLength: 1, maxLength: 40, size: 'max' },
);

const hasTime = (choice: number): boolean => choice % 5 !== 0;

test(`what is kept from step to step is what a scan of everything finds (seed ${SEED})`, () => {
  fc.assert(
    fc.property(lists, (steps) => {
      const ready = new ReadyTimes();
      let known = new Map<number, number>();
      let drawn = 0;
      const draw = (choice: number): number => ((drawn++ * 7 + choice) % 9) + 1;
      for (const { enabled: unordered, keepsOrder, done } of steps) {
        const enabled = keepsOrder ? [...unordered].sort((a, b) => a - b) : unordered;
        const expected = new Map<number, number>();
        const asked: [number, number][] = [];
        const ended: number[] = [];
        ready.observe(
          enabled,
          enabled.length,
          (choice) => {
            if (!hasTime(choice)) return undefined;
            const time = draw(choice);
            asked.push([choice, time]);
            return time;
          },
          (choice) => ended.push(choice),
        );
        const fresh = new Map(asked);
        for (const choice of enabled)
          if (hasTime(choice)) expected.set(choice, known.get(choice) ?? fresh.get(choice) ?? Number.NaN);
        expect(asked.map(([choice]) => choice)).toEqual(enabled.filter((c) => hasTime(c) && !known.has(c)));
        expect(new Set(ended)).toEqual(new Set([...known.keys()].filter((choice) => !expected.has(choice))));
        expect(ready.size).toBe(expected.size);
        for (let choice = FIRST; choice <= 40; choice++) expect(ready.of(choice)).toBe(expected.get(choice));
        for (const now of [0, 4]) {
          const earliest = Math.max(now, Math.min(Infinity, ...expected.values()));
          expect(ready.earliest(now)).toBe(earliest);
          expect(ready.firstAt(earliest)).toBe(enabled.findIndex((c) => (expected.get(c) ?? Number.NaN) <= earliest));
        }
        known = expected;
        const taken = enabled[done] ?? 0;
        expect(ready.forget(taken)).toBe(known.delete(taken));
      }
    }),
    { seed: SEED, numRuns: 120 },
  );
});
