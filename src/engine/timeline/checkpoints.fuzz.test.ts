import { expect, test } from 'vitest';
import { compile } from '../sim/compile.ts';
import { scenarioOfSeed } from '../testing/generate-scenario.ts';
import { Checkpoints } from './checkpoints.ts';
import { run } from './run.ts';
import { Timeline } from './timeline.ts';

const SEEDS = 40;

test(`TR2: whatever the checkpoints may take, the same world stands at a step (seeds 0 to ${SEEDS - 1})`, () => {
  let longest = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const finished = run(compile(scenarioOfSeed(seed)), { seed, maximumEntries: 4_000 });
    const plenty = new Timeline(finished);
    const digests = Array.from({ length: plenty.steps + 1 }, (_, at) => plenty.seek(at).stateDigest);
    longest = Math.max(longest, plenty.steps);
    for (const checkpointBytes of [0, 1_000, 1_000_000]) {
      const timeline = new Timeline(finished, { checkpointSteps: 3, checkpointBytes });
      for (let i = 0; i < 12; i++) {
        const at = (i * 7_919 + seed) % (plenty.steps + 1);
        const world = timeline.seek(at);
        expect(world.stateDigest).toBe(digests[at]);
        expect(world.freshDigest()).toBe(digests[at]);
      }
    }
  }
  expect(longest).toBeGreaterThan(50);
}, 600_000);

test('checkpoints keep within their bytes, evenly spaced, and the first for ever', () => {
  const snapshot = (step: number): Int32Array => new Int32Array(100).fill(step);
  const checkpoints = new Checkpoints(snapshot(0), 256, 4_000);
  const steps: number[] = [];
  for (let step = 1; step <= 20_000; step++) {
    if (!checkpoints.isDue(step)) continue;
    checkpoints.add(step, snapshot(step));
    steps.push(step);
    expect(checkpoints.bytes).toBeLessThanOrEqual(4_000);
  }
  expect(checkpoints.spacing).toBe(2_048);
  expect(steps.slice(0, 3)).toEqual([256, 512, 768]);
  for (const step of [0, 2_047, 2_048, 19_999]) {
    const found = checkpoints.before(step);
    expect(found.step).toBe(step - (step % 2_048));
    expect(found.snapshot[0]).toBe(found.step);
  }
  const none = new Checkpoints(snapshot(0), 256, 0);
  none.add(256, snapshot(256));
  expect(none.before(10_000).step).toBe(0);
});
