import { expect, test } from 'vitest';
import type { Scenario } from '../model/document.ts';
import { clientOf, database, queueTo, scenarioOf } from '../testing/fixture.ts';
import { Play } from '../testing/play.ts';

function shop(faults?: Scenario['faults']): Scenario {
  return scenarioOf({
    messages: { Add: { kind: 'command' } },
    services: {
      shop: {
        instances: 2,
        concurrency: 2,
        database: database({ a: 0 }),
        handlers: {
          Add: {
            steps: [{ update: { table: 'rows', key: "'a'", add: { n: 1 } } }, { wait: { forMicros: { fixed: 5 } } }],
          },
        },
      },
    },
    channels: {
      orders: queueTo('shop', { lostAcknowledgementPerMille: 500 }),
      loose: queueTo('shop', { delivery: 'at-most-once' }),
    },
    clients: {
      ann: clientOf(
        { message: 'Add', to: 'orders' },
        { message: 'Add', to: 'loose' },
        { message: 'Add', to: 'orders' },
      ),
    },
    ...(faults === undefined ? {} : { faults }),
  });
}

test('FA1: a crash ends the work of its instance and no other; restarting is progress', () => {
  const play = new Play(shop(), { crashes: 1 });
  play.do('request ann', 'request ann', 'request ann');
  play.do(
    'deliver orders ann/r1.1 to shop.0',
    'deliver loose ann/r2.1 to shop.0',
    'deliver orders ann/r3.1 to shop.1',
    'crash shop.0',
  );
  expect(play.instance('shop', 0)).toEqual({ up: false, work: [] });
  expect(play.instance('shop', 1).work).toHaveLength(1);
  expect(play.queue('orders').map((item) => item.state)).toEqual(['ready', 'out']);
  expect(play.enabledLike('crash')).toEqual([]);
  expect(play.enabledLike('restart')).toEqual(['restart shop.0']);
  expect(play.isQuiescent()).toBe(false);
});

test('FA1: committed rows stay, pauses are volatile', () => {
  const play = new Play(shop(), { crashes: 1 });
  play.do('request ann', 'deliver orders * to shop.0', 'run shop.0', 'run shop.0');
  expect(play.enabledLike('timer')).toHaveLength(1);
  play.do('crash shop.0');
  expect(play.enabledLike('timer')).toEqual([]);
  expect(play.rows('shop')).toEqual({ a: { n: 1 } });
  play.finish();
  expect(play.rows('shop')).toEqual({ a: { n: 4 } });
});

test('FA2: in a search each kind of fault has a budget for the whole run, and nothing else limits it', () => {
  const play = new Play(
    shop({ crashes: { shop: { everyMicros: { fixed: 1 }, restartMicros: { fixed: 1 }, count: 9 } } }),
    { crashes: 1 },
  );
  expect(play.enabledLike('crash')).toEqual(['crash shop.0', 'crash shop.1']);
  play.do('crash shop.1');
  expect(play.enabledLike('crash')).toEqual([]);
  expect(new Play(shop()).enabledLike('crash')).toEqual([]);
});

test('FA3: in play, faults are those that the document declares: crashes by instance and count, chances by channel', () => {
  const play = new Play(
    shop({ crashes: { shop: { everyMicros: { fixed: 1 }, restartMicros: { fixed: 1 }, count: 1 } } }),
    'declared',
  );
  play.do('crash shop.0', 'restart shop.0', 'crash shop.1');
  expect(play.enabledLike('crash')).toEqual([]);
  expect(new Play(shop(), 'declared').enabledLike('crash')).toEqual([]);
  play.do('restart shop.1', 'request ann', 'deliver orders * to shop.0', 'run shop.0', 'run shop.0', 'timer shop.0');
  expect(play.enabledLike('acknowledge')).toEqual([
    'acknowledge shop.0 ann/r1.1',
    'acknowledge shop.0 ann/r1.1 (lost)',
  ]);
});

test('FA4: only crashes may be left when a run has come to rest', () => {
  const play = new Play(shop(), { crashes: 1, duplicates: 3, lostAcknowledgements: 3 });
  expect(play.isQuiescent()).toBe(false);
  play.finish();
  expect(play.enabled()).toEqual(['crash shop.0', 'crash shop.1']);
});
