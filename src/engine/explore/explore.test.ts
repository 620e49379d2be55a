import { expect, test } from 'vitest';
import { check } from '../check/check.ts';
import type { AnomalyId } from '../check/catalogue.ts';
import type { FaultBudget, Scenario } from '../model/document.ts';
import { compile } from '../sim/compile.ts';
import { holds } from '../sim/invariant.ts';
import type { Program } from '../sim/program.ts';
import type { World } from '../sim/world.ts';
import { traceNames } from '../simulate.ts';
import { simulate } from '../simulate.ts';
import { buildHistory } from '../trace/history.ts';
import { enumerateSchedules } from './enumerate.ts';
import { DepthFirst } from './depth-first.ts';
import type { ExplorationResult } from './exploration.ts';
import { createExploration } from './explore.ts';

/** One service whose handler adds to one row, and two clients that ask for it at once. */
function adders(
  level: 'atomic' | 'read-committed' | 'repeatable-read' | 'serializable',
  how: 'write-back' | 'in-place',
): Scenario {
  const inTransaction =
    how === 'in-place'
      ? [{ update: { table: 'counters', key: 1, add: { total: 'message.amount' } } }]
      : [
          { read: { table: 'counters', key: 1, as: 'counter' } },
          { update: { table: 'counters', key: 1, set: { total: 'counter.total + message.amount' } } },
        ];
  const request = (amount: number) => ({
    requests: [{ id: 'add', message: 'Add', to: 'api', afterMicros: { fixed: 0 }, payload: { amount } }],
  });
  return {
    schema: 1,
    id: 'adders',
    title: { en: 'Adders' },
    summary: { en: 'Two clients add to one counter.' },
    messages: { Add: { kind: 'command', payload: { amount: 'int' } } },
    services: {
      ledger: {
        concurrency: 2,
        database: {
          level,
          tables: {
            counters: { key: { name: 'id', type: 'int' }, columns: { total: 'int' }, rows: [{ id: 1, total: 10 }] },
          },
        },
        handlers: { Add: { steps: [{ transaction: inTransaction }] } },
      },
    },
    channels: { api: { kind: 'point-to-point', to: ['ledger'], ordering: 'none' } },
    clients: { ann: request(1), ben: request(5) },
    variants: {},
    invariants: {
      total: {
        title: { en: 'nothing is lost' },
        when: 'finally',
        forEach: { service: 'ledger', table: 'counters' },
        holds: 'row.total == 16',
      },
    },
  };
}

/** A service that writes a row and tells a subscriber, in one of the three ways of publishing. */
function teller(publishing: 'outbox' | 'after-commit' | 'before-commit', inbox: boolean): Scenario {
  return {
    schema: 1,
    id: 'teller',
    title: { en: 'Teller' },
    summary: { en: 'A row and an event.' },
    messages: { Do: { kind: 'command' }, Done: { kind: 'event' } },
    services: {
      order: {
        publishing,
        inbox,
        database: { tables: { orders: { key: { name: 'id', type: 'int' }, columns: { state: 'string' } } } },
        handlers: {
          Do: {
            steps: [
              {
                transaction: [
                  { insert: { table: 'orders', key: 1, values: { state: "'NEW'" } } },
                  { publish: { message: 'Done', to: 'events' } },
                ],
                onRollback: [],
              },
            ],
          },
        },
      },
      kitchen: {
        inbox,
        database: {
          tables: {
            counts: { key: { name: 'id', type: 'int' }, columns: { tickets: 'int' }, rows: [{ id: 1, tickets: 0 }] },
          },
        },
        handlers: {
          Done: { steps: [{ transaction: [{ update: { table: 'counts', key: 1, add: { tickets: 1 } } }] }] },
        },
      },
    },
    channels: {
      api: { kind: 'point-to-point', to: ['order'], delivery: 'at-most-once' },
      events: { kind: 'publish-subscribe', to: ['kitchen'] },
    },
    clients: { ann: { requests: [{ id: 'do', message: 'Do', to: 'api', afterMicros: { fixed: 0 } }] } },
    variants: {},
  };
}

interface Case {
  readonly name: string;
  readonly scenario: Scenario;
  readonly budget: FaultBudget;
  readonly properties: readonly string[];
  readonly found: boolean;
}

const CASES: readonly Case[] = [
  ...(['atomic', 'repeatable-read', 'serializable'] as const).map((level) => ({
    name: `${level}, written back`,
    scenario: adders(level, 'write-back'),
    budget: {},
    properties: ['invariant:total'],
    found: false,
  })),
  {
    name: 'read committed, written back',
    scenario: adders('read-committed', 'write-back'),
    budget: {},
    properties: ['invariant:total'],
    found: true,
  },
  {
    name: 'read committed, added in place',
    scenario: adders('read-committed', 'in-place'),
    budget: {},
    properties: ['invariant:total'],
    found: false,
  },
  ...(['lost-message', 'ghost-message', 'duplicate-effect'] as const).flatMap((anomaly) =>
    (['outbox', 'after-commit', 'before-commit'] as const).map((publishing) => ({
      name: `${anomaly}, publishing ${publishing}, one crash`,
      scenario: teller(publishing, true),
      budget: { crashes: 1 },
      properties: [anomaly],
      found:
        (anomaly === 'lost-message' && publishing === 'after-commit') ||
        (anomaly === 'ghost-message' && publishing === 'before-commit'),
    })),
  ),
  {
    name: 'duplicate effect without an inbox, one duplicate',
    scenario: teller('outbox', false),
    budget: { duplicates: 1 },
    properties: ['duplicate-effect'],
    found: true,
  },
];

/** What all schedules, one by one, come to: whether one of them shows the property, and in what states they end. */
function oracle(program: Program, { budget, properties }: Case): { found: boolean; outcomes: Set<string> } {
  const outcomes = new Set<string>();
  let found = false;
  enumerateSchedules(program, budget, 60, (trace, world, quiescent) => {
    expect(quiescent).toBe(true);
    outcomes.add(outcomeOf(world));
    const anomalies = properties.filter((name): name is AnomalyId => !name.startsWith('invariant:'));
    if (anomalies.length > 0 && check(buildHistory(trace(), traceNames(program), true), anomalies).findings.length > 0)
      found = true;
    if (
      program.invariants.some(
        (invariant) => properties.includes(`invariant:${invariant.id}`) && !holds(world, invariant),
      )
    )
      found = true;
  });
  return { found, outcomes };
}

/** The rows of all tables: what a run leaves behind. */
function outcomeOf(world: World): string {
  return JSON.stringify(world.tables.map(({ rows }) => rows.keys().map((key) => [key, rows.get(key)])));
}

function search(program: Program, { budget }: Case, properties: readonly string[], reduction: boolean) {
  const outcomes = new Set<string>();
  const plan = { properties, budget, maximumStates: 1_000_000, maximumDepth: 200, reduction };
  const searching = new DepthFirst(program, plan, (world, quiescent) => {
    if (quiescent) outcomes.add(outcomeOf(world));
  });
  let result: ExplorationResult | undefined;
  while (result === undefined) result = searching.advance(10_000);
  return { result, outcomes };
}

for (const each of CASES)
  test(`[SE1] all schedules, the hashed and the reduced search agree: ${each.name}`, () => {
    const program = compile(each.scenario);
    const truth = oracle(program, each);
    expect(truth.found).toBe(each.found);
    for (const reduction of [false, true]) {
      const { result } = search(program, each, each.properties, reduction);
      expect(result.verdict).toBe(truth.found ? 'found' : 'none');
      const { outcomes } = search(program, each, [], reduction);
      expect([...outcomes].sort()).toEqual([...truth.outcomes].sort());
    }
  });

test('[SE2] a counterexample is a run like any other: it plays, shows the property, and no choice can be left out', () => {
  const each = CASES.find(({ name }) => name.startsWith('lost-message, publishing after-commit')) as Case;
  const program = compile(each.scenario);
  const { result } = search(program, each, each.properties, true);
  if (result.verdict !== 'found') throw new Error('not found');
  const play = (schedule: readonly string[]) => simulate(program, { seed: 1, schedule, faults: each.budget });
  const { run, findings } = play(result.schedule);
  expect(run.divergence).toBeUndefined();
  expect(findings.map(({ anomaly }) => anomaly)).toContain('lost-message');
  result.schedule.forEach((_, left) => {
    const shorter = play(result.schedule.filter((_choice, i) => i !== left));
    const stillFound =
      shorter.run.divergence === undefined && shorter.findings.some(({ anomaly }) => anomaly === 'lost-message');
    expect(stillFound).toBe(false);
  });
});

test('[SE3] a search that stops early says unknown, never none', () => {
  const each = CASES[0] as Case;
  const program = compile(each.scenario);
  const searching = createExploration(program, { properties: [], budget: {}, maximumStates: 5, maximumDepth: 200 });
  expect(searching.advance(10_000)).toMatchObject({ verdict: 'unknown', reason: 'states' });
  const shallow = createExploration(program, { properties: [], budget: {}, maximumStates: 1000, maximumDepth: 3 });
  expect(shallow.advance(10_000)).toMatchObject({ verdict: 'unknown', reason: 'depth' });
});
