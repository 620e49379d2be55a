import { gzipSync } from 'node:zlib';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, linkTo, test } from './playground.ts';
import { watchPage } from './page-watch.ts';

/** The mark that the first picture leaves. */
const hasMoved = (page: Page): Promise<boolean> =>
  page.evaluate(() => performance.getEntriesByName('first-message').length > 0);

/** Keeps the application away until it is let through, so that the first picture can be looked at. */
async function holdApplication(page: Page): Promise<() => void> {
  let letThrough: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (letThrough = resolve));
  await page.route(/\/assets\/application-[^/]*\.js$/, async (route) => {
    await gate;
    await route.continue();
  });
  return letThrough;
}

/** Where the cursor stands, as the first picture says it. */
async function shownEntries(page: Page): Promise<number> {
  return Number((await page.locator('.first .readout-entry').textContent())?.split('/')[0]);
}

/** Scripts that were asked for before the first message moved. */
const earlyScripts = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const moved = performance.getEntriesByName('first-message')[0]?.startTime ?? 0;
    const scripts = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'));
    return scripts.filter(({ startTime }) => startTime <= moved).map(({ name }) => name);
  });

test('a message moves before the application is asked for, after at most 200 kB of script', async ({
  page,
  playground,
}) => {
  await playground.open('./');
  expect(await hasMoved(page)).toBe(true);
  const scripts = await earlyScripts(page);
  expect(scripts.some((name) => /engine\.worker/.test(name))).toBe(true);
  expect(scripts.filter((name) => /\/(?:react|flow|xstate|application)-/.test(name))).toEqual([]);
  let bytes = 0;
  for (const name of scripts) bytes += gzipSync(await (await page.request.get(name)).body()).length;
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThanOrEqual(200_000);
});

test('the first picture runs without the application, and is accessible', async ({ page }) => {
  await holdApplication(page);
  await page.goto('./');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Lost update and the semantic lock');
  await expect(page.getByRole('group', { name: 'Stage' })).toContainText('Kitchen');
  await expect.poll(() => shownEntries(page)).toBeGreaterThan(2);
  await expect(page.getByRole('slider')).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
});

test('the application takes the picture over where it stands, without running anything again', async ({
  page,
  playground,
}) => {
  const letThrough = await holdApplication(page);
  await page.goto('./');
  await expect.poll(() => shownEntries(page)).toBeGreaterThan(4);
  await page.keyboard.press('Space');
  const stopped = await shownEntries(page);
  const seed = (await page.locator('.first .transport-more button').last().textContent()) ?? '';
  expect(seed).toMatch(/^Seed \d+$/);
  letThrough();
  await playground.expectAt(stopped);
  await expect(playground.button('Play')).toBeVisible();
  await expect(page.locator('.transport-more')).toContainText(seed);
  await expect(page.locator('h1')).toHaveCount(1);
  await expect(page.locator('main')).toHaveCount(1);
  expect(page.workers()).toHaveLength(1);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => playground.entries()).toBeGreaterThan(stopped);
});

test('while it plays it goes on playing', async ({ page, playground }) => {
  const letThrough = await holdApplication(page);
  await page.goto('./');
  await expect.poll(() => shownEntries(page)).toBeGreaterThan(4);
  const before = await shownEntries(page);
  letThrough();
  await expect(playground.button('Pause')).toBeVisible();
  expect(await playground.entries()).toBeGreaterThanOrEqual(before);
  await expect.poll(() => playground.entries()).toBeGreaterThan(before + 2);
});

test('what is pressed before the application is there is done as soon as it is', async ({ page, playground }) => {
  const letThrough = await holdApplication(page);
  await page.goto('./');
  await expect.poll(() => hasMoved(page)).toBe(true);
  await page.keyboard.press('Space');
  await page.locator('.first [data-part="service:kitchen"]').click();
  await page.locator('.first .tab', { hasText: 'Log' }).click();
  await page.keyboard.press('End');
  letThrough();
  await playground.expectAt(await playground.length());
  await expect(playground.tab('Log')).toHaveAttribute('aria-selected', 'true');
  await expect(page.locator('.card.is-selected')).toContainText('Kitchen');
});

test('another scenario can be asked for before the application is there', async ({ page, playground }) => {
  const letThrough = await holdApplication(page);
  await page.goto('./');
  await page.locator('.first .lesson', { hasText: 'Dual write' }).click();
  letThrough();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Dual write/);
  await expect(playground.button('Pause')).toBeVisible();
});

for (const [width, height] of [
  [1280, 800],
  [1000, 700],
  [390, 844],
] as const)
  test(`nothing jumps when the application comes, ${width} pixels wide`, async ({ page, playground }) => {
    await page.setViewportSize({ width, height });
    const letThrough = await holdApplication(page);
    await page.goto('./');
    await expect.poll(() => hasMoved(page)).toBe(true);
    await page.keyboard.press('Space');
    const places = () =>
      page.evaluate(() => {
        const parts =
          '.header-title, .stage-bar, .segmented, .story-band, .stage, .card, .pipe, .figure, .transport, .readout, .timeline-track, .sheet-bar';
        return [...document.querySelectorAll(parts)].map((element) => {
          const { x, y, width: wide, height: high } = element.getBoundingClientRect();
          return `${element.classList[0] ?? ''} ${[x, y, wide, high].map(Math.round).join(' ')}`;
        });
      });
    const before = await places();
    letThrough();
    await expect(page.locator('.first')).toHaveCount(0);
    expect((await places()).sort()).toEqual(before.sort());
    await expect(playground.slider).toBeVisible();
  });

test('a link, or work of the reader, needs no first picture', async ({ page, playground }) => {
  await playground.open(linkTo('dual-write-outbox', '&at=5'));
  expect(await hasMoved(page)).toBe(false);
  await playground.expectAt(5);
});

test('an application that cannot be fetched is told, and the picture goes on', async ({ page }) => {
  const complaints = watchPage(page);
  await page.route(/\/assets\/application-[^/]*\.js$/, (route) => route.abort());
  await page.goto('./');
  await expect(page.getByRole('alert')).toHaveText(/could not be loaded completely/);
  await expect.poll(() => shownEntries(page)).toBeGreaterThan(4);
  expect(complaints.filter((complaint) => !/application-|ERR_FAILED|dynamically imported/.test(complaint))).toEqual([]);
});
