import { expect, test } from '@playwright/test';

test('the embed loads in a frame that may only run scripts and so has no origin', async ({ page, baseURL }) => {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.setContent(`<iframe sandbox="allow-scripts" title="embed" src="${String(baseURL)}embed/"></iframe>`);
  const frame = page.frameLocator('iframe');
  await expect(frame.locator('#root')).not.toBeEmpty();
  expect(await frame.locator('body').evaluate(() => self.origin)).toBe('null');
  expect(complaints).toEqual([]);
});
