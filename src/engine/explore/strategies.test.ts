import { expect, test } from 'vitest';
import type { FaultBudget, Invariant, Scenario } from '../model/document.ts';
import { compile } from '../sim/compile.ts';
import type { Program } from '../sim/program.ts';
import { simulate } from '../simulate.ts';
import { enumerateSchedules } from './enumerate.ts';
import type { ExplorationPlan, ExplorationResult, Strategy } from './exploration.ts';
import { createExploration } from './explore.ts';

const BOUNDS = { maximumStates: 1_000_000, maximumDepth: 500 };

/** Two clients add to a counter that is read and written back at read committed: an addition may be lost. */
const ADDERS: Scenario = {
  schema: 1,
  id: 'adders',
  title: { en: 'Adders' },
  summary: { en: 'Two clients add to one counter.' },
  messages: { Add: { kind: 'command', payload: { amount: 'int' } } },
  services: {
    ledger: {
      concurrency: 2,
      database: {
        level: 'read-committed',
        tables: {
          counters: { key: { name: 'id', type: 'int' }, columns: { total: 'int' }, rows: [{ id: 1, total: 10 }] },
        },
      },
      handlers: {
        Add: {
          steps: [
            {
              transaction: [
                { read: { table: 'counters', key: 1, as: 'counter' } },
                { update: { table: 'counters', key: 1, set: { total: 'counter.total + message.amount' } } },
              ],
            },
          ],
        },
      },
    },
  },
  channels: { api: { kind: 'point-to-point', to: ['ledger'], ordering: 'none' } },
  clients: Object.fromEntries(
    ['ann', 'ben'].map((name) => [
      name,
      { requests: [{ id: 'add', message: 'Add', to: 'api', afterMicros: { fixed: 0 }, payload: { amount: 1 } }] },
    ]),
  ),
  variants: {},
  invariants: {
    total: {
      title: { en: 'nothing is lost' },
      when: 'finally',
      forEach: { service: 'ledger', table: 'counters' },
      holds: 'row.total == 12',
    },
  },
};

/** A handler that always fails, on a channel with so many deliveries. */
function poisoned(maximumDeliveries: number): Scenario {
  return {
    schema: 1,
    id: 'poisoned',
    title: { en: 'Poisoned' },
    summary: { en: 'A message that nobody can handle.' },
    messages: { Do: { kind: 'command' } },
    services: { order: { handlers: { Do: { steps: [{ fail: { reason: 'cannot be read' } }] } } } },
    channels: { api: { kind: 'point-to-point', to: ['order'], delivery: 'at-least-once', maximumDeliveries } },
    clients: { ann: { requests: [{ id: 'do', message: 'Do', to: 'api', afterMicros: { fixed: 0 } }] } },
    variants: {},
  };
}

function explore(program: Program, plan: Partial<ExplorationPlan>, slice = 1000): ExplorationResult {
  const exploration = createExploration(program, { properties: [], budget: {}, ...BOUNDS, ...plan });
  for (;;) {
    const result = exploration.advance(slice);
    if (result !== undefined) return result;
  }
}

/** The length of the shortest schedule that ends with the counter wrong, by going through all of them. */
function shortestByHand(program: Program, budget: FaultBudget): number {
  let shortest = Infinity;
  enumerateSchedules(program, budget, 60, (trace, world) => {
    const [row] = world.tables[0]?.rows.keys() ?? [];
    const content = row === undefined ? undefined : world.tables[0]?.rows.get(row);
    if (content === undefined || world.values.toScalar(world.values.field(content, 0)) === 12) return;
    shortest = Math.min(shortest, trace().stepAt(trace().length - 1) + 1);
  });
  return shortest;
}

test('[SE7] breadth first finds a schedule of the least length, as long as the shortest of all schedules', () => {
  const program = compile(ADDERS);
  const result = explore(program, { properties: ['invariant:total'], strategy: 'breadth' });
  if (result.verdict !== 'found') throw new Error('not found');
  expect(result.length).toBe('shortest');
  expect(result.schedule.length).toBe(shortestByHand(program, {}));
  const { run } = simulate(program, { seed: 1, schedule: result.schedule, faults: {} });
  expect(run.divergence).toBeUndefined();
});

test('[SE7] what breadth first has seen is told, whatever bound is reached in the same level', () => {
  const program = compile(ADDERS);
  const found = explore(program, { properties: ['invariant:total'], strategy: 'breadth' });
  const bounded = { properties: ['invariant:total'], strategy: 'breadth', maximumStates: found.states } as const;
  expect(explore(program, bounded)).toEqual(found);
  expect(explore(program, { ...bounded, maximumStates: found.states - 1 })).toMatchObject({ verdict: 'unknown' });
});

test('[SE7] where nothing is found, breadth first has been at the same states as depth first without reduction', () => {
  const program = compile(ADDERS);
  for (const properties of [[], ['lost-message'], ['stuck-saga', 'ghost-message']]) {
    const breadth = explore(program, { properties, strategy: 'breadth' });
    const depth = explore(program, { properties, reduction: false });
    expect(breadth).toMatchObject({ verdict: 'none', reduced: false });
    expect([breadth.states, breadth.transitions]).toEqual([depth.states, depth.transitions]);
  }
});

test('[SE2] every strategy finds the lost addition, and what it finds plays', () => {
  const program = compile(ADDERS);
  const shortest = shortestByHand(program, {});
  for (const strategy of ['depth', 'breadth', 'random', 'priority'] satisfies Strategy[]) {
    const result = explore(program, { properties: ['invariant:total'], strategy });
    if (result.verdict !== 'found') throw new Error(strategy);
    expect(result.schedule.length).toBeGreaterThanOrEqual(shortest);
    const { run } = simulate(program, { seed: 1, schedule: result.schedule, faults: {} });
    expect(run.divergence).toBeUndefined();
    expect(run.violations.map(({ invariant }) => invariant)).toEqual(['total']);
  }
});

test('[SE8] sampling that finds nothing stays unknown, and repeats itself with the same seed', () => {
  const program = compile(ADDERS);
  for (const strategy of ['random', 'priority'] satisfies Strategy[]) {
    const sample = (seed: number) => explore(program, { strategy, schedules: 50, seed });
    expect(sample(1)).toMatchObject({ verdict: 'unknown', reason: 'sampled', schedules: 50 });
    expect(sample(1)).toEqual(sample(1));
    expect(sample(1)).not.toEqual(sample(2));
  }
});

test('[SE8] schedules that are drawn by priorities reach every final state that there is', () => {
  const program = compile(ADDERS);
  const all = explore(program, { reduction: false });
  const sampled = explore(program, { strategy: 'priority', schedules: 5000 });
  expect(sampled.states).toBeGreaterThan(all.states / 2);
  expect(sampled.states).toBeLessThanOrEqual(all.states);
});

test('[SE9] a message that always comes back is a livelock; one with a last delivery is none', () => {
  const program = compile(poisoned(0));
  const result = explore(program, { properties: ['livelock'] });
  if (result.verdict !== 'found') throw new Error('not found');
  expect(result.property).toBe('livelock');
  const { run } = simulate(program, { seed: 1, schedule: result.schedule, faults: {} });
  expect(run.divergence).toBeUndefined();
  expect(run.trace.length).toBeGreaterThan(0);
  expect(explore(compile(poisoned(3)), { properties: ['livelock'] })).toMatchObject({
    verdict: 'none',
    reduced: false,
  });
});

test('[SE9] a cycle that something leads out of is no livelock', () => {
  const scenario: Scenario = {
    ...poisoned(0),
    messages: { Do: { kind: 'command' }, Repair: { kind: 'command' } },
    services: {
      order: {
        database: { tables: { parts: { key: { name: 'id', type: 'int' }, columns: { whole: 'bool' } } } },
        handlers: {
          Do: {
            steps: [
              {
                transaction: [
                  { read: { table: 'parts', key: 1, as: 'part' } },
                  { if: '!part.exists', then: [{ fail: { reason: 'cannot be read' } }] },
                ],
              },
            ],
          },
          Repair: { steps: [{ transaction: [{ insert: { table: 'parts', key: 1, values: { whole: true } } }] }] },
        },
      },
    },
    channels: {
      api: { kind: 'point-to-point', to: ['order'], delivery: 'at-least-once', maximumDeliveries: 0 },
      desk: { kind: 'point-to-point', to: ['order'] },
    },
    clients: {
      ann: { requests: [{ id: 'do', message: 'Do', to: 'api', afterMicros: { fixed: 0 } }] },
      ben: { requests: [{ id: 'repair', message: 'Repair', to: 'desk', afterMicros: { fixed: 0 } }] },
    },
  };
  expect(explore(compile(scenario), { properties: ['livelock'] })).toMatchObject({ verdict: 'none' });
  // Without the repair nothing leads out.
  expect(explore(compile(scenario), { properties: ['livelock'], budget: { requests: 1 } }).verdict).toBe('found');
});

test('[SE10] slices change nothing', () => {
  const program = compile(ADDERS);
  for (const strategy of ['depth', 'breadth', 'random', 'priority'] satisfies Strategy[])
    for (const properties of [['invariant:total'], ['ghost-message']]) {
      const plan = { properties, strategy, schedules: 200 };
      expect(explore(program, plan, 7)).toEqual(explore(program, plan, 100_000));
    }
});

test('[SE3] each bound is told when it stops the search', () => {
  const program = compile(ADDERS);
  for (const strategy of ['depth', 'breadth'] satisfies Strategy[]) {
    expect(explore(program, { strategy, maximumStates: 20 })).toMatchObject({ verdict: 'unknown', reason: 'states' });
    expect(explore(program, { strategy, maximumDepth: 3 })).toMatchObject({ verdict: 'unknown', reason: 'depth' });
    expect(explore(program, { strategy, maximumBytes: 1 })).toMatchObject({ verdict: 'unknown', reason: 'bytes' });
  }
  expect(explore(program, { properties: ['livelock'], maximumStates: 3 })).toMatchObject({
    verdict: 'unknown',
    reason: 'states',
  });
});

test('[SE6] around a cycle a reduced part does not put off what would show the property', () => {
  const scenario: Scenario = {
    ...ADDERS,
    messages: { ...ADDERS.messages, Do: { kind: 'command' } },
    services: { ...ADDERS.services, ...poisoned(0).services },
    channels: {
      ...ADDERS.channels,
      poison: { kind: 'point-to-point', to: ['order'], delivery: 'at-least-once', maximumDeliveries: 0 },
    },
    clients: {
      // Its message comes first of all choices, and always comes back.
      adam: { requests: [{ id: 'do', message: 'Do', to: 'poison', afterMicros: { fixed: 0 } }] },
      ...ADDERS.clients,
    },
    invariants: { total: { ...(ADDERS.invariants?.['total'] as Invariant), when: 'always', holds: 'row.total < 12' } },
  };
  const program = compile(scenario);
  for (const reduction of [true, false]) {
    const result = explore(program, { properties: ['invariant:total'], reduction });
    if (result.verdict !== 'found') throw new Error(`reduction ${reduction}`);
    const { run } = simulate(program, { seed: 1, schedule: result.schedule, faults: {} });
    expect(run.divergence).toBeUndefined();
  }
});
