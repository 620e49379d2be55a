import { expect, test } from 'vitest';
import { parseJsonText } from './json-text.ts';
import { utf8Length } from './json-value.ts';
import { parseScenarioText } from './parse.ts';

test.each([
  ['{\n  "a": 1\n  "b": 2\n}', 'json-unexpected', 3, 3],
  ['{\r\n"a":\ttrue,\r\n"b": nul}', 'json-unexpected', 3, 6],
  ['{\r"a": 1,\r}', 'json-trailing-comma', 2, 7],
  ['[1, 2', 'json-unfinished', 1, 6],
  ['["a', 'json-unfinished', 1, 4],
  ['["a\nb"]', 'json-control-character', 1, 4],
  ['["\\u12g4"]', 'json-escape', 1, 3],
  ['[01]', 'json-unexpected', 1, 3],
  ['[] x', 'json-after-end', 1, 4],
  ['{"a": 1,\n "a": 2}', 'duplicate-key', 2, 2],
  ["{'a': 1}", 'json-unexpected', 1, 2],
  ['', 'json-unfinished', 1, 1],
])('DO7: %j is refused with %s at line %i, column %i', (text, code, line, column) => {
  const result = parseJsonText(text);
  expect(result.ok ? [] : result.problems).toMatchObject([{ code, params: { line, column } }]);
});

test('DO7: a byte order mark is skipped', () => {
  expect(parseJsonText('\uFEFF{"a": "\\u00e9\\n"}')).toEqual({ ok: true, value: { a: 'é\n' } });
});

test('DO7: what is nested without end is refused before it could exhaust the stack', () => {
  const result = parseScenarioText('['.repeat(1_000_000));
  expect(result.ok ? [] : result.problems).toMatchObject([{ code: 'too-deep' }]);
});

test('DO9: sizes are of UTF-8', () => {
  for (const text of ['a', 'é', '한', '😀', 'a한😀é', ''])
    expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
});
