import { expect, test } from 'vitest';
import type { Channel, Scenario, Service, Step } from '../model/document.ts';
import { compile } from '../sim/compile.ts';
import { simulate } from '../simulate.ts';
import { clientOf, database, queueTo, scenarioOf } from '../testing/fixture.ts';
import type { TimingBound } from './timing-feasibility-bounds.ts';
import { timesOfMoments } from './timing-feasibility-times.ts';
import { timingFeasibility } from './timing-feasibility.ts';
import type { TimingFeasibility } from './timing-feasibility.ts';

const add: Step = { label: 'add', update: { table: 'rows', key: "'a'", add: { n: 1 } } };

/** Requests at 1,000 and 2,000; a delivery takes 100, an operation 10. */
function shop(
  parts: { channel?: Partial<Channel>; service?: Partial<Service>; faults?: Scenario['faults'] } = {},
): Scenario {
  return scenarioOf({
    messages: { Add: { kind: 'command' } },
    services: {
      shop: {
        serviceTimeMicros: { fixed: 10 },
        database: database({ a: 0 }),
        handlers: { Add: { steps: [add] } },
        ...parts.service,
      },
    },
    channels: { orders: queueTo('shop', { latencyMicros: { fixed: 100 }, ...parts.channel }) },
    clients: { ann: clientOf({ message: 'Add', to: 'orders', count: 2, afterMicros: { fixed: 1_000 } }) },
    ...(parts.faults === undefined ? {} : { faults: parts.faults }),
  });
}

const REQUEST = 'request ann';
const DELIVER_1 = 'deliver orders ann/r1.1 to shop.0';
const DELIVER_2 = 'deliver orders ann/r1.2 to shop.0';
const RUN_1 = 'run shop.0 ann/r1.1';
const ACKNOWLEDGE_1 = 'acknowledge shop.0 ann/r1.1';

const held = (scenario: Scenario, schedule: readonly string[], faults = {}): TimingFeasibility =>
  timingFeasibility(compile(scenario), faults, schedule);

test('TI15: with fixed delays the times are those of play', () => {
  expect(held(shop(), [REQUEST, DELIVER_1, RUN_1, ACKNOWLEDGE_1, REQUEST, DELIVER_2])).toEqual({
    possible: true,
    timesMicros: [1_000, 1_100, 1_110, 1_120, 2_000, 2_100],
  });
  expect(held(shop(), [])).toEqual({ possible: true, timesMicros: [] });
});

test('TI15: what is overtaken for longer than it may take is named, with how much longer', () => {
  expect(held(shop(), [REQUEST, REQUEST, DELIVER_1])).toEqual({
    possible: false,
    step: 2,
    choice: DELIVER_1,
    bound: 'maximum',
    declaredMicros: 100,
    beyondMicros: 900,
    suffices: true,
  });
});

test('TI15: a latency that may be long enough makes the same schedule possible, at the last moment', () => {
  const roomy = shop({ channel: { latencyMicros: { uniform: [100, 1_000] } } });
  expect(held(roomy, [REQUEST, REQUEST, DELIVER_1])).toEqual({ possible: true, timesMicros: [1_000, 2_000, 2_000] });
  const narrow = shop({ channel: { latencyMicros: { uniform: [100, 999] } } });
  expect(held(narrow, [REQUEST, REQUEST, DELIVER_1])).toMatchObject({ possible: false, beyondMicros: 1 });
});

test('TI15: an exponential delay is as long as a draw can be, and no longer', () => {
  // 6.24 means: no draw exceeds them.
  const tail = (mean: number): TimingFeasibility =>
    held(shop({ channel: { latencyMicros: { exponential: mean } } }), [REQUEST, REQUEST, DELIVER_1]);
  expect(tail(161).possible).toBe(true);
  expect(tail(150)).toMatchObject({
    possible: false,
    choice: DELIVER_1,
    beyondMicros: 1_000 - Math.floor(150 * 6.2383),
  });
});

test('TI15: an act that is not done at all is overdue too', () => {
  expect(held(shop(), [REQUEST, DELIVER_1, REQUEST])).toMatchObject({
    possible: false,
    step: 2,
    choice: RUN_1,
    bound: 'maximum',
    beyondMicros: 1_000 - 110,
  });
});

test('TI15: what is delivered late because nobody was free to take it waits no longer than that', () => {
  const slow = shop({ service: { serviceTimeMicros: { fixed: 5_000 } } });
  const schedule = [REQUEST, DELIVER_1, REQUEST, RUN_1, ACKNOWLEDGE_1, DELIVER_2];
  expect(held(slow, schedule)).toEqual({
    possible: true,
    timesMicros: [1_000, 1_100, 2_000, 6_100, 11_100, 11_100],
  });
  const other = scenarioOf({
    ...slow,
    clients: { ...slow.clients, bob: clientOf({ message: 'Add', to: 'orders', afterMicros: { fixed: 20_000 } }) },
  });
  const later = [...schedule.slice(0, -1), 'request bob', DELIVER_2];
  expect(held(other, later)).toMatchObject({
    possible: false,
    choice: ACKNOWLEDGE_1,
    bound: 'maximum',
    beyondMicros: 20_000 - 11_100,
  });
});

test('TI15: crashes are free to come; where none is declared a restart takes as long as it likes', () => {
  const schedule = [REQUEST, DELIVER_1, 'crash shop.0', REQUEST, 'restart shop.0'];
  expect(held(shop(), schedule, { crashes: 1 })).toEqual({
    possible: true,
    timesMicros: [1_000, 1_100, 1_100, 2_000, 2_000],
  });
  const crashes = { shop: { everyMicros: { fixed: 500 }, restartMicros: { uniform: [50, 300] as const } } };
  const long = ['crash shop.0', REQUEST, REQUEST, 'restart shop.0'];
  expect(held(shop({ faults: { crashes } }), long, { crashes: 1 })).toEqual({
    possible: false,
    step: 3,
    choice: 'restart shop.0',
    bound: 'maximum',
    declaredMicros: 300,
    beyondMicros: 2_000 - 1_000 - 300,
    suffices: true,
  });
  const late = shop({ faults: { crashes: { shop: { ...crashes.shop, everyMicros: { fixed: 1_101 } } } } });
  const early = [REQUEST, 'crash shop.0', 'restart shop.0', DELIVER_1];
  expect(held(late, early, { crashes: 1 })).toMatchObject({ possible: false, choice: DELIVER_1, beyondMicros: 1 });
});

test('TI15: a timer that must not fire before the answer is held to its time', () => {
  const scenario = scenarioOf({
    messages: { Ask: { kind: 'command' }, Done: { kind: 'reply' } },
    services: {
      shop: {
        serviceTimeMicros: { fixed: 0 },
        handlers: { Ask: { steps: [{ reply: { message: 'Done', outcome: 'success' } }] } },
      },
    },
    channels: { orders: queueTo('shop', { latencyMicros: { uniform: [40, 60] } }) },
    clients: {
      ann: clientOf({ message: 'Ask', to: 'orders', afterMicros: { fixed: 0 }, awaitReply: true, timeoutMicros: 100 }),
    },
  });
  const program = compile(scenario);
  const schedule = [REQUEST];
  const enabled = (): readonly string[] =>
    simulate(program, { seed: 1, schedule: [...schedule, 'none'] }).run.divergence?.available ?? [];
  const take = (beginning: string): void => {
    schedule.push(enabled().find((name) => name.startsWith(beginning)) ?? beginning);
  };
  for (const beginning of ['deliver', 'run', 'acknowledge', 'answer']) take(beginning);
  expect(timingFeasibility(program, {}, schedule)).toMatchObject({ possible: true, timesMicros: [0, 40, 40, 40, 80] });
  // Fired while the answer was on its way: 100 against at most 120.
  const late = [...schedule.slice(0, -1), 'timer ann'];
  expect(timingFeasibility(program, {}, late)).toMatchObject({ possible: true, timesMicros: [0, 40, 40, 40, 100] });
  // Fired before the request has arrived: 100 against at most 60.
  expect(timingFeasibility(program, {}, [REQUEST, 'timer ann'])).toMatchObject({
    possible: false,
    choice: schedule[1],
    bound: 'maximum',
    beyondMicros: 40,
  });
});

test('TI15: where no single delay is enough, the first that does not fit is told, and that more follows', () => {
  const scenario = scenarioOf({
    ...shop(),
    clients: { ann: clientOf({ message: 'Add', to: 'orders', count: 4, afterMicros: { fixed: 1_000 } }) },
  });
  const second = [DELIVER_2, 'run shop.0 ann/r1.2', 'acknowledge shop.0 ann/r1.2'];
  const again = [REQUEST, REQUEST, 'deliver orders ann/r1.3 to shop.0'];
  const schedule = [REQUEST, REQUEST, DELIVER_1, RUN_1, ACKNOWLEDGE_1, ...second, ...again];
  const [beginning, whole] = [held(scenario, schedule.slice(0, 2)), held(scenario, schedule)];
  expect(beginning).toMatchObject({ possible: false, choice: DELIVER_1, beyondMicros: 900, suffices: true });
  expect(whole).toMatchObject({ possible: false, suffices: false });
  expect(whole).toEqual({ ...beginning, suffices: false });
});

test('TI15: a schedule plays with the times that were found', () => {
  const program = compile(shop({ channel: { latencyMicros: { uniform: [100, 1_000] } } }));
  const schedule = [REQUEST, REQUEST, DELIVER_1];
  const found = timingFeasibility(program, {}, schedule);
  if (!found.possible) throw new Error('it is possible');
  const { run } = simulate(program, { seed: 3, schedule, timesMicros: found.timesMicros });
  expect(run.divergence).toBeUndefined();
  expect([0, 1, 2].map((step) => run.trace.timeAt(run.trace.firstEntryOfStep(step)))).toEqual(found.timesMicros);
});

test('TI15: a maximum that was over when the act became possible is kept at once; without effort left nothing is tried', () => {
  const bounds: readonly TimingBound[] = [
    { kind: 'minimum', choice: 'slow', at: 3, from: 0, possible: 0, micros: 10 },
    { kind: 'maximum', choice: 'late', at: 3, from: 0, possible: 1, micros: 5 },
  ];
  expect(timesOfMoments(4, bounds)).toEqual({ possible: true, times: [0, 10, 10, 10] });
  expect(timesOfMoments(4, bounds, { effort: { left: 0 } })).toMatchObject({ possible: false });
});
