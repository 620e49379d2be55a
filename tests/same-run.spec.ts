import { readFileSync } from 'node:fs';
import { parseScenarioText, prepare, simulate } from '../src/engine/index.ts';
import { expect, linkTo, test } from './playground.ts';
import type { Playground } from './playground.ts';

const SCENARIO = 'saga-lost-update';
const SEED = 7;

/** The digest as Node computes it. */
function digestHere(): string {
  const text = readFileSync(new URL(`../src/scenarios/${SCENARIO}/scenario.json`, import.meta.url), 'utf8');
  const scenario = parseScenarioText(text);
  if (!scenario.ok) throw new Error('the scenario was refused');
  const program = prepare(scenario.value, {});
  if (!program.ok) throw new Error('its options were refused');
  return simulate(program.value, { seed: SEED, overrides: [] }).run.trace.digest;
}

async function digestThere(playground: Playground): Promise<string | undefined> {
  await playground.open(linkTo(SCENARIO, `&seed=${SEED}`));
  await playground.button('Share').click();
  const told = await playground.page.getByText(/^Fingerprint of this run/).textContent();
  return /[0-9a-f]{16}/.exec(told ?? '')?.[0];
}

test('a run in the worker is the run in Node, entry for entry', async ({ page, playground }) => {
  const workers: string[] = [];
  page.on('worker', (worker) => workers.push(worker.url()));
  expect(await digestThere(playground)).toBe(digestHere());
  expect(workers).toHaveLength(1);
});

test('so is a run in the page itself, where no worker may be started', async ({ page, playground }) => {
  const workers: string[] = [];
  page.on('worker', (worker) => workers.push(worker.url()));
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, 'Worker', {
      value: class {
        constructor() {
          throw new DOMException('not here', 'SecurityError');
        }
      },
    });
  });
  expect(await digestThere(playground)).toBe(digestHere());
  expect(workers).toEqual([]);
});
