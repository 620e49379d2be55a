import { expect, test } from 'vitest';
import { createExploration, prepare } from '../../engine/index.ts';
import type { OptionValues, Scenario, ExplorationResult } from '../../engine/index.ts';
import { allScenarios } from '../all.ts';

const scenario = allScenarios.find(({ id }) => id === 'dual-write-outbox');
if (scenario === undefined) throw new Error('there is no scenario dual-write-outbox');

/** The same with credit for all orders: nothing is rolled back but by a crash. */
const affordable: Scenario = JSON.parse(
  JSON.stringify(scenario).replace('"available":70', '"available":700'),
) as Scenario;

function search(options: OptionValues, crashes: number, property: string): ExplorationResult {
  const program = prepare(affordable, options);
  if (!program.ok) throw new Error('the options of a built-in scenario compile');
  const exploring = createExploration(program.value, {
    properties: [property],
    budget: { requests: 2, crashes },
    maximumStates: 200_000,
    maximumDepth: 500,
  });
  let result: ExplorationResult | undefined;
  while (result === undefined) result = exploring.advance(10_000);
  return result;
}

test.each([
  ['before-commit', 'ghost-message'],
  ['after-commit', 'lost-message'],
  ['outbox', 'duplicate-effect'],
])(
  'publish=%s: one crash in the gap between two writes is enough for %s, and without a crash there is none',
  (publish, property) => {
    expect(search({ publish }, 0, property).verdict).toBe('none');
    const found = search({ publish }, 1, property);
    expect(found.verdict === 'found' ? found.schedule.filter((name) => name.startsWith('crash')) : []).toHaveLength(1);
  },
);

test('between a send before the commit and the commit there is room for a crash, and for nothing else of the database', () => {
  const found = search({ publish: 'before-commit' }, 1, 'ghost-message');
  const schedule = found.verdict === 'found' ? found.schedule : [];
  const crash = schedule.findIndex((name) => name.startsWith('crash order'));
  expect(schedule[crash - 1]).toBe(schedule[crash - 2]);
  expect(schedule[crash - 1]).toMatch(/^run order\.0 alice\/order\.\d$/);
});

test.each(['lost-message', 'ghost-message', 'duplicate-effect'])(
  'outbox and idempotent consumer: two crashes bring no %s',
  (property) => {
    expect(search({ publish: 'outbox', dedup: 'on' }, 2, property)).toMatchObject({ verdict: 'none' });
  },
);
