import { expect, test } from 'vitest';
import type { Saga, Scenario, Service, Step } from '../model/document.ts';
import { clientOf, database, queueTo, scenarioOf } from '../testing/fixture.ts';
import { Play } from '../testing/play.ts';

type Outcome = 'success' | 'failure' | 'poison';

interface Parts {
  readonly saga?: Partial<Saga>;
  readonly service?: Partial<Service>;
  readonly onStep?: (step: string) => Partial<Saga['steps'][number]>;
}

/**
 * A trip over three steps, done by one participant; what each message gets as an answer is a row of its table: 1 success,
 * 0 failure, 2 a handler that fails. Undoing is answered with success unless its row says otherwise.
 */
function trip(answers: Partial<Record<string, Outcome>>, parts: Parts = {}): Scenario {
  const code = { failure: 0, success: 1, poison: 2 };
  const rows = Object.fromEntries(
    ['Reserve', 'Charge', 'Ship', 'UndoReserve'].map((message) => [message, code[answers[message] ?? 'success']]),
  );
  const answering = (message: string): readonly Step[] => [
    {
      label: 'answer',
      transaction: [
        { update: { table: 'rows', key: "'count'", add: { n: 1 } } },
        { read: { table: 'rows', key: `'${message}'`, as: 'order' } },
        { if: 'order.n == 2', then: [{ fail: { reason: 'poison' } }] },
        {
          if: 'order.n == 1',
          then: [{ reply: { outcome: 'success', message: 'Done', payload: { price: 'message.n + 1' } } }],
          else: [{ label: 'refuse', reply: { outcome: 'failure' } }],
        },
      ],
    },
  ];
  const command = (message: string) => ({ message, to: 'work', payload: { n: 'data.price' } });
  const on = parts.onStep ?? (() => ({}));
  return scenarioOf({
    messages: {
      Start: { kind: 'command' },
      Reserve: { kind: 'command', payload: { n: 'int' } },
      Charge: { kind: 'command', payload: { n: 'int' } },
      Ship: { kind: 'command', payload: { n: 'int' } },
      UndoReserve: { kind: 'command', payload: { n: 'int' } },
      Cancel: { kind: 'command', payload: { n: 'int' } },
      Done: { kind: 'reply', payload: { price: 'int' } },
    },
    services: {
      agency: {
        database: database({ a: 0 }),
        handlers: {
          Start: {
            steps: [
              {
                label: 'start',
                transaction: [
                  { update: { table: 'rows', key: "'a'", add: { n: 1 } } },
                  { startSaga: { saga: 'trip', data: { price: '10' } } },
                ],
              },
            ],
          },
          Cancel: {
            steps: [
              {
                transaction: [
                  { update: { table: 'rows', key: "'a'", add: { n: -1 } } },
                  { reply: { outcome: 'success' } },
                ],
              },
            ],
          },
        },
        ...parts.service,
      },
      hotel: {
        database: database({ ...rows, count: 0 }),
        handlers: Object.fromEntries(
          ['Reserve', 'Charge', 'Ship', 'UndoReserve'].map((message) => [message, { steps: answering(message) }]),
        ),
      },
    },
    channels: {
      starts: queueTo('agency', { delivery: 'at-most-once' }),
      undo: queueTo('agency'),
      work: queueTo('hotel', { maximumDeliveries: 1 }),
      replies: queueTo('agency'),
    },
    sagas: {
      trip: {
        owner: 'agency',
        replyChannel: 'replies',
        data: { price: 'int' },
        steps: [
          {
            id: 'begin',
            kind: 'compensatable',
            compensation: { message: 'Cancel', to: 'undo', payload: { n: 'data.price' } },
            ...on('begin'),
          },
          {
            id: 'reserve',
            kind: 'compensatable',
            command: command('Reserve'),
            compensation: { ...command('UndoReserve') },
            onReply: { Done: { price: 'reply.price' } },
            ...on('reserve'),
          },
          {
            id: 'charge',
            kind: 'pivot',
            command: command('Charge'),
            onReply: { Done: { price: 'reply.price' } },
            ...on('charge'),
          },
          { id: 'ship', kind: 'retriable', command: command('Ship'), ...on('ship') },
        ],
        ...parts.saga,
      },
    },
    clients: { ann: clientOf({ message: 'Start', to: 'starts' }) },
  });
}

const finished = (answers: Partial<Record<string, Outcome>>, parts?: Parts): Play => {
  const play = new Play(trip(answers, parts));
  play.finish();
  return play;
};

/** Message types sent, in order, replies left out. */
const sent = (play: Play): string[] =>
  play
    .entries('sent')
    .map((entry) => play.program.messageTypes[entry.fields['messageType'] as number]?.id ?? '')
    .filter((type) => !['Done', 'Succeeded', 'Failed', 'Start'].includes(type));

const moves = (play: Play): string[] =>
  play.entries('sagaMoved').map(({ fields }) => `${String(fields['event'])}: ${String(fields['to'])}`);

test('SG1: a saga starts with the transaction that starts it: instance, first command and row are one', () => {
  const play = new Play(trip({}));
  play.do('request ann', 'deliver starts', 'run agency.0');
  expect(
    play
      .entries()
      .map((entry) => entry.kind)
      .slice(3),
  ).toEqual(['begun', 'written', 'sagaStarted', 'outboxed', 'committed', 'handled']);
  expect(play.sagas()).toMatchObject([
    {
      id: 'ann/r1.1>trip',
      state: 'reserve',
      outcome: 'running',
      data: { price: 10 },
      steps: ['done', 'running', 'to-come', 'to-come'],
    },
  ]);
  expect(play.service('agency').outbox).toEqual([{ message: 'ann/r1.1>trip>reserve', type: 'Reserve' }]);
});

test('SG1: a transaction that is rolled back starts no saga', () => {
  const failing: Partial<Service> = {
    handlers: {
      Start: { steps: [{ transaction: [{ startSaga: { saga: 'trip' } }, { fail: { reason: 'no' } }] }] },
      Cancel: { steps: [] },
    },
  };
  const play = finished({}, { service: failing });
  expect(play.sagas()).toEqual([]);
  expect(play.service('agency').outbox).toEqual([]);
});

test('SG2: every success leads to the next step, the last to the end; replies are kept as the step says', () => {
  const play = finished({});
  expect(sent(play)).toEqual(['Reserve', 'Charge', 'Ship']);
  expect(moves(play)).toEqual(['succeeded: charge', 'succeeded: ship', 'succeeded: completed']);
  expect(play.sagas()).toMatchObject([
    { outcome: 'completed', data: { price: 12 }, steps: ['done', 'done', 'done', 'done'] },
  ]);
  expect(play.fields('sagaEnded', 'outcome')).toEqual([0]);
  expect(play.isQuiescent()).toBe(true);
});

test('SG3: a failure before the pivot undoes the steps before it, in reverse order, and not the failed one', () => {
  const play = finished({ Charge: 'failure' });
  expect(sent(play)).toEqual(['Reserve', 'Charge', 'UndoReserve', 'Cancel']);
  expect(moves(play)).toEqual([
    'succeeded: charge',
    'failed: undoing-reserve',
    'succeeded: undoing-begin',
    'succeeded: compensated',
  ]);
  expect(play.sagas()).toMatchObject([
    { outcome: 'compensated', steps: ['compensated', 'compensated', 'failed', 'to-come'] },
  ]);
  expect(play.rows('agency')).toEqual({ a: { n: 0 } });

  expect(sent(finished({ Reserve: 'failure' }))).toEqual(['Reserve', 'Cancel']);
});

test('SG3: steps without compensation are passed over; without any to undo the saga is compensated at once', () => {
  const steps = trip({}).sagas?.['trip']?.steps ?? [];
  const bare = steps.map(({ compensation: _compensation, ...step }) => step);
  const play = finished({ Charge: 'failure' }, { saga: { steps: bare } });
  expect(sent(play)).toEqual(['Reserve', 'Charge']);
  expect(play.sagas()).toMatchObject([{ outcome: 'compensated' }]);
});

test('SG3: with compensation turned off a failure ends the saga as failed, and what was done stays', () => {
  const play = finished({ Charge: 'failure' }, { saga: { compensation: false } });
  expect(sent(play)).toEqual(['Reserve', 'Charge']);
  expect(play.sagas()).toMatchObject([{ outcome: 'failed' }]);
  expect(play.rows('agency')).toEqual({ a: { n: 1 } });
});

test('SG3: a compensation has the state that it names', () => {
  const play = finished(
    { Charge: 'failure' },
    {
      onStep: (step) =>
        step === 'reserve' ? { compensation: { message: 'UndoReserve', to: 'work', state: 'letting-go' } } : {},
    },
  );
  expect(moves(play)).toContain('failed: letting-go');
});

test('SG4: after the pivot nothing is undone: a retriable step is tried again, with a message of its own each time', () => {
  const play = finished({ Ship: 'failure' });
  expect(sent(play)).toEqual(['Reserve', 'Charge', 'Ship', 'Ship', 'Ship']);
  expect(play.sagas()).toMatchObject([{ outcome: 'failed' }]);
  expect(new Set(play.fields('outboxed', 'message')).size).toBe(play.entries('outboxed').length);
  expect(play.fields('outboxed', 'message')).toContain('ann/r1.1>trip>ship~3');
});

test('SG4: a compensation that fails is tried again too, then a person has to help', () => {
  const play = finished({ Charge: 'failure', UndoReserve: 'failure' });
  expect(sent(play)).toEqual(['Reserve', 'Charge', 'UndoReserve', 'UndoReserve', 'UndoReserve']);
  expect(play.sagas()).toMatchObject([{ outcome: 'failed' }]);
});

test('SG5: a reply that nobody waits for is ignored: a duplicate, or one that comes after the end', () => {
  const play = new Play(trip({}), { duplicates: 1 });
  play.do('request ann', 'deliver starts', 'run agency.0', 'relay agency (duplicated)');
  play.finish();
  expect(play.entries('ignored')).toHaveLength(1);
  expect(play.sagas()).toMatchObject([{ outcome: 'completed', data: { price: 12 } }]);
  expect(play.rows('hotel')).toMatchObject({ count: { n: 4 } });
});

test('SG5: a participant that refuses the message, and tells nobody, leaves the saga waiting', () => {
  const play = finished({ Charge: 'poison' });
  expect(play.sagas()).toMatchObject([{ state: 'charge', outcome: 'running' }]);
  expect(play.isQuiescent()).toBe(true);
});

const timed = (step: string): Partial<Saga['steps'][number]> =>
  step === 'reserve' || step === 'charge' ? { timeoutMicros: 100 } : {};

test('SG6: a step with a timer counts as failed when it fires; a late reply is ignored', () => {
  const play = new Play(trip({}, { onStep: timed }));
  play.do('request ann', 'deliver starts', 'run agency.0');
  expect(play.enabledLike('timer')).toEqual(['timer ann/r1.1>trip at reserve']);
  play.do('timer ann/r1.1>trip at reserve');
  expect(moves(play)).toEqual(['timed-out: undoing-begin']);
  play.finish();
  expect(sent(play)).toContain('Reserve');
  expect(play.entries('ignored')).toHaveLength(1);
  expect(play.sagas()).toMatchObject([
    { outcome: 'compensated', steps: ['compensated', 'failed', 'to-come', 'to-come'] },
  ]);
});

test('SG6: each state has a timer of its own, and states without one have none', () => {
  const play = new Play(trip({}, { onStep: timed }));
  play.do('request ann', 'deliver starts', 'run agency.0');
  const seen: string[] = [];
  while (!play.isQuiescent()) {
    const timers = play.enabledLike('timer');
    for (const timer of timers) if (!seen.includes(timer)) seen.push(timer);
    play.do(play.enabled().find((name) => !timers.includes(name)) as string);
  }
  expect(seen).toEqual(['timer ann/r1.1>trip at reserve', 'timer ann/r1.1>trip at charge']);
});

test('SG6: a timer survives a crash, but somebody must be there to take it', () => {
  const play = new Play(trip({}, { onStep: timed, service: { instances: 2 } }), { crashes: 2 });
  play.do('request ann', 'deliver starts * to agency.0', 'run agency.0', 'crash agency.0');
  expect(play.enabledLike('timer')).toHaveLength(1);
  play.do('crash agency.1');
  expect(play.enabledLike('timer')).toEqual([]);
  play.do('restart agency.1', 'timer ann/r1.1>trip');
  expect(moves(play)).toEqual(['timed-out: undoing-begin']);
});

test('SG6: while an open transaction holds the database no timer can come between', () => {
  const play = new Play(trip({}, { onStep: timed, service: { publishing: 'before-commit' } }));
  play.do('request ann', 'deliver starts', 'run agency.0');
  expect(play.sagas()).toEqual([]);
  play.do('run agency.0', 'run agency.0');
  expect(play.enabledLike('timer')).toHaveLength(1);
  play.do('deliver work', 'run hotel.0', 'relay hotel', 'deliver replies', 'run agency.0');
  expect(play.enabledLike('timer')).toEqual([]);
});

test('SG6: a timer whose command has no value rolls back, and the saga goes on waiting', () => {
  const broken: Parts = {
    onStep: (step) =>
      step === 'begin'
        ? { compensation: { message: 'Cancel', to: 'undo', payload: { n: '1 / (data.price - 10)' } } }
        : timed(step),
  };
  const play = new Play(trip({}, broken));
  play.do('request ann', 'deliver starts', 'run agency.0', 'timer ann/r1.1>trip');
  expect(play.fields('rolledBack', 'reason')).toEqual(['division-by-zero']);
  expect(play.sagas()).toMatchObject([{ state: 'reserve', outcome: 'running' }]);
  expect(play.enabledLike('timer')).toHaveLength(1);
});

test('SG7: the owner publishes commands as it publishes everything: before the commit a crash leaves a ghost', () => {
  const play = new Play(trip({}, { service: { publishing: 'before-commit' } }), { crashes: 1 });
  play.do('request ann', 'deliver starts', 'run agency.0', 'run agency.0');
  expect(play.queue('work').map((item) => item.type)).toEqual(['Reserve']);
  play.do('crash agency.0');
  expect(play.rows('agency')).toEqual({ a: { n: 0 } });
  expect(play.sagas()).toEqual([]);
  play.finish();
  expect(play.entries('ignored')).toHaveLength(1);
});

test('SG7: after the commit a crash leaves a saga whose command was never sent', () => {
  const play = new Play(trip({}, { service: { publishing: 'after-commit' } }), { crashes: 1 });
  play.do('request ann', 'deliver starts', 'run agency.0', 'crash agency.0');
  play.finish();
  expect(play.sagas()).toMatchObject([{ state: 'reserve', outcome: 'running' }]);
  expect(sent(play)).toEqual([]);
});

test('SG8: transactions of participants know their saga, step and role', () => {
  const play = finished({ Charge: 'failure' });
  const begun = play.entries('begun').map(({ fields }) => `${String(fields['step'] ?? '')} ${String(fields['role'])}`);
  expect(begun).toEqual([
    ' 0',
    'reserve 1',
    'reserve 3',
    'charge 1',
    'charge 3',
    'reserve 2',
    'reserve 3',
    'begin 2',
    'begin 3',
  ]);
  expect(
    new Set(
      play
        .entries('begun')
        .slice(1)
        .map(({ fields }) => fields['saga']),
    ),
  ).toEqual(new Set(['ann/r1.1>trip']));
});

test('SG9: two starts are two sagas', () => {
  const play = new Play(
    scenarioOf({
      ...trip({}),
      clients: { ann: clientOf({ message: 'Start', to: 'starts' }, { message: 'Start', to: 'starts' }) },
    }),
  );
  play.finish();
  expect(play.sagas().map(({ id, outcome }) => [id, outcome])).toEqual([
    ['ann/r1.1>trip', 'completed'],
    ['ann/r2.1>trip', 'completed'],
  ]);
});
