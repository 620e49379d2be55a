import { expect, test } from 'vitest';
import type { Scenario, Step } from '../model/document.ts';
import { clientOf, database, queueTo, scenarioOf } from '../testing/fixture.ts';
import { Play } from '../testing/play.ts';

const add = (label: string): Step => ({ label, update: { table: 'rows', key: "'a'", add: { n: 1 } } });

function counting(inbox: boolean, steps: readonly Step[]): Scenario {
  return scenarioOf({
    messages: { Add: { kind: 'command', payload: { fail: 'bool' } } },
    services: { shop: { inbox, database: database({ a: 0 }), handlers: { Add: { steps } } } },
    channels: { orders: queueTo('shop') },
    clients: { ann: clientOf({ message: 'Add', to: 'orders' }) },
  });
}

test('IN1: a processed message is known by its id: duplicates and redeliveries change nothing and are acknowledged', () => {
  for (const inbox of [true, false]) {
    const play = new Play(counting(inbox, [add('add')]), { duplicates: 1, lostAcknowledgements: 1 });
    play.do('request ann (duplicated)', 'deliver orders', 'run shop.0', 'acknowledge shop.0 * (lost)');
    play.finish();
    expect(play.rows('shop')).toEqual({ a: { n: inbox ? 1 : 3 } });
    expect(play.entries('skipped')).toHaveLength(inbox ? 2 : 0);
    expect(play.queue('orders')).toEqual([]);
  }
});

test('IN2: the id is written with the first transaction: what is rolled back is not processed', () => {
  const failing: Step = {
    transaction: [
      add('add'),
      { read: { table: 'rows', key: "'a'", as: 'row1' } },
      { if: 'row1.n == 1 && !message.fail', then: [{ fail: { reason: 'no' } }] },
    ],
  };
  const play = new Play(counting(true, [failing]));
  play.do('request ann', 'deliver orders', 'run shop.0');
  expect(play.service('shop').inboxSize).toBe(0);
  expect(play.fields('rolledBack', 'reason')).toEqual(['no']);
  play.do('redeliver orders', 'deliver orders', 'run shop.0');
  expect(play.entries('skipped')).toEqual([]);
});

test('IN3: a crash between two transactions of one handler loses the second for good', () => {
  const play = new Play(counting(true, [add('first'), add('second')]), { crashes: 1 });
  play.do('request ann', 'deliver orders', 'run shop.0', 'crash shop.0');
  play.finish();
  expect(play.rows('shop')).toEqual({ a: { n: 1 } });
  expect(play.entries('skipped')).toHaveLength(1);
});

test('IN3: within one attempt later transactions are not held up by the first', () => {
  const play = new Play(counting(true, [add('first'), add('second')]));
  play.finish();
  expect(play.rows('shop')).toEqual({ a: { n: 2 } });
});
