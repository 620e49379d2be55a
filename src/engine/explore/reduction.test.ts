import { expect, test } from 'vitest';
import type { FaultBudget, Scenario, Service, Step } from '../model/document.ts';
import { compile } from '../sim/compile.ts';
import { goThrough } from '../testing/gone-through.ts';
import type { GoneThrough } from '../testing/gone-through.ts';

const PLENTY = 100_000;

/**
 * Two clients, each of which asks a service of its own or both the same; what is asked for is done in one transaction, which
 * may be another for the second.
 */
function pair(
  transaction: readonly Step[],
  same: boolean,
  service: Partial<Service> = {},
  second: readonly Step[] = transaction,
): Scenario {
  const desk: Service = {
    concurrency: 2,
    database: {
      tables: {
        rows: {
          key: { name: 'id', type: 'int' },
          columns: { total: 'int' },
          rows: [
            { id: 1, total: 1 },
            { id: 2, total: 1 },
          ],
        },
      },
    },
    handlers: { Ask: { steps: [{ transaction }] }, Tell: { steps: [{ transaction: second }] } },
    ...service,
  };
  const client = (message: string, to: string, n: number) => ({
    requests: [{ id: 'ask', message, to, afterMicros: { fixed: 0 }, payload: { n } }],
  });
  return {
    schema: 1,
    id: 'pair',
    title: { en: 'Pair' },
    summary: { en: 'Two who ask at once.' },
    messages: { Ask: { kind: 'command', payload: { n: 'int' } }, Tell: { kind: 'command', payload: { n: 'int' } } },
    services: { left: desk, ...(same ? {} : { right: desk }) },
    channels: {
      first: { kind: 'point-to-point', to: ['left'], ordering: 'none' },
      second: { kind: 'point-to-point', to: [same ? 'left' : 'right'], ordering: 'none' },
    },
    clients: { ann: client('Ask', 'first', 1), ben: client('Tell', 'second', 2) },
    variants: {},
    invariants: {
      equal: {
        title: { en: 'both have been asked, or neither' },
        when: 'always',
        queries: Object.fromEntries(
          ['left', same ? 'left' : 'right'].map((id, i) => [
            `side${i}`,
            { service: id, table: 'rows', aggregate: 'sum' as const, of: 'row.total' },
          ]),
        ),
        holds: same ? 'side0 >= 0' : 'side0 == side1',
      },
    },
  };
}

function both(scenario: Scenario, budget: FaultBudget = {}, names: readonly string[] = []): [GoneThrough, GoneThrough] {
  const [full, reduced] = [false, true].map((reduction) =>
    goThrough(compile(scenario), names, budget, reduction, PLENTY),
  );
  if (full === undefined || reduced === undefined) throw new Error('there are more states than were thought');
  expect(reduced.outcomes).toEqual(full.outcomes);
  expect(reduced.violated).toEqual(full.violated);
  return [full, reduced];
}

const DOUBLE: Step = { update: { table: 'rows', key: 1, set: { total: 'row.total * 2' } } };
const ADD_OWN: Step = { update: { table: 'rows', key: 1, set: { total: 'row.total * 2 + message.n' } } };
const OF_OWN_ROW: Step = { update: { table: 'rows', key: 'message.n', set: { total: 'row.total * 2' } } };

test('[PO2] what shares nothing is tried in one order', () => {
  const [full, reduced] = both(pair([DOUBLE], false));
  // Each goes through five states: asked, delivered, committed, acknowledged.
  expect(full.states).toBe(25);
  expect(reduced).toMatchObject({ states: 9, transitions: 8 });
});

test('[PO3] what changes one row is tried in both orders', () => {
  const [, reduced] = both(pair([ADD_OWN], true));
  expect(reduced.outcomes.size).toBe(2);
});

test('[PO3] what one reads and the other changes is tried in both orders', () => {
  const reads: readonly Step[] = [
    { read: { table: 'rows', key: 1, as: 'seen' } },
    { update: { table: 'rows', key: 2, set: { total: 'seen.total + 5' } } },
  ];
  const [, reduced] = both(pair(reads, true, { granularity: 'handler' }, [DOUBLE]));
  expect(reduced.outcomes.size).toBe(2);
});

test('[PO3] rows are told apart by the keys that the messages tell; places that are taken are not told apart', () => {
  const commits = (steps: readonly Step[]): number => both(pair(steps, true))[1].transitions;
  expect(commits([OF_OWN_ROW])).toBeLessThan(commits([ADD_OWN]));
});

test('[PO5] as long as an instance may crash with something to lose nothing there is tried alone', () => {
  const scenario = pair([DOUBLE], false);
  const [full, reduced] = both(scenario, { crashes: 1 });
  const [, without] = both(scenario);
  expect(reduced.states).toBeLessThan(full.states);
  expect(reduced.states).toBeGreaterThan(without.states);
});

test('[PO5] where no work lasts from one choice to the next a crash is not tried once nobody asks any more', () => {
  const [full, reduced] = both(pair([DOUBLE], false, { granularity: 'handler' }), { crashes: 1 });
  expect(reduced.states).toBeLessThan(full.states);
});

test('[PO6] what an invariant looks at all the time is changed in every order that it can tell', () => {
  const [, blind] = both(pair([DOUBLE], false));
  const [, watched] = both(pair([DOUBLE], false), {}, ['invariant:equal']);
  expect([...watched.violated]).toEqual(['equal']);
  expect(watched.states).toBeGreaterThan(blind.states);
});
