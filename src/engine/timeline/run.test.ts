import { expect, test } from 'vitest';
import { sampleBounds } from '../base/draw.ts';
import type { Channel, Scenario, Service, Step } from '../model/document.ts';
import { choiceName } from '../sim/choice.ts';
import { compile } from '../sim/compile.ts';
import { clientOf, database, queueTo, scenarioOf } from '../testing/fixture.ts';
import { entryAt, traceColumns } from '../trace/columns.ts';
import type { EntryView } from '../trace/columns.ts';
import type { EntryKindName } from '../trace/entry.ts';
import { run } from './run.ts';
import type { Run, RunPlan } from './run.ts';

const add: Step = { label: 'add', update: { table: 'rows', key: "'a'", add: { n: 1 } } };

function shop(
  parts: {
    channel?: Partial<Channel>;
    service?: Partial<Service>;
    requests?: number;
    after?: number;
    faults?: Scenario['faults'];
  } = {},
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
    channels: {
      orders: queueTo('shop', { latencyMicros: { fixed: 100 }, redeliveryMicros: { fixed: 5_000 }, ...parts.channel }),
    },
    clients: {
      ann: clientOf({
        message: 'Add',
        to: 'orders',
        count: parts.requests ?? 1,
        afterMicros: { fixed: parts.after ?? 1_000 },
      }),
    },
    ...(parts.faults === undefined ? {} : { faults: parts.faults }),
  });
}

const played = (scenario: Scenario, plan: Partial<RunPlan> = {}): Run => run(compile(scenario), { seed: 1, ...plan });

function entries(finished: Run, kind: EntryKindName): EntryView[] {
  const columns = traceColumns(finished.trace);
  return Array.from({ length: columns.length }, (_, i) => entryAt(columns, i)).filter((entry) => entry.kind === kind);
}

const times = (finished: Run, kind: EntryKindName): number[] =>
  entries(finished, kind).map((entry) => entry.timeMicros);

const names = (finished: Run): string[] => finished.choices.map((choice) => choiceName(finished.program, choice));

test('TI4: each act takes its declared time from when it became possible, a delivery from when the message was sent', () => {
  const finished = played(shop({ requests: 2 }));
  expect(times(finished, 'requested')).toEqual([1_000, 2_000]);
  expect(times(finished, 'delivered')).toEqual([1_100, 2_100]);
  expect(times(finished, 'committed')).toEqual([1_110, 2_110]);
  expect(times(finished, 'acknowledged')).toEqual([1_120, 2_120]);
  expect(finished.outcome).toBe('quiescent');
});

test('TI4: what waits for its turn does not travel again: latency counts from sending', () => {
  const slow = played(shop({ requests: 2, after: 0, service: { serviceTimeMicros: { fixed: 1_000 } } }));
  expect(times(slow, 'delivered')).toEqual([100, 2_100]);
  const free = played(shop({ requests: 2, after: 30, service: { concurrency: 2 } }));
  expect(times(free, 'delivered')).toEqual([130, 160]);
});

test('TI4: a refused copy comes back after its redelivery time, and travels from then', () => {
  const failing = shop({
    channel: { maximumDeliveries: 2 },
    service: { handlers: { Add: { steps: [{ fail: { reason: 'no' } }] } } },
  });
  const finished = played(failing);
  expect(times(finished, 'delivered')).toEqual([1_100, 1_100 + 5_000 + 100]);
  expect(times(finished, 'deadLettered')).toEqual([6_200]);
});

test('TI5: the earliest goes first, equal times in the order of the choices', () => {
  const finished = played(
    shop({
      requests: 3,
      after: 0,
      service: { concurrency: 3, serviceTimeMicros: { fixed: 0 } },
      channel: { latencyMicros: { fixed: 0 } },
    }),
  );
  expect(names(finished).slice(0, 3)).toEqual(['request ann', 'request ann', 'request ann']);
  const all = entries(finished, 'committed').map((entry) => entry.fields['transaction']);
  expect(all).toEqual(['ann/r1.1>add', 'ann/r1.2>add', 'ann/r1.3>add']);
});

test('TI6: faults of play come with the declared chance', () => {
  const count = (channel: Partial<Channel>, kind: EntryKindName, field: string, value: number): number => {
    const program = compile(shop({ requests: 10, channel }));
    let found = 0;
    for (let seed = 0; seed < 40; seed++)
      found += entries(run(program, { seed }), kind).filter((entry) => entry.fields[field] === value).length;
    return found;
  };
  const lost = count({ delivery: 'at-most-once', lossPerMille: 250 }, 'sent', 'fate', 1);
  expect(Math.abs(lost - 100)).toBeLessThan(30);
  const doubled = count({ duplicationPerMille: 500 }, 'sent', 'fate', 2);
  expect(Math.abs(doubled - 200)).toBeLessThan(40);
  expect(count({ delivery: 'at-most-once', lossPerMille: 1_000 }, 'sent', 'fate', 1)).toBe(400);
  expect(count({ lossPerMille: 1_000 }, 'sent', 'fate', 1)).toBe(0);
});

test('TI7: crashes come after their time from the start or the last restart, as often as declared', () => {
  const faults = { crashes: { shop: { everyMicros: { fixed: 4_000 }, restartMicros: { fixed: 500 }, count: 2 } } };
  const finished = played(shop({ requests: 30, faults }));
  expect(times(finished, 'crashed')).toEqual([4_000, 8_500]);
  expect(times(finished, 'restarted')).toEqual([4_500, 9_000]);
});

test('TI7: a run does not go on only to crash', () => {
  const faults = { crashes: { shop: { everyMicros: { fixed: 50_000 }, restartMicros: { fixed: 500 } } } };
  const finished = played(shop({ faults }));
  expect(times(finished, 'crashed')).toEqual([]);
  expect(finished.outcome).toBe('quiescent');
});

test('TI8: a schedule by names is the same run again, with the same times', () => {
  for (let seed = 0; seed < 20; seed++) {
    const scenario = shop({
      requests: 5,
      channel: { duplicationPerMille: 300, lostAcknowledgementPerMille: 300, latencyMicros: { exponential: 1_000 } },
    });
    const first = played(scenario, { seed });
    const again = played(scenario, { seed, schedule: names(first) });
    expect(again.outcome).toBe('quiescent');
    expect(again.trace.digest).toBe(first.trace.digest);
    expect(again.stateDigest).toBe(first.stateDigest);
  }
});

test('TI8: a schedule that stops early says so; one that cannot be followed says where, and what could have been done', () => {
  const scenario = shop();
  expect(played(scenario, { schedule: ['request ann'] }).outcome).toBe('schedule-end');
  const diverged = played(scenario, { schedule: ['request ann', 'restart shop.0'] });
  expect(diverged.outcome).toBe('diverged');
  expect(diverged.divergence).toEqual({
    step: 1,
    expected: 'restart shop.0',
    available: ['deliver orders ann/r1.1 to shop.0'],
  });
});

test('TI8: a schedule brings faults that the document does not declare', () => {
  const scenario = shop({ channel: { delivery: 'at-most-once' } });
  const begun = ['request ann', 'deliver orders ann/r1.1 to shop.0'];
  const crashed = [...begun, 'crash shop.0', 'restart shop.0'];
  const finished = played(scenario, { schedule: crashed });
  expect(finished).toMatchObject({ outcome: 'quiescent', plan: { faults: { crashes: 1, losses: 0 } } });
  expect(names(finished)).toEqual(crashed);
  expect(played(scenario, { schedule: ['request ann (lost)'] }).outcome).toBe('quiescent');
  expect(played(scenario, { schedule: [...begun, 'crash shop.1'] })).toMatchObject({
    outcome: 'diverged',
    divergence: { step: 2, expected: 'crash shop.1' },
  });
  expect(played(scenario, { schedule: crashed, faults: {} }).divergence).toMatchObject({ step: 2 });
});

test('TI8: requests that a schedule does not send are not waited for', () => {
  const whole = names(played(shop()));
  const finished = played(shop({ requests: 2 }), { schedule: whole });
  expect(finished.outcome).toBe('quiescent');
  expect(played(shop({ requests: 2 }), { schedule: whole.slice(0, -1) }).outcome).toBe('schedule-end');
});

test('TI9: an override makes its choice happen at its step, now, and the seed goes on from there', () => {
  const scenario = shop({ requests: 2 });
  const plain = played(scenario);
  const early = played(scenario, { overrides: [{ step: 1, choice: 'request ann' }] });
  expect(names(early).slice(0, 2)).toEqual(['request ann', 'request ann']);
  expect(times(early, 'requested')).toEqual([1_000, 1_000]);
  expect(early.outcome).toBe('quiescent');
  expect(names(plain).slice(0, 2)).toEqual(['request ann', 'deliver orders ann/r1.1 to shop.0']);
  const wrong = played(scenario, { overrides: [{ step: 2, choice: 'request bob' }] });
  expect(wrong.divergence).toMatchObject({ step: 2, expected: 'request bob' });
});

test('TI10: a run ends with the first step that reaches the bound of entries', () => {
  const finished = played(shop({ requests: 200 }), { maximumEntries: 50 });
  expect(finished.outcome).toBe('entry-limit');
  expect(finished.trace.length).toBeGreaterThanOrEqual(50);
  expect(finished.trace.length).toBeLessThan(60);
});

function trip(timeout: number, faults?: Scenario['faults']): Scenario {
  return scenarioOf({
    messages: { Start: { kind: 'command' }, Work: { kind: 'command' }, Undo: { kind: 'command' } },
    services: {
      agency: {
        serviceTimeMicros: { fixed: 10 },
        relay: { kind: 'polling', intervalMicros: { fixed: 10 } },
        database: database(),
        handlers: { Start: { steps: [{ transaction: [{ startSaga: { saga: 'trip' } }] }] } },
      },
      hotel: {
        serviceTimeMicros: { fixed: 10 },
        relay: { kind: 'polling', intervalMicros: { fixed: 10 } },
        database: database(),
        handlers: { Work: { steps: [{ transaction: [{ reply: { outcome: 'success' } }] }] }, Undo: { steps: [] } },
      },
    },
    channels: {
      starts: queueTo('agency', { latencyMicros: { fixed: 0 } }),
      work: queueTo('hotel', { latencyMicros: { fixed: 900 } }),
      replies: queueTo('agency', { latencyMicros: { fixed: 0 } }),
    },
    sagas: {
      trip: {
        owner: 'agency',
        replyChannel: 'replies',
        steps: [
          { id: 'one', kind: 'compensatable', command: { message: 'Work', to: 'work' }, timeoutMicros: timeout },
          { id: 'two', kind: 'compensatable', command: { message: 'Work', to: 'work' }, timeoutMicros: timeout },
        ],
      },
    },
    clients: { ann: clientOf({ message: 'Start', to: 'starts', afterMicros: { fixed: 0 } }) },
    ...(faults === undefined ? {} : { faults }),
  });
}

test('TI11: each state of a saga has its own time: that of the step before does not run on', () => {
  const moved = (timeout: number): unknown[] =>
    entries(played(trip(timeout)), 'sagaMoved').map((entry) => entry.fields['event']);
  expect(moved(1_500)).toEqual(['succeeded', 'succeeded']);
  expect(moved(500)).toEqual(['timed-out']);
});

test('TI11: a timer of a saga goes on while its service is down, and is taken when it is up again', () => {
  const faults = { crashes: { agency: { everyMicros: { fixed: 100 }, restartMicros: { fixed: 2_000 } } } };
  const down = played(trip(600, faults));
  expect(entries(down, 'crashed').map((entry) => entry.timeMicros)).toEqual([100]);
  const timer = entries(down, 'timerFired')[0];
  expect(timer?.timeMicros).toBe(2_100);
});

test('TI12: retries and timeouts of clients are timers that stop when the answer comes', () => {
  const scenario = (latency: number): Scenario =>
    scenarioOf({
      messages: { Ask: { kind: 'command' } },
      services: {
        desk: { serviceTimeMicros: { fixed: 1 }, handlers: { Ask: { steps: [{ reply: { outcome: 'success' } }] } } },
      },
      channels: { api: queueTo('desk', { delivery: 'at-most-once', latencyMicros: { fixed: latency } }) },
      clients: {
        ann: clientOf({
          message: 'Ask',
          to: 'api',
          count: 2,
          afterMicros: { fixed: 10 },
          awaitReply: true,
          timeoutMicros: 100,
          retries: 1,
        }),
      },
    });
  const quick = played(scenario(20));
  expect(times(quick, 'timerFired')).toEqual([]);
  expect(times(quick, 'answered')).toEqual([10 + 41, 10 + 41 + 10 + 41]);
  const slow = played(scenario(300));
  expect(times(slow, 'timerFired').slice(0, 2)).toEqual([110, 210]);
});

test('TI3: what play draws stays within the declared bounds', () => {
  const latency = { uniform: [200, 900] } as const;
  const [minimum, maximum] = sampleBounds(latency);
  for (let seed = 0; seed < 20; seed++) {
    const finished = played(
      shop({ requests: 5, channel: { latencyMicros: latency, ordering: 'none' }, service: { concurrency: 5 } }),
      { seed },
    );
    const sent = times(finished, 'sent');
    for (const entry of entries(finished, 'delivered')) {
      const travelled = entry.timeMicros - finished.trace.timeAt(entry.cause);
      expect(travelled).toBeGreaterThanOrEqual(minimum);
      expect(travelled).toBeLessThanOrEqual(maximum);
      expect(sent).toContain(finished.trace.timeAt(entry.cause));
    }
  }
});
