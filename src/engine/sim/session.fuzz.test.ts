import { expect, test } from 'vitest';
import type { IsolationLevel, Scenario, Service, Step } from '../model/document.ts';
import { scenarioOfSeed } from '../testing/generate-scenario.ts';
import { outcomesOf } from '../testing/outcomes.ts';
import { compile } from './compile.ts';

/** Catches a hang and nothing else: on a busy machine these take long. */
const PATIENCE = { timeout: 600_000 };

const SEEDS = 120;
const MAXIMUM_STATES = 250;

/** Nothing overlaps: one instance with one place for each service. Transactions may not ask for a level of their own. */
function alone(scenario: Scenario, level: IsolationLevel | 'atomic'): Scenario {
  const plain = (steps: readonly Step[]): Step[] =>
    steps.map((step) => {
      if (!('transaction' in step)) return step;
      const { isolation: _, ...rest } = step;
      return rest;
    });
  const services = Object.entries(scenario.services).map(([id, service]): [string, Service] => [
    id,
    {
      ...service,
      instances: 1,
      concurrency: 1,
      database: { ...service.database, level, tables: service.database?.tables ?? {} },
      handlers: Object.fromEntries(
        Object.entries(service.handlers).map(([type, handler]) => [type, { ...handler, steps: plain(handler.steps) }]),
      ),
    },
  ]);
  return { ...scenario, services: Object.fromEntries(services) };
}

test(
  `TX11: where nothing overlaps, statements do at every level what an atomic transaction does (seeds 0 to ${SEEDS - 1})`,
  PATIENCE,
  () => {
    let compared = 0;
    for (let seed = 0; seed < SEEDS; seed++) {
      const scenario = scenarioOfSeed(seed, { tiny: true });
      const budget = { ...scenario.faults?.budget, crashes: 0 };
      const atomic = outcomesOf(compile(alone(scenario, 'atomic')), budget, MAXIMUM_STATES);
      if (atomic === undefined) continue;
      const expected = [...atomic.terminal].sort();
      const levels = ['read-uncommitted', 'read-committed', 'repeatable-read', 'serializable'] as const;
      const level = levels[seed % levels.length] as IsolationLevel;
      const stepwise = outcomesOf(compile(alone(scenario, level)), budget, 20 * MAXIMUM_STATES);
      expect([...(stepwise?.terminal ?? [])].sort(), `seed ${seed}, ${level}`).toEqual(expected);
      compared++;
    }
    expect(compared).toBeGreaterThan(60);
  },
);
