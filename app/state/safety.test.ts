import { expect, test } from 'vitest';
import { catalogue } from '../../src/scenarios/index.ts';
import type { Scenario } from '../../src/engine/index.ts';
import { SupersededError } from '../worker/client.ts';
import type { EngineClient } from '../worker/client.ts';
import { createEngineClient } from '../worker/client.ts';
import { connectInThread } from '../worker/in-thread.ts';
import { ExplorerPool } from '../worker/pool.ts';
import type { ExploreReply, ExploreRequest } from '../worker/protocol.ts';
import { boundedBudget, questionsOf } from './safety-cells.ts';
import { contradicts, counterexampleOf, Safety } from './safety.ts';

async function load(id: string): Promise<Scenario> {
  return (catalogue.find((item) => item.id === id) as (typeof catalogue)[number]).load();
}

function designOf(scenario: Scenario) {
  const [variant, { options }] = Object.entries(scenario.variants)[0] as [string, Scenario['variants'][string]];
  return { variant, options };
}

/** An engine that answers when it is told to. */
class Puppet {
  readonly asked: ExploreRequest[] = [];
  readonly #under: { request: ExploreRequest; settle: (reply: ExploreReply) => void }[] = [];
  readonly told: string[] = [];

  readonly client = {
    explore: (request: ExploreRequest) => {
      this.asked.push(request);
      let settle: (reply: ExploreReply) => void = () => undefined;
      const promise = new Promise<ExploreReply>((resolve) => (settle = resolve));
      this.#under.push({ request, settle });
      const tell = (kind: string) => () => this.told.push(kind);
      return {
        promise,
        pause: tell('pause'),
        resume: tell('resume'),
        cancel: () => settle({ ...COUNTS, verdict: 'unknown', reason: 'cancelled' }),
      };
    },
    run: () => Promise.reject(new SupersededError()),
    frame: () => Promise.reject(new SupersededError()),
    home: 'worker',
    close: () => undefined,
  } as const satisfies EngineClient;

  async answer(reply: (request: ExploreRequest) => ExploreReply = () => NONE): Promise<void> {
    for (const { request, settle } of this.#under.splice(0)) settle(reply(request));
    await settled();
  }
}

/** All promises that were about to be kept are. */
async function settled(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

const COUNTS = { states: 7, transitions: 9, depth: 3, frontier: 0, schedules: 0 };
const NONE: ExploreReply = { ...COUNTS, verdict: 'none', missProbability: 0, reduced: true };

const isUnderWay = ({ view }: Safety): boolean => view.phase === 'running';

async function puppetSafety(size = 1) {
  const puppet = new Puppet();
  const scenario = await load('saga-lost-update');
  const safety = new Safety(() => new ExplorerPool(size, () => puppet.client));
  return { puppet, scenario, safety, subject: { scenario, builtIn: true, design: designOf(scenario) } };
}

test('the bounds of a reader replace the declared ones by name, and claims are only compared within their own', async () => {
  expect(boundedBudget({ requests: 2, crashes: 1 }, { requests: 'all', losses: 2 })).toEqual({ crashes: 1, losses: 2 });
  expect(boundedBudget({ requests: 2, crashes: 1 }, { crashes: 0 })).toEqual({ requests: 2 });
  const scenario = await load('saga-lost-update');
  const claimed = (bounds: Parameters<typeof questionsOf>[3]) =>
    questionsOf(scenario, designOf(scenario), ['saga-lost-update'], bounds).questions.map(({ claim }) => claim);
  const declared = claimed({});
  expect(declared).toContain('reachable');
  expect(declared).toContain('unreachable');
  expect(claimed({ requests: 2 })).toEqual(declared);
  expect(claimed({ crashes: 1 }).every((claim) => claim === undefined)).toBe(true);
});

test('a design that is no variant has a row of its own, and no claims', async () => {
  const scenario = await load('saga-lost-update');
  const { rows, questions, properties } = questionsOf(
    scenario,
    { variant: undefined, options: {} },
    ['stuck-saga'],
    {},
  );
  expect(rows).toHaveLength(Object.keys(scenario.variants).length + 1);
  expect(rows[0]?.variant).toBeUndefined();
  expect(questions).toHaveLength(rows.length * properties.length);
  expect(questions[0]?.claim).toBeUndefined();
});

test('what is on the stage is asked first, each question once, and answers are remembered', async () => {
  const { puppet, safety, scenario, subject } = await puppetSafety();
  const [, second] = Object.entries(scenario.variants);
  safety.show({ ...subject, design: { variant: second?.[0], options: second?.[1].options ?? {} } });
  expect(safety.view.phase).toBe('ready');
  safety.start();
  expect(safety.view.phase).toBe('running');
  while (isUnderWay(safety)) await puppet.answer();
  const { cells, totals } = safety.view;
  expect(puppet.asked).toHaveLength(cells.length);
  expect(
    puppet.asked.slice(0, safety.view.properties.length).every(({ options }) => options === second?.[1].options),
  ).toBe(true);
  expect(safety.view.phase).toBe('finished');
  expect(totals).toMatchObject({ done: cells.length, states: cells.length * 7 });
  safety.show(subject);
  safety.start();
  await settled();
  expect(puppet.asked).toHaveLength(cells.length);
});

test('only what changed is asked again', async () => {
  const { puppet, safety, subject } = await puppetSafety();
  safety.show(subject);
  safety.start();
  while (isUnderWay(safety)) await puppet.answer();
  const all = puppet.asked.length;
  safety.show(subject, { bounds: { crashes: 1 } });
  expect(safety.view.cells.every(({ state }) => state.status === 'waiting')).toBe(true);
  safety.start();
  while (isUnderWay(safety)) await puppet.answer();
  expect(puppet.asked.slice(all).every(({ budget }) => budget.crashes === 1)).toBe(true);
  safety.show(subject, { bounds: {}, properties: [...safety.view.properties, 'ghost-message'] });
  safety.start();
  while (isUnderWay(safety)) await puppet.answer();
  expect(puppet.asked.slice(2 * all).every(({ properties }) => properties[0] === 'ghost-message')).toBe(true);
});

test('a pause begins nothing new; what is cancelled is no answer and can be asked again', async () => {
  const { puppet, safety, subject } = await puppetSafety();
  safety.show(subject);
  safety.start();
  safety.pause();
  expect(safety.view.phase).toBe('paused');
  expect(puppet.told).toEqual(['pause']);
  await puppet.answer();
  expect(puppet.asked).toHaveLength(1);
  expect(safety.view.totals.done).toBe(1);
  safety.resume();
  expect(puppet.asked).toHaveLength(2);
  safety.cancel();
  await settled();
  expect(safety.view.phase).toBe('ready');
  expect(safety.view.totals.done).toBe(1);
  expect(safety.view.cells.map(({ state }) => state.status).slice(0, 3)).toEqual(['done', 'done', 'waiting']);
  safety.start();
  while (isUnderWay(safety)) await puppet.answer();
  expect(safety.view.phase).toBe('finished');
});

test('the shortest counterexample stands for the one that was found first', async () => {
  const { puppet, safety, subject } = await puppetSafety();
  const found = (length: number, kind: 'shortest' | 'locally-minimal'): ExploreReply => ({
    ...COUNTS,
    verdict: 'found',
    property: 'saga-lost-update',
    schedule: Array.from({ length }, (_choice, i) => `request ${i}`),
    length: kind,
    timing: { possible: true, timesMicros: [1] },
  });
  safety.show(subject);
  safety.start();
  while (isUnderWay(safety)) await puppet.answer(() => found(9, 'locally-minimal'));
  const [cell] = safety.view.cells;
  if (cell === undefined) throw new Error('no cell');
  expect(counterexampleOf(cell)?.schedule).toHaveLength(9);
  safety.findShortest(cell.question);
  expect(puppet.asked.at(-1)?.strategy).toBe('breadth');
  await puppet.answer(() => found(4, 'shortest'));
  expect(counterexampleOf(safety.view.cells[0] as typeof cell)).toMatchObject({ length: 'shortest' });
  expect(safety.view.cells[1]?.shortest).toBeUndefined();
});

test('the verdicts of a built-in scenario are what it claims', async () => {
  const scenario = await load('saga-fuzzy-read');
  const safety = new Safety(
    () =>
      new ExplorerPool(2, () =>
        createEngineClient({
          worker: () => {
            throw new DOMException('no worker here', 'SecurityError');
          },
          page: () => Promise.resolve(connectInThread),
        }),
      ),
  );
  safety.show({ scenario, builtIn: true, design: designOf(scenario) });
  const finished = new Promise<void>((resolve) => {
    safety.subscribe(() => {
      if (safety.view.phase === 'finished') resolve();
    });
  });
  safety.start();
  await finished;
  const { cells } = safety.view;
  expect(cells.filter(({ question }) => question.claim !== undefined).length).toBeGreaterThan(10);
  expect(cells.filter(contradicts)).toEqual([]);
  expect(cells.filter((cell) => counterexampleOf(cell) !== undefined).length).toBeGreaterThan(0);
  safety.rest();
});
