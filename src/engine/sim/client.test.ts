import { expect, test } from 'vitest';
import type { ClientRequest, Scenario, Step } from '../model/document.ts';
import { parseScenario } from '../model/parse.ts';
import { edited } from '../testing/edit.ts';
import { clientOf, database, queueTo, scenarioOf } from '../testing/fixture.ts';
import { Play } from '../testing/play.ts';
import { run } from '../timeline/run.ts';
import { choiceName } from './choice.ts';
import { compile } from './compile.ts';

const answer: Step = {
  transaction: [{ update: { table: 'rows', key: "'a'", add: { n: 1 } } }, { reply: { outcome: 'success' } }],
};

function asking(
  requests: readonly Partial<ClientRequest>[],
  parts: { steps?: readonly Step[]; inbox?: boolean; delivery?: 'at-most-once' | 'at-least-once' } = {},
): Scenario {
  return scenarioOf({
    messages: { Ask: { kind: 'command', payload: { n: 'int' } } },
    services: {
      desk: {
        inbox: parts.inbox ?? false,
        database: database({ a: 0 }),
        handlers: { Ask: { steps: parts.steps ?? [answer] } },
      },
    },
    channels: { api: queueTo('desk', { delivery: parts.delivery ?? 'at-most-once' }) },
    clients: { ann: clientOf(...requests.map((request) => ({ message: 'Ask', to: 'api', ...request }))) },
  });
}

const states = (play: Play): string[] => play.client('ann').requests.map(({ state }) => state);

test('CL1: requests are sent one after the other, each as often as it says, under ids of their own', () => {
  const play = new Play(asking([{ id: 'one', count: 2, payload: { n: 'ordinal * 10' } }, { id: 'two' }]));
  play.do('request ann', 'request ann', 'request ann');
  expect(play.enabledLike('request')).toEqual([]);
  expect(play.queue('api').map((item) => [item.message, item.payload['n']])).toEqual([
    ['ann/one.1', 10],
    ['ann/one.2', 20],
    ['ann/two.1', 0],
  ]);
});

test('CL2: a client that awaits a reply sends nothing before it has come', () => {
  const play = new Play(asking([{ awaitReply: true }, {}]));
  play.do('request ann');
  expect(play.enabledLike('request')).toEqual([]);
  expect(states(play)).toEqual(['waiting', 'to-come']);
  play.do('deliver api', 'run desk.0', 'run desk.0');
  expect(play.enabled()).toEqual(['answer ann ann/r1.1>reply']);
  play.do('answer ann');
  expect(states(play)).toEqual(['succeeded', 'to-come']);
  expect(play.enabledLike('request')).toHaveLength(1);
});

test('CL2: a client that awaits none gets none', () => {
  const play = new Play(asking([{}]));
  play.finish();
  expect(play.entries('sent')).toHaveLength(1);
  expect(states(play)).toEqual(['sent']);
});

test('CL3: a reply of failure is an answer; a handler that fails where nothing comes again answers so too', () => {
  for (const step of [{ reply: { outcome: 'failure' } }, { fail: { reason: 'no' } }] satisfies Step[]) {
    const play = new Play(asking([{ awaitReply: true }], { steps: [step] }));
    play.finish();
    expect(states(play)).toEqual(['failed']);
    expect(play.fields('answered', 'outcome')).toEqual([1]);
  }
});

test('CL4: a request can wait for the success of another; after a failure it is never sent', () => {
  const second = { id: 'second', afterRequest: { id: 'first', state: 'succeeded' } } as const;
  const play = new Play(asking([{ id: 'first', awaitReply: true }, second]));
  play.finish();
  expect(states(play)).toEqual(['succeeded', 'sent']);
  const failing = new Play(
    asking([{ id: 'first', awaitReply: true }, second], { steps: [{ reply: { outcome: 'failure' } }] }),
  );
  failing.finish();
  expect(states(failing)).toEqual(['failed', 'to-come']);
  const merelySent = new Play(
    asking([{ id: 'first' }, { id: 'second', afterRequest: { id: 'first', state: 'sent' } }]),
  );
  merelySent.do('request ann', 'request ann');
});

test('CL5: without a reply in time the same request is sent again, under the same id, as further copies', () => {
  const play = new Play(
    asking([{ awaitReply: true, timeoutMicros: 100, retries: 1 }], { inbox: true, delivery: 'at-least-once' }),
    {
      duplicates: 2,
    },
  );
  play.do('request ann (duplicated)', 'timer ann (duplicated)');
  expect(play.queue('api').map((item) => [item.message, item.copy])).toEqual([
    ['ann/r1.1', 1],
    ['ann/r1.1', 2],
    ['ann/r1.1', 3],
    ['ann/r1.1', 4],
  ]);
  expect(play.enabledLike('timer')).toEqual(['timer ann']);
  play.do('timer ann');
  expect(states(play)).toEqual(['failed']);
  expect(play.fields('answered', 'outcome')).toEqual([2]);
  play.finish();
  expect(play.rows('desk')).toEqual({ a: { n: 1 } });
});

test('CL5: what is sent again can be lost as well; giving up sends nothing', () => {
  const play = new Play(asking([{ awaitReply: true, timeoutMicros: 100, retries: 1 }]), { losses: 2 });
  expect(play.enabled()).toEqual(['request ann', 'request ann (lost)']);
  play.do('request ann (lost)');
  expect(play.enabled()).toEqual(['timer ann', 'timer ann (lost)']);
  play.do('timer ann (lost)');
  expect(play.enabled()).toEqual(['timer ann']);
  play.do('timer ann');
  expect(play.isQuiescent()).toBe(true);
  expect(play.queue('api')).toEqual([]);
});

test('CL6: the first answer counts: one that comes after giving up changes nothing', () => {
  const play = new Play(asking([{ awaitReply: true, timeoutMicros: 100 }, {}]));
  play.do('request ann', 'timer ann');
  expect(states(play)).toEqual(['failed', 'to-come']);
  play.do('deliver api', 'run desk.0', 'run desk.0', 'answer ann');
  expect(states(play)).toEqual(['failed', 'to-come']);
});

test('CL6: answers to two attempts are one answer, and do not answer the next request', () => {
  const play = new Play(
    asking([
      { awaitReply: true, timeoutMicros: 100, retries: 1 },
      { awaitReply: true, timeoutMicros: 100 },
    ]),
  );
  play.do(
    'request ann',
    'timer ann',
    'deliver api',
    'run desk.0',
    'run desk.0',
    'deliver api',
    'run desk.0',
    'run desk.0',
  );
  play.do('answer ann ann/r1.1>reply', 'request ann');
  expect(states(play)).toEqual(['succeeded', 'waiting']);
  play.do('answer ann ann/r1.1>copy~3>reply');
  expect(states(play)).toEqual(['succeeded', 'waiting']);
});

test('CL7: a search may bound how many requests all clients together send', () => {
  const play = new Play(asking([{}, {}]), { requests: 1 });
  play.do('request ann');
  expect(play.enabledLike('request')).toEqual([]);
});

test('CL8: each alternative is a choice; what is sent again is the same one', () => {
  const alternatives = [{ n: 7 }, { n: 8 }];
  const again = { awaitReply: true, timeoutMicros: 10, retries: 1 };
  const play = new Play(asking([{ alternatives, payload: { n: 1 }, ...again }, {}]));
  expect(play.enabledLike('request')).toEqual(['request ann alternative 1', 'request ann alternative 2']);
  play.do('request ann alternative 2', 'timer ann');
  expect(play.queue('api').map((item) => item.payload['n'])).toEqual([8, 8]);
  play.undo();
  play.undo();
  play.do('request ann alternative 1');
  expect(play.queue('api').map((item) => item.payload['n'])).toEqual([7]);
});

test('CL8: an alternative gives fields over those of the payload; each can be lost by itself', () => {
  const scenario = asking([{ alternatives: [{}, { n: 8 }], payload: { n: 'ordinal + 4' } }]);
  const play = new Play(scenario, { losses: 1 });
  expect(play.enabledLike('request')).toEqual([
    'request ann alternative 1',
    'request ann alternative 1 (lost)',
    'request ann alternative 2',
    'request ann alternative 2 (lost)',
  ]);
  play.do('request ann alternative 1');
  expect(play.queue('api').map((item) => item.payload['n'])).toEqual([5]);
});

test('CL8, TI1: play draws an alternative for each request, and every one is drawn some day', () => {
  const program = compile(asking([{ count: 2, alternatives: [{ n: 1 }, { n: 2 }, { n: 3 }] }]));
  const sent = (seed: number): string =>
    run(program, { seed })
      .choices.map((choice) => choiceName(program, choice))
      .filter((name) => name.startsWith('request'))
      .join();
  const seeds = Array.from({ length: 60 }, (_, seed) => sent(seed));
  expect(new Set(seeds).size).toBe(9);
  expect(seeds.map((_, seed) => sent(seed))).toEqual(seeds);
});

test('CL8: alternatives are checked as payloads are', () => {
  const broken = edited(asking([{ alternatives: [{ n: 1 }, { n: 2 }] }]), [
    ['/clients/ann/requests/0/alternatives', [{ n: "'text'" }, { m: 2 }]],
  ]);
  const parsed = parseScenario(broken);
  expect(parsed.ok ? [] : parsed.problems.map(({ path, code }) => [path, code])).toEqual([
    ['/clients/ann/requests/0/alternatives/0/n', 'wrong-value-type'],
    ['/clients/ann/requests/0/alternatives/1/m', 'unknown-field'],
  ]);
  const single = edited(broken, [['/clients/ann/requests/0/alternatives', [{ n: 1 }]]]);
  expect(parseScenario(single).ok).toBe(false);
});
