import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { MatrixSheet } from './matrix-sheet.ts';
import { expect, linkTo, test } from './playground.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe holds against the page, in short. */
async function violations(page: Page): Promise<string[]> {
  // What is on its way in has the colours of its way.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity)
        .map(({ finished }) => finished),
    ),
  );
  const { violations: found } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
}

for (const language of ['en', 'ko'] as const)
  for (const colorScheme of ['light', 'dark'] as const)
    test.describe(`${language}, ${colorScheme}`, () => {
      test.use({
        colorScheme,
        locale: language === 'ko' ? 'ko-KR' : 'en-US',
        contextOptions: { reducedMotion: 'reduce' },
      });

      test('the page and each panel meet WCAG 2.2 AA', async ({ page, playground }) => {
        await playground.open(linkTo('saga-lost-update', '&at=60'));
        for (const tab of ['findings', 'next', 'log', 'inspect']) {
          await page.locator(`#tab-${tab}`).click();
          await expect(page.getByRole('tabpanel')).not.toBeEmpty();
          expect(await violations(page), tab).toEqual([]);
        }
        await page.getByRole('tabpanel').getByRole('button').first().click();
        expect(await violations(page), 'a service').toEqual([]);
        await page.keyboard.press('f');
        await expect(page.locator('.finding-card')).toBeVisible();
        expect(await violations(page), 'a finding').toEqual([]);
      });

      test('each dialog meets WCAG 2.2 AA', async ({ page, playground }) => {
        await playground.open(linkTo('saga-lost-update', '&v=lock-fail&at=60&bounds=states.300'));
        const tools = page.getByRole('navigation', { name: language === 'ko' ? '도구' : 'Tools' });
        const dialog = page.getByRole('dialog');
        const names = language === 'ko' ? ['문서 편집', '상태 기계 살펴보기'] : ['Edit document', 'Inspect machines'];
        for (const name of names) {
          await tools.getByRole('button', { name }).click();
          await expect(dialog).toBeVisible();
          expect(await violations(page), name).toEqual([]);
          await page.keyboard.press('Escape');
          await expect(dialog).toBeHidden();
        }
        await page.keyboard.press('?');
        await expect(dialog).toBeVisible();
        expect(await violations(page), 'help').toEqual([]);
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: language === 'ko' ? '안전한가요?' : 'Is it safe?' }).click();
        await new MatrixSheet(page).finished();
        expect(await violations(page), 'safe').toEqual([]);
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: language === 'ko' ? /^옵션/ : /^Options/ }).click();
        await expect(page.locator('#options')).toBeVisible();
        expect(await violations(page), 'options').toEqual([]);
      });
    });
