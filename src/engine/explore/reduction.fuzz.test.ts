import { expect, test } from 'vitest';
import type { AnomalyId } from '../check/catalogue.ts';
import { parseScenario } from '../model/parse.ts';
import { compile } from '../sim/compile.ts';
import { goThrough } from '../testing/gone-through.ts';
import { smallScenario } from '../testing/small-scenario.ts';

/** Catches a hang and nothing else. */
const PATIENCE = { timeout: 600_000 };

const MODELS = 1_600;
const MAXIMUM_STATES = 250;

/** Judges see the order of different things: those of sagas, of messages, of transactions; one set for each model. */
const JUDGED: readonly (readonly AnomalyId[])[] = [
  [
    'saga-lost-update',
    'saga-dirty-read',
    'saga-dirty-read-exposure',
    'saga-fuzzy-read',
    'saga-write-skew',
    'stuck-saga',
  ],
  ['lost-message', 'ghost-message', 'duplicate-effect'],
  [
    'dirty-write',
    'aborted-read',
    'intermediate-read',
    'circular-information-flow',
    'observed-transaction-vanishes',
    'predicate-many-preceders',
    'lost-update',
    'read-skew',
    'write-skew',
    'anti-dependency-cycle-item',
    'anti-dependency-cycle',
  ],
];

/** Compares searches for each set of properties; returns how many states there were in full and reduced. */
function compare(seed: number): { full: number; reduced: number; compared: boolean } {
  const parsed = parseScenario(smallScenario(seed));
  if (!parsed.ok) throw new Error(`seed ${seed}: ${JSON.stringify(parsed)}`);
  const scenario = parsed.value;
  const program = compile(scenario);
  const budget = scenario.faults?.budget ?? {};
  const invariants = Object.keys(scenario.invariants ?? {}).map((id) => `invariant:${id}`);
  const final = invariants.filter((name) => name !== 'invariant:always');
  const judged = JUDGED[seed % JUDGED.length] as readonly AnomalyId[];
  const questions = [final, ...(final.length < invariants.length ? [invariants] : []), judged];
  const counts = { full: 0, reduced: 0, compared: false };
  for (const names of questions) {
    const full = goThrough(program, names, budget, false, MAXIMUM_STATES);
    if (full === undefined) return counts;
    const reduced = goThrough(program, names, budget, true, MAXIMUM_STATES);
    const seen = (of: typeof full | undefined) => [[...(of?.outcomes ?? [])].sort(), [...(of?.violated ?? [])].sort()];
    expect(seen(reduced), `seed ${seed}, ${names.join(', ')}`).toEqual(seen(full));
    counts.full += full.states;
    counts.reduced += reduced?.states ?? 0;
    counts.compared = true;
  }
  return counts;
}

test(
  `[PO1] reduced and full searches of random models come to the same outcomes and verdicts (seeds 0 to ${MODELS - 1})`,
  PATIENCE,
  () => {
    let compared = 0;
    let full = 0;
    let reduced = 0;
    for (let seed = 0; seed < MODELS; seed++) {
      const counts = compare(seed);
      if (counts.compared) compared++;
      full += counts.full;
      reduced += counts.reduced;
    }
    expect(compared).toBeGreaterThanOrEqual(1_000);
    expect(full / reduced).toBeGreaterThan(1.5);
  },
);

// Before this was mended the copies had one name, and taking one out took out both.
test('[OB3] a saga whose owner died before its commit sends the command again, as another copy (seeds 22504, 22681)', () => {
  for (const seed of [22_504, 22_681]) {
    const parsed = parseScenario(smallScenario(seed));
    if (!parsed.ok) throw new Error(JSON.stringify(parsed));
    const program = compile(parsed.value);
    const full = goThrough(program, [], parsed.value.faults?.budget ?? {}, false, 5_000);
    expect(full?.states).toBeGreaterThan(500);
  }
});
