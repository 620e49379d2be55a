import { expect, test } from 'vitest';
import type { Channel, Scenario, Service, Step } from '../model/document.ts';
import { clientOf, database, queueTo, scenarioOf } from '../testing/fixture.ts';
import { Play } from '../testing/play.ts';

/** A client asks a desk, which may ask a clerk. */
function desk(
  steps: readonly Step[],
  parts: {
    service?: Partial<Service>;
    channel?: Partial<Channel>;
    clerk?: readonly Step[];
    requests?: number;
    payload?: Record<string, number>;
  } = {},
): Scenario {
  return scenarioOf({
    messages: {
      Ask: { kind: 'command', payload: { n: 'int' } },
      Look: { kind: 'command', payload: { n: 'int' } },
      Found: { kind: 'reply', payload: { found: 'int' } },
    },
    services: {
      desk: { database: database({ a: 1 }), handlers: { Ask: { steps } }, ...parts.service },
      clerk: {
        concurrency: 2,
        handlers: {
          Look: {
            steps: parts.clerk ?? [
              { reply: { outcome: 'success', message: 'Found', payload: { found: 'message.n + 1' } } },
            ],
          },
        },
      },
    },
    channels: { questions: queueTo('desk', parts.channel), lookups: queueTo('clerk', { delivery: 'at-most-once' }) },
    clients: {
      ann: clientOf(
        ...Array.from({ length: parts.requests ?? 1 }, () => ({
          message: 'Ask',
          to: 'questions',
          payload: parts.payload ?? { n: 5 },
        })),
      ),
    },
  });
}

const variables = (play: Play): Record<string, unknown> =>
  Object.fromEntries((play.instance('desk').work[0]?.variables ?? []).map(({ name, value }) => [name, value]));

const setTo = (n: string): Step => ({ update: { table: 'rows', key: "'a'", set: { n } } });

test('HA1: work runs to its next visible operation; what nobody sees takes no choice of its own', () => {
  const play = new Play(
    desk([
      { set: { x: 'message.n + 1', y: 'x * 2' } },
      { if: 'y > 10', then: [{ set: { big: true } }], else: [{ set: { big: false } }] },
      setTo('y'),
      { set: { z: 'y + 1' } },
    ]),
  );
  play.do('request ann', 'deliver questions');
  expect(variables(play)).toEqual({ 'message.n': 5, x: 6, y: 12, big: true, z: 0 });
  play.do('run desk.0');
  expect(play.rows('desk')).toEqual({ a: { n: 12 } });
  expect(variables(play)['z']).toBe(13);
  expect(play.enabledLike('run')).toEqual([]);
});

test('HA1: each visible operation is one choice: a transaction, a send, a pause, a call', () => {
  const play = new Play(
    desk([
      { transaction: [setTo('2'), setTo('row.n + 1')] },
      { send: { message: 'Look', to: 'lookups' } },
      { wait: { forMicros: { fixed: 10 } } },
      { read: { table: 'rows', key: "'a'", as: 'seen' } },
    ]),
  );
  play.do('request ann', 'deliver questions', 'run desk.0');
  expect(play.rows('desk')).toEqual({ a: { n: 3 } });
  play.do('run desk.0');
  expect(play.queue('lookups')).toHaveLength(1);
  play.do('run desk.0');
  expect(play.instance('desk').work[0]?.state).toBe('waiting');
  expect(play.enabledLike('run')).toEqual([]);
  play.do('timer desk.0', 'run desk.0');
  expect(variables(play)).toMatchObject({ 'seen.exists': true, 'seen.n': 3 });
  expect(play.enabledLike('acknowledge')).toHaveLength(1);
});

test('HA2: return ends the handler, inside of a transaction with its commit', () => {
  const outside = new Play(desk([{ if: true, then: [{ return: {} }] }, setTo('9')]));
  outside.finish();
  expect(outside.rows('desk')).toEqual({ a: { n: 1 } });
  expect(outside.fields('handled', 'outcome')).toEqual([0]);
  const inside = new Play(desk([{ transaction: [setTo('2'), { return: {} }, setTo('3')] }, setTo('9')]));
  inside.finish();
  expect(inside.rows('desk')).toEqual({ a: { n: 2 } });
});

test('HA3: a failure outside of a transaction refuses the message, and takes back nothing that was committed', () => {
  const play = new Play(desk([setTo('row.n + 1'), { fail: { reason: 'no' } }], { channel: { maximumDeliveries: 2 } }));
  play.finish();
  expect(play.rows('desk')).toEqual({ a: { n: 3 } });
  expect(play.fields('handled', 'reason')).toEqual(['no', 'no']);
  expect(play.fields('deadLettered', 'reason')).toEqual(['no']);
});

test('HA4: an expression without a value is a simulated failure, with its code as the reason', () => {
  const division: Step = { set: { x: '1 / (message.n - 5)' } };
  const reasons = (steps: readonly Step[]): unknown[] => {
    const play = new Play(desk(steps, { channel: { delivery: 'at-most-once' } }));
    play.finish();
    expect(play.fields('handled', 'outcome')).toEqual([2]);
    return play.fields('handled', 'reason');
  };
  expect(reasons([division])).toEqual(['division-by-zero']);
  expect(reasons([{ transaction: [setTo('2'), division] }])).toEqual(['division-by-zero']);
  expect(
    reasons([{ send: { message: 'Look', to: 'lookups', payload: { n: '9007199254740991 + message.n' } } }]),
  ).toEqual(['overflow']);
  expect(reasons([{ if: '1 / (message.n - 5) > 0', then: [] }])).toEqual(['division-by-zero']);
  expect(reasons([{ transaction: [{ wait: { while: '1 / (message.n - 5) > 0' } }] }])).toEqual(['division-by-zero']);
});

test('HA4: a difference that leaves the safe integers is a failure too, and so is a sum', () => {
  const huge = Number.MAX_SAFE_INTEGER;
  const adding = new Play(
    desk([{ update: { table: 'rows', key: "'a'", add: { n: 'message.n' } } }], {
      service: { database: database({ a: huge }) },
      channel: { delivery: 'at-most-once' },
    }),
  );
  adding.finish();
  expect(adding.fields('rolledBack', 'reason')).toEqual(['overflow']);
  const summing = new Play(
    desk([{ query: { table: 'rows', aggregate: 'sum', of: 'row.n', as: 'total' } }], {
      service: { database: database({ a: huge, b: huge }) },
      channel: { delivery: 'at-most-once' },
    }),
  );
  summing.finish();
  expect(summing.fields('rolledBack', 'reason')).toEqual(['overflow']);
});

test('HA5: names that were not bound hold zero, false and the empty text', () => {
  const play = new Play(
    desk([
      {
        if: 'message.n == 0',
        then: [{ set: { s: "'bound'", b: true } }, { read: { table: 'rows', key: "'a'", as: 'row1' } }],
      },
      { set: { all: "s + '|' + string(b) + '|' + string(row1.n) + '|' + string(row1.exists)" } },
      { read: { table: 'rows', key: "'nobody'", as: 'none' } },
    ]),
  );
  play.do('request ann', 'deliver questions');
  expect(variables(play)['all']).toBe('|false|0|false');
  play.do('run desk.0');
  expect(variables(play)).toMatchObject({ 'none.exists': false, 'none.n': 0 });
});

test('HA6: a call waits for its reply, holding its place, and binds what the reply says', () => {
  const ask: Step = {
    call: { message: 'Look', to: 'lookups', payload: { n: 'message.n' }, as: 'answer', replies: ['Found'] },
  };
  const play = new Play(desk([ask, setTo('answer.found')], { requests: 2 }));
  play.do('request ann', 'request ann', 'deliver questions', 'run desk.0');
  expect(play.instance('desk').work[0]?.state).toBe('waiting');
  expect(play.enabledLike('deliver questions')).toEqual([]);
  play.do('deliver lookups', 'run clerk.0');
  expect(play.enabled()).toEqual(['resume desk.0 ann/r1.1>Look>reply']);
  play.do('resume desk.0');
  expect(variables(play)).toMatchObject({ 'answer.ok': true, 'answer.found': 6 });
  play.finish();
  expect(play.rows('desk')).toEqual({ a: { n: 6 } });
});

test('HA6: a refused call is not ok; a handler that fails answers so', () => {
  const ask: Step = { call: { message: 'Look', to: 'lookups', as: 'answer', replies: ['Found'] } };
  for (const clerk of [[{ reply: { outcome: 'failure' } }], [{ fail: { reason: 'no' } }]] satisfies Step[][]) {
    const play = new Play(desk([ask, { if: 'answer.ok', then: [setTo('2')], else: [setTo('3')] }], { clerk }));
    play.finish();
    expect(play.rows('desk')).toEqual({ a: { n: 3 } });
  }
});

test('HA7: a call that times out is not ok, and a late reply is dropped', () => {
  const ask: Step = {
    call: { message: 'Look', to: 'lookups', as: 'answer', replies: ['Found'], timeoutMicros: 100 },
  };
  const play = new Play(desk([ask, { wait: { forMicros: { fixed: 1 } } }, setTo('answer.found')]));
  play.do('request ann', 'deliver questions', 'run desk.0', 'deliver lookups', 'run clerk.0', 'timer desk.0');
  expect(variables(play)).toMatchObject({ 'answer.ok': false, 'answer.found': 0 });
  play.do('resume desk.0');
  expect(variables(play)).toMatchObject({ 'answer.ok': false, 'answer.found': 0 });
  play.finish();
  expect(play.rows('desk')).toEqual({ a: { n: 0 } });

  const without = new Play(desk([{ call: { message: 'Look', to: 'lookups', as: 'answer' } }]));
  without.do('request ann', 'deliver questions', 'run desk.0');
  expect(without.enabledLike('timer')).toEqual([]);
});

test('HA7: the reply to an earlier call is none to the next', () => {
  const first: Step = {
    call: { message: 'Look', to: 'lookups', payload: { n: 1 }, as: 'one', replies: ['Found'], timeoutMicros: 100 },
  };
  const second: Step = { call: { message: 'Look', to: 'lookups', payload: { n: 2 }, as: 'two', replies: ['Found'] } };
  const play = new Play(desk([first, second]));
  play.do(
    'request ann',
    'deliver questions',
    'run desk.0',
    'deliver lookups',
    'timer desk.0',
    'run desk.0',
    'run clerk.0',
  );
  play.do('resume desk.0');
  expect(play.instance('desk').work[0]?.state).toBe('waiting');
  play.finish();
  expect(play.fields('resumed', 'service')).toHaveLength(1);
});

test('HA7: a reply to work that died reaches nobody', () => {
  const ask: Step = { call: { message: 'Look', to: 'lookups', as: 'answer', replies: ['Found'] } };
  const play = new Play(desk([ask]), { crashes: 1 });
  play.do('request ann', 'deliver questions', 'run desk.0', 'deliver lookups', 'crash desk.0', 'run clerk.0');
  expect(play.enabledLike('resume')).toEqual([]);
  const later = new Play(desk([ask]), { crashes: 1 });
  later.do(
    'request ann',
    'deliver questions',
    'run desk.0',
    'deliver lookups',
    'run clerk.0',
    'crash desk.0',
    'restart desk.0',
  );
  expect(later.enabledLike('resume')).toEqual([]);
});

test('HA8: a reply goes to whoever asked; without an address nothing is sent and no choice is made', () => {
  const play = new Play(desk([{ reply: { outcome: 'success' } }, setTo('2')]));
  play.do('request ann', 'deliver questions', 'run desk.0');
  expect(play.rows('desk')).toEqual({ a: { n: 2 } });
  expect(play.entries('sent')).toHaveLength(1);
});

test('HA9: handled as one: from delivery to acknowledgement is one choice', () => {
  const play = new Play(
    desk([setTo('2'), { send: { message: 'Look', to: 'lookups' } }, setTo('3')], {
      service: { granularity: 'handler' },
    }),
    { lostAcknowledgements: 1 },
  );
  play.do('request ann');
  expect(play.rows('desk')).toEqual({ a: { n: 3 } });
  expect(play.queue('questions')).toEqual([]);
  expect(play.queue('lookups')).toHaveLength(1);
  expect(play.instance('desk').work).toEqual([]);
});

test('HA9: handled as one: what a transaction sends leaves with its commit, past outbox and relay', () => {
  const look: Step = { send: { message: 'Look', to: 'lookups' } };
  const play = new Play(desk([{ transaction: [look, setTo('2')] }], { service: { granularity: 'handler' } }));
  play.do('request ann');
  expect(play.service('desk').outbox).toEqual([]);
  expect(play.queue('lookups')).toHaveLength(1);
  expect(play.entries().map(({ kind }) => kind)).not.toContain('outboxed');
});

test('HA9: a request that nobody can take now waits in its queue, and is then handled as one', () => {
  const play = new Play(desk([setTo('2')], { service: { granularity: 'handler' } }), { crashes: 1 });
  play.do('crash desk.0', 'request ann');
  expect(play.queue('questions')).toHaveLength(1);
  play.do('restart desk.0', 'deliver questions');
  expect(play.rows('desk')).toEqual({ a: { n: 2 } });
  expect(play.queue('questions')).toEqual([]);
});

test('HA9: of a duplicated request one copy is handled with the sending', () => {
  const play = new Play(desk([setTo('2')], { service: { granularity: 'handler' } }), { duplicates: 1 });
  play.do('request ann (duplicated)');
  expect(play.rows('desk')).toEqual({ a: { n: 2 } });
  expect(play.queue('questions').map(({ copy }) => copy)).toEqual([2]);
});

test('HA9: handled as one, its acknowledgement can be lost: the copy comes back', () => {
  const steps: Step[] = [{ update: { table: 'rows', key: "'a'", add: { n: 1 } } }];
  const play = new Play(desk(steps, { service: { granularity: 'handler' }, requests: 2 }), {
    lostAcknowledgements: 1,
    crashes: 1,
  });
  play.do('crash desk.0', 'request ann', 'restart desk.0');
  expect(play.enabledLike('deliver questions')).toEqual([
    'deliver questions ann/r1.1 to desk.0',
    'deliver questions ann/r1.1 to desk.0 (lost)',
  ]);
  play.do('deliver questions * (lost)');
  expect(play.rows('desk')).toEqual({ a: { n: 2 } });
  play.do('redeliver questions');
  expect(play.enabledLike('deliver questions')).toEqual(['deliver questions ann/r1.1 to desk.0']);
  play.do('deliver questions');
  expect(play.rows('desk')).toEqual({ a: { n: 3 } });
  expect(play.queue('questions')).toEqual([]);
});

test('HA9: handled as one, what waited goes on as one', () => {
  const ask: Step = { call: { message: 'Look', to: 'lookups', as: 'answer', replies: ['Found'] } };
  const pause: Step = { wait: { forMicros: { fixed: 1 } } };
  const play = new Play(
    desk([ask, setTo('2'), pause, setTo('3'), setTo('4')], { service: { granularity: 'handler' } }),
  );
  play.do('request ann', 'deliver lookups', 'run clerk.0', 'resume desk.0');
  expect(play.rows('desk')).toEqual({ a: { n: 2 } });
  play.do('timer desk.0');
  expect(play.rows('desk')).toEqual({ a: { n: 4 } });
  expect(play.queue('questions')).toEqual([]);
});

test('HA10: an instance handles as many messages at once as it has places', () => {
  const play = new Play(desk([setTo('2')], { service: { concurrency: 2 }, requests: 3 }));
  play.do('request ann', 'request ann', 'request ann', 'deliver questions', 'deliver questions');
  expect(play.instance('desk').work).toHaveLength(2);
  expect(play.enabledLike('deliver')).toEqual([]);
});

test('HA11: what a row was looked at with leaves nothing behind in the state', () => {
  const looking = (where: string): Scenario =>
    desk([{ update: { table: 'rows', key: "'a'", where, set: { n: '7' } } }, { wait: { forMicros: { fixed: 1 } } }]);
  const one = new Play(looking('row.n == 1'));
  const other = new Play(looking('true'));
  for (const play of [one, other]) play.do('request ann', 'deliver questions', 'run desk.0', 'run desk.0');
  expect(one.world.stateDigest).toBe(other.world.stateDigest);
  const registers = one.instance('desk').work[0]?.variables.map(({ name }) => name);
  expect(registers).toEqual(['message.n']);
});
