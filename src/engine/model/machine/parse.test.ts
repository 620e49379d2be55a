import { expect, test } from 'vitest';
import { parseMachine } from './parse.ts';
import type { MachineProblemCode } from './problem.ts';

/** Path and code of each problem. */
function problemsOf(config: unknown): string[] {
  const result = parseMachine(config, '/machines/m');
  return result.ok ? [] : result.problems.map((problem) => `${problem.path} ${problem.code}`);
}

const two = { initial: 'a', states: { a: {}, b: {} } };

test('SM1: a configuration with everything that is supported is its own parse', () => {
  const config = {
    id: 'order',
    version: '1',
    context: { orderId: 1 },
    description: 'An order.',
    meta: { color: 'blue' },
    initial: 'PENDING',
    on: { '*': { actions: 'note' } },
    entry: 'begin',
    states: {
      PENDING: {
        tags: ['open'],
        on: {
          APPROVE: 'APPROVED',
          REJECT: { target: 'REJECTED', guard: { type: 'isSmall', params: { limit: 10 } }, description: 'why' },
          IGNORE: {},
          NUDGE: [{ guard: 'isLate', target: 'PENDING', reenter: true }],
        },
        after: { 1000: 'REJECTED', 2000: [{ target: '#gone' }] },
        always: [{ guard: 'isFree', target: 'APPROVED' }],
        exit: ['leave', { type: 'raise', params: { event: 'LEFT' } }],
      },
      APPROVED: {
        type: 'parallel',
        states: {
          pay: { initial: 'no', states: { no: { on: { PAY: 'yes' } }, yes: { type: 'final' } } },
          ship: { initial: 'no', states: { no: { on: { SHIP: 'yes' } }, yes: { type: 'final' } } },
        },
        on: { RESET: { target: ['.pay.no', '.ship.no'] } },
        onDone: '#order.DONE',
      },
      REJECTED: { id: 'gone', type: 'final', entry: { type: 'send', params: { message: 'OrderRejected' } } },
      DONE: { type: 'final' },
    },
  };
  const result = parseMachine(config, '/machines/order');
  expect(result).toEqual({ ok: true, value: config });
  expect(result.ok && result.value).toBe(config);
});

test.each<[string, unknown, string, MachineProblemCode]>([
  ['no object', 'a', '', 'machine-type'],
  ['null', null, '', 'machine-type'],
  ['invoke', { ...two, invoke: { src: 'x' } }, '/invoke', 'machine-unsupported'],
  ['history', { ...two, states: { a: {}, h: { type: 'history' } } }, '/states/h/type', 'machine-unsupported'],
  ['output', { ...two, states: { a: {}, b: { type: 'final', output: 1 } } }, '/states/b/output', 'machine-unsupported'],
  ['an unknown type', { ...two, states: { a: {}, b: { type: 'or' } } }, '/states/b/type', 'machine-type'],
  ['context within', { ...two, states: { a: { context: {} } } }, '/states/a/context', 'machine-unsupported'],
  ['initial with actions', { ...two, initial: { target: 'a' } }, '/initial', 'machine-type'],
  ['no initial', { states: { a: {} } }, '/initial', 'machine-initial'],
  ['an initial that is no child', { ...two, initial: 'toString' }, '/initial', 'machine-initial'],
  ['no states', { initial: 'a' }, '/states', 'machine-empty'],
  ['empty states', { initial: 'a', states: {} }, '/states', 'machine-empty'],
  ['a final machine', { type: 'final' }, '/type', 'machine-unsupported'],
  [
    'a parallel state without regions',
    { ...two, states: { a: { type: 'parallel' } } },
    '/states/a/states',
    'machine-empty',
  ],
  ['initial of a parallel machine', { ...two, type: 'parallel' }, '/initial', 'machine-unsupported'],
  [
    'an atomic state with states',
    { ...two, states: { a: { type: 'atomic', states: { c: {} } } } },
    '/states/a/states',
    'machine-unsupported',
  ],
  ['onDone of an atomic state', { ...two, states: { a: { onDone: 'a' } } }, '/states/a/onDone', 'machine-unsupported'],
  ['onDone of the machine', { ...two, onDone: '.a' }, '/onDone', 'machine-unsupported'],
  [
    'events of a final state',
    { ...two, states: { a: { type: 'final', on: { GO: 'a' } } } },
    '/states/a/on',
    'machine-unsupported',
  ],
  ['cond', { ...two, on: { GO: { cond: 'x' } } }, '/on/GO/cond', 'machine-unsupported'],
  ['a transition that is a number', { ...two, on: { GO: [1] } }, '/on/GO/0', 'machine-type'],
  ['a guard without type', { ...two, on: { GO: { guard: {} } } }, '/on/GO/guard/type', 'machine-type'],
  ['a reserved guard', { ...two, on: { GO: { guard: 'xstate.stateIn' } } }, '/on/GO/guard', 'machine-name'],
  ['params that are no object', { ...two, entry: { type: 'x', params: 1 } }, '/entry/params', 'machine-type'],
  ['an action that is a number', { ...two, entry: ['x', 1] }, '/entry/1', 'machine-type'],
  [
    'reenter that is a text',
    { ...two, on: { GO: { target: '.a', reenter: 'yes' } } },
    '/on/GO/reenter',
    'machine-type',
  ],
  ['a partial wildcard', { ...two, on: { 'order.*': '.a' } }, '/on/order.*', 'machine-event'],
  ['a reserved event', { ...two, on: { 'xstate.done.state.x': '.a' } }, '/on/xstate.done.state.x', 'machine-event'],
  ['an empty event', { ...two, on: { '': '.a' } }, '/on/', 'machine-event'],
  ['a delay by name', { ...two, states: { a: { after: { soon: 'a' } } } }, '/states/a/after/soon', 'machine-delay'],
  [
    'a delay with a fraction',
    { ...two, states: { a: { after: { '1.5': 'a' } } } },
    '/states/a/after/1.5',
    'machine-delay',
  ],
  [
    'a delay beyond 31 bits',
    { ...two, states: { a: { after: { 2147483648: 'a' } } } },
    '/states/a/after/2147483648',
    'machine-delay',
  ],
  [
    'a bare target among delayed candidates',
    { ...two, states: { a: { after: { 10: ['a'] } } } },
    '/states/a/after/10/0',
    'machine-type',
  ],
  ['raise by name alone', { ...two, entry: 'raise' }, '/entry', 'machine-raise'],
  [
    'raise with a delay',
    { ...two, entry: { type: 'raise', params: { event: 'A', delay: 1 } } },
    '/entry',
    'machine-raise',
  ],
  [
    'raise of a reserved event',
    { ...two, entry: { type: 'raise', params: { event: 'xstate.x' } } },
    '/entry',
    'machine-raise',
  ],
  ['a description that is a number', { ...two, description: 1 }, '/description', 'machine-type'],
  ['tags that are numbers', { ...two, tags: [1] }, '/tags', 'machine-type'],
])('SM1: refuses %s with its path', (_name, config, path, code) => {
  expect(problemsOf(config)).toContain(`/machines/m${path} ${code}`);
});

test.each(['a.b', 'a|b', '(a', '#a', '*', ' a', 'a ', '', '7', 'a\\b', 'a\nb', '__proto__', 'x'.repeat(101)])(
  'SM3: refuses the state name %j',
  (name) => {
    const states: Record<string, unknown> = JSON.parse(`{"a":{},${JSON.stringify(name)}:{}}`);
    expect(problemsOf({ initial: 'a', states })).toEqual([`/machines/m/states/${name} machine-state-name`]);
  },
);

test('SM3: other names are free, also those that every object has', () => {
  const names = ['APPROVAL_PENDING', '승인 대기', 'a-b', 'a/b', 'constructor', 'undoing-createTicket', '2nd'];
  const states = Object.fromEntries(names.map((name) => [name, { on: { GO: names } }]));
  expect(problemsOf({ initial: 'constructor', states })).toEqual([]);
  expect(problemsOf({ initial: 'a', states: { a: { on: { GO: 'toString' } } } })).toEqual([
    '/machines/m/states/a/on/GO machine-target',
  ]);
});

test('SM3: paths are JSON Pointers', () => {
  expect(problemsOf({ initial: 'a/b~c', states: { 'a/b~c': { on: { GO: ['nowhere'] } } } })).toEqual([
    '/machines/m/states/a~1b~0c/on/GO/0 machine-target',
  ]);
});

test('SM3: refuses an id twice, and one with a dot', () => {
  expect(problemsOf({ id: 'm', initial: 'a', states: { a: { id: 'x' }, b: { id: 'x' }, c: { id: 'm' } } })).toEqual([
    '/machines/m/states/b/id machine-duplicate-id',
    '/machines/m/states/c/id machine-duplicate-id',
  ]);
  expect(problemsOf({ ...two, id: 'a.b' })).toEqual(['/machines/m/id machine-id']);
});

test.each(['c', '', '.', '#', '#c', '#m.c', '.a', 'a.', 'a..b', 'm.a', '#m.a.b'])(
  'SM4: refuses the target %j that names no state',
  (target) => {
    expect(problemsOf({ id: 'm', initial: 'a', states: { a: { on: { GO: { target } } }, b: {} } })).toEqual([
      '/machines/m/states/a/on/GO/target machine-target',
    ]);
  },
);

test('SM4: the machine itself has no siblings', () => {
  expect(problemsOf({ ...two, on: { GO: 'a' } })).toEqual(['/machines/m/on/GO machine-target']);
  expect(problemsOf({ ...two, on: { GO: '.a' } })).toEqual([]);
});

test('SM4: several targets must be able to be active together', () => {
  const region = { initial: 'x', states: { x: {}, y: {} } };
  const machine = (target: readonly string[]): unknown => ({
    initial: 'p',
    states: { p: { type: 'parallel', on: { GO: { target } }, states: { l: region, r: region } }, q: {} },
  });
  expect(problemsOf(machine(['.l.y', '.r.y']))).toEqual([]);
  for (const targets of [
    ['.l.x', '.l.y'],
    ['.l.x', '.l.x'],
    ['.l', '.l.y'],
    ['.l.x', 'q'],
  ])
    expect(problemsOf(machine(targets))).toEqual(['/machines/m/states/p/on/GO/target/1 machine-targets']);
  expect(problemsOf(machine([]))).toEqual(['/machines/m/states/p/on/GO/target machine-type']);
});

test('SM2: counts states, levels, transitions and actions', () => {
  const many = (count: number): Record<string, unknown> =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`s${index}`, {}]));
  expect(problemsOf({ initial: 's0', states: many(200) })).toEqual([]);
  expect(problemsOf({ initial: 's0', states: many(201) })).toEqual(['/machines/m/states machine-too-many-states']);

  const deep = (depth: number): unknown => (depth === 0 ? {} : { initial: 'a', states: { a: deep(depth - 1) } });
  expect(problemsOf(deep(8))).toEqual([]);
  expect(problemsOf(deep(9))).toEqual([`/machines/m${'/states/a'.repeat(8)}/states machine-too-deep`]);
  expect(problemsOf(deep(2_000))).toEqual([`/machines/m${'/states/a'.repeat(8)}/states machine-too-deep`]);

  expect(problemsOf({ ...two, on: { GO: Array(500).fill('.a') } })).toEqual([]);
  expect(problemsOf({ ...two, on: { GO: Array(600).fill('.a') } })).toEqual([
    '/machines/m/on/GO/500 machine-too-many-transitions',
  ]);

  expect(problemsOf({ ...two, entry: Array(1_000).fill('x') })).toEqual([]);
  expect(problemsOf({ ...two, entry: Array(1_200).fill('x') })).toEqual([
    '/machines/m/entry/1000 machine-too-many-actions',
  ]);
});

test('SM18: refuses a circle of always transitions that no guard stops, also one that is not reached', () => {
  const circle = { a: { on: { GO: 'b' } }, b: { always: 'c' }, c: { always: { target: 'b' } } };
  expect(problemsOf({ initial: 'a', states: circle })).toEqual(['/machines/m/states/c/always machine-endless']);
  const inner = { initial: 'b', states: { b: { always: '#m.a' } } };
  expect(problemsOf({ id: 'm', initial: 'a', states: { a: { always: 'd' }, d: inner } })).toEqual([
    '/machines/m/states/d/states/b/always machine-endless',
  ]);
});

test('SM18: accepts a circle that a guard may stop, and one that changes no state', () => {
  expect(
    problemsOf({ initial: 'a', states: { a: { always: { guard: 'g', target: 'b' } }, b: { always: 'a' } } }),
  ).toEqual([]);
  expect(
    problemsOf({
      initial: 'a',
      states: { a: { always: [{ guard: 'g', target: 'c' }, 'b'] }, b: { always: 'a' }, c: {} },
    }),
  ).toEqual([]);
  expect(problemsOf({ initial: 'a', states: { a: { always: { actions: 'x' } } } })).toEqual([]);
});

test('SM18: refuses a start that raises events for ever', () => {
  const raise = { type: 'raise', params: { event: 'PING' } };
  expect(
    problemsOf({
      initial: 'a',
      states: { a: { entry: raise, on: { PING: 'b' } }, b: { entry: raise, on: { PING: 'a' } } },
    }),
  ).toEqual(['/machines/m/states/b/on/PING machine-endless']);
});
