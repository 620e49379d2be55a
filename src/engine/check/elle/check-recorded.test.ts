import { expect, test } from 'vitest';
import { assert } from '../../base/assert.ts';
import { checkRecorded } from './check-recorded.ts';
import type { RecordedVerdict } from './check-recorded.ts';
import { consistencyModel } from './models.ts';
import { parseRecordedHistory } from './recorded-history.ts';
import type { VersionOrder } from './register.ts';

/** An operation: `ax1` appends or sets, `rx` reads the initial state, `rx12` the list of 1 and 2, or the register 1. */
function operation(text: string, workload: string): unknown {
  const [kind = '', key = '', ...digits] = text;
  const values = digits.map(Number);
  if (kind === 'a') return [workload === 'list-append' ? 'append' : 'w', key, values[0]];
  return ['r', key, values.length === 0 ? null : workload === 'list-append' ? values : values[0]];
}

/**
 * Transactions by process, one after the other: `ax1 rx1` is ok, `ax1!` fails, `ax1?` nobody knows. `[0` invokes that of
 * process 0, `0]` ends it: without them there are completions only.
 */
function verdict(
  workload: 'list-append' | 'rw-register',
  transactions: readonly string[],
  model = 'serializable',
  { order = '', versionOrders = [] }: { order?: string; versionOrders?: readonly VersionOrder[] } = {},
): RecordedVerdict {
  const parsed = transactions.map((text) => {
    const type = text.endsWith('!') ? 'fail' : text.endsWith('?') ? 'info' : 'ok';
    const ops = text
      .replace(/[!?]$/, '')
      .split(' ')
      .map((one) => operation(one, workload));
    return { type, ops };
  });
  const events =
    order === ''
      ? parsed.map((one, process) => ({ ...one, process }))
      : order.split(' ').map((event) => {
          const process = Number(event.replace(/[[\]]/, ''));
          const one = parsed[process];
          return { ...one, process, ...(event.startsWith('[') ? { type: 'invoke' } : {}) };
        });
  const history = parseRecordedHistory({ workload, history: events.map((event, index) => ({ index, ...event })) });
  assert(history.ok, 'the history is of the form');
  const requested = consistencyModel(model);
  assert(requested !== undefined, 'the model is known');
  return checkRecorded(history.value, { models: [requested], versionOrders });
}

const namesOf = ({ phenomena }: RecordedVerdict): readonly string[] => phenomena.map(({ phenomenon }) => phenomenon);

test('AN50 a history in which nothing depends on anything is unknown', () => {
  expect(verdict('list-append', ['rx'])).toMatchObject({ valid: 'unknown', phenomena: [], not: [] });
  expect(verdict('list-append', ['ax1', 'rx1'])).toMatchObject({ valid: true, phenomena: [], not: [] });
});

test('AN50 only what the model forbids is reported', () => {
  const skew = ['rx ry ax1', 'rx ry ay1', 'rx1 ry1'];
  expect(verdict('list-append', skew)).toMatchObject({ valid: false, not: ['repeatable-read'] });
  expect(verdict('list-append', skew, 'snapshot-isolation')).toMatchObject({ valid: true, not: [] });
});

test('AN51 the longest read of a list is its order; a read that is no prefix of it is incompatible', () => {
  const found = verdict('list-append', ['ax1', 'ax2', 'rx12', 'rx21'], 'read-committed');
  expect(namesOf(found)).toEqual(['incompatible-order']);
  expect(found.not).toEqual(['read-committed']);
});

test('AN51 appends that nobody has read come last, in no order among them', () => {
  expect(verdict('list-append', ['ax1 ay2', 'ax2 ay1', 'ry12']).valid).toBe(true);
  expect(namesOf(verdict('list-append', ['rx ay1', 'ry ax1']))).toEqual(['G2-item']);
});

test.each([
  ['G1a', ['ax1!', 'rx1'], ['read-committed']],
  ['G1b', ['ax1 ax2', 'rx1'], ['read-committed']],
  ['dirty-update', ['ax1!', 'ax2', 'rx12'], ['read-committed']],
  ['internal', ['ax1', 'ax2 rx1'], ['read-atomic']],
  ['future-read', ['rx1 ax1'], ['read-committed']],
  ['lost-update', ['rx ax1', 'rx ax2', 'rx12'], ['cursor-stability', 'update-atomic']],
  ['G0', ['ax1 ay2', 'ax2 ay1', 'rx12 ry12'], ['read-uncommitted']],
  ['G1c', ['ax1 ry1', 'ay1 rx1'], ['read-committed']],
])('AN51 %s in lists', (phenomenon, transactions, not) => {
  const found = verdict('list-append', transactions);
  expect(namesOf(found)).toContain(phenomenon);
  expect(found).toMatchObject({ valid: false, not });
});

test('AN52 of registers only the initial version has a known place', () => {
  const stale = ['ax1 ay1', 'ax2 ay2', 'rx2 ry1'];
  expect(verdict('rw-register', stale).valid).toBe(true);
  const process = { order: '[2 [0 0] [1 1] 2]', versionOrders: ['linearizable-keys'] as const };
  expect(namesOf(verdict('rw-register', stale, 'serializable', process))).toContain('G-single-item');
});

test('AN52 an assumption that contradicts what is known is reported and left out', () => {
  const found = verdict('rw-register', ['rx1 ax2', 'rx2 ax1'], 'serializable', {
    versionOrders: ['writes-follow-reads'],
  });
  expect(namesOf(found)).toEqual(expect.arrayContaining(['cyclic-versions', 'G1c']));
  expect(found.not).toEqual(['read-uncommitted']);
});

test('AN53 real time counts only where it is asked for', () => {
  const stale = ['ax1', 'rx'];
  expect(verdict('list-append', stale, 'serializable', { order: '[0 0] [1 1]' }).valid).toBe(true);
  const found = verdict('list-append', stale, 'strict-serializable', { order: '[0 0] [1 1]' });
  expect(namesOf(found)).toEqual(['G-single-item-realtime']);
  expect(found.not).toEqual(['strong-snapshot-isolation']);
  expect(verdict('list-append', stale, 'strict-serializable', { order: '[0 [1 0] 1]' }).valid).toBe(true);
});

test('AN53 a long fork rules out snapshot isolation', () => {
  const found = verdict('list-append', ['ax1', 'ay1', 'rx1 ry', 'rx ry1'], 'snapshot-isolation');
  expect(namesOf(found)).toEqual(['G-nonadjacent-item']);
});

test('a history of another form is refused with paths', () => {
  const parsed = parseRecordedHistory({
    workload: 'queue',
    history: [{ index: 0, process: 0, type: 'began', ops: [['pop', 'x']] }, { index: 'x' }],
  });
  assert(!parsed.ok, 'the history is refused');
  expect(parsed.problems.map(({ path }) => path)).toEqual([
    '/workload',
    '/history/0/type',
    '/history/0/ops/0',
    '/history/1/type',
    '/history/1/ops',
    '/history/1/index',
    '/history/1/process',
  ]);
});
