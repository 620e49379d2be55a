import { expect, test } from 'vitest';
import { allScenarios } from '../../scenarios/all.ts';
import type { FaultBudget } from '../model/document.ts';
import { variantValues } from '../model/options/values.ts';
import { prepare } from '../prepare.ts';
import { compile } from '../sim/compile.ts';
import type { Program } from '../sim/program.ts';
import { simulate } from '../simulate.ts';
import { clientOf, database, queueTo, scenarioOf } from '../testing/fixture.ts';
import { createExploration } from './explore.ts';
import { completedInTime } from './timing-feasibility-completed.ts';
import { timingFeasibility } from './timing-feasibility.ts';

function programOf(id: string, variant: string): Program {
  const scenario = allScenarios.find((candidate) => candidate.id === id);
  const prepared = scenario === undefined ? undefined : prepare(scenario, variantValues(scenario, variant));
  if (prepared?.ok !== true) throw new Error(`${variant} of ${id} compiles`);
  return prepared.value;
}

function found(program: Program, property: string, budget: FaultBudget): readonly string[] {
  const exploration = createExploration(program, {
    properties: [property],
    budget,
    maximumStates: 100_000,
    maximumDepth: 1_000,
  });
  let result = exploration.advance(10_000);
  while (result === undefined) result = exploration.advance(10_000);
  if (result.verdict !== 'found') throw new Error(`${property} is reachable`);
  return result.schedule;
}

test.each([
  ['create-order-orchestration', 'no-compensation', 'stuck-saga', { requests: 1 }],
  ['create-order-orchestration', 'crash-after-commit', 'lost-message', { requests: 1, crashes: 1 }],
  ['dual-write-outbox', 'before-commit', 'ghost-message', { crashes: 1 }],
  ['saga-dirty-read', 'naive', 'saga-dirty-read', { requests: 3 }],
  ['saga-commutative-version-file', 'unprotected', 'invariant:balance-is-right', { requests: 2 }],
] as const)('TI16: what does not wait is put back: %s, %s, %s', (id, variant, property, budget) => {
  const program = programOf(id, variant);
  const schedule = found(program, property, budget);
  expect(timingFeasibility(program, budget, schedule).possible).toBe(false);
  const completed = completedInTime(program, budget, property, schedule);
  if (completed === undefined) throw new Error('it can be completed');
  expect(timingFeasibility(program, budget, completed.schedule)).toEqual({
    possible: true,
    timesMicros: completed.timesMicros,
  });
  const { run, findings } = simulate(program, { seed: 1, faults: budget, ...completed });
  expect(run.divergence).toBeUndefined();
  const broken = [
    ...findings.map(({ anomaly }) => String(anomaly)),
    ...run.violations.map(({ invariant }) => `invariant:${invariant}`),
  ];
  expect(broken).toContain(property);
});

const shop = (latency: number) =>
  compile(
    scenarioOf({
      messages: { Add: { kind: 'command' } },
      services: {
        shop: {
          serviceTimeMicros: { fixed: 10 },
          database: database({ a: 0 }),
          handlers: { Add: { steps: [{ update: { table: 'rows', key: "'a'", add: { n: 1 } } }] } },
        },
      },
      channels: { orders: queueTo('shop', { latencyMicros: { uniform: [100, latency] } }) },
      clients: { ann: clientOf({ message: 'Add', to: 'orders', count: 2, afterMicros: { fixed: 1_000 } }) },
      invariants: {
        'not-two': {
          title: { en: 'Not two' },
          when: 'always',
          queries: { n: { service: 'shop', table: 'rows', aggregate: 'sum', of: 'row.n' } },
          holds: 'n < 2',
        },
      },
    }),
  );

const BOTH_FIRST = [
  'request ann',
  'request ann',
  'deliver orders ann/r1.1 to shop.0',
  'run shop.0 ann/r1.1',
  'acknowledge shop.0 ann/r1.1',
  'deliver orders ann/r1.2 to shop.0',
  'run shop.0 ann/r1.2',
];

test('TI16: what comes too late is moved to where it must happen, and what is possible stays as it is', () => {
  const moved = completedInTime(shop(200), {}, 'invariant:not-two', BOTH_FIRST);
  expect(moved?.schedule.slice(0, 5)).toEqual([
    'request ann',
    'deliver orders ann/r1.1 to shop.0',
    'run shop.0 ann/r1.1',
    'acknowledge shop.0 ann/r1.1',
    'request ann',
  ]);
  expect(moved?.timesMicros).toEqual([1_000, 1_100, 1_110, 1_120, 2_000, 2_100, 2_110]);
  expect(completedInTime(shop(1_000), {}, 'invariant:not-two', BOTH_FIRST)?.schedule).toEqual(BOTH_FIRST);
});

test('TI16: where the property needs the delay there is nothing that could be put back', () => {
  const set = { update: { table: 'rows', key: "'a'", set: { n: '5' } } };
  const add = { update: { table: 'rows', key: "'a'", add: { n: 1 } } };
  const program = compile(
    scenarioOf({
      messages: { Add: { kind: 'command' }, Set: { kind: 'command' } },
      services: {
        shop: { database: database({ a: 0 }), handlers: { Add: { steps: [add] }, Set: { steps: [set] } } },
      },
      channels: { orders: queueTo('shop', { ordering: 'none', latencyMicros: { fixed: 100 } }) },
      clients: {
        ann: clientOf({ message: 'Add', to: 'orders', afterMicros: { fixed: 1_000 } }),
        bob: clientOf({ message: 'Set', to: 'orders', afterMicros: { fixed: 5_000 } }),
      },
      invariants: {
        'not-six': {
          title: { en: 'Not six' },
          when: 'always',
          queries: { n: { service: 'shop', table: 'rows', aggregate: 'sum', of: 'row.n' } },
          holds: 'n < 6',
        },
      },
    }),
  );
  const schedule = found(program, 'invariant:not-six', {});
  expect(timingFeasibility(program, {}, schedule)).toMatchObject({
    possible: false,
    choice: 'deliver orders ann/r1.1 to shop.0',
    beyondMicros: 4_000,
  });
  expect(completedInTime(program, {}, 'invariant:not-six', schedule)).toBeUndefined();
  expect(completedInTime(program, {}, 'livelock', schedule)).toBeUndefined();
});
