import { expect, test } from 'vitest';
import { createExploration, applyOptions, parseScenario, variantValues } from '../engine/index.ts';
import type { Scenario, ExplorationResult } from '../engine/index.ts';
import { allScenarios } from './all.ts';
import { countBroken, playSeeds, programOf } from './testing/play-seeds.ts';
import { stagingProblems } from './testing/staging.ts';

const variants = allScenarios.flatMap((scenario) =>
  Object.keys(scenario.variants).map((variant) => [scenario.id, variant, scenario] as const),
);

test.each(variants)('%s, %s: nothing is staged', (_id, variant, scenario) => {
  const applied = applyOptions(scenario, variantValues(scenario, variant));
  expect(applied.ok && stagingProblems(applied.value)).toEqual([]);
});

/** A scenario with the member at a path replaced. */
function changed(scenario: Scenario, path: string, value: unknown): Scenario {
  const copy = structuredClone(scenario) as unknown as Record<string, unknown>;
  const names = path.split('/');
  const last = names.pop() ?? '';
  const parent = names.reduce((object, name) => object[name] as Record<string, unknown>, copy);
  parent[last] = value;
  return copy as unknown as Scenario;
}

const [lostUpdate, dualWrite] = allScenarios as readonly [Scenario, Scenario];

test.each([
  [dualWrite, 'faults/crashes/order/everyMicros', { fixed: 36_000 }, 'crash of order: at a set time'],
  [dualWrite, 'faults/crashes/order/everyMicros', { uniform: [36_000, 37_000] }, 'crash of order: at a set time'],
  [
    dualWrite,
    'faults/crashes/order/restartMicros',
    { fixed: 900_000 },
    'restart of order: 900000 is more than 20 times 8000',
  ],
  [
    lostUpdate,
    'channels/orderService/latencyMicros',
    { fixed: 400_000 },
    'latency of orderService: 400000 is more than 20 times 6000',
  ],
  [
    lostUpdate,
    'services/order/serviceTimeMicros',
    { fixed: 400_000 },
    'service time of order: 400000 is more than 20 times 6000',
  ],
  [
    lostUpdate,
    'clients/alice/requests/1/afterMicros',
    { uniform: [2000, 400_000] },
    'request alice/cancel: 400000 is more than 20 times 8000',
  ],
  [
    lostUpdate,
    'services/order/handlers/BeginCancelCommand/steps/0/transaction/1/if',
    "message.orderId == 'A1'",
    "condition in order/BeginCancelCommand: made for 'A1'",
  ],
])('staging is noticed: %#', (scenario, path, value, problem) => {
  expect(stagingProblems(changed(scenario, path, value))).toEqual([problem]);
});

const NAMES: readonly (readonly [RegExp, string])[] = [
  [/\balice\b/g, 'mina'],
  [/\bbob\b/g, 'jun'],
  [/\bkitchen\b/g, 'galley'],
  [/\baccounting\b/g, 'ledger'],
  [/\bkitchenService\b/g, 'to-galley'],
  [/\bsaga-replies\b/g, 'answers'],
  [/\bcreate-order\b/g, 'making'],
  [/\border-events\b/g, 'news'],
  [/'A'/g, "'X'"],
  [/'A1'/g, "'X7'"],
];

function renamed(scenario: Scenario): Scenario {
  const text = NAMES.reduce((document, [from, to]) => document.replace(from, to), JSON.stringify(scenario));
  const parsed = parseScenario(JSON.parse(text));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

function search(scenario: Scenario, variant: string, properties: readonly string[]): ExplorationResult {
  const budget = scenario.claims?.find((claim) => claim.variant === variant)?.budget ?? scenario.faults?.budget ?? {};
  const exploring = createExploration(programOf(scenario, variant), {
    properties,
    budget,
    maximumStates: 200_000,
    maximumDepth: 1_000,
  });
  let result: ExplorationResult | undefined;
  while (result === undefined) result = exploring.advance(10_000);
  return result;
}

// Other names mean other draws, so a seed shows something else; how often and what a search says must stay.
test.each([
  [lostUpdate, 'unprotected', 'saga-lost-update'],
  [dualWrite, 'after-commit', 'lost-message'],
  [dualWrite, 'outbox', 'duplicate-effect'],
])('renaming changes nothing but the draws: %#', (scenario, variant, anomaly) => {
  const seeds = Array.from({ length: 200 }, (_, i) => i + 1);
  const share = (one: Scenario): number => countBroken(playSeeds(one, variant, seeds), anomaly) / seeds.length;
  const other = renamed(scenario);
  expect(Math.abs(share(other) - share(scenario))).toBeLessThan(0.12);
});

test.each([
  [lostUpdate, 'lock-block'],
  [dualWrite, 'after-commit'],
])('renaming changes no search: %#', (scenario, variant) => {
  const { unreachable = [] } = scenario.claims?.find((claim) => claim.variant === variant) ?? {};
  const { verdict, states, transitions } = search(scenario, variant, unreachable);
  expect(verdict).toBe('none');
  expect(search(renamed(scenario), variant, unreachable)).toMatchObject({ verdict, states, transitions });
});
