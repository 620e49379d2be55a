import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const engine = fileURLToPath(new URL('..', import.meta.url));
const files = readdirSync(engine, { recursive: true, encoding: 'utf8' });

const rules = Array.from(
  readFileSync(`${engine}SPEC.md`, 'utf8').matchAll(/^- \*\*([A-Z]{2}\d+)\b/gm),
  ([, rule]) => rule as string,
);

const SECTIONS = new Set(rules.map((rule) => rule.slice(0, 2)));

/** Sections of which every rule is cited by a test of its own. */
const TESTED_RULE_BY_RULE = 'WO CH HA TX OB IN SG CL FA TI TR DB SM'.split(' ');

/** By rule: a test whose title cites it, alone or in a range (`SM4 to SM19`). */
function citations(): Map<string, string> {
  const cited = new Map<string, string>();
  for (const file of files.filter((name) => name.endsWith('.test.ts'))) {
    const text = readFileSync(`${engine}${file}`, 'utf8');
    for (const [, , title] of text.matchAll(
      /\b(?:test|describe)(?:\.each\([\s\S]*?\))?\(\s*(['"`])((?:\\.|(?!\1)[\s\S])*)\1/g,
    )) {
      for (const [, kind, from, to] of (title as string).matchAll(/\b([A-Z]{2})(\d+)(?: to \1(\d+))?\b/g))
        if (SECTIONS.has(kind as string))
          for (let n = Number(from); n <= Number(to ?? from); n++) cited.set(`${kind}${n}`, file);
    }
  }
  return cited;
}

test('a rule has one place, and every rule that a test cites is in the specification', () => {
  expect(rules.length).toBeGreaterThan(200);
  expect(rules.filter((rule, at) => rules.indexOf(rule) < at)).toEqual([]);
  const unknown = Array.from(citations()).filter(([rule]) => !rules.includes(rule));
  expect(unknown.map(([rule, file]) => `${rule} in ${file}`)).toEqual([]);
});

test(`every rule of ${TESTED_RULE_BY_RULE.join(', ')} is cited by a test`, () => {
  const cited = citations();
  const tested = rules.filter((rule) => TESTED_RULE_BY_RULE.includes(rule.slice(0, 2)));
  expect(tested.length).toBeGreaterThan(130);
  expect(tested.filter((rule) => !cited.has(rule))).toEqual([]);
});
