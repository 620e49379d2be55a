import { expect, test } from 'vitest';
import type { Scenario, Service, Step } from '../model/document.ts';
import { clientOf, database, queueTo, scenarioOf, topicTo } from '../testing/fixture.ts';
import { Play } from '../testing/play.ts';

const MACHINE = {
  initial: 'OPEN',
  states: {
    OPEN: {
      on: {
        CLOSE: { target: 'CLOSED', guard: { type: 'cel', params: { when: 'row.n > 0 && message.n > 0' } } },
        BOUNCE: 'OPEN',
      },
    },
    CLOSED: {
      on: { CLOSE: [{ target: 'OPEN', guard: { type: 'cel', params: { when: '1 / (message.n - 5) > 0' } } }] },
    },
  },
};

const TICKETS: NonNullable<Service['database']> = {
  tables: {
    rows: {
      key: { name: 'id', type: 'string' },
      columns: { n: 'int', state: 'string' },
      rows: [
        { id: 'a', n: 1, state: 'OPEN' },
        { id: 'b', n: 0, state: 'OPEN' },
        { id: 'c', n: 2, state: 'CLOSED' },
      ],
      machines: { state: 'ticket' },
    },
    log: { key: { name: 'at', type: 'string' }, columns: { what: 'string' } },
  },
};

/** A desk with tickets; every request runs the handler of its type. */
function desk(
  handlers: Readonly<Record<'Do' | 'Other', readonly Step[]>>,
  parts: { requests?: readonly ('Do' | 'Other')[]; service?: Partial<Service>; n?: number } = {},
): Scenario {
  return scenarioOf({
    messages: {
      Do: { kind: 'command', payload: { n: 'int' } },
      Other: { kind: 'command', payload: { n: 'int' } },
      Done: { kind: 'event' },
    },
    machines: { ticket: MACHINE },
    services: {
      desk: {
        concurrency: 4,
        database: TICKETS,
        handlers: { Do: { steps: handlers.Do }, Other: { steps: handlers.Other } },
        ...parts.service,
      },
    },
    channels: { requests: queueTo('desk', { delivery: 'at-most-once' }), done: topicTo([]) },
    clients: {
      ann: clientOf(
        ...(parts.requests ?? ['Do']).map((message) => ({ message, to: 'requests', payload: { n: parts.n ?? 5 } })),
      ),
    },
  });
}

const done = (steps: readonly Step[], n?: number): Play => {
  const play = new Play(desk({ Do: steps, Other: [] }, n === undefined ? {} : { n }));
  play.finish();
  return play;
};

const reasons = (play: Play): unknown[] => play.fields('rolledBack', 'reason');

test('TX1: a transaction is one choice: what it wrote is its own until it commits, and all of it or nothing stays', () => {
  const play = done([
    {
      transaction: [
        { update: { table: 'rows', key: "'a'", add: { n: 1 } } },
        { read: { table: 'rows', key: "'a'", as: 'own' } },
        { insert: { table: 'log', key: "'x'", values: { what: 'string(own.n)' } } },
        { delete: { table: 'rows', key: "'b'", as: 'gone' } },
        { if: 'gone == 1', then: [{ fail: { reason: 'no' } }] },
      ],
    },
  ]);
  expect(play.fields('read', 'row')).toEqual([[2, 'OPEN']]);
  expect(play.rows('desk')).toMatchObject({ a: { n: 1 }, b: { n: 0 } });
  expect(play.rows('desk', 'log')).toEqual({});
  expect(reasons(play)).toEqual(['no']);
});

test('TX1: after a rollback its own steps are done, then what follows the transaction', () => {
  const play = done([
    {
      transaction: [{ fail: { reason: 'no' } }],
      onRollback: [{ insert: { table: 'log', key: "'rolled-back'", values: {} } }],
    },
    { insert: { table: 'log', key: "'after'", values: {} } },
  ]);
  expect(Object.keys(play.rows('desk', 'log'))).toEqual(['after', 'rolled-back']);
  expect(play.fields('handled', 'outcome')).toEqual([0]);
});

test('TX2: a statement outside of a transaction is one of its own', () => {
  const play = new Play(
    desk({ Do: [{ update: { table: 'rows', key: "'a'", set: { n: '8' } } }, { fail: { reason: 'no' } }], Other: [] }),
  );
  play.do('request ann', 'deliver requests', 'run desk.0');
  expect(play.rows('desk')).toMatchObject({ a: { n: 8 } });
  expect(play.entries('committed')).toHaveLength(1);
});

test('TX3: inserting a key that is there violates it; deleting and inserting again does not', () => {
  expect(reasons(done([{ insert: { table: 'rows', key: "'a'", values: { state: "'OPEN'" } } }]))).toEqual([
    'unique-violation',
  ]);
  const play = done([
    {
      transaction: [
        { delete: { table: 'rows', key: "'a'" } },
        { insert: { table: 'rows', key: "'a'", values: { n: 9, state: "'OPEN'" } } },
      ],
    },
  ]);
  expect(play.rows('desk')).toMatchObject({ a: { n: 9, state: 'OPEN' } });
  const twice = done([
    {
      transaction: [
        { insert: { table: 'log', key: "'x'", values: {} } },
        { insert: { table: 'log', key: "'x'", values: {} } },
      ],
    },
  ]);
  expect(reasons(twice)).toEqual(['unique-violation']);
  expect(twice.rows('desk', 'log')).toEqual({});
});

test('TX3: what onConflict says is done about a row that is there: nothing, or the new values put into it', () => {
  const insert = (key: string, onConflict: 'nothing' | 'update', as: string): Step => ({
    insert: { table: 'rows', key: `'${key}'`, values: { n: 9, state: "'OPEN'" }, onConflict, as },
  });
  const play = done([
    insert('a', 'nothing', 'one'),
    insert('b', 'update', 'two'),
    insert('d', 'nothing', 'three'),
    { insert: { table: 'log', key: 'string(one) + string(two) + string(three)', values: {} } },
  ]);
  expect(play.rows('desk')).toMatchObject({ a: { n: 1 }, b: { n: 9 }, d: { n: 9 } });
  expect(Object.keys(play.rows('desk', 'log'))).toEqual(['011']);
});

test('TX4: an update without a key is of all rows that meet its condition', () => {
  const play = done([
    { update: { table: 'rows', where: "row.state == 'OPEN'", set: { n: 'row.n + 10' }, as: 'changed' } },
    { insert: { table: 'log', key: 'string(changed)', values: {} } },
  ]);
  expect(play.rows('desk')).toMatchObject({ a: { n: 11 }, b: { n: 10 }, c: { n: 2 } });
  expect(Object.keys(play.rows('desk', 'log'))).toEqual(['2']);
});

test('TX4: an update changes rows that are there and meet its condition, and says how many', () => {
  const play = done([
    { update: { table: 'rows', key: "'a'", where: 'row.n == 1', set: { n: 'row.n + 10' }, as: 'one' } },
    { update: { table: 'rows', key: "'a'", where: 'row.n == 1', set: { n: '99' }, as: 'none' } },
    { update: { table: 'rows', key: "'nobody'", set: { n: '99' }, as: 'absent' } },
    { delete: { table: 'rows', key: "'nobody'", as: 'missing' } },
    { insert: { table: 'log', key: 'string(one) + string(none) + string(absent) + string(missing)', values: {} } },
  ]);
  expect(play.rows('desk')).toMatchObject({ a: { n: 11 } });
  expect(Object.keys(play.rows('desk', 'log'))).toEqual(['1000']);
});

test('TX4: new values are computed from the row as it was before the statement', () => {
  const play = done([
    { update: { table: 'rows', key: "'a'", set: { n: 'row.n + 1', state: 'row.state + string(row.n)' } } },
  ]);
  expect(play.rows('desk')).toMatchObject({ a: { n: 2, state: 'OPEN1' } });
});

test('TX5: a difference is written as a difference, a new value as absolute', () => {
  const play = done([
    { update: { table: 'rows', key: "'a'", add: { n: 1 } } },
    { update: { table: 'rows', key: "'a'", set: { n: '1' } } },
    { insert: { table: 'log', key: "'x'", values: {} } },
    { delete: { table: 'log', key: "'x'" } },
  ]);
  expect(play.fields('written', 'form')).toEqual([2, 1, 0, 3]);
});

test('TX6: a query counts, sums or asks over the rows that meet its condition, its own writes included', () => {
  const play = done([
    {
      transaction: [
        { insert: { table: 'rows', key: "'d'", values: { n: 7, state: "'OPEN'" } } },
        { delete: { table: 'rows', key: "'b'" } },
        { query: { table: 'rows', aggregate: 'count', as: 'all' } },
        { query: { table: 'rows', aggregate: 'sum', of: 'row.n', where: "row.state == 'OPEN'", as: 'open' } },
        { query: { table: 'rows', aggregate: 'exists', where: "row.id == 'b'", as: 'some' } },
        { insert: { table: 'log', key: "string(all) + '/' + string(open) + '/' + string(some)", values: {} } },
      ],
    },
  ]);
  expect(Object.keys(play.rows('desk', 'log'))).toEqual(['3/8/false']);
});

const close = (key: string, more: object = {}): Step => ({
  transition: { table: 'rows', key, event: 'CLOSE', ...more },
});

test('TX7: a transition moves the state column if its guard holds, and sets what it says', () => {
  const play = done([
    close("'a'", { set: { n: 'row.n + 10' }, as: 'moved' }),
    { insert: { table: 'log', key: 'string(moved.taken) + moved.from + moved.to', values: {} } },
  ]);
  expect(play.rows('desk')).toMatchObject({ a: { n: 11, state: 'CLOSED' } });
  expect(Object.keys(play.rows('desk', 'log'))).toEqual(['trueOPENCLOSED']);
  expect(play.entries('transitioned')[0]?.fields).toMatchObject({
    from: 'OPEN',
    to: 'CLOSED',
    event: 'CLOSE',
    column: 'state',
  });
});

test('TX7: without an enabled transition it fails, with nothing written', () => {
  const refused = done([close("'b'", { set: { n: '99' } })]);
  expect(reasons(refused)).toEqual(['illegal-transition']);
  expect(refused.rows('desk')).toMatchObject({ b: { n: 0, state: 'OPEN' } });
  expect(reasons(done([close("'nobody'")]))).toEqual(['illegal-transition']);
});

test('TX7: or does what it says instead, within its transaction', () => {
  const instead: readonly Step[] = [{ insert: { table: 'log', key: "'otherwise'", values: {} } }];
  const within = done([
    {
      transaction: [
        close("'b'", { otherwise: instead, as: 'moved' }),
        { insert: { table: 'log', key: 'string(moved.taken)', values: {} } },
      ],
    },
  ]);
  expect(Object.keys(within.rows('desk', 'log'))).toEqual(['false', 'otherwise']);
  expect(within.entries('committed')).toHaveLength(1);
  const failing = done([
    {
      transaction: [
        { insert: { table: 'log', key: "'x'", values: {} } },
        close("'b'", { otherwise: [{ fail: { reason: 'no' } }] }),
      ],
    },
  ]);
  expect(reasons(failing)).toEqual(['no']);
  expect(failing.rows('desk', 'log')).toEqual({});
});

test('TX7: outside of a transaction, what is done instead follows its transaction', () => {
  const instead: readonly Step[] = [
    { insert: { table: 'log', key: "'one'", values: {} } },
    { wait: { forMicros: { fixed: 1 } } },
    { publish: { message: 'Done', to: 'done' } },
    { insert: { table: 'log', key: "'two'", values: {} } },
  ];
  const play = done([close("'b'", { otherwise: instead }), { insert: { table: 'log', key: "'after'", values: {} } }]);
  expect(Object.keys(play.rows('desk', 'log'))).toEqual(['after', 'one', 'two']);
  expect(play.entries('committed')).toHaveLength(4);
  const taken = done([close("'a'", { otherwise: instead }), { insert: { table: 'log', key: "'after'", values: {} } }]);
  expect(Object.keys(taken.rows('desk', 'log'))).toEqual(['after']);
});

test('TX7: a guard without a value, and a column that holds no state, are failures of the transaction', () => {
  expect(reasons(done([close("'c'")], 5))).toEqual(['division-by-zero']);
  expect(done([close("'c'")], 6).rows('desk')).toMatchObject({ c: { state: 'OPEN' } });
  const play = done([{ update: { table: 'rows', key: "'a'", set: { state: "'NOWHERE'" } } }, close("'a'")]);
  expect(reasons(play)).toEqual(['machine-state']);
});

const append = (more: object = {}): Step => ({
  append: { table: 'log', stream: "'s'", values: { what: "'w'" }, ...more },
});

test('TX8: appending counts the versions of a stream from 1 without a gap, and binds the version', () => {
  const play = done([
    append(),
    {
      transaction: [
        append({ as: 'v' }),
        { append: { table: 'log', stream: "'other'", values: { what: 'string(v)' } } },
      ],
    },
  ]);
  expect(play.rows('desk', 'log')).toEqual({ 'other/1': { what: '2' }, 's/1': { what: 'w' }, 's/2': { what: 'w' } });
});

test('TX8: appending at another version than expected is a conflict', () => {
  expect(
    Object.keys(done([append({ expectedVersion: 0 }), append({ expectedVersion: 1 })]).rows('desk', 'log')),
  ).toEqual(['s/1', 's/2']);
  expect(reasons(done([append({ expectedVersion: 1 })]))).toEqual(['version-conflict']);
  expect(reasons(done([append(), append({ expectedVersion: 0 })]))).toEqual(['version-conflict']);
});

const waitForA: Step = {
  transaction: [
    { read: { table: 'rows', key: "'a'", as: 'seen' } },
    { update: { table: 'rows', key: "'c'", set: { n: '100' } } },
    { wait: { while: "seen.state == 'OPEN'" } },
    { update: { table: 'rows', key: "'a'", set: { n: 'seen.n + 100' } } },
  ],
};

test('TX9: a wait rolls back, keeps its place, and begins again when a row that was read is written', () => {
  const play = new Play(desk({ Do: [waitForA], Other: [close("'a'")] }, { requests: ['Do', 'Other'] }));
  play.do('request ann', 'request ann', 'deliver requests', 'run desk.0');
  expect(play.rows('desk')).toMatchObject({ a: { n: 1 }, c: { n: 2 } });
  expect(reasons(play)).toEqual(['waits']);
  expect(play.instance('desk').work[0]?.state).toBe('blocked');
  expect(play.enabledLike('run')).toEqual([]);
  play.do('deliver requests', 'run desk.0');
  expect(play.entries('resumed')).toHaveLength(1);
  play.do('run desk.0');
  expect(play.rows('desk')).toMatchObject({ a: { n: 101, state: 'CLOSED' }, c: { n: 100 } });
});

test('TX9: another row, or a rollback, wakes nobody; a row that is written the same does', () => {
  const touch = (key: string, more: readonly Step[] = []): Step => ({
    transaction: [{ update: { table: 'rows', key, set: { n: 'row.n' } } }, ...more],
  });
  for (const [step, wakes] of [
    [touch("'b'"), 0],
    [touch("'a'", [{ fail: { reason: 'no' } }]), 0],
    [touch("'a'"), 1],
  ] as const) {
    const play = new Play(desk({ Do: [waitForA], Other: [step] }, { requests: ['Do', 'Other'] }));
    play.finish();
    expect(play.entries('resumed')).toHaveLength(wakes);
    expect(play.instance('desk').work[0]?.state).toBe('blocked');
    expect(play.isQuiescent()).toBe(true);
  }
});

test('TX9: what waits for a condition over rows is woken by a row that was not there', () => {
  const waitForLog: Step = {
    transaction: [
      { query: { table: 'log', aggregate: 'exists', as: 'some' } },
      { read: { table: 'rows', key: "'a'", as: 'seen' } },
      { wait: { while: '!some' } },
      { update: { table: 'rows', key: "'a'", set: { n: '100' } } },
    ],
  };
  const play = new Play(desk({ Do: [waitForLog], Other: [append()] }, { requests: ['Do', 'Other'] }));
  play.finish();
  expect(play.rows('desk')).toMatchObject({ a: { n: 100 } });
});

test('TX9: a transaction that has sent something before its commit cannot wait any more: it fails', () => {
  const late: Step = {
    transaction: [
      { read: { table: 'rows', key: "'a'", as: 'seen' } },
      { publish: { message: 'Done', to: 'done' } },
      { wait: { while: "seen.state == 'OPEN'" } },
    ],
  };
  for (const publishing of ['outbox', 'before-commit', 'after-commit'] as const) {
    const play = new Play(
      desk({ Do: [late], Other: [close("'a'")] }, { requests: ['Do', 'Other'], service: { publishing } }),
    );
    play.finish();
    const published = play.entries('sent').filter((entry) => String(entry.fields['message']).includes('Done'));
    expect(reasons(play)).toEqual([publishing === 'before-commit' ? 'wait-after-send' : 'waits']);
    expect(published).toHaveLength(1);
  }
});

test('TX9: a crash while waiting gives the message back', () => {
  const play = new Play(
    scenarioOf({
      messages: { Do: { kind: 'command' } },
      services: {
        desk: {
          database: database({ a: 1 }),
          handlers: {
            Do: {
              steps: [
                {
                  transaction: [
                    { read: { table: 'rows', key: "'a'", as: 'seen' } },
                    { wait: { while: 'seen.n == 1' } },
                  ],
                },
              ],
            },
          },
        },
      },
      channels: { requests: queueTo('desk') },
      clients: { ann: clientOf({ message: 'Do', to: 'requests' }) },
    }),
    { crashes: 1 },
  );
  play.do('request ann', 'deliver requests', 'run desk.0', 'crash desk.0');
  expect(play.queue('requests').map((item) => item.state)).toEqual(['ready']);
});

test('TX10: every cell remembers which statement of which transaction wrote it last', () => {
  const play = done([
    {
      label: 'both',
      transaction: [
        { update: { table: 'rows', key: "'a'", set: { n: '5' } } },
        { update: { table: 'rows', key: "'b'", set: { state: "'CLOSED'" } } },
      ],
    },
  ]);
  const writers = Object.fromEntries(play.service('desk').tables[0]?.rows.map((row) => [row.key, row.writers]) ?? []);
  expect(writers).toEqual({ a: ['ann/r1.1>both', null], b: [null, 'ann/r1.1>both'], c: [null, null] });
});
