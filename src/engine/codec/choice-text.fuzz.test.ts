import fc from 'fast-check';
import { expect, test } from 'vitest';
import { prepare } from '../prepare.ts';
import { choiceName } from '../sim/choice.ts';
import { run } from '../timeline/run.ts';
import { CREATE_ORDER } from '../testing/create-order.ts';
import { decodeNames, encodeNames } from './choice-text.ts';

const SEED = 20261121;

/** Words as they are in names, and anything else that a label may hold. */
const piece = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'run',
      'order.0',
      'customer/create-order.1',
      '>create-order',
      '>authorize~2',
      'to',
      '(lost)',
      '주문',
      'a_b',
    ),
  },
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const name = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(' '));
const identity = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join('>'));

test(`names come back as they were, in safe characters only, seed ${SEED}`, () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(name, identity), { minLength: 1, maxLength: 40 }), (names) => {
      const text = encodeNames(names);
      expect(text).toMatch(/^[A-Za-z0-9_.-]*$/);
      expect(decodeNames(text)).toEqual(names);
    }),
    { seed: SEED, numRuns: 1000 },
  );
});

test(`any text is read as names or refused, seed ${SEED}`, () => {
  const letters = fc.string({ unit: fc.constantFrom(...'abxdg019AZ-_.'.split('')), maxLength: 60 });
  fc.assert(
    fc.property(fc.oneof(letters, fc.string({ maxLength: 60 })), (text) => {
      const names = decodeNames(text);
      expect(names === undefined ? undefined : decodeNames(encodeNames(names))).toEqual(names);
    }),
    { seed: SEED, numRuns: 5000 },
  );
});

test('the names of a real schedule take less than half of their own length', () => {
  const program = prepare(CREATE_ORDER, {});
  if (!program.ok) throw new Error('the fixture does not compile');
  const { choices } = run(program.value, { seed: 1 });
  const names = choices.map((choice) => choiceName(program.value, choice));
  const text = encodeNames(names);
  expect(names.length).toBeGreaterThan(30);
  expect(decodeNames(text)).toEqual(names);
  expect(text.length * 2).toBeLessThan(names.join('.').length);
});

test('what a hostile text could blow up is bounded', () => {
  // Each word is the last one and four units more: a row of them grows as the square of its length.
  let text = 'abcd';
  for (let number = 0; number < 2000; number++) {
    const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
    text += `_-${digits.charAt(Math.floor(number / 62))}${digits.charAt(number % 62)}efgh`;
  }
  expect(decodeNames(text)).toBeUndefined();
});

test('a reference to nothing, an unknown escape and a lone hyphen are refused', () => {
  const bad = ['-00', 'abcd_-01', 'a-q', 'a-', '-x00g0', '-xAC00', 'a-00', 'ä'];
  expect(bad.map(decodeNames)).toEqual(bad.map(() => undefined));
});
