import { expect, test } from 'vitest';
import type { Scenario } from '../document.ts';
import { CREATE_ORDER } from '../../testing/create-order.ts';
import { REMOVED, edited } from '../../testing/edit.ts';
import type { Edit } from '../../testing/edit.ts';
import { parseScenario } from '../parse.ts';
import { problemText } from '../problem-text.ts';
import { applyOptions } from './apply.ts';
import { applyPatch } from './patch.ts';
import { defaultValues, defaultVariant, readOptionValues, variantValues } from './values.ts';

const LOCK = '/services/customer/handlers/CheckCredit/steps/0/transaction';

function applied(values: Readonly<Record<string, string | number>>): Scenario {
  const result = applyOptions(CREATE_ORDER, values);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

/** What is wrong with the fixture after changes, each problem on one line. */
function refused(edits: readonly Edit[]): readonly string[] {
  const result = parseScenario(edited(CREATE_ORDER, edits));
  return result.ok ? [] : result.problems.map((problem) => `${problem.path}: ${problemText(problem, 'en')}`);
}

test('DO40: the first variant is the default, and a variant leaves the rest at their defaults', () => {
  expect(defaultVariant(CREATE_ORDER)).toBe('sound');
  expect(defaultValues(CREATE_ORDER)).toEqual({ publishing: 'outbox', lock: 'wait', inbox: 'off', credit: 100 });
  expect(variantValues(CREATE_ORDER, 'no-lock')).toEqual({
    publishing: 'outbox',
    lock: 'off',
    inbox: 'off',
    credit: 50,
  });
});

test('DO41: patches replace, add, remove, and numbers are put at their places', () => {
  const scenario = applied({ publishing: 'after-commit', inbox: 'on', credit: 7 });
  expect(scenario).toEqual(
    edited(CREATE_ORDER, [
      ['/services/order/publishing', 'after-commit'],
      ['/services/order/relay', REMOVED],
      ['/services/customer/inbox', true],
      ['/services/customer/database/tables/customers/rows/0/credit', 7],
    ]),
  );
});

test('DO41: steps are taken out of an array and replaced in it', () => {
  const steps = (scenario: Scenario) => scenario.services['customer']?.handlers['CheckCredit']?.steps;
  expect(steps(applied({ lock: 'off' }))).toMatchObject([{ transaction: [{ read: {} }, { reply: {} }] }]);
  expect(steps(applied({ lock: 'fail' }))).toMatchObject([
    { transaction: [{ if: 'customer.blocked' }, { read: {} }, { reply: {} }] },
  ]);
});

test('DO41: what comes out shares nothing that could be changed, and the given scenario stays as it was', () => {
  const before = structuredClone(CREATE_ORDER);
  const scenario = applied({ lock: 'off', credit: 1 });
  expect(CREATE_ORDER).toEqual(before);
  expect(scenario.services['order']).toEqual(CREATE_ORDER.services['order']);
  expect(scenario.services['order']).not.toBe(CREATE_ORDER.services['order']);
  expect(scenario.services['order']?.handlers['CreateOrder']?.steps[0]).not.toBe(
    CREATE_ORDER.services['order']?.handlers['CreateOrder']?.steps[0],
  );
});

test('DO42: values from outside are checked, numerals are numbers, the order is that of the options', () => {
  const read = readOptionValues(CREATE_ORDER, { credit: '20', lock: 'off' });
  expect(read).toEqual({ ok: true, value: { lock: 'off', credit: 20 } });
  expect(read.ok && Object.keys(read.value)).toEqual(['lock', 'credit']);
});

test.each([
  [{ lok: 'off' }, 'unknown-option', '/options/lok'],
  [{ lock: 'of' }, 'unknown-option-value', '/options/lock'],
  [{ lock: 'constructor' }, 'unknown-option-value', '/options/lock'],
  [{ lock: 1 }, 'unknown-option-value', '/options/lock'],
  [{ lock: null }, 'unknown-option-value', '/options/lock'],
  [{ credit: '1e2' }, 'option-number', '/options/credit'],
  [{ credit: true }, 'option-number', '/options/credit'],
  [{ credit: -1 }, 'option-out-of-range', '/options/credit'],
  [{ credit: '99999' }, 'option-out-of-range', '/options/credit'],
  [['lock'], 'wrong-type', '/options'],
  [null, 'wrong-type', '/options'],
])('DO42: %j is refused with %s', (values, code, path) => {
  const read = readOptionValues(CREATE_ORDER, values);
  expect(read.ok ? [] : read.problems).toMatchObject([{ code, path }]);
});

test('DO43: a problem of a variant is told where its patch makes it', () => {
  expect(refused([['/options/publishing/values/after-commit/patch/0/value', 'after']])).toEqual([
    '/options/publishing/values/after-commit/patch/0/value: In the variant “dual-write”: ' +
      '“after” is none of the words for this; did you mean “after-commit”?',
  ]);
});

test('DO43: a problem of a value that no variant has is told with the option', () => {
  expect(refused([['/options/lock/values/fail/patch/0/value/if', 'customer.bloked']])).toEqual([
    '/options/lock/values/fail/patch/0/value/if: With the option lock set to “fail”: There is no “customer.bloked” that ' +
      'could be used here; there are: customer.blocked, customer.credit, customer.exists.',
  ]);
});

test('DO43: a problem of a number is told where the number is', () => {
  const paths: Edit = ['/options/credit/paths/0', '/services/customer/instances'];
  expect(refused([paths, ['/options/credit/default', 2]]).map((line) => line.split(': ')[0])).toEqual([
    '/variants/no-lock/options/credit',
    '/options/credit/minimum',
    '/options/credit/maximum',
  ]);
});

test('DO43: a problem that a removal makes is told where the document still needs what is gone', () => {
  expect(
    refused([
      ['/options/inbox/values/on/patch/0', { path: '/services/customer/handlers/ReleaseCredit', remove: true }],
    ]),
  ).toEqual([
    '/sagas/create-order/steps/1/compensation: In the variant “sound”: The service customer gets ReleaseCredit from ' +
      'customer-commands and has no handler for it; add one or send it elsewhere.',
  ]);
});

test('DO44: values that fit one by one and not together are refused when they are applied', () => {
  const scenario = edited(CREATE_ORDER, [
    ['/options/inbox/values/on/patch', [{ path: '/services/history/inbox', value: true }]],
    [
      '/options/lock/values/off/patch',
      [
        { path: '/services/history/database', remove: true },
        { path: '/services/history/handlers/OrderApproved/steps', value: [] },
      ],
    ],
  ]) as Scenario;
  expect(parseScenario(scenario).ok).toBe(true);
  const result = applyOptions(scenario, { inbox: 'on', lock: 'off' });
  expect(result.ok ? [] : result.problems).toMatchObject([
    { code: 'needs-database', path: '/options/inbox/values/on/patch/0/value' },
  ]);
});

test('DO45: options may touch neighbours, but not items of an array that another option shortens', () => {
  const neighbour = `${LOCK}/2/reply/outcome`;
  const patch: Edit = ['/options/inbox/values/on/patch/0', { path: neighbour, value: 'failure' }];
  expect(refused([patch])).toHaveLength(1);
  const replacing: Edit = ['/options/lock/values/off/patch/0', { path: `${LOCK}/0`, value: { fail: { reason: 'x' } } }];
  expect(refused([patch, replacing])).toEqual([]);
});

test('DO46: an index replaces an item, the one after the last appends, no other has a place', () => {
  const document = { list: [1, 2], object: {} };
  expect(applyPatch(document, { path: '/list/1', value: 3 })).toMatchObject({ value: { list: [1, 3] } });
  expect(applyPatch(document, { path: '/list/2', value: 3 })).toMatchObject({ value: { list: [1, 2, 3] } });
  expect(applyPatch(document, { path: '/list/0', remove: true })).toMatchObject({ value: { list: [2] } });
  expect(applyPatch(document, { path: '/object/a~1b', value: 3 })).toMatchObject({ value: { object: { 'a/b': 3 } } });
  for (const path of ['', 'list', '/list/3', '/list/-', '/list/01', '/nothing/x', '/list/0/x'])
    expect(applyPatch(document, { path, value: 3 })).toEqual({ ok: false, problem: 'patch-without-place' });
  expect(applyPatch(document, { path: '/list/2', remove: true })).toEqual({ ok: false, problem: 'nothing-to-remove' });
  expect(document).toEqual({ list: [1, 2], object: {} });
});
