import { expect, test } from 'vitest';
import { compileMachine } from './compile.ts';
import type { MachineConfig } from './types.ts';

const config: MachineConfig = {
  id: 'ticket',
  initial: 'PENDING',
  on: { '*': { actions: 'note' } },
  states: {
    PENDING: {
      entry: [{ type: 'raise', params: { event: 'LOOK' } }, 'begin'],
      on: { LOOK: [{ guard: { type: 'isOpen', params: { hour: 9 } }, target: '#work', reenter: true }, 'CLOSED'] },
      after: { 500: 'CLOSED' },
      always: { guard: 'isShut', target: 'CLOSED' },
    },
    WORK: {
      id: 'work',
      type: 'parallel',
      onDone: 'CLOSED',
      on: { RESET: { target: ['.l.a', '.r'] } },
      states: { l: { initial: 'a', states: { a: {}, b: {} } }, r: {} },
    },
    CLOSED: { type: 'final', exit: 'leave' },
  },
};

test('a drawing has all states as they nest', () => {
  const { id, type, states } = compileMachine(config).describe();
  expect([id, type]).toEqual(['ticket', 'compound']);
  const none = { entry: [], exit: [], states: [] };
  const atomic = { type: 'atomic', ...none };
  expect(states).toEqual([
    { path: 'PENDING', name: 'PENDING', initial: true, ...atomic, entry: ['raise LOOK', 'begin'] },
    {
      path: 'WORK',
      name: 'WORK',
      type: 'parallel',
      initial: false,
      ...none,
      states: [
        {
          path: 'WORK.l',
          name: 'l',
          type: 'compound',
          initial: true,
          ...none,
          states: [
            { path: 'WORK.l.a', name: 'a', initial: true, ...atomic },
            { path: 'WORK.l.b', name: 'b', initial: false, ...atomic },
          ],
        },
        { path: 'WORK.r', name: 'r', initial: true, ...atomic },
      ],
    },
    { path: 'CLOSED', name: 'CLOSED', type: 'final', initial: false, ...none, exit: ['leave'] },
  ]);
});

test('a drawing has all transitions in document order', () => {
  const plain = { actions: [], reenter: false };
  expect(compileMachine(config).describe().transitions).toEqual([
    { from: '', to: [], event: '*', kind: 'on', actions: ['note'], reenter: false },
    {
      from: 'PENDING',
      to: ['WORK'],
      event: 'LOOK',
      kind: 'on',
      actions: [],
      reenter: true,
      guard: { type: 'isOpen', params: { hour: 9 } },
    },
    { from: 'PENDING', to: ['CLOSED'], event: 'LOOK', kind: 'on', ...plain },
    {
      from: 'PENDING',
      to: ['CLOSED'],
      event: 'xstate.after.500.ticket.PENDING',
      kind: 'after',
      ...plain,
      delayMillis: 500,
    },
    { from: 'PENDING', to: ['CLOSED'], event: '', kind: 'always', guard: { type: 'isShut', params: {} }, ...plain },
    { from: 'WORK', to: ['WORK.l.a', 'WORK.r'], event: 'RESET', kind: 'on', ...plain },
    { from: 'WORK', to: ['CLOSED'], event: 'xstate.done.state.work', kind: 'onDone', ...plain },
  ]);
});
