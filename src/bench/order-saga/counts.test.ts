import { expect, test } from 'vitest';
import { BreadthFirst } from '../../engine/explore/breadth-first.ts';
import { DepthFirst } from '../../engine/explore/depth-first.ts';
import type { ExplorationPlan, ExplorationResult } from '../../engine/explore/exploration.ts';
import { scenarioProgram } from '../program.ts';
import { orderSagaDocument } from './document.ts';
import type { OrderSagaSettings } from './document.ts';
import { make } from './model.mjs';
import { outcomeOf, referenceState } from './projection.ts';

/** The bound of a search; here it never ends one. */
const ALL = 10_000_000;
/** Catches a hang and nothing else. */
const PATIENCE = { timeout: 600_000 };

type Instance = Partial<OrderSagaSettings> & { readonly DUP?: number };

const plan = (instance: Instance, parts: Partial<ExplorationPlan> = {}): ExplorationPlan => ({
  properties: [],
  budget: { lostAcknowledgements: instance.DUP ?? 0 },
  maximumStates: ALL,
  maximumDepth: ALL,
  reduction: false,
  ...parts,
});

function finished(exploration: { advance(transitions: number): ExplorationResult | undefined }): ExplorationResult {
  let result = exploration.advance(ALL);
  while (result === undefined) result = exploration.advance(ALL);
  return result;
}

/** Every state of ours as a state of the reference, in the end those at rest alone. */
function ours(instance: Instance): { result: ExplorationResult; states: Set<string>; final: Set<string> } {
  const model = make({ DUP: 0, CRASH: 0, ...instance });
  const states = new Set<string>();
  const final = new Set<string>();
  const exploration = new DepthFirst(scenarioProgram(orderSagaDocument(instance)), plan(instance), (world, quiescent) => {
    const state = referenceState(model, world);
    states.add(state);
    if (quiescent) final.add(state);
  });
  return { result: finished(exploration), states, final };
}

function reference(instance: Instance): { transitions: number; states: Set<string>; final: Set<string> } {
  const model = make({ DUP: 0, CRASH: 0, ...instance });
  const text = (state: Uint8Array): string => String.fromCharCode(...state);
  const states = new Set([text(model.init())]);
  const final = new Set<string>();
  const stack = [model.init()];
  const next = new Uint8Array(model.SZ);
  let transitions = 0;
  for (let state = stack.pop(); state !== undefined; state = stack.pop()) {
    const count = model.succ(state, next, () => {
      transitions++;
      if (states.has(text(next))) return;
      states.add(text(next));
      stack.push(next.slice());
    });
    if (count === 0) final.add(text(state));
  }
  return { transitions, states, final };
}

const outcomes = (instance: Instance, states: ReadonlySet<string>): number =>
  new Set(Array.from(states, (state) => outcomeOf(make({ ...instance }), state))).size;

/**
 * Counts that SPIN, TLC and the hand-written reference agree on. DUP, a redelivery, is here a lost acknowledgement: the
 * copy comes back at the tail of its queue.
 */
const COUNTED: readonly (readonly [Instance, states: number, transitions: number, outcomes: number, depth: number])[] = [
  [{ NO: 1 }, 84, 129, 4, 16],
  [{ NO: 2 }, 8_231, 23_348, 17, 32],
  [{ NO: 2, LOCK: 0 }, 51_392, 147_968, 37, 32],
  [{ NO: 1, DUP: 1 }, 762, 1_527, 4, 18],
  [{ NO: 1, DUP: 1, LOCK: 0 }, 2_286, 4_809, 6, 18],
  [{ NO: 1, DUP: 1, DEDUP: 0 }, 825, 1_611, 9, 18],
];

for (const [instance, states, transitions, distinct, depth] of COUNTED) {
  test(`counts of the reference, state by state: ${JSON.stringify(instance)}`, PATIENCE, () => {
    const found = ours(instance);
    expect([found.result.verdict, found.result.states, found.result.transitions]).toEqual(['none', states, transitions]);
    const known = reference(instance);
    expect(known.transitions).toBe(transitions);
    expect(found.states).toEqual(known.states);
    expect(found.final).toEqual(known.final);
    expect(outcomes(instance, found.final)).toBe(distinct);
  });

  test(`depth of the reference, level by level: ${JSON.stringify(instance)}`, PATIENCE, () => {
    const result = finished(new BreadthFirst(scenarioProgram(orderSagaDocument(instance)), plan(instance)));
    expect([result.verdict, result.states, result.transitions]).toEqual(['none', states, transitions]);
    // The last level of which every state is known already is counted as one.
    expect(result.depth).toBe(depth);
  });
}

test('with two redeliveries, copies that differ only in how often they came stand for one state of the reference', () => {
  const instance = { NO: 1, DUP: 2 };
  const found = ours(instance);
  const known = reference(instance);
  expect(found.result.states).toBeGreaterThan(known.states.size);
  expect(known.states.size).toBe(4_569);
  expect(found.states).toEqual(known.states);
  expect(found.final).toEqual(known.final);
});

test('the invariants hold with the lock; without it an update is lost, by 14 choices at the least', PATIENCE, () => {
  for (const NO of [1, 2]) {
    const properties = ['invariant:lost-update', ...Array.from({ length: NO }, (_, order) => `invariant:credit-${order}`)];
    const search = (LOCK: 0 | 1) =>
      finished(
        new BreadthFirst(scenarioProgram(orderSagaDocument({ NO, LOCK })), plan({ NO, LOCK }, { properties })),
      );
    expect(search(1).verdict).toBe('none');
    const lost = search(0);
    expect(lost).toMatchObject({ verdict: 'found', property: 'invariant:lost-update', length: 'shortest' });
    expect(lost.verdict === 'found' ? lost.schedule : []).toHaveLength(14);
  }
});
