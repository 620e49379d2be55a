import { expect, test } from 'vitest';
import { initialTransition, setup, transition } from 'xstate';
import { compileMachine } from './compile.ts';
import { MachineError } from './machine-error.ts';
import { parseMachine } from './parse.ts';
import type { GuardDecision, Machine, MachineConfig, MachineStep } from './types.ts';

function compile(config: unknown): Machine {
  const result = parseMachine(config, '');
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return compileMachine(result.value);
}

const never: GuardDecision = () => false;
const types = (step: MachineStep | undefined): string[] | undefined => step?.actions.map((action) => action.type);

/** The FTGO order, as an entity's machine. */
const order: MachineConfig = {
  id: 'order',
  initial: 'APPROVAL_PENDING',
  states: {
    APPROVAL_PENDING: { on: { APPROVE: 'APPROVED', REJECT: 'REJECTED' } },
    APPROVED: { on: { CANCEL: 'CANCEL_PENDING', REVISE: 'REVISION_PENDING' } },
    CANCEL_PENDING: { on: { CONFIRM_CANCEL: 'CANCELLED', UNDO_CANCEL: 'APPROVED' } },
    REVISION_PENDING: { on: { CONFIRM_REVISION: 'APPROVED', UNDO_REVISION: 'APPROVED' } },
    REJECTED: { type: 'final' },
    CANCELLED: { type: 'final' },
  },
};

test('SM5: the state of a flat machine is the name of its state', () => {
  const machine = compile(order);
  expect(machine.id).toBe('order');
  expect(machine.initial).toEqual({ state: 'APPROVAL_PENDING', actions: [], cancelled: [], armed: [], done: false });
  expect(machine.start(never)).toBe(machine.initial);
  expect(machine.step('APPROVED', 'CANCEL', never)?.state).toBe('CANCEL_PENDING');
  expect(machine.stateNames).toEqual(Object.keys(order.states ?? {}));
  expect(machine.events).toEqual([
    'APPROVE',
    'CANCEL',
    'CONFIRM_CANCEL',
    'CONFIRM_REVISION',
    'REJECT',
    'REVISE',
    'UNDO_CANCEL',
    'UNDO_REVISION',
  ]);
});

test('SM8: an event that the state does not answer is no step', () => {
  const machine = compile(order);
  expect(machine.step('APPROVAL_PENDING', 'CANCEL', never)).toBeUndefined();
  expect(machine.step('APPROVAL_PENDING', 'NO_SUCH_EVENT', never)).toBeUndefined();
});

test('SM8: without target a transition with actions is a step, one with neither only hides the outer one', () => {
  const machine = compile({
    initial: 'a',
    on: { NOTE: '.b', HIDE: '.b' },
    states: { a: { on: { NOTE: { actions: 'note' }, HIDE: {} } }, b: {} },
  });
  expect(machine.step('a', 'NOTE', never)).toMatchObject({ state: 'a', actions: [{ type: 'note', params: {} }] });
  expect(machine.step('a', 'HIDE', never)).toBeUndefined();
});

test('SM8: an event that nobody names lets the guards of always be asked anew', () => {
  const machine = compile({ initial: 'a', states: { a: { always: { guard: 'open', target: 'b' } }, b: {} } });
  expect(machine.step('a', 'ANYTHING', never)).toBeUndefined();
  expect(machine.step('a', 'ANYTHING', () => true)?.state).toBe('b');
});

test('SM6: candidates in order, inner before outer, named before *', () => {
  const machine = compile({
    initial: 'p',
    on: { GO: { actions: 'machine' }, '*': { actions: 'any' } },
    states: {
      p: {
        initial: 'a',
        on: {
          '*': { guard: 'star', actions: 'p*' },
          GO: [
            { guard: 'first', actions: 'p1' },
            { guard: 'second', actions: 'p2' },
          ],
        },
        states: { a: { on: { GO: { guard: 'inner', actions: 'a' } } } },
      },
    },
  });
  const go = (...held: string[]): string[] | undefined =>
    types(machine.step('p.a', 'GO', (guard) => held.includes(guard.type)));
  expect(go('inner', 'first', 'second')).toEqual(['a']);
  expect(go('first', 'second', 'star')).toEqual(['p1']);
  expect(go('second', 'star')).toEqual(['p2']);
  expect(go('star')).toEqual(['p*']);
  expect(go()).toEqual(['machine']);
  expect(types(machine.step('p.a', 'OTHER', never))).toEqual(['any']);
});

test('SM7: exits innermost first, then the transition, then entries outermost first', () => {
  const state = (name: string): object => ({ entry: `+${name}`, exit: `-${name}` });
  const machine = compile({
    initial: 'p',
    ...state('machine'),
    states: {
      p: {
        ...state('p'),
        initial: 'a',
        states: { a: { ...state('a'), on: { GO: { target: '#q', actions: ['go', 'on'] } } } },
      },
      q: { ...state('q'), id: 'q', initial: 'b', states: { b: state('b') } },
    },
  });
  expect(types(machine.initial)).toEqual(['+machine', '+p', '+a']);
  const step = machine.step('p.a', 'GO', never);
  expect(step?.state).toBe('q.b');
  expect(types(step)).toEqual(['-a', '-p', 'go', 'on', '+q', '+b']);
});

test('SM9: a transition to itself or into itself leaves the source only if it reenters', () => {
  const to = (target: string): object => ({
    [`STAY ${target}`]: target,
    [`AGAIN ${target}`]: { target, reenter: true },
  });
  const machine = compile({
    initial: 'p',
    states: {
      p: {
        entry: '+p',
        exit: '-p',
        initial: 'a',
        on: { ...to('p'), ...to('.b') },
        states: { a: { exit: '-a' }, b: { entry: '+b' } },
      },
    },
  });
  expect(machine.step('p.a', 'STAY .b', never)?.state).toBe('p.b');
  expect(types(machine.step('p.a', 'STAY .b', never))).toEqual(['-a', '+b']);
  expect(types(machine.step('p.a', 'AGAIN .b', never))).toEqual(['-a', '-p', '+p', '+b']);
  expect(types(machine.step('p.a', 'STAY p', never))).toEqual(['-a']);
  expect(types(machine.step('p.a', 'AGAIN p', never))).toEqual(['-a', '-p', '+p']);
});

test('SM10: an event goes to all regions; the parallel state answers if none does', () => {
  const machine = compile({
    initial: 'active',
    states: {
      active: {
        type: 'parallel',
        on: { TOGGLE: { actions: 'outer' } },
        states: {
          left: { initial: 'off', states: { off: { on: { TOGGLE: { target: 'on', actions: 'l' } } }, on: {} } },
          right: {
            initial: 'off',
            states: { off: { on: { TOGGLE: { target: 'on', actions: 'r' } } }, on: { on: { QUIT: '#end' } } },
          },
          still: {},
        },
      },
      stopped: { id: 'end' },
    },
  });
  expect(machine.initial?.state).toBe('active(left.off|right.off|still)');
  const step = machine.step('active(left.off|right.off|still)', 'TOGGLE', never);
  expect(step?.state).toBe('active(left.on|right.on|still)');
  expect(types(step)).toEqual(['l', 'r']);
  expect(types(machine.step('active(left.on|right.off|still)', 'TOGGLE', never))).toEqual(['r']);
  expect(types(machine.step('active(left.on|right.on|still)', 'TOGGLE', never))).toEqual(['outer']);
  expect(machine.step('active(left.off|right.on|still)', 'QUIT', never)?.state).toBe('stopped');
});

test('SM10: of two transitions that leave the same state the first wins, unless the other comes from within', () => {
  const machine = compile({
    initial: 'p',
    states: {
      p: {
        type: 'parallel',
        always: { guard: 'outer', target: 'z' },
        states: {
          l: { initial: 'a', states: { a: { on: { GO: '#x' } } } },
          r: { initial: 'a', states: { a: { always: { guard: 'inner', target: '#y' }, on: { GO: '#y' } } } },
        },
      },
      x: { id: 'x' },
      y: { id: 'y' },
      z: {},
    },
  });
  expect(machine.step('p(l.a|r.a)', 'GO', never)?.state).toBe('x');
  expect(machine.step('p(l.a|r.a)', 'LOOK', (guard) => guard.type === 'outer')?.state).toBe('z');
  expect(machine.step('p(l.a|r.a)', 'LOOK', () => true)?.state).toBe('y');
});

test('SM11: regions of a state read from a row answer in document order, whichever became active first', () => {
  const machine = compile({
    type: 'parallel',
    states: {
      l: { initial: 'a', states: { a: { on: { L: 'b' } }, b: { always: { guard: 'g', actions: 'l' } } } },
      r: { initial: 'a', states: { a: { on: { R: 'b' } }, b: { always: { guard: 'g', actions: 'r' } } } },
    },
  });
  expect(machine.initial?.state).toBe('(l.a|r.a)');
  const right = machine.step('(l.a|r.a)', 'R', never)?.state ?? '';
  const both = machine.step(right, 'L', never)?.state ?? '';
  expect(both).toBe('(l.b|r.b)');
  expect(types(machine.step(both, 'LOOK', () => true))).toEqual(['l', 'r']);
});

test('SM12: always transitions are taken before raised events, and once if they change no state', () => {
  const machine = compile({
    initial: 'a',
    states: {
      a: { on: { GO: { target: 'b', actions: { type: 'raise', params: { event: 'NEXT' } } } } },
      b: { always: 'c', on: { NEXT: { actions: 'too early' } } },
      c: { always: { actions: 'look' }, on: { NEXT: 'd' } },
      d: {},
    },
  });
  const step = machine.step('a', 'GO', never);
  expect(step?.state).toBe('d');
  expect(types(step)).toEqual(['look']);
});

test('SM13: raised events are taken within the step, first in first out', () => {
  const raise = (event: string): object => ({ type: 'raise', params: { event } });
  const machine = compile({
    initial: 'a',
    states: {
      a: {
        on: {
          GO: { actions: [raise('ONE'), raise('TWO'), 'go'] },
          ONE: { actions: ['one', raise('THREE')] },
          TWO: { actions: 'two' },
          THREE: 'b',
        },
      },
      b: { entry: { type: 'send', params: { to: 'kitchen' } } },
    },
  });
  const step = machine.step('a', 'GO', never);
  expect(types(step)).toEqual(['go', 'one', 'two', 'send']);
  expect(step?.actions.at(-1)).toEqual({ type: 'send', params: { to: 'kitchen' } });
  expect(step?.state).toBe('b');
  expect(machine.actions.map((action) => action.type)).toEqual(['go', 'one', 'two', 'send']);
});

test('SM14: a compound state is done by a final child, a parallel state by all its regions', () => {
  const region = (name: string): object => ({
    initial: 'no',
    states: { no: { on: { YES: 'yes', [name]: 'yes' } }, yes: { type: 'final' } },
  });
  const machine = compile({
    initial: 'ask',
    states: {
      ask: {
        initial: 'both',
        onDone: { target: 'end', actions: 'asked' },
        states: {
          both: {
            type: 'parallel',
            onDone: { target: 'over', actions: 'answered' },
            states: { l: region('L'), r: region('R') },
          },
          over: { type: 'final' },
        },
      },
      end: {},
    },
  });
  const step = machine.step('ask.both(l.no|r.no)', 'YES', never);
  expect(step).toMatchObject({ state: 'end', done: false });
  expect(types(step)).toEqual(['answered', 'asked']);
  expect(machine.step('ask.both(l.no|r.no)', 'R', never)?.state).toBe('ask.both(l.no|r.yes)');
  expect(machine.step('ask.both(l.no|r.yes)', 'L', never)?.state).toBe('end');
});

test('SM15: at its end the machine leaves all states, keeps the value and takes no event', () => {
  const machine = compile({
    initial: 'a',
    exit: '-machine',
    on: { GO: '.a' },
    after: { 5000: '.a' },
    states: { a: { exit: '-a', on: { END: 'z' } }, z: { type: 'final', entry: '+z', exit: '-z' } },
  });
  const step = machine.step('a', 'END', never);
  expect(step).toMatchObject({ state: 'z', done: true, cancelled: ['xstate.after.5000.(machine)'], armed: [] });
  expect(types(step)).toEqual(['-a', '+z', '-z', '-machine']);
  expect(machine.isFinal('z')).toBe(true);
  expect(machine.isFinal('a')).toBe(false);
  expect(machine.step('z', 'GO', never)).toBeUndefined();
  expect(machine.afterDelays('z')).toEqual([]);
});

test('SM15: a parallel machine ends with its last region', () => {
  const region = (event: string): object => ({
    initial: 'no',
    states: { no: { on: { [event]: 'yes' } }, yes: { type: 'final' } },
  });
  const machine = compile({ type: 'parallel', states: { l: region('L'), r: region('R') } });
  expect(machine.step('(l.no|r.no)', 'L', never)).toMatchObject({ state: '(l.yes|r.no)', done: false });
  expect(machine.step('(l.yes|r.no)', 'R', never)).toMatchObject({ state: '(l.yes|r.yes)', done: true });
  expect(machine.isFinal('(l.yes|r.no)')).toBe(false);
  expect(machine.isFinal('(l.yes|r.yes)')).toBe(true);
});

test('SM16: entering arms, leaving cancels, reentering arms anew, and the event comes back by its name', () => {
  const machine = compile({
    id: 'm',
    initial: 'a',
    states: {
      a: {
        after: { 1000: 'b', 200: { actions: 'remind' } },
        on: { AGAIN: { target: 'a', reenter: true }, STAY: { actions: 'stay' } },
      },
      b: {},
    },
  });
  const late = { event: 'xstate.after.1000.m.a', delayMillis: 1000 };
  const soon = { event: 'xstate.after.200.m.a', delayMillis: 200 };
  const both = [soon.event, late.event];
  expect(machine.initial?.armed).toEqual([soon, late]);
  expect(machine.afterDelays('a')).toEqual([soon, late]);
  expect(machine.step('a', 'AGAIN', never)).toMatchObject({ armed: [soon, late], cancelled: both });
  expect(machine.step('a', 'STAY', never)).toMatchObject({ armed: [], cancelled: [] });
  expect(types(machine.step('a', soon.event, never))).toEqual(['remind']);
  expect(machine.step('a', late.event, never)).toMatchObject({ state: 'b', armed: [], cancelled: both });
  expect(machine.step('b', late.event, never)).toBeUndefined();
  expect(machine.events).toEqual(['AGAIN', 'STAY']);
});

test('SM16: a state entered and left within one step arms nothing', () => {
  const machine = compile({
    initial: 'a',
    states: { a: { on: { GO: 'b' } }, b: { after: { 10: 'a' }, always: 'c' }, c: { after: { 20: 'a' } } },
  });
  const armed = [{ event: 'xstate.after.20.(machine).c', delayMillis: 20 }];
  expect(machine.step('a', 'GO', never)).toMatchObject({ state: 'c', cancelled: [], armed });
});

test('SM17: equal guards are one guard, asked once while a step is worked out', () => {
  const guard = { type: 'isAtLeast', params: { minimum: 3 } };
  const other = { type: 'other', params: {} };
  const machine = compile({
    initial: 'a',
    states: {
      a: {
        on: {
          GO: [
            { guard: 'other', target: 'c' },
            { guard, target: 'b' },
          ],
        },
      },
      b: {
        always: [
          { guard: 'other', target: 'c' },
          { guard, actions: 'sure' },
        ],
      },
      c: {},
    },
  });
  expect(machine.guards).toEqual([other, guard]);
  const asked: unknown[] = [];
  const step = machine.step('a', 'GO', (reference, index) => {
    asked.push([reference, index]);
    return index === 1;
  });
  expect(asked).toEqual([
    [other, 0],
    [guard, 1],
  ]);
  expect(step).toMatchObject({ state: 'b', actions: [{ type: 'sure', params: {} }] });
});

test('SM17: a start that asks a guard has no initial step of its own', () => {
  const machine = compile({ initial: 'a', states: { a: { always: { guard: 'g', target: 'b' } }, b: {} } });
  expect(machine.initial).toBeUndefined();
  expect(machine.start(never).state).toBe('a');
  expect(machine.start(() => true).state).toBe('b');
});

test('SM18: a step of a hundred rounds comes to rest, one of more throws, here as in XState', () => {
  // A chain of n always transitions takes n rounds and one in which there is none.
  const chain = (length: number): MachineConfig => {
    const link = (index: number): [string, object] => [
      `s${index}`,
      { always: { guard: 'g', target: `s${index + 1}` } },
    ];
    const links = Object.fromEntries(Array.from({ length }, (_, index) => link(index)));
    return { initial: 'start', states: { start: { on: { GO: 's0' } }, ...links, [`s${length}`]: {} } };
  };
  const bound = setup({ guards: { g: () => true } });
  const reference = (config: MachineConfig): (() => unknown) => {
    const limited: unknown = { ...config, options: { maxIterations: 100 } };
    const machine = bound.createMachine(limited as Parameters<typeof bound.createMachine>[0]);
    const [snapshot] = initialTransition(machine);
    return () => transition(machine, snapshot, { type: 'GO' })[0].value;
  };
  const resting = compile(chain(99));
  expect(resting.step('start', 'GO', () => true)?.state).toBe('s99');
  expect(reference(chain(99))()).toBe('s99');

  const endless = compile(chain(100));
  expect(() => endless.step('start', 'GO', () => true)).toThrow(
    new MachineError('machine-endless', '(machine)', 'start'),
  );
  expect(reference(chain(100))).toThrow('Infinite loop');
  expect(endless.step('start', 'GO', never)?.state).toBe('s0');
});

test('SM18: a start that a guard sends in a circle throws', () => {
  const machine = compile({ initial: 'a', states: { a: { always: { guard: 'g', target: 'b' } }, b: { always: 'a' } } });
  expect(() => machine.start(() => true)).toThrow(MachineError);
  expect(machine.start(never).state).toBe('a');
});

test.each(['', 'NONE', 'APPROVED.x', 'APPROVED|', 'order.APPROVED', '(APPROVED)'])(
  'SM18: %j is no state of the order',
  (text) => {
    const machine = compile(order);
    expect(machine.isState(text)).toBe(false);
    for (const use of [
      () => machine.step(text, 'APPROVE', never),
      () => machine.isFinal(text),
      () => machine.afterDelays(text),
      () => machine.activeStates(text),
      () => machine.stateValue(text),
    ])
      expect(use).toThrow(new MachineError('machine-state', 'order', text));
  },
);

test('SM19: a step is worked out once and handed out again, by the answers of the guards', () => {
  const machine = compile({
    initial: 'a',
    states: {
      a: {
        on: {
          GO: [
            { guard: 'g', target: 'b' },
            { guard: 'h', target: 'c' },
          ],
          OFF: 'b',
        },
      },
      b: {},
      c: {},
    },
  });
  const off = machine.step('a', 'OFF', never);
  expect(machine.step('a', 'OFF', () => true)).toBe(off);
  expect(Object.isFrozen(off)).toBe(true);
  const answers: [boolean, boolean, string | undefined][] = [
    [true, true, 'b'],
    [true, false, 'b'],
    [false, true, 'c'],
    [false, false, undefined],
  ];
  for (const round of [1, 2])
    for (const [g, h, state] of answers)
      expect([round, machine.step('a', 'GO', (guard) => (guard.type === 'g' ? g : h))?.state]).toEqual([round, state]);
});

test('compiling asserts that the configuration was parsed', () => {
  expect(() => compileMachine({ initial: 'a', states: { a: { on: { GO: 'nowhere' } } } })).toThrow(
    'a machine is parsed before it is compiled',
  );
});
