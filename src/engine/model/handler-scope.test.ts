/* oxlint-disable unicorn/no-thenable -- the word of the document; nobody awaits it */
import { expect, test } from 'vitest';
import type { Scenario, Step } from './document.ts';
import { ExpressionTypes } from './expression-check.ts';
import { compileExpression } from './expression/compile.ts';
import { CREATE_ORDER } from '../testing/create-order.ts';
import { edited } from '../testing/edit.ts';
import { handlerScope } from './handler-scope.ts';
import { invariantScope, queryScope, replyScope, requestScope, rowScope, sagaScope } from './scope.ts';
import type { NamedScope } from './scope.ts';

function named({ variables }: NamedScope): readonly string[] {
  return variables.map(({ name, type }) => `${name}: ${type}`);
}

function scopeOfHandler(scenario: Scenario, service: string, message: string): NamedScope {
  const scope = handlerScope(scenario, service, message, new ExpressionTypes());
  if (!scope.ok) throw new Error(JSON.stringify(scope.problems));
  return scope.value;
}

/** The fixture with a handler of other steps. */
function withSteps(steps: readonly Step[]): Scenario {
  return edited(CREATE_ORDER, [['/services/order/handlers/ReviseOrder/steps', steps]]) as Scenario;
}

test('DO20: slots are the fields of the message, then the variables as the steps bind them', () => {
  expect(named(scopeOfHandler(CREATE_ORDER, 'order', 'ReviseOrder'))).toEqual([
    'message.order: string',
    'message.total: int',
    'credit.ok: bool',
    'credit.left: int',
    'credit.reason: string',
    'order.exists: bool',
    'order.state: string',
    'order.customer: string',
    'order.total: int',
    'order.left: int',
    'difference: int',
    'attempts: int',
    'attempts0: int',
    'revised.taken: bool',
    'revised.from: string',
    'revised.to: string',
  ]);
  expect(named(scopeOfHandler(CREATE_ORDER, 'history', 'OrderApproved'))).toEqual([
    'message.order: string',
    'message.total: int',
    'sum: int',
    'version: int',
    'appended: int',
    'deleted: int',
  ]);
});

test('DO20: the slot of a name is its index, and the one that expressions are compiled with', () => {
  const handler = scopeOfHandler(CREATE_ORDER, 'order', 'ReviseOrder');
  for (const [slot, { name }] of handler.variables.entries()) {
    expect(handler.slotOf(name)).toBe(slot);
    const compiled = compileExpression(name, handler.scope, 'any');
    expect(compiled.ok && compiled.value.slots).toEqual([slot]);
  }
  expect(() => handler.slotOf('order.colour')).toThrow('no name order.colour');
});

test('DO21: a variable has the type of what is set, whatever the order of the steps', () => {
  const scope = scopeOfHandler(
    withSteps([
      { set: { late: 'later + "!"', none: false } },
      { if: 'none', then: [{ set: { later: 'latest == 1 ? "a" : "b"' } }] },
      { set: { latest: 1 } },
    ]),
    'order',
    'ReviseOrder',
  );
  expect(named(scope).slice(2)).toEqual(['late: string', 'none: bool', 'later: string', 'latest: int']);
});

test('DO21: a variable that is only told by itself has no type', () => {
  const scope = handlerScope(
    withSteps([{ set: { count: 'count + 1' } }]),
    'order',
    'ReviseOrder',
    new ExpressionTypes(),
  );
  expect(scope.ok ? [] : scope.problems).toMatchObject([
    { code: 'expression-unknown-variable', path: '/services/order/handlers/ReviseOrder/steps/0/set/count' },
  ]);
});

test('DO21: a name in parentheses is the name', () => {
  const scope = scopeOfHandler(
    withSteps([
      { set: { double: '(order).total * (factor)' } },
      { read: { table: 'orders', key: 'message.order', as: 'order' } },
      { set: { factor: 2 } },
    ]),
    'order',
    'ReviseOrder',
  );
  expect(named(scope)[2]).toBe('double: int');
});

test('DO22: a row comes after all that the handler may name, its key first', () => {
  const handler = scopeOfHandler(CREATE_ORDER, 'customer', 'ReserveCredit');
  const table = CREATE_ORDER.services['customer']?.database?.tables['customers'];
  if (table === undefined) throw new Error('the fixture has the table');
  expect(named(rowScope(handler, table))).toEqual([
    ...named(handler),
    'row.name: string',
    'row.credit: int',
    'row.blocked: bool',
  ]);
  expect(named(queryScope(table))).toEqual(['row.name: string', 'row.credit: int', 'row.blocked: bool']);
});

test('DO23: sagas name their data and their id, and the reply where one is kept', () => {
  const saga = CREATE_ORDER.sagas?.['create-order'];
  const reply = CREATE_ORDER.messages['CreditReserved'];
  if (saga === undefined || reply === undefined) throw new Error('the fixture has them');
  const names = ['data.order: string', 'data.customer: string', 'data.total: int', 'data.left: int', 'saga.id: string'];
  expect(named(sagaScope(saga))).toEqual(names);
  expect(named(replyScope(saga, reply))).toEqual([...names, 'reply.left: int']);
});

test('DO24: requests name their ordinal, invariants a row or their queries', () => {
  expect(named(requestScope())).toEqual(['ordinal: int']);
  const invariants = CREATE_ORDER.invariants ?? {};
  const scopes = Object.values(invariants).map((invariant) => named(invariantScope(CREATE_ORDER, invariant)));
  expect(scopes).toEqual([
    ['row.name: string', 'row.credit: int', 'row.blocked: bool'],
    ['credit: int', 'approved: bool'],
  ]);
});
