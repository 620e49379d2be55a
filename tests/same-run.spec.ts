import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { defaultVariant, parseScenarioText, prepare, simulate, variantValues } from '../src/engine/index.ts';
import { expect, linkTo, test } from './playground.ts';
import type { Playground } from './playground.ts';

const SEED = 7;
const folder = new URL('../src/scenarios/', import.meta.url);
const documentOf = (id: string): URL => new URL(`${id}/scenario.json`, folder);
const scenarios = readdirSync(folder).filter((id) => existsSync(documentOf(id)));

/** The digest as Node computes it, from the text of the document on. */
function digestHere(id: string): string {
  const scenario = parseScenarioText(readFileSync(documentOf(id), 'utf8'));
  if (!scenario.ok) throw new Error('the scenario was refused');
  const program = prepare(scenario.value, variantValues(scenario.value, defaultVariant(scenario.value)));
  if (!program.ok) throw new Error('its options were refused');
  return simulate(program.value, { seed: SEED, overrides: [] }).run.trace.digest;
}

async function digestThere(playground: Playground, id: string): Promise<string | undefined> {
  await playground.open(linkTo(id, `&seed=${SEED}`));
  await playground.button('Share').click();
  const told = await playground.page.getByText(/^Fingerprint of this run/).textContent();
  return /[0-9a-f]{16}/.exec(told ?? '')?.[0];
}

test('there are scenarios to run', () => {
  expect(scenarios.length).toBeGreaterThan(5);
});

for (const id of scenarios)
  test(`a run in the worker is the run in Node, entry for entry, twice each: ${id}`, async ({ page, playground }) => {
    const workers: string[] = [];
    page.on('worker', (worker) => workers.push(worker.url()));
    const digest = digestHere(id);
    expect(digest).toMatch(/^[0-9a-f]{16}$/);
    expect(digestHere(id)).toBe(digest);
    expect(await digestThere(playground, id)).toBe(digest);
    await page.goto('about:blank');
    expect(await digestThere(playground, id)).toBe(digest);
    expect(workers).toHaveLength(2);
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
  expect(await digestThere(playground, 'saga-lost-update')).toBe(digestHere('saga-lost-update'));
  expect(workers).toEqual([]);
});
