import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { CaseResult } from '../form.ts';
import { parseSagaCases } from './case.ts';
import type { SagaCase } from './case.ts';
import { checkSagaCase, sagaCases } from './saga-cases.ts';

const text = readFileSync(new URL('../../../../conformance/ftgo-cases.json', import.meta.url), 'utf8');
const document = JSON.parse(text) as Readonly<Record<string, unknown>>;
const parsed = parseSagaCases(document);
const cases = parsed.ok ? parsed.value : [];

test('the file is of the form', () => {
  expect(parsed).toMatchObject({ ok: true });
  expect(cases.length).toBe(28);
});

test.each(cases.map((one) => [one.id, one.basis, one] as const))('%s (%s)', (_id, _basis, one) => {
  expect(checkSagaCase(one).differences).toEqual([]);
});

test('a compensation that fails is tried again, unlike in the cases: this is noted', () => {
  const noted = cases.map(checkSagaCase).filter(({ note }) => note !== undefined);
  expect(noted.map(({ id }) => id)).toEqual(['ftgo-create-authorization-failed-as-shipped']);
});

function changed(id: string, change: (one: SagaCase) => Partial<SagaCase>): CaseResult {
  const one = cases.find((candidate) => candidate.id === id);
  if (one === undefined) throw new Error(`there is no case ${id}`);
  return checkSagaCase({ ...one, ...change(one) });
}

test.each<[string, (one: SagaCase) => Partial<SagaCase>, string]>([
  ['co-approve', ({ expect: e }) => ({ expect: { ...e, orders: [{ state: 'REJECTED' }] } }), '/expect/orders/0/state'],
  [
    'co-approve',
    ({ expect: e }) => ({ expect: { ...e, immediate: { order: 'APPROVED' } } }),
    '/expect/immediate/orders/0/state',
  ],
  [
    'co-boundary-one-cent',
    () => ({ given: { customers: [{ id: 1, creditLimit: '15.01' }] } }),
    '/expect/orders/0/state',
  ],
  ['ftgo-cancel', ({ expect: e }) => ({ expect: { ...e, ticket: 'ACCEPTED' } }), '/expect/ticket'],
  [
    'ftgo-cancel',
    ({ given }) => ({ given: { ...given, state: { order: 'REJECTED', ticket: null } } }),
    '/expect/messages',
  ],
  ['ftgo-duplicate-approve-no-inbox', () => ({ config: {} }), '/expect/replies/ApproveOrderCommand'],
  ['ftgo-no-semantic-lock-lost-update', () => ({ config: {} }), '/expect/anomaly'],
  ['ftgo-revise', ({ expect: e }) => ({ expect: { ...e, orderTotal: '61.70' } }), '/expect/orderTotal'],
  ['ftgo-cancel', ({ when }) => ({ when: [...when, { op: 'redeliver', command: 'CreateTicket' }] }), '/when/1'],
  ['ftgo-cancel', ({ when }) => ({ when: [...when, { op: 'teleport' }] }), '/when/1/op'],
  ['ftgo-no-semantic-lock-lost-update', ({ expect: e }) => ({ expect: { ...e, anomaly: null } }), '/expect/anomaly'],
  ['ftgo-cancel', ({ expect: e }) => ({ expect: { ...e, weather: 'fine' } }), '/expect/weather'],
])('%s, changed, differs: %#', (id, change, path) => {
  expect(changed(id, change).differences.map((difference) => difference.path)).toContain(path);
});

/** Cases that are not in the file, of the same kinds. */
const more: readonly (readonly [string, string, (one: SagaCase) => Partial<SagaCase>])[] = [
  [
    'a duplicate that fits a second time changes nothing, and is no duplicate effect',
    'co-duplicate-command-no-inbox-tight',
    () => ({
      given: { customers: [{ id: 1, creditLimit: '30.00' }] },
      expect: { reservations: { 1: ['12.34'] }, replies: 2, secondReply: 'CustomerCreditReserved', anomaly: null },
    }),
  ],
  [
    'with duplicate detection it is answered once',
    'co-duplicate-command-no-inbox-tight',
    () => ({ config: {}, expect: { reservations: { 1: ['12.34'] }, replies: 1, anomaly: null } }),
  ],
  [
    'revising the authorization fails: the revision is undone',
    'ftgo-revise',
    ({ given }) => ({
      given: { ...given, state: { order: 'APPROVED', ticket: 'ACCEPTED', account: 'revise fails' } },
      expect: { order: 'APPROVED', orderTotal: '61.70', ticket: 'ACCEPTED', anomaly: null },
    }),
  ],
  [
    'a ticket accepted as shipped: the event is published, and its state stays',
    'ftgo-accept-design',
    ({ given, expect: e }) => ({
      given: { ...given, kitchen: 'as shipped' },
      expect: { ...e, ticket: 'AWAITING_ACCEPTANCE' },
    }),
  ],
  [
    'a ticket that has been accepted is not accepted again',
    'ftgo-accept-past-readyby',
    ({ given, when }) => ({
      given: { ...given, state: { order: 'APPROVED', ticket: 'ACCEPTED' } },
      when: when.map((operation) => ({ ...operation, readyBy: '+1h' })),
      expect: { error: 'UnsupportedStateTransition', ticket: 'ACCEPTED' },
    }),
  ],
  [
    'the relay publishes all that it has found again, the command with the event',
    'ftgo-revise-then-cancel',
    () => ({
      when: [
        { op: 'createOrder', lineItems: [{ menuItem: '1', quantity: 5 }] },
        { op: 'crashRelay', point: 'afterPublishBeforeMark' },
        { op: 'restartRelay' },
      ],
      expect: { order: 'APPROVED', deliveries: { ValidateOrderByConsumer: 2 } },
    }),
  ],
];

test.each(more)('%s', (_title, id, change) => {
  expect(changed(id, change).differences).toEqual([]);
});

test('a file that is not of the form is told where', () => {
  expect(sagaCases.check({ cases: 1 }, {})).toMatchObject({ ok: false, problems: [{ path: '/cases' }] });
  expect(sagaCases.check({ cases: [{ id: 'x', system: 'y' }] }, {})).toMatchObject({
    ok: false,
    problems: [{ path: '/cases/0/system' }],
  });
});
