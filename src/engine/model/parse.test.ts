import { expect, test } from 'vitest';
import { canonicalJson, scenarioDigest } from './canonical.ts';
import type { Scenario } from './document.ts';
import { CREATE_ORDER } from '../testing/create-order.ts';
import { REMOVED, edited } from '../testing/edit.ts';
import type { Edit } from '../testing/edit.ts';
import { LIMITS } from './limits.ts';
import { nearestName } from './nearest-name.ts';
import { parseScenario, parseScenarioText } from './parse.ts';

function codes(edits: readonly Edit[]): readonly string[] {
  const result = parseScenario(edited(CREATE_ORDER, edits));
  return result.ok ? [] : result.problems.map(({ code }) => code);
}

test('DO1: the text of a document is read like the document', () => {
  expect(parseScenarioText(JSON.stringify(CREATE_ORDER, undefined, 2))).toEqual({ ok: true, value: CREATE_ORDER });
});

test('DO1: the least document is read', () => {
  const least = {
    schema: 1,
    id: 'empty',
    title: { en: 'Empty' },
    summary: { en: 'Nothing happens.' },
    messages: {},
    services: {},
    channels: {},
    clients: {},
    variants: { plain: { title: { en: 'Plain' }, options: {} } },
  };
  expect(parseScenario(least)).toEqual({ ok: true, value: least });
});

test('DO1: what is read is a copy', () => {
  const document = structuredClone(CREATE_ORDER);
  const result = parseScenario(document);
  Object.assign(document.services['order'] ?? {}, { inbox: true });
  expect(result).toEqual({ ok: true, value: CREATE_ORDER });
});

test('DO10: a link to the schema is accepted and left out', () => {
  const result = parseScenario({ $schema: './scenario-1.json', ...CREATE_ORDER });
  expect(result).toEqual({ ok: true, value: CREATE_ORDER });
});

test.each<readonly [string, Edit]>([
  ['services', ['/services/order/instances', LIMITS.instances]],
  ['concurrency', ['/services/order/concurrency', LIMITS.concurrency]],
  ['a title', ['/title/en', 'x'.repeat(LIMITS.label)]],
  ['a text', ['/summary/en', 'x'.repeat(LIMITS.text)]],
  ['an id', ['/id', 'x'.repeat(LIMITS.name)]],
  ['a count', ['/clients/customer/requests/0/count', LIMITS.requestCount]],
  ['a time', ['/clients/customer/requests/0/timeoutMicros', LIMITS.timeMicros]],
  ['a seed', ['/seed', Number.MAX_SAFE_INTEGER]],
])('DO11: %s at its bound is accepted', (_, edit) => {
  expect(codes([edit])).toEqual([]);
});

test('DO12: problems of shape come before those of references, and only they are told', () => {
  expect(codes([['/channels/order-commands/to', ['nobody']]])).toContain('unknown-service');
  expect(
    codes([
      ['/channels/order-commands/to', ['nobody']],
      ['/seed', -1],
    ]),
  ).toEqual(['too-small']);
});

test('DO12: a document of a newer version is not looked into', () => {
  expect(
    codes([
      ['/schema', 2],
      ['/services', 'elsewhere now'],
    ]),
  ).toEqual(['newer-schema']);
});

test('DO13: several problems are told at once', () => {
  expect(
    codes([
      ['/seed', -1],
      ['/title', REMOVED],
      ['/services/order/publishing', 'never'],
    ]),
  ).toEqual(['missing-key', 'unknown-word', 'too-small']);
});

test('DO14: the canonical text has properties in the order of the schema and ids in that of the document', () => {
  const { title, id, schema, services, ...rest } = CREATE_ORDER;
  const shuffled: Scenario = { ...rest, services, id, title: { ko: title.ko ?? '', en: title.en }, schema };
  const text = canonicalJson(shuffled);
  expect(text).toBe(canonicalJson(CREATE_ORDER));
  expect(text).toMatch(/^\{"schema":1,"id":"create-order","title":\{"en":"Create an order","ko":/);
  expect(Object.keys(JSON.parse(text).services)).toEqual(['order', 'customer', 'history']);
});

test('DO14: the order of ids is part of what is meant', () => {
  const { order, ...others } = CREATE_ORDER.services;
  if (order === undefined) throw new Error('the fixture has the service');
  const reordered: Scenario = { ...CREATE_ORDER, services: { ...others, order } };
  expect(scenarioDigest(reordered)).not.toBe(scenarioDigest(CREATE_ORDER));
  expect(scenarioDigest(CREATE_ORDER)).toMatch(/^[0-9a-f]{16}$/);
});

test.each([
  ['publshing', ['publishing', 'relay'], 'publishing'],
  ['realy', ['publishing', 'relay'], 'relay'],
  ['CREATEORDER', ['CreateOrder'], 'CreateOrder'],
  ['Reserved', ['CreditReserved', 'OrderApproved'], 'CreditReserved'],
  ['order', ['order-events', 'order-commands'], undefined],
  ['kitchen', ['order', 'customer'], undefined],
  ['x', [], undefined],
])('DO15: nearest to %s among %j is %s', (name, known, nearest) => {
  expect(nearestName(name, known)).toBe(nearest);
});
