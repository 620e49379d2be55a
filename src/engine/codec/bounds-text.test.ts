import { expect, test } from 'vitest';
import { readBounds, writeBounds } from './bounds-text.ts';
import { parseFragmentText, writeFragmentText } from './fragment-text.ts';

test('LK9: bounds are written in one order, and read in any', () => {
  expect(writeBounds({ crashes: 1, requests: 2, states: 10_000 })).toBe('requests.2.crashes.1.states.10000');
  expect(readBounds('states.10000.crashes.1.requests.2')).toEqual({ crashes: 1, requests: 2, states: 10_000 });
  expect(readBounds('requests.all')).toEqual({ requests: 'all' });
  expect(writeBounds({ requests: 'all', lostAcknowledgements: 0 })).toBe('requests.all.lostAcknowledgements.0');
  expect(writeBounds({})).toBeUndefined();
});

test.each([
  'requests.0',
  'requests',
  'requests.2.crashes',
  'requests.2.requests.3',
  'crashes.all',
  'crashes.101',
  'crashes.-1',
  'crashes.01',
  'states.0',
  'states.50000001',
  'earthquakes.1',
  'toString.1',
  '',
])('LK9: bounds that cannot be read make the link bad: %s', (text) => {
  expect(readBounds(text)).toBeUndefined();
  expect(parseFragmentText(`ex=a&view=matrix&bounds=${text}`)).toMatchObject({
    ok: false,
    problems: [{ path: '/bounds', code: 'link-parameter' }],
  });
});

test('a link to the matrix says its bounds, and a link of before is written as before', () => {
  const source = { kind: 'built-in', id: 'saga-lost-update' } as const;
  const fragment = 'ex=saga-lost-update&bounds=requests.2.crashes.1&view=matrix';
  expect(writeFragmentText({ source, view: 'matrix', bounds: { requests: 2, crashes: 1 } })).toEqual({
    ok: true,
    value: fragment,
  });
  const read = parseFragmentText(fragment);
  expect(read.ok && read.value).toEqual({ source, view: 'matrix', bounds: { requests: 2, crashes: 1 } });
  expect(writeFragmentText({ source, bounds: {} })).toEqual({ ok: true, value: 'ex=saga-lost-update' });
});
