import { expect, test } from 'vitest';
import type { Value } from '../base/values.ts';
import { clientOf, database, queueTo, scenarioOf, topicTo } from '../testing/fixture.ts';
import { Play } from '../testing/play.ts';
import { silentSink } from '../trace/entry.ts';
import { choiceName, isFault } from './choice.ts';
import { choices } from './choices.ts';
import { step } from './step.ts';

/** Something of every part at once, named so that no order of names is that of the document. */
const EVERYTHING = scenarioOf({
  messages: {
    Zip: { kind: 'command', payload: { n: 'int' } },
    Ask: { kind: 'command' },
    Start: { kind: 'command' },
    Work: { kind: 'command' },
    News: { kind: 'event' },
  },
  services: {
    zoo: {
      concurrency: 8,
      database: database({ a: 0 }),
      handlers: {
        Zip: { steps: [{ label: 'zip', update: { table: 'rows', key: "'a'", add: { n: 1 } } }] },
        Ask: { steps: [{ reply: { outcome: 'success' } }] },
        Start: { steps: [{ label: 'begin', transaction: [{ startSaga: { saga: 'tour' } }] }] },
        News: { steps: [] },
      },
    },
    ark: { instances: 2, handlers: { News: { steps: [] }, Work: { steps: [] } } },
  },
  channels: {
    zips: queueTo('zoo', { ordering: 'none' }),
    asks: queueTo('zoo', { delivery: 'at-most-once' }),
    news: topicTo(['zoo', 'ark']),
    work: queueTo('ark'),
    replies: queueTo('zoo'),
  },
  sagas: {
    tour: {
      owner: 'zoo',
      replyChannel: 'replies',
      steps: [{ id: 'work', kind: 'compensatable', command: { message: 'Work', to: 'work' }, timeoutMicros: 1 }],
    },
  },
  clients: {
    zed: clientOf(
      { message: 'Zip', to: 'zips', count: 3 },
      { message: 'Start', to: 'zips' },
      { message: 'News', to: 'news', count: 2 },
    ),
    abe: clientOf({ message: 'Ask', to: 'asks', awaitReply: true, timeoutMicros: 1 }),
  },
});

test('WO1: choices stand in one order: clients, queues, instances, relays, timers of sagas; an act before its faults', () => {
  const play = new Play(EVERYTHING, { crashes: 1, duplicates: 9, lostAcknowledgements: 1 });
  play.do(...Array.from({ length: 5 }, () => 'request zed'), 'request abe');
  play.do('deliver asks', 'run zoo.0', 'deliver zips zed/r2.1', 'run zoo.0', 'deliver zips zed/r1.1');
  expect(play.enabled()).toEqual([
    'request zed',
    'request zed (duplicated)',
    'answer abe abe/r1.1>reply',
    'timer abe',
    'deliver zips zed/r1.2 to zoo.0',
    'deliver zips zed/r1.3 to zoo.0',
    'deliver news zed/r3.1 to zoo.0',
    'deliver news zed/r3.1 to ark.0',
    'deliver news zed/r3.1 to ark.1',
    'run zoo.0 zed/r1.1',
    'acknowledge zoo.0 zed/r2.1',
    'acknowledge zoo.0 zed/r2.1 (lost)',
    'crash zoo.0',
    'crash ark.0',
    'crash ark.1',
    'relay zoo',
    'relay zoo (duplicated)',
    'timer zed/r2.1>tour at work',
  ]);
});

test('WO1: faults are those with a bracket, and crashes', () => {
  const play = new Play(EVERYTHING, { crashes: 1, duplicates: 1 });
  const { program, world } = play;
  const enabled: Value[] = [];
  choices(program, world, enabled);
  const faults = enabled
    .filter((choice) => isFault(program.values, choice))
    .map((choice) => choiceName(program, choice));
  expect(faults).toEqual(['request zed (duplicated)', 'crash zoo.0', 'crash ark.0', 'crash ark.1']);
});

test('WO12: ids tell how a thing came about: parent, label, and an ordinal where there are several', () => {
  const play = new Play(EVERYTHING, { duplicates: 1, crashes: 1 });
  play.do('request zed (duplicated)', 'deliver zips zed/r1.1 copy 2', 'run zoo.0', 'crash zoo.0', 'restart zoo.0');
  play.do('deliver zips zed/r1.1 copy 2', 'run zoo.0', 'deliver zips zed/r1.1 to', 'run zoo.0 zed/r1.1');
  expect(play.fields('begun', 'transaction')).toEqual([
    'zed/r1.1>copy~2>zip',
    'zed/r1.1>copy~2>delivery~2>zip',
    'zed/r1.1>zip',
  ]);
});

test('WO13: doing what is not enabled is a broken invariant, and is told', () => {
  const play = new Play(EVERYTHING, { crashes: 1 });
  const { program, world } = play;
  const enabled: Value[] = [];
  choices(program, world, enabled);
  const crash = enabled.find((choice) => choiceName(program, choice) === 'crash zoo.0') as Value;
  step(program, world, crash, silentSink);
  expect(() => step(program, world, crash, silentSink)).toThrow('a crash is within its budget');
});
