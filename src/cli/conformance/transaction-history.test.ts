import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { assert } from '../../engine/base/assert.ts';
import { checkConformance, exitCodeOf } from './run.ts';

const file = fileURLToPath(new URL('../../../conformance/elle-histories.json', import.meta.url));
const text = readFileSync(file, 'utf8');

function reportOf(content: string): ReturnType<typeof checkConformance> {
  return checkConformance('elle-histories.json', content, {});
}

test('AN50 to AN53 every history has the verdict of Elle for every requested model', () => {
  const result = reportOf(text);
  assert(result.ok, 'the file is of a known form');
  expect(result.report.differences).toEqual([]);
  expect(result.report).toMatchObject({ total: 347, agree: 347 });
  expect(exitCodeOf(result.report)).toBe(0);
});

test('another verdict is a difference', () => {
  const document = JSON.parse(text) as { histories: { id: string; verdicts: Record<string, unknown> }[] };
  document.histories = document.histories.filter(({ id }) => id === 'mini-la-g2item-write-skew');
  const [history] = document.histories;
  assert(history !== undefined, 'the history is there');
  history.verdicts = { serializable: { valid: true, anomalyTypes: ['G0'], not: [], alsoNot: [] } };
  const result = reportOf(JSON.stringify(document));
  assert(result.ok, 'the file is of a known form');
  expect(result.report.differences.map(({ path }) => path)).toEqual([
    '/histories/0/verdicts/serializable/valid',
    '/histories/0/verdicts/serializable/not',
    '/histories/0/verdicts/serializable/anomalyTypes',
  ]);
});

test.each([
  ['no histories', '{"format":"txn-history/1"}', '/histories'],
  [
    'another workload',
    '{"format":"txn-history/1","histories":[{"workload":"queue","history":[]}]}',
    '/histories/0/workload',
  ],
  [
    'no verdicts',
    '{"format":"txn-history/1","histories":[{"workload":"rw-register","history":[]}]}',
    '/histories/0/verdicts',
  ],
  [
    'an unknown model',
    '{"format":"txn-history/1","histories":[{"workload":"rw-register","history":[],"verdicts":{"best":{}}}]}',
    '/histories/0/verdicts/best',
  ],
])('%s is refused with a path', (_name, content, path) => {
  const result = reportOf(content);
  assert(!result.ok, 'the file is refused');
  expect(result.problems.map((problem) => problem.path)).toEqual([path]);
});
