import { expect, test } from './playground.ts';

test('whoever opens the page for the first time sees a scenario run, and can pause it', async ({
  page,
  playground,
}) => {
  await playground.open('./');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Lost update and the semantic lock');
  await expect.poll(() => playground.entries()).toBeGreaterThan(2);
  const before = await playground.entries();
  await expect.poll(() => playground.entries()).toBeGreaterThan(before);
  await playground.button('Pause').click();
  await expect(playground.button('Play')).toBeVisible();
  const paused = await playground.settled();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  expect(await playground.entries()).toBe(paused);
  await playground.button('Play').click();
  await expect.poll(() => playground.entries()).toBeGreaterThan(paused);
});

test('a scenario plays by itself only the first time that it is opened', async ({ page, playground }) => {
  await playground.open('./');
  await page.getByRole('button', { name: /^Dual write/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Dual write/);
  await expect(playground.button('Pause')).toBeVisible();
  await page.getByRole('button', { name: /^Lost update and/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Lost update/);
  await expect(playground.button('Play')).toBeVisible();
  await playground.expectAt(0);
});

test.describe('with reduced motion', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } });

  test('nothing moves by itself, and steps jump', async ({ page, playground }) => {
    await playground.open('./');
    await expect(playground.button('Play')).toBeVisible();
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    await playground.expectAt(0);
    await page.keyboard.press('ArrowRight');
    expect(await playground.entries()).toBeGreaterThan(0);
  });
});
