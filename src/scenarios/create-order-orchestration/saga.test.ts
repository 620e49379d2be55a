import { expect, test } from 'vitest';
import { prepare } from '../../engine/index.ts';
import type { MachineConfig, OptionValues } from '../../engine/index.ts';
import { allScenarios } from '../all.ts';
import { SEEDS, playSeed, playSeeds, programOf } from '../testing/play-seeds.ts';
import type { PlayedSaga } from '../testing/play-seeds.ts';

const scenario = allScenarios.find(({ id }) => id === 'create-order-orchestration');
if (scenario === undefined) throw new Error('there is no scenario create-order-orchestration');
const seed = scenario.seed ?? 0;

/** The ways that the machines of all sagas of a run took, each once. */
function waysOf(options: OptionValues): string[] {
  const program = prepare(scenario as NonNullable<typeof scenario>, options);
  if (!program.ok) throw new Error('the options of a built-in scenario compile');
  const { sagas } = playSeed(program.value, seed);
  expect(sagas.size).toBe(2);
  return [...new Set([...sagas.values()].map(({ states }) => states.join(' ')))];
}

test('the chart has the states of the book', () => {
  const [saga] = programOf(scenario, 'approve').sagas;
  const chart = saga?.config as MachineConfig | undefined;
  expect(Object.keys(chart?.states ?? {})).toEqual([
    'verifying-consumer',
    'creating-ticket',
    'authorizing-card',
    'approving-ticket',
    'approving-order',
    'rejecting-ticket',
    'rejecting-order',
    'completed',
    'compensated',
    'failed',
  ]);
});

test.each<[string, OptionValues, string]>([
  [
    'all goes well',
    {},
    'verifying-consumer creating-ticket authorizing-card approving-ticket approving-order completed',
  ],
  [
    'the pivot fails: what was done is undone in reverse order',
    { card: 'declined' },
    'verifying-consumer creating-ticket authorizing-card rejecting-ticket rejecting-order compensated',
  ],
  [
    'the step before fails: it has nothing to undo itself',
    { failAtStep: 'creating-ticket' },
    'verifying-consumer creating-ticket rejecting-order compensated',
  ],
  [
    'a step that only reads has no compensation',
    { failAtStep: 'verifying-consumer' },
    'verifying-consumer rejecting-order compensated',
  ],
  [
    'without compensation the saga ends as failed where it stands',
    { card: 'declined', compensation: 'off' },
    'verifying-consumer creating-ticket authorizing-card failed',
  ],
  [
    'a retriable step is tried again and never compensated',
    { printerJams: 2 },
    'verifying-consumer creating-ticket authorizing-card approving-ticket approving-ticket approving-ticket approving-order completed',
  ],
  [
    'after three attempts a person has to help',
    { printerJams: 3 },
    'verifying-consumer creating-ticket authorizing-card approving-ticket approving-ticket approving-ticket failed',
  ],
])('%s', (_title, options, way) => {
  expect(waysOf(options)).toEqual([way]);
});

test('a crash of the orchestrator: with an outbox every saga goes on, without one some never do', () => {
  const isOver = ({ outcome }: PlayedSaga): boolean => outcome === 'completed';
  const stuck = (variant: string): number =>
    playSeeds(scenario, variant, SEEDS.slice(0, 100)).filter(({ sagas }) => ![...sagas.values()].every(isOver)).length;
  expect(stuck('crash-outbox')).toBe(0);
  expect(stuck('crash-after-commit')).toBeGreaterThanOrEqual(5);
});
