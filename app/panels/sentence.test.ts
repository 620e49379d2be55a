import { expect, test } from 'vitest';
import { prepare, simulate, structureOf, traceColumns } from '../../src/engine/index.ts';
import type { OptionValues, Scenario } from '../../src/engine/index.ts';
import { allScenarios } from '../../src/scenarios/all.ts';
import { en } from '../i18n/en.ts';
import { ko } from '../i18n/ko.ts';
import { addMessages } from '../i18n/translate.ts';
import { findingSentence } from '../state/finding-sentence.ts';
import { findingTitle } from '../state/property-text.ts';
import { prepareRun } from '../state/run.ts';
import { entrySentence, identityTitle } from './sentence.ts';

addMessages('en', en);
addMessages('ko', ko);

const PLACEHOLDER = /\{\w*(\|[^}]*)?\}/;

function runOf(scenario: Scenario, options: OptionValues) {
  const program = prepare(scenario, options);
  if (!program.ok) throw new Error(`${scenario.id} was refused`);
  const { run, findings } = simulate(program.value, { seed: scenario.seed ?? 1, overrides: [] });
  const reply = {
    run: 0,
    structure: structureOf(program.value),
    trace: traceColumns(run.trace),
    findings,
    outcome: run.outcome,
    digest: run.trace.digest,
    steps: run.choices.length,
  };
  return prepareRun(reply, scenario);
}

const variants = allScenarios.flatMap((scenario) =>
  Object.entries(scenario.variants).map(([id, { options }]) => [scenario.id, id, scenario, options] as const),
);

test.each(variants)(
  '%s, %s: every entry and finding is told in full, in both languages',
  (_id, _variant, scenario, options) => {
    const run = runOf(scenario, options);
    for (const language of ['en', 'ko'] as const) {
      const told = [
        ...Array.from({ length: run.trace.length }, (_item, i) => entrySentence(run, i, language)),
        ...run.findings.map((finding) => findingSentence(finding, run.structure, language)),
        ...run.findings.map((finding) => findingTitle(finding, scenario, language)),
      ];
      expect(told.length).toBeGreaterThan(10);
      expect(told.filter((text) => text.trim() === '' || PLACEHOLDER.test(text) || text.includes('undefined'))).toEqual(
        [],
      );
    }
  },
);

test('whose work it is is told by the client it began with', () => {
  const scenario = allScenarios.find(({ id }) => id === 'saga-lost-update') as Scenario;
  const { structure } = runOf(scenario, {});
  expect(identityTitle(structure, 'alice/create.1>create-order', 'en')).toBe('Alice, create.1 › create-order');
  expect(identityTitle(structure, 'alice', 'ko')).toBe('앨리스');
});
