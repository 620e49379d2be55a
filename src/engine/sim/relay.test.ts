import { expect, test } from 'vitest';
import type { Scenario, Service, Step } from '../model/document.ts';
import { clientOf, database, queueTo, scenarioOf } from '../testing/fixture.ts';
import { Play } from '../testing/play.ts';

const place: Step = {
  label: 'place',
  transaction: [
    { update: { table: 'rows', key: "'a'", add: { n: 1 } } },
    { send: { message: 'Pack', to: 'packing', payload: { n: 'message.n' } } },
    { if: 'message.n > 100', then: [{ fail: { reason: 'too much' } }] },
  ],
};

/** A client places orders with a shop, which counts them and tells a depot to pack. */
function shop(
  service: Partial<Service>,
  parts: { requests?: number; n?: number; steps?: readonly Step[] } = {},
): Scenario {
  return scenarioOf({
    messages: {
      Place: { kind: 'command', payload: { n: 'int' } },
      Pack: { kind: 'command', payload: { n: 'int' } },
    },
    services: {
      shop: {
        database: database({ a: 0 }),
        handlers: { Place: { steps: parts.steps ?? [place] } },
        ...service,
      },
      depot: {
        database: database({ a: 0 }),
        handlers: { Pack: { steps: [{ update: { table: 'rows', key: "'a'", add: { n: 'message.n' } } }] } },
      },
    },
    channels: { orders: queueTo('shop'), packing: queueTo('depot') },
    clients: {
      ann: clientOf(
        ...Array.from({ length: parts.requests ?? 1 }, () => ({
          message: 'Place',
          to: 'orders',
          payload: { n: parts.n ?? 1 },
        })),
      ),
    },
  });
}

const placed = (play: Play, times = 1): void => {
  for (let i = 0; i < times; i++)
    play.do('request ann', 'deliver orders * to shop.0', 'run shop.0', 'acknowledge shop.0');
};

test('OB1: the message row is part of the transaction: with it, nothing of it is visible, and the relay sends it later', () => {
  const play = new Play(shop({}));
  play.do('request ann', 'deliver orders', 'run shop.0');
  expect(play.rows('shop')).toEqual({ a: { n: 1 } });
  expect(play.service('shop').outbox).toEqual([{ message: 'ann/r1.1>Pack', type: 'Pack' }]);
  expect(play.queue('packing')).toEqual([]);
  expect(
    play
      .entries()
      .map((entry) => entry.kind)
      .slice(3),
  ).toEqual(['begun', 'written', 'outboxed', 'committed']);
  play.do('relay shop');
  expect(play.queue('packing').map((item) => item.message)).toEqual(['ann/r1.1>Pack']);
});

test('OB1: what is rolled back sends nothing', () => {
  const play = new Play(shop({}, { n: 101 }));
  play.do('request ann', 'deliver orders', 'run shop.0');
  expect(play.rows('shop')).toEqual({ a: { n: 0 } });
  expect(play.service('shop').outbox).toEqual([]);
  expect(play.fields('rolledBack', 'reason')).toEqual(['too much']);
});

test('OB1: a crash after the commit loses neither the row nor the message', () => {
  const play = new Play(shop({ inbox: true }), { crashes: 1 });
  play.do('request ann', 'deliver orders', 'run shop.0', 'crash shop.0');
  play.finish();
  expect(play.rows('shop')).toEqual({ a: { n: 1 } });
  expect(play.rows('depot')).toEqual({ a: { n: 1 } });
});

test('OB2: the relay publishes rows in the order of their commits, then takes them out in an act of its own', () => {
  const play = new Play(shop({ relay: { kind: 'polling', batch: 2 } }, { requests: 3 }));
  placed(play, 3);
  play.do('relay shop', 'relay shop');
  expect(play.queue('packing').map((item) => item.message)).toEqual(['ann/r1.1>Pack', 'ann/r2.1>Pack']);
  expect(play.service('shop').outbox).toHaveLength(3);
  play.do('relay shop');
  expect(play.fields('marked', 'message')).toEqual(['ann/r1.1>Pack', 'ann/r2.1>Pack']);
  expect(play.service('shop').outbox).toHaveLength(1);
  play.do('relay shop', 'relay shop');
  expect(play.service('shop').outbox).toEqual([]);
  expect(play.enabledLike('relay')).toEqual([]);
});

test('OB2: a row committed while a batch is published joins it, up to its size', () => {
  const play = new Play(shop({ relay: { kind: 'polling', batch: 2 } }, { requests: 2 }));
  placed(play);
  play.do('relay shop');
  placed(play);
  play.do('relay shop');
  expect(play.queue('packing')).toHaveLength(2);
  play.do('relay shop');
  expect(play.fields('marked', 'message')).toHaveLength(2);
});

test('OB3: a relay that dies between publishing and marking publishes again: the copies are told apart', () => {
  const play = new Play(shop({}), { crashes: 1 });
  placed(play);
  play.do('relay shop', 'crash shop.0');
  expect(play.enabledLike('relay')).toEqual([]);
  play.do('restart shop.0', 'relay shop');
  expect(play.queue('packing').map((item) => [item.message, item.copy])).toEqual([
    ['ann/r1.1>Pack', 1],
    ['ann/r1.1>Pack', 3],
  ]);
  play.do('relay shop');
  play.finish();
  expect(play.rows('depot')).toEqual({ a: { n: 2 } });
});

test('OB3: a duplicate of what is published again is a fourth copy', () => {
  const play = new Play(shop({}), { crashes: 1, duplicates: 2 });
  placed(play);
  play.do('relay shop (duplicated)', 'crash shop.0', 'restart shop.0', 'relay shop (duplicated)');
  expect(play.queue('packing').map((item) => item.copy)).toEqual([1, 2, 3, 4]);
});

test('OB4: the relay lives beside instance 0 and dies with no other', () => {
  const play = new Play(shop({ instances: 2 }), { crashes: 2 });
  placed(play);
  play.do('crash shop.1');
  expect(play.enabledLike('relay')).toEqual(['relay shop']);
  play.do('crash shop.0');
  expect(play.enabledLike('relay')).toEqual([]);
});

test('OB5: after the commit, each send is an operation of its own, and a crash before it loses the message', () => {
  const play = new Play(shop({ publishing: 'after-commit', inbox: true }), { crashes: 1 });
  play.do('request ann', 'deliver orders', 'run shop.0');
  expect(play.entries('intended')).toHaveLength(1);
  expect(play.queue('packing')).toEqual([]);
  play.do('crash shop.0');
  play.finish();
  expect(play.rows('shop')).toEqual({ a: { n: 1 } });
  expect(play.rows('depot')).toEqual({ a: { n: 0 } });

  const well = new Play(shop({ publishing: 'after-commit' }));
  well.do('request ann', 'deliver orders', 'run shop.0', 'run shop.0');
  expect(well.queue('packing')).toHaveLength(1);
  expect(well.fields('sent', 'transaction')).toEqual([null, null]);
});

test('OB5: after the commit, the sends follow in the order of the steps', () => {
  const both: Step = {
    transaction: [
      { label: 'first', send: { message: 'Pack', to: 'packing', payload: { n: 1 } } },
      { label: 'second', send: { message: 'Pack', to: 'packing', payload: { n: 2 } } },
    ],
  };
  const play = new Play(shop({ publishing: 'after-commit' }, { steps: [both] }), { crashes: 1 });
  play.do('request ann', 'deliver orders', 'run shop.0', 'run shop.0');
  expect(play.queue('packing').map((item) => item.payload)).toEqual([{ n: 1 }]);
  play.do('run shop.0');
  expect(play.queue('packing').map((item) => item.payload)).toEqual([{ n: 1 }, { n: 2 }]);
});

test('OB6: before the commit, the message leaves while the transaction is open, and a rollback leaves a ghost', () => {
  const play = new Play(shop({ publishing: 'before-commit' }, { n: 101 }));
  play.do('request ann', 'deliver orders', 'run shop.0');
  expect(play.rows('shop')).toEqual({ a: { n: 0 } });
  play.do('run shop.0');
  expect(play.queue('packing')).toHaveLength(1);
  expect(play.fields('sent', 'transaction')).toEqual([null, 'ann/r1.1>place']);
  play.do('run shop.0');
  expect(play.fields('rolledBack', 'reason')).toEqual(['too much']);
  expect(play.rows('shop')).toEqual({ a: { n: 0 } });
  expect(play.queue('packing')).toHaveLength(1);
});

test('OB6: before the commit, a crash between the send and the commit rolls back', () => {
  const play = new Play(shop({ publishing: 'before-commit' }), { crashes: 1 });
  play.do('request ann', 'deliver orders', 'run shop.0', 'run shop.0', 'crash shop.0');
  expect(play.rows('shop')).toEqual({ a: { n: 0 } });
  expect(play.fields('rolledBack', 'reason')).toEqual(['crash']);
  expect(play.queue('packing')).toHaveLength(1);
});

test('OB6: before the commit, the open transaction holds the database of its service until it ends', () => {
  const play = new Play(shop({ publishing: 'before-commit', concurrency: 2, instances: 2 }, { requests: 3 }), {
    crashes: 1,
  });
  play.do('request ann', 'request ann', 'request ann');
  play.do(
    'deliver orders * to shop.0',
    'deliver orders * to shop.0',
    'deliver orders * to shop.1',
    'run shop.0 ann/r1.1',
  );
  expect(play.enabledLike('run')).toEqual(['run shop.0 ann/r1.1']);
  play.do('run shop.0 ann/r1.1', 'run shop.0 ann/r1.1');
  expect(play.rows('shop')).toEqual({ a: { n: 1 } });
  expect(play.enabledLike('run')).toEqual(['run shop.0 ann/r2.1', 'run shop.1 ann/r3.1']);
  play.do('run shop.0 ann/r2.1');
  expect(play.enabledLike('run')).toEqual(['run shop.0 ann/r2.1']);
  play.do('crash shop.0');
  expect(play.enabledLike('run')).toEqual(['run shop.1 ann/r3.1']);
});

test('OB7: a send outside of a transaction leaves at once, whatever the publishing', () => {
  for (const publishing of ['outbox', 'after-commit', 'before-commit'] as const) {
    const steps: readonly Step[] = [{ send: { message: 'Pack', to: 'packing', payload: { n: 1 } } }];
    const play = new Play(shop({ publishing }, { steps }));
    play.do('request ann', 'deliver orders', 'run shop.0');
    expect(play.queue('packing')).toHaveLength(1);
    expect(play.fields('sent', 'transaction')).toEqual([null, null]);
  }
});
