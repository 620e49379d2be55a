import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { prepare, simulate, structureOf, traceColumns } from '../../src/engine/index.ts';
import type { Simulation } from '../../src/engine/index.ts';
import { catalogue } from '../../src/scenarios/index.ts';
import type { EngineClient } from '../worker/client.ts';
import type { RunRequest } from '../worker/protocol.ts';
import { createCommands, variantOf } from './commands.ts';
import { createPlaygroundStore } from './store.ts';

beforeEach(() => {
  vi.stubGlobal('requestAnimationFrame', () => 1);
  vi.stubGlobal('cancelAnimationFrame', () => undefined);
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
  vi.stubGlobal('innerWidth', 1440);
});
afterEach(() => vi.unstubAllGlobals());

/** The engine itself, without a worker. */
function engine(asked: RunRequest[] = []): Pick<EngineClient, 'run' | 'frame'> {
  const runs: Simulation[] = [];
  return {
    run: (request) => {
      asked.push(request);
      const program = prepare(request.scenario, request.options);
      if (!program.ok) return Promise.resolve({ problems: program.problems });
      const simulation = simulate(program.value, request);
      const { run } = simulation;
      runs.push(simulation);
      return Promise.resolve({
        run: runs.length - 1,
        structure: structureOf(program.value),
        trace: traceColumns(run.trace),
        findings: simulation.findings,
        outcome: run.outcome,
        digest: run.trace.digest,
        steps: run.choices.length,
      });
    },
    frame: (run, step) => Promise.resolve((runs[run] as Simulation).timeline.frame(step)),
  };
}

async function opened(id: string) {
  const asked: RunRequest[] = [];
  const store = createPlaygroundStore(catalogue, { language: 'en', theme: 'system' });
  const commands = createCommands(store, engine(asked));
  await commands.open(id);
  return { store, commands, asked };
}

test('a variant runs on the same seed and keeps the cursor at the same entry', async () => {
  const { store, commands, asked } = await opened('dual-write-outbox');
  commands.goTo(4);
  const [, other] = Object.keys(store.getState().edit?.scenario.variants ?? {});
  await commands.setVariant(other as string);
  expect(asked.map(({ seed }) => seed)).toEqual([asked[0]?.seed, asked[0]?.seed]);
  expect(store.getState().edit?.variant).toBe(other);
  expect(store.getState().entries).toBeGreaterThan(0);
});

test('what is chosen by hand is part of the run, happens at once and can be undone', async () => {
  const { store, commands, asked } = await opened('saga-lost-update');
  await vi.waitFor(() => expect(store.getState().frame).toBeDefined());
  const digest = store.getState().run?.digest;
  const choices = store.getState().frame?.choices ?? [];
  const choice = choices[choices.length - 1]?.name as string;
  await commands.choose(choice);
  expect(asked.at(-1)?.overrides).toEqual([{ step: 0, choice }]);
  expect(store.getState().step).toBe(1);
  await commands.undo();
  expect(store.getState().edit?.overrides).toEqual([]);
  expect(store.getState().run?.digest).toBe(digest);
  await commands.redo();
  expect(store.getState().edit?.overrides).toEqual([{ step: 0, choice }]);
});

test('steps go forward and back by choices, over the whole run', async () => {
  const { store, commands } = await opened('create-order-orchestration');
  const length = store.getState().run?.trace.length ?? 0;
  const stops: number[] = [0];
  while (store.getState().entries < length) {
    commands.stepForward();
    stops.push(store.getState().entries);
  }
  for (let i = stops.length - 2; i >= 0; i--) {
    commands.stepBack();
    expect(store.getState().entries).toBe(stops[i]);
  }
});

test('an option mixed by hand is no variant, until it is one again', async () => {
  const { store, commands } = await opened('saga-lost-update');
  const scenario = await (catalogue.find(({ id }) => id === 'saga-lost-update') as (typeof catalogue)[number]).load();
  for (const [id, { options }] of Object.entries(scenario.variants)) expect(variantOf(scenario, options)).toBe(id);
  const [first, second] = Object.entries(scenario.variants);
  const changed = Object.entries(second?.[1].options ?? {});
  for (const [option, value] of changed) await commands.setOption(option, value);
  expect(store.getState().edit?.variant).toBe(second?.[0]);
  for (let i = 0; i < changed.length; i++) await commands.undo();
  expect(store.getState().edit?.variant).toBe(first?.[0]);
});

test('options that cannot be leave what runs as it is and say what is wrong', async () => {
  const { store, commands } = await opened('saga-lost-update');
  const { run } = store.getState();
  await commands.setOption('no-such-option', 1);
  expect(store.getState().notice?.kind).toBe('rejected');
  expect(store.getState().run).toBe(run);
});
