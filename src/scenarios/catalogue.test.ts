import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseScenario, problemText } from '../engine/index.ts';
import type { Scenario, Text } from '../engine/index.ts';
import { allScenarios } from './all.ts';
import { catalogue } from './index.ts';

test('the catalogue names all scenarios in order, with their titles and summaries, and loads the same documents', async () => {
  const folders = readdirSync(new URL('.', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'testing')
    .map(({ name }) => name)
    .sort();
  expect(catalogue.map(({ id }) => id).sort()).toEqual(folders);
  expect(catalogue.map(({ id, title, summary }) => ({ id, title, summary }))).toEqual(
    allScenarios.map(({ id, title, summary }) => ({ id, title, summary })),
  );
  expect(await Promise.all(catalogue.map(({ load }) => load()))).toEqual(allScenarios);
});

test.each(allScenarios.map((scenario) => [scenario.id, scenario] as const))(
  '%s parses without a problem',
  (_, scenario) => {
    const parsed = parseScenario(scenario);
    expect(parsed.ok ? [] : parsed.problems.map((problem) => `${problem.path}: ${problemText(problem, 'en')}`)).toEqual(
      [],
    );
  },
);

/** All texts for readers, with where they stand. */
function* textsOf(value: unknown, path = ''): Generator<readonly [string, Text]> {
  if (typeof value !== 'object' || value === null) return;
  if ('en' in value) yield [path, value as Text];
  else for (const [key, member] of Object.entries(value)) yield* textsOf(member, `${path}/${key}`);
}

test.each(allScenarios.map((scenario) => [scenario.id, scenario] as const))(
  '%s tells everything in both languages, and has a story, a seed, claims and a place for every part',
  (_, scenario: Scenario) => {
    const untold = [...textsOf(scenario)].filter(([, { en, ko }]) => {
      // Constants of the domain (APPROVED) are the same in both; a sentence is not.
      const isSentence = / [a-z]/.test(en);
      return /[가-힣]/.test(en) || ko === undefined || (isSentence && !/[가-힣]/.test(ko));
    });
    expect(untold).toEqual([]);
    const story = scenario.story ?? [];
    expect(story.length).toBeGreaterThanOrEqual(5);
    expect(story.length).toBeLessThanOrEqual(8);
    expect(scenario.seed).toBeDefined();
    expect(new Set(scenario.claims?.map(({ variant }) => variant))).toEqual(new Set(Object.keys(scenario.variants)));
    const parts = [
      ...Object.keys(scenario.services).map((id) => `service:${id}`),
      ...Object.keys(scenario.channels).map((id) => `channel:${id}`),
      ...Object.keys(scenario.clients).map((id) => `client:${id}`),
    ];
    expect(Object.keys(scenario.layout ?? {}).sort()).toEqual(parts.sort());
  },
);
