import { expect, test } from 'vitest';
import type { Channel, Scenario, Step } from '../model/document.ts';
import { clientOf, database, queueTo, scenarioOf, topicTo } from '../testing/fixture.ts';
import { Play } from '../testing/play.ts';

const MESSAGES: Scenario['messages'] = {
  Add: { kind: 'command', payload: { key: 'string', n: 'int' } },
  Added: { kind: 'event', payload: { n: 'int' } },
};

const count: Step = { label: 'count', update: { table: 'rows', key: "'a'", add: { n: 'message.n' } } };

/** A client sends `requests` messages to one service, which counts them. */
function counting(
  channel: Partial<Channel>,
  parts: {
    requests?: number;
    keys?: readonly string[];
    instances?: number;
    concurrency?: number;
    steps?: readonly Step[];
  } = {},
): Scenario {
  const keys = parts.keys ?? Array.from({ length: parts.requests ?? 1 }, () => undefined);
  return scenarioOf({
    messages: MESSAGES,
    services: {
      shop: {
        instances: parts.instances ?? 1,
        concurrency: parts.concurrency ?? 1,
        database: database({ a: 0 }),
        handlers: { Add: { steps: parts.steps ?? [count] } },
      },
    },
    channels: { orders: queueTo('shop', channel) },
    clients: {
      ann: clientOf(
        ...keys.map((key) => ({
          message: 'Add',
          to: 'orders',
          payload: { n: 1 },
          ...(key === undefined ? {} : { key: `'${key}'` }),
        })),
      ),
    },
  });
}

const states = (play: Play, channel = 'orders'): string[] =>
  play
    .queue(channel)
    .map((item) => `${item.message}${item.copy === 1 ? '' : `#${item.copy}`} ${item.state} ${item.deliveries}`);

test('CH1: a point-to-point message reaches its one consumer, an event every subscriber as a copy of its own', () => {
  const play = new Play(
    scenarioOf({
      messages: MESSAGES,
      services: {
        kitchen: { database: database({ a: 0 }), handlers: { Added: { steps: [count] } } },
        ledger: { database: database({ a: 10 }), handlers: { Added: { steps: [count] } } },
      },
      channels: { news: topicTo(['kitchen', 'ledger']) },
      clients: { ann: clientOf({ message: 'Added', to: 'news', payload: { n: 1 } }) },
    }),
  );
  play.do('request ann');
  expect(play.queue('news', 'kitchen')).toHaveLength(1);
  expect(play.queue('news', 'ledger')).toHaveLength(1);
  play.do('deliver news ann/r1.1 to ledger');
  expect(play.queue('news', 'kitchen')[0]?.state).toBe('ready');
  play.finish();
  expect(play.rows('kitchen')).toEqual({ a: { n: 1 } });
  expect(play.rows('ledger')).toEqual({ a: { n: 11 } });
});

test('CH1: subscribers that do the same are told apart: their work, transactions and messages have ids of their own', () => {
  const told: readonly Step[] = [count, { send: { message: 'Add', to: 'orders', payload: { n: 1 } } }];
  const play = new Play(
    scenarioOf({
      messages: MESSAGES,
      services: {
        kitchen: { database: database({ a: 0 }), handlers: { Added: { steps: told } } },
        ledger: { database: database({ a: 0 }), handlers: { Added: { steps: told } } },
        shop: { inbox: true, database: database({ a: 0 }), handlers: { Add: { steps: [count] } } },
      },
      channels: { news: topicTo(['kitchen', 'ledger']), orders: queueTo('shop') },
      clients: { ann: clientOf({ message: 'Added', to: 'news', payload: { n: 1 } }) },
    }),
  );
  play.do('request ann', 'deliver news ann/r1.1 to kitchen', 'deliver news ann/r1.1 to ledger');
  play.do('run kitchen.0', 'run kitchen.0', 'run ledger.0', 'run ledger.0');
  expect(new Set(play.fields('begun', 'transaction')).size).toBe(2);
  expect(new Set(play.queue('orders').map((item) => item.message)).size).toBe(2);
  expect(new Set(play.enabled()).size).toBe(play.enabled().length);
  play.finish();
  expect(play.rows('shop')).toEqual({ a: { n: 2 } });
});

test('CH2: at most once, a delivered copy is gone: a crash loses it, nothing is acknowledged', () => {
  const play = new Play(counting({ delivery: 'at-most-once' }), { crashes: 1 });
  play.do('request ann', 'deliver orders');
  expect(play.queue('orders')).toEqual([]);
  play.do('crash shop.0');
  play.finish();
  expect(play.rows('shop')).toEqual({ a: { n: 0 } });
  expect(play.entries('acknowledged')).toEqual([]);
  expect(play.entries('delivered')).toHaveLength(1);
});

test('CH2: at most once, work ends with its last operation', () => {
  const play = new Play(counting({ delivery: 'at-most-once' }));
  play.do('request ann', 'deliver orders', 'run shop.0');
  expect(play.instance('shop').work).toEqual([]);
  expect(play.fields('handled', 'outcome')).toEqual([0]);
  expect(play.isQuiescent()).toBe(true);
});

test('CH3: at least once, a delivered copy stays in its place until the handler has ended and it is acknowledged', () => {
  const play = new Play(counting({}));
  play.do('request ann', 'deliver orders');
  expect(states(play)).toEqual(['ann/r1.1 out 1']);
  expect(play.enabled()).toEqual(['run shop.0 ann/r1.1']);
  play.do('run shop.0');
  expect(play.enabled()).toEqual(['acknowledge shop.0 ann/r1.1']);
  expect(play.instance('shop').work).toHaveLength(1);
  play.do('acknowledge shop.0');
  expect(play.queue('orders')).toEqual([]);
  expect(play.entries().map((entry) => entry.kind)).toEqual([
    'requested',
    'sent',
    'delivered',
    'begun',
    'written',
    'committed',
    'handled',
    'acknowledged',
  ]);
});

test('CH3: at least once, a crash after the commit and before the acknowledgement repeats the effect', () => {
  const play = new Play(counting({}), { crashes: 1 });
  play.do('request ann', 'deliver orders', 'run shop.0', 'crash shop.0');
  expect(states(play)).toEqual(['ann/r1.1 ready 1']);
  play.finish();
  expect(play.rows('shop')).toEqual({ a: { n: 2 } });
  expect(play.fields('delivered', 'delivery')).toEqual([1, 2]);
});

test('CH4: FIFO, deliveries start in order, and what is out does not hold up what follows', () => {
  const play = new Play(counting({ ordering: 'fifo' }, { requests: 3, concurrency: 2 }));
  play.do('request ann', 'request ann', 'request ann');
  expect(play.enabledLike('deliver')).toEqual(['deliver orders ann/r1.1 to shop.0']);
  play.do('deliver orders');
  expect(play.enabledLike('deliver')).toEqual(['deliver orders ann/r2.1 to shop.0']);
  play.do('deliver orders');
  expect(play.enabledLike('deliver')).toEqual([]);
  play.do('run shop.0 ann/r2.1', 'acknowledge shop.0 ann/r2.1');
  expect(states(play)).toEqual(['ann/r1.1 out 1', 'ann/r3.1 ready 0']);
  expect(play.enabledLike('deliver')).toEqual(['deliver orders ann/r3.1 to shop.0']);
});

test('CH5: by key, one at a time for each key and in order; copies without a key wait for nobody', () => {
  const play = new Play(counting({ ordering: 'key' }, { keys: ['k', 'k', 'l'], concurrency: 4 }));
  play.do('request ann', 'request ann', 'request ann');
  expect(play.enabledLike('deliver')).toEqual([
    'deliver orders ann/r1.1 to shop.0',
    'deliver orders ann/r3.1 to shop.0',
  ]);
  play.do('deliver orders ann/r1.1', 'run shop.0');
  expect(play.enabledLike('deliver')).toEqual(['deliver orders ann/r3.1 to shop.0']);
  play.do('acknowledge shop.0');
  expect(play.enabledLike('deliver')).toEqual([
    'deliver orders ann/r2.1 to shop.0',
    'deliver orders ann/r3.1 to shop.0',
  ]);

  const unkeyed = new Play(counting({ ordering: 'key' }, { requests: 2, concurrency: 2 }));
  unkeyed.do('request ann', 'request ann');
  expect(unkeyed.enabledLike('deliver')).toHaveLength(2);
});

test('CH5: by key, a copy that comes back holds up its key', () => {
  const play = new Play(counting({ ordering: 'key' }, { keys: ['k', 'k'] }), { lostAcknowledgements: 1 });
  play.do('request ann', 'request ann', 'deliver orders', 'run shop.0', 'acknowledge shop.0 * (lost)');
  expect(play.enabledLike('deliver')).toEqual([]);
  play.do('redeliver orders');
  expect(play.enabledLike('deliver')).toEqual(['deliver orders ann/r1.1 to shop.0']);
});

test('CH6: without an order any copy can be delivered next, and the order of sending is no part of the state', () => {
  const play = new Play(counting({ ordering: 'none' }, { requests: 3 }));
  play.do('request ann', 'request ann', 'request ann');
  expect(play.enabledLike('deliver')).toHaveLength(3);

  const document = scenarioOf({
    messages: MESSAGES,
    services: { shop: { database: database({ a: 0 }), handlers: { Add: { steps: [count] } } } },
    channels: { orders: queueTo('shop', { ordering: 'none' }) },
    clients: {
      ann: clientOf({ message: 'Add', to: 'orders', payload: { n: 1 } }),
      bob: clientOf({ message: 'Add', to: 'orders', payload: { n: 2 } }),
    },
  });
  const annFirst = new Play(document);
  annFirst.do('request ann', 'request bob');
  const bobFirst = new Play(document);
  bobFirst.do('request bob', 'request ann');
  expect(bobFirst.world.stateDigest).toBe(annFirst.world.stateDigest);
  expect(bobFirst.bytes()).toEqual(annFirst.bytes());
});

test('CH7: a copy whose consumer died is deliverable at once, at its old place, and its deliveries are counted', () => {
  const play = new Play(counting({}, { requests: 3, instances: 2 }), { crashes: 2 });
  play.do('request ann', 'request ann', 'request ann');
  play.do('deliver orders * to shop.0', 'deliver orders * to shop.1', 'crash shop.0');
  expect(states(play)).toEqual(['ann/r1.1 ready 1', 'ann/r2.1 out 1', 'ann/r3.1 ready 0']);
  play.do('run shop.1', 'acknowledge shop.1');
  expect(play.enabledLike('deliver')).toEqual(['deliver orders ann/r1.1 to shop.1']);
  play.do('deliver orders');
  expect(states(play)).toEqual(['ann/r1.1 out 2', 'ann/r3.1 ready 0']);
  expect(play.fields('requeued', 'reason')).toEqual(['crash']);
});

test('CH8: a refused copy comes back after a while, and what follows may overtake it', () => {
  const play = new Play(counting({}, { requests: 2, steps: [{ fail: { reason: 'no' } }] }));
  play.do('request ann', 'request ann', 'deliver orders');
  expect(states(play)).toEqual(['ann/r1.1 returning 1', 'ann/r2.1 ready 0']);
  expect(play.enabled()).toEqual(['redeliver orders ann/r1.1 to shop', 'deliver orders ann/r2.1 to shop.0']);
  expect(play.fields('handled', 'reason')).toEqual(['no']);
  expect(play.fields('requeued', 'reason')).toEqual(['no']);
  play.do('redeliver orders');
  expect(states(play)).toEqual(['ann/r1.1 ready 1', 'ann/r2.1 ready 0']);
  expect(play.enabledLike('deliver')).toEqual(['deliver orders ann/r1.1 to shop.0']);
});

test('CH8: after a lost acknowledgement the copy comes back and the effect is repeated', () => {
  const play = new Play(counting({}), { lostAcknowledgements: 1 });
  play.do('request ann', 'deliver orders', 'run shop.0', 'acknowledge shop.0 ann/r1.1 (lost)');
  expect(states(play)).toEqual(['ann/r1.1 returning 1']);
  expect(play.instance('shop').work).toEqual([]);
  play.do('redeliver orders', 'deliver orders');
  expect(states(play)).toEqual(['ann/r1.1 out 2']);
  play.finish();
  expect(play.rows('shop')).toEqual({ a: { n: 2 } });
  expect(play.fields('acknowledged', 'fate')).toEqual([1, 0]);
});

test('CH9: after its last delivery a refused copy goes to the dead-letter channel, or is dropped, and is reported', () => {
  const failing: Step = { if: 'message.n == 1', then: [{ fail: { reason: 'poison' } }] };
  const deadLetter = counting({ maximumDeliveries: 2 }, { steps: [failing] });
  const dropped = new Play(deadLetter);
  dropped.do('request ann', 'deliver orders', 'redeliver orders', 'deliver orders');
  expect(dropped.queue('orders')).toEqual([]);
  expect(dropped.fields('deadLettered', 'reason')).toEqual(['poison']);
  expect(dropped.isQuiescent()).toBe(true);

  const kept = new Play(
    scenarioOf({
      messages: MESSAGES,
      services: {
        shop: { handlers: { Add: { steps: [failing] } } },
        help: { database: database({ a: 0 }), handlers: { Add: { steps: [count] } } },
      },
      channels: { orders: queueTo('shop', { maximumDeliveries: 1, deadLetter: 'dead' }), dead: queueTo('help') },
      clients: { ann: clientOf({ message: 'Add', to: 'orders', payload: { n: 1 } }) },
    }),
  );
  kept.do('request ann', 'deliver orders');
  expect(kept.queue('orders')).toEqual([]);
  expect(states(kept, 'dead')).toEqual(['ann/r1.1 ready 0']);
  kept.finish();
  expect(kept.rows('help')).toEqual({ a: { n: 1 } });
});

test('CH9: crashes and lost acknowledgements alone make no dead letter', () => {
  const play = new Play(counting({ maximumDeliveries: 1 }), { crashes: 1, lostAcknowledgements: 1 });
  play.do('request ann', 'deliver orders', 'crash shop.0', 'restart shop.0', 'deliver orders', 'run shop.0');
  play.do('acknowledge shop.0 * (lost)', 'redeliver orders', 'deliver orders');
  expect(states(play)).toEqual(['ann/r1.1 out 3']);
  expect(play.entries('deadLettered')).toEqual([]);
});

test('CH10: dead letters of two copies, or of two subscribers, stay two copies', () => {
  const failing: readonly Step[] = [{ fail: { reason: 'poison' } }];
  const play = new Play(
    scenarioOf({
      messages: MESSAGES,
      services: {
        kitchen: { handlers: { Added: { steps: failing } } },
        ledger: { handlers: { Added: { steps: failing } } },
        help: { concurrency: 8, database: database({ a: 0 }), handlers: { Added: { steps: [count] } } },
      },
      channels: {
        news: topicTo(['kitchen', 'ledger'], { maximumDeliveries: 1, deadLetter: 'dead' }),
        dead: queueTo('help'),
      },
      clients: { ann: clientOf({ message: 'Added', to: 'news', payload: { n: 1 } }) },
    }),
    { duplicates: 1 },
  );
  play.do('request ann (duplicated)');
  while (play.enabledLike('deliver news').length > 0) play.do(play.enabledLike('deliver news')[0] as string);
  expect(new Set(play.queue('dead').map((item) => item.copy)).size).toBe(4);
  while (play.enabledLike('deliver dead').length > 0) play.do(play.enabledLike('deliver dead')[0] as string);
  expect(play.instance('help').work).toHaveLength(4);
  expect(new Set(play.enabled()).size).toBe(4);
  play.finish();
  expect(play.rows('help')).toEqual({ a: { n: 4 } });
  expect(play.queue('dead')).toEqual([]);
});

test('CH10: work on a dead letter is other work than that on the message, even at the same service', () => {
  const once: readonly Step[] = [{ send: { message: 'Other', to: 'others' } }, { fail: { reason: 'poison' } }];
  const play = new Play(
    scenarioOf({
      messages: { ...MESSAGES, Other: { kind: 'command' } },
      services: { shop: { handlers: { Add: { steps: once } } }, other: { handlers: { Other: { steps: [] } } } },
      channels: {
        orders: queueTo('shop', { maximumDeliveries: 1, deadLetter: 'dead' }),
        dead: queueTo('shop', { maximumDeliveries: 1 }),
        others: queueTo('other'),
      },
      clients: { ann: clientOf({ message: 'Add', to: 'orders' }) },
    }),
  );
  play.do('request ann', 'deliver orders', 'run shop.0', 'deliver dead', 'run shop.0');
  expect(new Set(play.queue('others').map((item) => item.message)).size).toBe(2);
});

test('CH11: only what nobody promised to bring can be lost, only what is promised can come twice', () => {
  const lossy = new Play(counting({ delivery: 'at-most-once' }), { losses: 1, duplicates: 1 });
  expect(lossy.enabled()).toEqual(['request ann', 'request ann (lost)']);
  lossy.do('request ann (lost)');
  expect(lossy.queue('orders')).toEqual([]);
  expect(lossy.fields('sent', 'fate')).toEqual([1]);
  expect(lossy.isQuiescent()).toBe(true);

  const doubling = new Play(counting({}), { losses: 1, duplicates: 1 });
  expect(doubling.enabled()).toEqual(['request ann', 'request ann (duplicated)']);
  doubling.do('request ann (duplicated)');
  expect(states(doubling)).toEqual(['ann/r1.1 ready 0', 'ann/r1.1#2 ready 0']);
  doubling.finish();
  expect(doubling.rows('shop')).toEqual({ a: { n: 2 } });
});

test('CH12: an acknowledgement can be lost only where there is one, and only within the budget', () => {
  const play = new Play(counting({}, { requests: 2 }), { lostAcknowledgements: 1 });
  play.do('request ann', 'request ann', 'deliver orders', 'run shop.0');
  expect(play.enabledLike('acknowledge')).toHaveLength(2);
  play.do('acknowledge shop.0 * (lost)', 'deliver orders', 'run shop.0');
  expect(play.enabledLike('acknowledge')).toHaveLength(1);
});

test('CH13: a copy is delivered only to an instance that is up and has a free place', () => {
  const play = new Play(counting({}, { requests: 3, instances: 2 }), { crashes: 1 });
  play.do('request ann', 'request ann', 'request ann', 'crash shop.0');
  expect(play.enabledLike('deliver')).toEqual(['deliver orders ann/r1.1 to shop.1']);
  play.do('deliver orders');
  expect(play.enabledLike('deliver')).toEqual([]);
  play.do('restart shop.0');
  expect(play.enabledLike('deliver')).toEqual(['deliver orders ann/r2.1 to shop.0']);
});

test('CH14: a reply that goes straight back to a client is neither lost nor duplicated', () => {
  const play = new Play(
    scenarioOf({
      messages: MESSAGES,
      services: { shop: { handlers: { Add: { steps: [{ reply: { outcome: 'success' } }] } } } },
      channels: { orders: queueTo('shop') },
      clients: { ann: clientOf({ message: 'Add', to: 'orders', awaitReply: true }) },
    }),
    { losses: 1, duplicates: 1 },
  );
  play.do('request ann', 'deliver orders');
  expect(play.enabledLike('run')).toEqual(['run shop.0 ann/r1.1']);
});

test('CH6: by key, copies without one are promised no order, and replies keep the key of what they answer', () => {
  const parts = (keyed: boolean): Scenario =>
    scenarioOf({
      messages: { Ask: { kind: 'command', payload: { n: 'int' } } },
      services: { desk: { handlers: { Ask: { steps: [] } } } },
      channels: { api: queueTo('desk', { ordering: 'key' }) },
      clients: Object.fromEntries(
        ['ann', 'bob'].map((name) => [
          name,
          clientOf({ message: 'Ask', to: 'api', ...(keyed ? { key: `'${name === 'ann' ? 'z' : 'a'}'` } : {}) }),
        ]),
      ),
    });
  for (const keyed of [false, true]) {
    const [one, other] = [new Play(parts(keyed)), new Play(parts(keyed))];
    one.do('request ann', 'request bob');
    other.do('request bob', 'request ann');
    expect(one.world.stateDigest).toBe(other.world.stateDigest);
    expect(one.enabledLike('deliver')).toHaveLength(2);
  }
});

test('CH15: what comes back to the tail is ready at once, behind the others', () => {
  const play = new Play(
    scenarioOf({
      messages: { Ask: { kind: 'command', payload: { n: 'int' } } },
      services: { desk: { database: database({ a: 0 }), handlers: { Ask: { steps: [{ fail: { reason: 'no' } }] } } } },
      channels: { api: queueTo('desk', { redelivery: 'tail', maximumDeliveries: 2 }) },
      clients: { ann: clientOf({ message: 'Ask', to: 'api', count: 2 }) },
    }),
  );
  const queue = (): unknown[] => play.queue('api').map((item) => [item.message, item.deliveries, item.state]);
  play.do('request ann', 'request ann', 'deliver api');
  expect(queue()).toEqual([
    ['ann/r1.2', 0, 'ready'],
    ['ann/r1.1', 1, 'ready'],
  ]);
  play.do('deliver api', 'deliver api', 'deliver api');
  expect(queue()).toEqual([]);
  expect(play.entries('deadLettered')).toHaveLength(2);
});
