import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseScenarioText } from '../../src/engine/index.ts';
import type { ExplorationProgress, Scenario } from '../../src/engine/index.ts';
import { createEngineClient, EngineBrokenError, SupersededError } from './client.ts';
import type { Connection, Ways } from './client.ts';
import { EngineHost, nextSlice } from './host.ts';
import { connectInThread } from './in-thread.ts';
import { pause } from './pause.ts';
import type { ExploreRequest, RunRequest, WorkerReply, WorkerRequest } from './protocol.ts';

const parsed = parseScenarioText(
  readFileSync(new URL('../../src/scenarios/saga-lost-update/scenario.json', import.meta.url), 'utf8'),
);
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const scenario: Scenario = parsed.value;
const request: RunRequest = { scenario, options: {}, seed: 1, overrides: [] };
/** More than anyone waits for. */
const endless: ExploreRequest = {
  scenario,
  options: {},
  properties: [],
  budget: { crashes: 2, lostAcknowledgements: 2 },
  strategy: 'depth',
  maximumStates: 50_000_000,
};

const noWorker: Ways = {
  worker: () => {
    throw new DOMException('no worker here', 'SecurityError');
  },
  page: () => Promise.resolve(connectInThread),
};

/** An engine behind structured clones and transfers, as a worker is. */
function clonedHost(receive: (reply: WorkerReply) => void): Connection {
  const host = new EngineHost((reply, transfer) => {
    const sent = structuredClone(reply, { transfer: [...transfer] });
    queueMicrotask(() => receive(sent));
  }, 40);
  queueMicrotask(() => receive({ id: 0, kind: 'ready' }));
  return { post: (asked) => host.receive(structuredClone(asked)), close: () => undefined };
}
const worker: Ways = { worker: clonedHost, page: noWorker.page };

async function runOf(ways: Ways) {
  const client = createEngineClient(ways);
  const reply = await client.run(request);
  if ('problems' in reply) throw new Error('rejected');
  const frame = await client.frame(reply.run, 5);
  return { client, reply, frame };
}

test('the page does the same as a worker: the same digest, trace, findings and frames', async () => {
  const there = await runOf(worker);
  const here = await runOf(noWorker);
  expect(there.client.home).toBe('worker');
  expect(here.client.home).toBe('page');
  expect(there.reply.trace.length).toBeGreaterThan(20);
  expect(here.reply.digest).toBe(there.reply.digest);
  expect(here.reply.trace).toEqual(there.reply.trace);
  expect(here.reply.findings).toEqual(there.reply.findings);
  expect(here.frame).toEqual(there.frame);
  expect(here.frame.step).toBe(5);
});

test('a newer run supersedes one that waits, but not one of another place', async () => {
  const client = createEngineClient(worker);
  const older = client.run(request);
  const other = client.run({ ...request, seed: 3 }, 'beside');
  const newer = client.run({ ...request, seed: 2 });
  await expect(older).rejects.toBeInstanceOf(SupersededError);
  const replies = await Promise.all([other, newer]);
  expect(replies.every((reply) => 'trace' in reply)).toBe(true);
});

test('a run that is under way is given up for a newer one', async () => {
  let paused = 0;
  const client = createEngineClient({
    worker: (receive) => {
      // A slice is over at once, so that the run takes many.
      const host = new EngineHost((reply) => queueMicrotask(() => receive(reply)), 0);
      return { post: (asked) => host.receive(asked), close: () => undefined };
    },
    page: noWorker.page,
  });
  // All is loaded by then.
  await client.run({ ...request, seed: 9 });
  const older = client.run(request);
  older.catch(() => undefined);
  while (paused < 3) {
    await pause();
    paused++;
  }
  const newer = client.run({ ...request, seed: 2 });
  await expect(older).rejects.toBeInstanceOf(SupersededError);
  expect('trace' in (await newer)).toBe(true);
});

test('frames of the last runs can be had; those of runs long ago are told to be gone', async () => {
  const client = createEngineClient(worker);
  const runs: number[] = [];
  for (let seed = 0; seed < 8; seed++) {
    const reply = await client.run({ ...request, seed });
    if ('run' in reply) runs.push(reply.run);
  }
  await expect(client.frame(runs[0] as number, 0)).rejects.toBeInstanceOf(SupersededError);
  expect((await client.frame(runs[6] as number, 3)).step).toBe(3);
});

test('options that do not fit are answered with their problems', async () => {
  const client = createEngineClient(worker);
  const reply = await client.run({ ...request, options: { nonsense: 'x' } });
  expect('problems' in reply && reply.problems.map(({ code }) => code)).toEqual(['unknown-option']);
});

test('a search tells how far it is, and ends when it is cancelled', async () => {
  const client = createEngineClient(worker);
  const heard: ExplorationProgress[] = [];
  const search = client.explore(endless, (progress) => {
    heard.push(progress);
    if (heard.length === 2) search.cancel();
  });
  const reply = await search.promise;
  expect(reply).toMatchObject({ verdict: 'unknown', reason: 'cancelled' });
  expect(heard.length).toBeGreaterThanOrEqual(2);
  expect('states' in reply && reply.states).toBeGreaterThan(heard[0]?.states ?? Infinity);
});

test('a search that is paused stands still until it goes on, and can be cancelled while it does', async () => {
  const client = createEngineClient(worker);
  let heard = 0;
  const search = client.explore(endless, () => heard++);
  while (heard < 2) await pause();
  search.pause();
  // What was on its way is heard.
  for (let i = 0; i < 5; i++) await pause();
  const before = heard;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(heard).toBe(before);
  search.resume();
  while (heard < before + 2) await pause();
  search.pause();
  search.cancel();
  expect(await search.promise).toMatchObject({ verdict: 'unknown', reason: 'cancelled' });
});

test('a counterexample plays at times that the declared latencies allow, and shows what was looked for', async () => {
  const client = createEngineClient(worker);
  const reply = await client.explore(
    { ...endless, properties: ['saga-lost-update'], budget: { requests: 2 }, maximumStates: 100_000 },
    () => undefined,
  ).promise;
  if (!('verdict' in reply) || reply.verdict !== 'found') throw new Error('nothing was found');
  const { schedule, timesMicros } = reply.possible ?? { schedule: reply.schedule, timesMicros: [] };
  expect(timesMicros).toHaveLength(schedule.length);
  const run = await client.run({ ...request, schedule });
  if ('problems' in run) throw new Error('rejected');
  expect(run.divergence).toBeUndefined();
  expect(run.findings.map(({ anomaly }) => anomaly)).toContain('saga-lost-update');
  const times = [...run.trace.steps].map((step, entry) => [run.trace.times[entry], timesMicros[step]]);
  expect(times.filter(([played, possible]) => played !== possible)).toEqual([]);
  // Of a schedule that cannot be followed nothing is asked.
  const diverged = await client.run({ ...request, schedule: ['request nobody'] });
  expect('problems' in diverged ? undefined : diverged.divergence).toMatchObject({ step: 0 });
});

test('frames are answered while a search goes on', async () => {
  const { client, reply } = await runOf(worker);
  const search = client.explore(endless, () => undefined);
  let ended = false;
  void search.promise.then(() => (ended = true));
  expect((await client.frame(reply.run, 2)).step).toBe(2);
  expect(ended).toBe(false);
  search.cancel();
  expect(await search.promise).toMatchObject({ reason: 'cancelled' });
});

test('a worker that cannot be loaded gives way to the page, and what was asked before is answered', async () => {
  let fail: (message: string) => void = () => undefined;
  const client = createEngineClient({
    worker: (_receive, lost) => {
      fail = lost;
      return { post: () => undefined, close: () => undefined };
    },
    page: noWorker.page,
  });
  const search = client.explore(endless, () => undefined);
  const run = client.run(request);
  search.cancel();
  fail('404');
  expect('trace' in (await run)).toBe(true);
  expect(await search.promise).toMatchObject({ reason: 'cancelled' });
  expect(client.home).toBe('page');
});

test('a broken invariant is told with its message and the request; the next question is answered', async () => {
  let breaks = true;
  const client = createEngineClient({
    worker: (receive) => {
      const connection = clonedHost(receive);
      return {
        ...connection,
        post: (asked: WorkerRequest) => {
          if (!breaks) connection.post(asked);
          else queueMicrotask(() => receive({ id: asked.id, kind: 'broken', message: 'a queue is never negative' }));
        },
      };
    },
    page: noWorker.page,
  });
  const error: unknown = await client.run(request).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(EngineBrokenError);
  expect(error).toMatchObject({ message: 'a queue is never negative', request: { seed: 1 } });
  breaks = false;
  expect('trace' in (await client.run(request))).toBe(true);
});

test('a worker that dies rejects what it was doing, and a new one answers', async () => {
  let die: (message: string) => void = () => undefined;
  let made = 0;
  const client = createEngineClient({
    worker: (receive, lost) => {
      made++;
      die = lost;
      const connection = clonedHost(receive);
      return made === 1 ? { ...connection, post: () => undefined } : connection;
    },
    page: noWorker.page,
  });
  await Promise.resolve();
  await Promise.resolve();
  const run = client.run(request);
  die('out of memory');
  await expect(run).rejects.toThrow('out of memory');
  expect('trace' in (await client.run(request))).toBe(true);
  expect(client.home).toBe('worker');
});

test('slices grow at most twofold and shrink to what fits', () => {
  expect(nextSlice(100, 0, 8)).toBe(200);
  expect(nextSlice(100, 1, 8)).toBe(200);
  expect(nextSlice(100, 16, 8)).toBe(50);
  expect(nextSlice(1, 1000, 8)).toBe(1);
});
