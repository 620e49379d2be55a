import { expect, test } from 'vitest';
import type { DatabaseLevel, Scenario, Service, Step, TransactionStep } from '../model/document.ts';
import { clientOf, database, queueTo, scenarioOf } from '../testing/fixture.ts';
import { Play } from '../testing/play.ts';

const read = (key: string, as: string): Step => ({ read: { table: 'rows', key: `'${key}'`, as } });
const set = (key: string, n: string): Step => ({ update: { table: 'rows', key: `'${key}'`, set: { n } } });

/** A bank where two handlers run at once, each a transaction at statement granularity. */
function bank(
  level: DatabaseLevel,
  one: readonly Step[],
  two: readonly Step[],
  parts: { service?: Partial<Service>; more?: Partial<TransactionStep>; requests?: readonly string[] } = {},
): Scenario {
  const handler = (transaction: readonly Step[]): { steps: readonly Step[] } => ({
    steps: [{ label: 'work', transaction, ...parts.more }],
  });
  return scenarioOf({
    messages: { One: { kind: 'command' }, Two: { kind: 'command' }, Note: { kind: 'command' } },
    services: {
      bank: {
        concurrency: 2,
        database: { ...database({ a: 1, b: 1 }), level },
        handlers: { One: handler(one), Two: handler(two) },
        ...parts.service,
      },
      clerk: { handlers: { Note: { steps: [] } } },
    },
    channels: { requests: queueTo('bank'), notes: queueTo('clerk') },
    clients: { ann: clientOf(...(parts.requests ?? ['One', 'Two']).map((message) => ({ message, to: 'requests' }))) },
  });
}

const ONE = 'run bank.0 ann/r1.1';
const TWO = 'run bank.0 ann/r2.1';

function begun(scenario: Scenario, faults = {}): Play {
  const play = new Play(scenario, faults);
  play.do('request ann', 'request ann', 'deliver requests', 'deliver requests');
  return play;
}

test('TX12: at statement granularity each statement and the commit is a choice of its own, and others come between', () => {
  const play = begun(
    bank('read-committed', [read('a', 'x'), set('a', 'x.n + 1')], [read('a', 'y'), set('a', 'y.n + 1')]),
  );
  play.do(ONE, ONE, TWO, TWO, ONE, ONE);
  expect(play.rows('bank')).toMatchObject({ a: { n: 2 } });
  play.do(TWO, TWO);
  expect(play.rows('bank')).toMatchObject({ a: { n: 2 } });
  expect(play.entries('committed')).toHaveLength(2);
});

test('TX12: a statement that needs a row that another has written waits for its end, and holds its place', () => {
  const play = begun(bank('read-committed', [set('a', '5')], [set('a', '6')]));
  play.do(ONE, ONE, TWO, TWO);
  expect(play.entries('blocked')).toHaveLength(1);
  expect(play.enabledLike(TWO)).toEqual([]);
  play.do(ONE);
  expect(play.enabledLike(TWO)).toEqual([TWO]);
  play.do(TWO, TWO);
  expect(play.rows('bank')).toMatchObject({ a: { n: 6 } });
});

test('TX13: a crash rolls an open transaction back and lets go of what it held', () => {
  const scenario = bank('read-committed', [set('a', '5')], [set('a', '6')], {
    service: { instances: 2, concurrency: 1 },
  });
  const play = new Play(scenario, { crashes: 1 });
  play.do('request ann', 'request ann', 'deliver requests * to bank.0', 'deliver requests * to bank.1');
  play.do(ONE, ONE, 'run bank.1', 'run bank.1');
  expect(play.enabledLike('run bank.1')).toEqual([]);
  play.do('crash bank.0');
  expect(play.fields('rolledBack', 'reason')).toEqual(['crash']);
  expect(play.rows('bank')).toMatchObject({ a: { n: 1 } });
  play.do('run bank.1', 'run bank.1');
  expect(play.rows('bank')).toMatchObject({ a: { n: 6 } });
});

test('TX13: a waiting transaction that dies leaves the queue', () => {
  const scenario = bank('read-committed', [set('a', '5')], [set('a', '6')], {
    service: { instances: 2, concurrency: 1 },
  });
  const play = new Play(scenario, { crashes: 1 });
  play.do('request ann', 'request ann', 'deliver requests * to bank.0', 'deliver requests * to bank.1');
  play.do(ONE, ONE, 'run bank.1', 'run bank.1', 'crash bank.1', ONE);
  expect(play.rows('bank')).toMatchObject({ a: { n: 5 } });
  play.finish();
  expect(play.rows('bank')).toMatchObject({ a: { n: 6 } });
});

const skew = (key: string, other: string): readonly Step[] => [read(other, 'seen'), set(key, 'seen.n + 1')];

test('TX14: a serialization failure begins again as often as it may, as a transaction of its own, then rolls back', () => {
  const run = (retries: number): Play => {
    const play = begun(bank('serializable', skew('a', 'b'), skew('b', 'a'), { more: { retries, onRollback: [] } }));
    play.do(ONE, ONE, TWO, TWO, ONE, TWO, ONE);
    play.finish();
    return play;
  };
  const failing = run(0);
  expect(failing.fields('rolledBack', 'reason')).toEqual(['serialization-failure']);
  expect(failing.entries('committed')).toHaveLength(1);
  const again = run(1);
  expect(again.fields('rolledBack', 'reason')).toEqual(['serialization-failure']);
  expect(again.entries('committed')).toHaveLength(2);
  expect(again.fields('begun', 'transaction')).toEqual(['ann/r1.1>work', 'ann/r2.1>work', 'ann/r2.1>work~2']);
  expect(again.rows('bank')).toMatchObject({ a: { n: 2 }, b: { n: 3 } });
});

test('TX14: what was sent before the commit of an attempt that failed is sent again, as a further copy', () => {
  const sending = (key: string, other: string): readonly Step[] => [
    ...skew(key, other),
    { send: { message: 'Note', to: 'notes' } },
  ];
  const scenario = bank('serializable', sending('a', 'b'), sending('b', 'a'), {
    more: { retries: 1 },
    service: { publishing: 'before-commit' },
  });
  const play = begun(scenario);
  play.do(ONE, ONE, TWO, TWO, ONE, TWO, ONE, ONE, TWO);
  while (play.enabledLike('run bank').length > 0) play.do(play.enabledLike('run bank')[0] as string);
  const copies = play.queue('notes').map((item) => `${item.message} ${item.copy}`);
  expect(copies).toEqual(['ann/r1.1>Note 1', 'ann/r2.1>Note 1', 'ann/r2.1>Note 3']);
});

test('TX14: a deadlock is a failure of one of the two', () => {
  const play = begun(bank('read-committed', [set('a', '5'), set('b', '5')], [set('b', '6'), set('a', '6')]));
  play.do(ONE, ONE, TWO, TWO, ONE, TWO);
  expect(play.fields('rolledBack', 'reason')).toEqual(['deadlock']);
  play.finish();
});

test('TX15: a row that is locked can be waited for, refused or passed over', () => {
  const locking = (wait: 'wait' | 'nowait' | 'skip-locked'): readonly Step[] => [
    { read: { table: 'rows', key: "'a'", as: 'seen', lock: 'update', wait } },
    { if: '!seen.exists', then: [set('b', '9')] },
  ];
  const second = (wait: 'wait' | 'nowait' | 'skip-locked'): Play => {
    const play = begun(bank('read-committed', [set('a', '5'), set('a', '7')], locking(wait)));
    play.do(ONE, ONE, TWO, TWO);
    return play;
  };
  expect(second('wait').entries('blocked')).toHaveLength(1);
  expect(second('nowait').fields('rolledBack', 'reason')).toEqual(['lock-not-available']);
  const passing = second('skip-locked');
  passing.finish();
  expect(passing.rows('bank')).toMatchObject({ a: { n: 7 }, b: { n: 9 } });
});

test('TX16: two copies that overlap and pass the inbox are stopped at the commit', () => {
  const add: Step = { update: { table: 'rows', key: "'a'", add: { n: 1 } } };
  const play = new Play(bank('read-committed', [add], [add], { service: { inbox: true }, requests: ['One'] }), {
    duplicates: 1,
  });
  play.do('request ann (duplicated)', 'deliver requests', 'deliver requests');
  play.do('run bank.0 ann/r1.1', 'run bank.0 ann/r1.1>copy~2');
  play.finish();
  expect(play.rows('bank')).toMatchObject({ a: { n: 2 } });
  expect(play.entries('skipped')).toHaveLength(1);
});

test('TX17: a wait begins again after a commit; sums that leave the integers fail the transaction', () => {
  const waiting: readonly Step[] = [read('a', 'seen'), { wait: { while: 'seen.n == 1' } }, set('b', 'seen.n')];
  const play = begun(bank('read-committed', waiting, [set('a', '4')]));
  play.do(ONE, ONE);
  expect(play.instance('bank').work[0]?.state).toBe('blocked');
  play.finish();
  expect(play.rows('bank')).toMatchObject({ b: { n: 4 } });
  const huge = bank(
    'read-committed',
    [set('a', String(Number.MAX_SAFE_INTEGER)), { update: { table: 'rows', key: "'a'", add: { n: 1 } } }],
    [],
  );
  const failing = new Play(huge);
  failing.do('request ann', 'deliver requests');
  while (failing.enabledLike('run').length > 0) failing.do(failing.enabledLike('run')[0] as string);
  expect(failing.fields('rolledBack', 'reason')).toEqual(['overflow']);
});
