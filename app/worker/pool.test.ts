import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { matrixOf, parseScenarioText } from '../../src/engine/index.ts';
import { createEngineClient, SupersededError } from './client.ts';
import { connectInThread } from './in-thread.ts';
import { pause } from './pause.ts';
import { ExplorerPool } from './pool.ts';
import type { ExploreRequest } from './protocol.ts';

const parsed = parseScenarioText(
  readFileSync(new URL('../../src/scenarios/saga-dirty-read/scenario.json', import.meta.url), 'utf8'),
);
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const scenario = parsed.value;
const cells = matrixOf(scenario).cells.slice(0, 12);

const engine = () =>
  createEngineClient({
    worker: () => {
      throw new DOMException('no worker here', 'SecurityError');
    },
    page: () => Promise.resolve(connectInThread),
  });

const asking = (cell: (typeof cells)[number]): ExploreRequest => ({
  scenario,
  options: scenario.variants[cell.variant]?.options ?? {},
  properties: [cell.property],
  budget: cell.budget,
  strategy: 'depth',
  maximumStates: 2000,
});
const endless: ExploreRequest = {
  scenario,
  options: {},
  properties: [],
  budget: { crashes: 2, lostAcknowledgements: 2 },
  strategy: 'depth',
  maximumStates: 50_000_000,
};
const nothing = (): void => undefined;

test('verdicts and counts are the same with one, two and three engines, and those of one engine alone', async () => {
  const answers = [];
  for (const size of [1, 2, 3]) {
    let engines = 0;
    const pool = new ExplorerPool(size, () => {
      engines++;
      return engine();
    });
    answers.push(await Promise.all(cells.map((cell) => pool.explore(asking(cell), nothing, nothing).promise)));
    expect(engines).toBe(size);
    pool.close();
  }
  const [one, two, three] = answers;
  const verdicts = new Set(one?.map((reply) => 'verdict' in reply && reply.verdict));
  expect(verdicts).toContain('found');
  expect(verdicts.size).toBeGreaterThan(1);
  expect(two).toEqual(one);
  expect(three).toEqual(one);
});

test('questions are begun in their order, no more at once than there are engines, and no engine without work', async () => {
  const begun: number[] = [];
  let engines = 0;
  const pool = new ExplorerPool(2, () => {
    engines++;
    return engine();
  });
  const first = pool.explore(asking(cells[0] as (typeof cells)[number]), () => begun.push(0), nothing);
  await first.promise;
  expect(engines).toBe(1);
  const rest = [1, 2, 3].map((i) => pool.explore({ ...endless }, () => begun.push(i), nothing));
  expect(begun).toEqual([0, 1, 2]);
  rest[0]?.cancel();
  expect(await rest[0]?.promise).toMatchObject({ verdict: 'unknown', reason: 'cancelled' });
  await pause();
  expect(begun).toEqual([0, 1, 2, 3]);
  pool.close();
  await expect(rest[1]?.promise).rejects.toBeInstanceOf(SupersededError);
  await expect(rest[2]?.promise).rejects.toBeInstanceOf(SupersededError);
});

test('while it is paused nothing is begun; one that waits and is cancelled is not asked', async () => {
  const begun: string[] = [];
  const pool = new ExplorerPool(1, engine);
  const under = pool.explore(endless, () => begun.push('under'), nothing);
  const waiting = pool.explore(endless, () => begun.push('waiting'), nothing);
  const last = pool.explore(asking(cells[0] as (typeof cells)[number]), () => begun.push('last'), nothing);
  pool.pause();
  waiting.cancel();
  await expect(waiting.promise).rejects.toBeInstanceOf(SupersededError);
  under.cancel();
  await under.promise;
  await pause();
  expect(begun).toEqual(['under']);
  pool.resume();
  expect(await last.promise).toHaveProperty('verdict');
  expect(begun).toEqual(['under', 'last']);
  pool.close();
  await expect(pool.explore(endless, nothing, nothing).promise).rejects.toBeInstanceOf(SupersededError);
});
