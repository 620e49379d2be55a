import { expect, test } from 'vitest';
import { compileMachine } from './compile.ts';
import type { MachineConfig, StateValue } from './types.ts';

const deep: MachineConfig = {
  type: 'parallel',
  states: { a: {}, b: { initial: 'x', states: { x: {} } } },
};

const config: MachineConfig = {
  initial: 'idle',
  states: {
    idle: {},
    preparing: { initial: 'cooking', states: { cooking: {}, plating: { initial: 'cold', states: { cold: {} } } } },
    active: {
      type: 'parallel',
      states: {
        left: { initial: 'on', states: { on: {}, off: {} } },
        middle: {},
        right: { initial: 'deep', states: { deep } },
      },
    },
  },
};

test.each<[string, StateValue, string]>([
  ['idle', 'idle', 'idle'],
  ['preparing.cooking', { preparing: 'cooking' }, 'preparing preparing.cooking'],
  ['preparing.plating.cold', { preparing: { plating: 'cold' } }, 'preparing preparing.plating preparing.plating.cold'],
  [
    'active(left.off|middle|right.deep(a|b.x))',
    { active: { left: 'off', middle: {}, right: { deep: { a: {}, b: 'x' } } } },
    'active active.left active.left.off active.middle active.right ' +
      'active.right.deep active.right.deep.a active.right.deep.b active.right.deep.b.x',
  ],
])('SM5: %s and its value are one state', (text, value, active) => {
  const machine = compileMachine(config);
  expect(machine.isState(text)).toBe(true);
  expect(machine.stateValue(text)).toEqual(value);
  expect(machine.stateOf(value)).toBe(text);
  expect(machine.activeStates(text)).toEqual(active.split(' '));
});

test('SM5: a parallel machine has its regions in parentheses', () => {
  const machine = compileMachine(deep);
  expect(machine.initial?.state).toBe('(a|b.x)');
  expect(machine.stateValue('(a|b.x)')).toEqual({ a: {}, b: 'x' });
  expect(machine.isState('a|b.x')).toBe(false);
});

test('SM5: a value may give its regions in any order; the text has one', () => {
  const machine = compileMachine(config);
  const value = { active: { right: { deep: { b: 'x', a: {} } }, middle: {}, left: 'on' } };
  expect(machine.stateOf(value)).toBe('active(left.on|middle|right.deep(a|b.x))');
});

test.each([
  'preparing',
  'preparing.',
  'preparing.cooking.',
  'active',
  'active(left.on|middle)',
  'active(left.on|right.deep(a|b.x)|middle)',
  'active(left.on|middle|right.deep(a|b.x)',
  'active(left.on|middle|right.deep(a|b.x)))',
  'active(left.on|middle|right.deep(a|b.x|c))',
  'active.left.on',
  'idle idle',
])('SM5: %j is no state', (text) => {
  expect(compileMachine(config).isState(text)).toBe(false);
});

test.each<[StateValue]>([
  ['nowhere'],
  ['preparing'],
  [{}],
  [{ idle: {}, preparing: 'cooking' }],
  [{ idle: 'x' }],
  [{ active: { left: 'on', middle: {} } }],
  [{ active: { left: 'on', middle: 'x', right: { deep: { a: {}, b: 'x' } } } }],
])('SM5: the value %j is no full state', (value) => {
  expect(compileMachine(config).stateOf(value)).toBeUndefined();
});
