import { expect, test } from 'vitest';
import { EntryKind, explain } from '../../engine/index.ts';
import type { Scenario } from '../../engine/index.ts';
import { playToRest } from '../testing/at-rest.ts';
import { countBroken, playSeeds } from '../testing/play-seeds.ts';
import document from './scenario.json' with { type: 'json' };

const scenario = document as unknown as Scenario;
const seeds = Array.from({ length: 300 }, (_, i) => i + 1);
const deadlocked = playSeeds(scenario, 'deadlock', seeds);
const timed = playSeeds(scenario, 'deadlock-timeout', seeds);

test('AN23 the seed that the page opens with: each saga of Alice waits for the other, and is told so', () => {
  const { simulation, rows } = playToRest(scenario, 'deadlock');
  expect(rows['order/orders']?.['A1']?.[0]).toBe('APPROVAL_PENDING');
  expect(rows['accounting/authorizations']?.['A1']).toEqual(['HELD']);
  const stuck = simulation.findings.filter(({ anomaly }) => anomaly === 'stuck-saga');
  expect(stuck.map(({ subtype, witness }) => [subtype, ...witness.operations.map(({ role }) => role)])).toEqual([
    ['deadlock', 'started', 'waiting', 'held', 'waiting', 'held'],
    ['deadlock', 'started', 'waiting', 'held', 'waiting', 'held'],
  ]);
  const [first] = stuck;
  if (first === undefined) throw new Error('no saga is stuck');
  expect(explain(first, 'en')).toMatch(
    /^Deadlock: step authorizing-card of create-order \S+ waits since entry \d+ for authorizations\[A1\]\.state, which step holding-card of cancel-order \S+ had set to HELD at entry \d+; step beginning-cancel of cancel-order \S+ waits since entry \d+ for orders\[A1\]\.state, which step creating-order of create-order \S+ had set to APPROVAL_PENDING at entry \d+\. Neither can go on before the other\.$/,
  );
  expect(explain(first, 'ko')).toContain('교착 상태');
});

test('sagas that lock in opposite orders are stuck only together, those that lock in one order never', () => {
  const stuck = deadlocked.filter(({ broken }) => broken.has('stuck-saga'));
  expect(stuck.length).toBeGreaterThanOrEqual(seeds.length * 0.05);
  for (const { sagas } of stuck) {
    const running = [...sagas].filter(([, { outcome }]) => outcome === 'running').map(([id]) => id);
    expect(running.length % 2).toBe(0);
    for (const id of running.filter((one) => one.endsWith('cancel-order')))
      expect(running).toContain(id.replace('/cancel.1>cancel-order', '/create.1>create-order'));
  }
  expect(countBroken(playSeeds(scenario, 'lock-block', seeds), 'stuck-saga')).toBe(0);
});

test('a timeout resolves what was stuck: the cancellation is undone, and the order is approved', () => {
  expect(countBroken(timed, 'stuck-saga')).toBe(0);
  let resolved = 0;
  for (const [i, { broken, sagas }] of deadlocked.entries()) {
    if (!broken.has('stuck-saga')) continue;
    for (const [id, { outcome }] of sagas) {
      if (outcome !== 'running') continue;
      expect(timed[i]?.sagas.get(id)?.outcome).toBe(id.endsWith('cancel-order') ? 'compensated' : 'completed');
      resolved++;
    }
  }
  expect(resolved).toBeGreaterThanOrEqual(seeds.length * 0.05);
});

test('a command that was still waiting when its request was withdrawn takes no lock', () => {
  const { rows, simulation } = playToRest(scenario, 'deadlock-timeout');
  expect(rows['order/cancellations']?.['A1']).toEqual(['WITHDRAWN']);
  expect(rows['order/orders']?.['A1']?.[0]).toBe('APPROVED');
  const { trace } = simulation.run;
  const kinds = Array.from({ length: trace.length }, (_, entry) => trace.kindAt(entry));
  expect(kinds).toContain(EntryKind.ignored);
});
