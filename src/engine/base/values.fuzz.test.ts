import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NULL, Values } from './values.ts';
import type { Value } from './values.ts';

const SEED = 20261121;

/** Content as plain data: null, scalars, and arrays for tuples. */
type Content = null | boolean | number | string | readonly Content[];

const { content } = fc.letrec<{ content: Content }>((tie) => ({
  content: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(null, true, false, 0, 1, 10, 11, -1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), Number.MAX_SAFE_INTEGER, ''),
    fc.maxSafeInteger(),
    fc.string({ unit: 'binary', maxLength: 3 }),
    fc.array(tie('content'), { maxLength: 3 }),
  ),
}));

function intern(values: Values, content: Content): Value {
  if (content === null) return NULL;
  if (typeof content !== 'object') return values.scalar(content);
  return values.tuple(...content.map((field) => intern(values, field)));
}

const sameContent = (a: Content, b: Content): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Null, booleans, integers, texts by code unit, tuples field by field, shorter first: written down independently. */
function order(a: Content, b: Content): number {
  const kind = (content: Content): number =>
    content === null ? 0 : ['boolean', 'number', 'string', 'object'].indexOf(typeof content) + 1;
  if (kind(a) !== kind(b)) return kind(a) - kind(b);
  if (Array.isArray(a) && Array.isArray(b)) {
    for (const [i, field] of a.entries()) {
      if (i >= b.length) return 1;
      const first = order(field as Content, b[i] as Content);
      if (first !== 0) return first;
    }
    return a.length - b.length;
  }
  return a === b ? 0 : (a as number) < (b as number) ? -1 : 1;
}

test(`WO10: equal content is an equal value, and only equal content (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.array(content, { minLength: 2, maxLength: 12 }), (contents) => {
      const values = new Values();
      const interned = contents.map((one) => intern(values, one));
      const wrong = contents.flatMap((a, i) =>
        contents.filter((b, j) => (interned[i] === interned[j]) !== sameContent(a, b)),
      );
      expect(wrong).toEqual([]);
    }),
    { seed: SEED, numRuns: 500 },
  );
});

test(`WO10: the order of values is the total order of their content (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.array(content, { minLength: 2, maxLength: 10 }), (contents) => {
      const values = new Values();
      const interned = contents.map((one) => intern(values, one));
      const wrong = contents.flatMap((a, i) =>
        contents.filter((b, j) => {
          const found = values.compare(interned[i] as Value, interned[j] as Value);
          return Math.sign(found) !== Math.sign(order(a, b));
        }),
      );
      expect(wrong).toEqual([]);
      const sorted = interned.toSorted((a, b) => values.compare(a, b));
      for (let i = 1; i < sorted.length; i++)
        expect(values.compare(sorted[i - 1] as Value, sorted[i] as Value)).toBeLessThanOrEqual(0);
    }),
    { seed: SEED, numRuns: 500 },
  );
});

test(`WO10: hashes depend on content, not on the order of interning (seed ${SEED})`, () => {
  fc.assert(
    fc.property(
      fc.array(content, { minLength: 1, maxLength: 12 }),
      fc.array(content, { maxLength: 12 }),
      (wanted, noise) => {
        const first = new Values();
        const second = new Values();
        const forwards = wanted.map((one) => intern(first, one));
        noise.forEach((one) => intern(second, one));
        const backwards = wanted
          .toReversed()
          .map((one) => intern(second, one))
          .toReversed();
        forwards.forEach((value, i) => {
          const other = backwards[i] as Value;
          expect([first.low(value), first.high(value)]).toEqual([second.low(other), second.high(other)]);
        });
      },
    ),
    { seed: SEED, numRuns: 500 },
  );
});

test(`WO10: different contents have different hashes in both lanes together (seed ${SEED})`, () => {
  const values = new Values();
  const byHash = new Map<string, Content>();
  fc.assert(
    fc.property(content, (one) => {
      const value = intern(values, one);
      const hash = `${values.low(value)} ${values.high(value)}`;
      const other = byHash.get(hash);
      byHash.set(hash, one);
      expect(other === undefined || sameContent(one, other)).toBe(true);
    }),
    { seed: SEED, numRuns: 5_000 },
  );
  expect(byHash.size).toBeGreaterThan(2_000);
});
