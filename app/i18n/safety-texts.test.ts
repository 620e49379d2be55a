import { expect, test } from 'vitest';
import { en, ko } from './safety-texts.ts';
import type { SafetyKey } from './safety-texts.ts';

const names = (text: string): string[] => [...text.matchAll(/\{(\w+)/g)].map((match) => match[1] ?? '').sort();

test('Korean texts fill in the same names as the English ones, and none is empty', () => {
  const keys = Object.keys(en) as SafetyKey[];
  expect(Object.keys(ko).sort()).toEqual([...keys].sort());
  expect(keys.filter((key) => names(en[key]).join() !== names(ko[key]).join())).toEqual([]);
  expect(keys.filter((key) => en[key].trim() === '' || ko[key].trim() === '')).toEqual([]);
});

test('nothing is called safe but in the question', () => {
  const called = Object.entries(en).filter(([key, text]) => key !== 'title' && /\bsafe\b/i.test(text));
  expect(called).toEqual([]);
});
