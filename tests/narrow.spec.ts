import { expect, linkTo, test } from './playground.ts';
import type { Playground } from './playground.ts';

async function expectNoSidewaysScroll({ page }: Playground): Promise<void> {
  const { content, room } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    room: document.documentElement.clientWidth,
  }));
  expect(content).toBeLessThanOrEqual(room);
}

for (const width of [360, 390])
  test.describe(`${width} wide, touched`, () => {
    test.use({ viewport: { width, height: 780 }, hasTouch: true });

    test('everything can be reached', async ({ page, playground }) => {
      await playground.open(linkTo('saga-lost-update'));
      await expectNoSidewaysScroll(playground);
      await playground.button('One choice forward').tap();
      await expect.poll(() => playground.entries()).toBeGreaterThan(0);

      const bar = page.getByRole('navigation').filter({ hasText: 'Findings' });
      await bar.getByRole('button', { name: /Findings$/ }).tap();
      await page
        .getByRole('region', { name: 'Findings' })
        .getByRole('button', { name: /^Lost update between sagas/ })
        .tap();
      await expect(page.getByRole('region', { name: 'Lost update between sagas' })).toBeVisible();
      await expectNoSidewaysScroll(playground);
      await playground.button('Leave finding').tap();

      await page.getByRole('combobox', { name: 'Design variant' }).selectOption({ label: 'Semantic lock: refuse' });
      await expect(bar.getByRole('button', { name: /Findings$/ })).toHaveText('Findings');
      await page.getByRole('button', { name: /^Options/ }).tap();
      await expect(page.getByRole('combobox', { name: /^Semantic lock/ })).toHaveValue('fail');
      await page.keyboard.press('Escape');

      for (const [sheet, content] of [
        ['Scenarios', 'Dual write'],
        ['Inspect', 'In this scenario'],
        ['Next', 'Clients'],
        ['Log', 'Order'],
      ] as const) {
        await bar.getByRole('button', { name: sheet, exact: true }).tap();
        await expect(page.getByRole('region', { name: sheet, exact: true }).first()).toContainText(content);
        await expectNoSidewaysScroll(playground);
        await page.locator('.sheet').getByRole('button', { name: 'Close' }).tap();
      }
      for (const [item, dialog] of [
        ['Edit document', 'Scenario document'],
        ['Inspect machines', 'Inspect machines'],
        ['Help and keyboard', 'Help'],
        ['Share', 'Share'],
      ] as const) {
        await playground.button('More').tap();
        await playground.button(item).tap();
        const opened = page.getByRole('dialog', { name: new RegExp(`^${dialog}`) });
        await expect(opened).toBeVisible();
        await expectNoSidewaysScroll(playground);
        const box = await opened.boundingBox();
        expect(box?.width ?? 0).toBeLessThanOrEqual(width);
        await page.keyboard.press('Escape');
        await expect(opened).toBeHidden();
      }
      await playground.button('Is it safe?').tap();
      await expect(page.getByRole('dialog', { name: 'Is it safe?' })).toBeVisible();
      await expectNoSidewaysScroll(playground);
      await page.keyboard.press('Escape');
      await playground.button('More').tap();
      await page.getByRole('combobox', { name: 'Language' }).selectOption('ko');
      await expect(page.getByRole('button', { name: '안전한가요?' })).toBeVisible();
      await expectNoSidewaysScroll(playground);
    });
  });

test.describe('dark, with reduced motion', () => {
  test.use({ colorScheme: 'dark', contextOptions: { reducedMotion: 'reduce' } });

  test('the page is dark by the system, light by choice, and jumps instead of gliding', async ({
    page,
    playground,
  }) => {
    await playground.open(linkTo('saga-lost-update'));
    const lightness = () =>
      page.evaluate(() => Number(/\d+/.exec(getComputedStyle(document.body).backgroundColor)?.[0]));
    expect(await lightness()).toBeLessThan(64);
    await page.keyboard.press('End');
    await playground.expectAt(await playground.length());
    expect(
      await page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length),
    ).toBe(0);
    await page.getByRole('button', { name: /^Theme: System$/ }).click();
    await expect(page.getByRole('button', { name: /^Theme: Light$/ })).toBeVisible();
    await expect.poll(lightness).toBeGreaterThan(192);
  });
});
