import { expect, test } from 'vitest';
import { locatePointer } from './json-place.ts';

const text = `{
  "a": [1, { "b/c": "x" }],
  "d": { "e": null, "f": "\\"}" },
  "g": 3
}`;
const at = (pointer: string): string => {
  const { line, column } = locatePointer(text, pointer);
  return `${line}:${column}`;
};

test('a pointer leads to the line and column of the value', () => {
  expect(at('')).toBe('1:1');
  expect(at('/a/0')).toBe('2:9');
  expect(at('/a/1/b~1c')).toBe('2:21');
  expect(at('/d/e')).toBe('3:15');
  expect(at('/d/f')).toBe('3:26');
  expect(at('/g')).toBe('4:8');
});

test('what is missing is found at the deepest place that exists', () => {
  expect(at('/d/nothing')).toBe('3:8');
  expect(at('/a/7')).toBe('2:8');
  expect(at('/nothing/at/all')).toBe('1:1');
});

test('offset, line and column agree', () => {
  const place = locatePointer(text, '/g');
  expect(text.charAt(place.offset)).toBe('3');
});
