import { expect, test } from './playground.ts';

test('a thousand messages move, and the page says how many frames it draws', async ({ page, playground }) => {
  await playground.page.goto('./?bench=messages&count=1000');
  const result = page.locator('output');
  await expect(result).toContainText(/^1000 messages/);
  await expect(result).toHaveAttribute('data-frames-per-second', /^[\d.]+$/, { timeout: 20_000 });
  expect(Number(await result.getAttribute('data-frames-per-second'))).toBeGreaterThan(0);
});
