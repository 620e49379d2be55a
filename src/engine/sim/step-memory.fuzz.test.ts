import { expect, test } from 'vitest';
import type { Value } from '../base/values.ts';
import { DepthFirst } from '../explore/depth-first.ts';
import { CREATE_ORDER } from '../testing/create-order.ts';
import { Walk, packed } from '../testing/walk.ts';
import type { Sink } from '../trace/entry.ts';
import { silentSink } from '../trace/entry.ts';
import { choices } from './choices.ts';
import { compile } from './compile.ts';
import { holds } from './invariant.ts';
import { step, undo } from './step.ts';
import type { StepMemory } from './step-memory.ts';
import { World } from './world.ts';

/** Catches a hang and nothing else: on a busy machine these take long. */
const PATIENCE = { timeout: 600_000 };
const WALKS = 90;
const STEPS = 120;

/** A world of the same program that remembers, and the one that it is held against. */
function rememberingTwin(walk: Walk): World {
  const { program, faults, world } = walk;
  return new World(program, { faults, tracksVersions: world.tracksVersions, remembersSteps: true });
}

test(
  `WO14: what is remembered is what is done: state, choices and entries of every step (seeds 0 to ${WALKS - 1})`,
  PATIENCE,
  () => {
    // It has invariants, which are remembered too.
    const createOrder = compile(CREATE_ORDER);
    let repeated = 0;
    for (let seed = 0; seed < WALKS; seed++) {
      const walk = new Walk(seed, seed % 3 === 0 ? createOrder : undefined);
      const twin = rememberingTwin(walk);
      const { memory } = twin;
      if (memory === undefined) continue;
      const learn = memory.learn.bind(memory);
      let learned = 0;
      memory.learn = (...parts: Parameters<StepMemory['learn']>) => {
        learned++;
        learn(...parts);
      };
      const told: unknown[][] = [[], []];
      const sinkOf = (to: number): Sink => ({ emit: (...entry) => void told[to]?.push(entry) });
      const enabled: Value[] = [];
      let depth = 0;
      for (let i = 0; i < STEPS; i++) {
        const choice = walk.pick();
        if (choice === undefined || (depth > 0 && walk.tape.below(5) < 2)) {
          if (depth === 0) break;
          // Back to what was there, so that the same is met again.
          for (let back = 1 + walk.tape.below(depth); back > 0; back--, depth--) {
            walk.undo();
            undo(twin);
          }
        } else {
          told[0] = [];
          told[1] = [];
          const before = learned;
          walk.step(choice, sinkOf(0));
          step(twin.program, twin, choice, sinkOf(1));
          if (learned === before) repeated++;
          depth++;
        }
        expect(told[1], `seed ${seed}`).toEqual(told[0]);
        expect(twin.stateDigest, `seed ${seed}`).toBe(walk.world.stateDigest);
        for (const invariant of walk.program.invariants)
          expect(holds(twin, invariant), `seed ${seed}: ${invariant.id}`).toBe(holds(walk.world, invariant));
        const count = choices(twin.program, twin, enabled);
        expect(enabled.slice(0, count)).toEqual(walk.enabled());
      }
      expect(packed(twin)).toEqual(walk.bytes());
      expect(twin.freshDigest()).toBe(twin.stateDigest);
    }
    expect(repeated).toBeGreaterThan(1_000);
  },
);

test('WO14: a sink that comes later is told all that a silent one was not', () => {
  const walk = new Walk(1);
  const twin = rememberingTwin(walk);
  const choice = walk.pick() as Value;
  step(twin.program, twin, choice, silentSink);
  undo(twin);
  const told: unknown[] = [];
  const expected: unknown[] = [];
  step(twin.program, twin, choice, { emit: (...entry) => void told.push(entry) });
  walk.step(choice, { emit: (...entry) => void expected.push(entry) });
  expect(told).toEqual(expected);
  expect(told.length).toBeGreaterThan(0);
});

test('WO14: a search finds the states that it finds without a memory', PATIENCE, () => {
  for (let seed = 0; seed < 12; seed++) {
    const { program, faults } = new Walk(seed);
    const plan = { properties: [], budget: faults, maximumStates: 800, maximumDepth: 200, reduction: false };
    const digests: string[][] = [[], []];
    const search = new DepthFirst(program, plan, (world) => void digests[0]?.push(world.stateDigest));
    while (search.advance(10_000) === undefined);
    const plain = new World(program, { faults, tracksVersions: false, countsDeliveries: false });
    const seen = new Set<string>();
    const visit = (depth: number): void => {
      if (seen.size > plan.maximumStates || seen.has(plain.stateDigest)) return;
      seen.add(plain.stateDigest);
      if (seen.size > plan.maximumStates) return;
      digests[1]?.push(plain.stateDigest);
      if (depth === plan.maximumDepth) return;
      const enabled: Value[] = [];
      const count = choices(program, plain, enabled);
      for (const choice of enabled.slice(0, count)) {
        step(program, plain, choice, silentSink);
        visit(depth + 1);
        undo(plain);
      }
    };
    visit(0);
    expect(digests[0], `seed ${seed}`).toEqual(digests[1]);
  }
});
