import { readFileSync } from 'node:fs';
import type { Scenario } from '../src/engine/index.ts';
import { catalogue } from '../src/scenarios/index.ts';
import { expect, test } from './playground.ts';

/** The document as it is written. */
function documentOf(id: string): Scenario {
  return JSON.parse(readFileSync(new URL(`../src/scenarios/${id}/scenario.json`, import.meta.url), 'utf8')) as Scenario;
}

for (const language of ['en', 'ko'] as const) {
  test.describe(language, () => {
    test.use({ locale: language === 'ko' ? 'ko-KR' : 'en-US' });

    for (const { id, title } of catalogue)
      test(`${id} opens from the gallery, runs, and tells its story`, async ({ page, playground }) => {
        const { story = [] } = documentOf(id);
        await playground.open('./');
        const gallery = page.getByRole('complementary', { name: /^(Scenarios|시나리오)$/ });
        const name = language === 'ko' ? (title.ko ?? title.en) : title.en;
        if ((await page.getByRole('heading', { level: 1 }).textContent()) !== name)
          await gallery
            .getByRole('button', { name: new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`) })
            .click();
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
        await expect.poll(() => playground.entries()).toBeGreaterThan(0);
        const words =
          language === 'ko'
            ? { story: '이야기', next: '다음', again: '처음부터' }
            : { story: 'Story', next: 'Next', again: 'From the start' };
        const told = gallery.getByRole('region', { name: words.story });
        for (const [i, step] of story.entries()) {
          await expect(told).toContainText(language === 'ko' ? (step.text.ko ?? step.text.en) : step.text.en);
          if (step.variant !== undefined && i > 0) await expect.poll(() => page.url()).toContain(`v=${step.variant}`);
          if (i + 1 < story.length) await told.getByRole('button', { name: words.next, exact: true }).click();
        }
        expect(story.length).toBeGreaterThan(1);
        await expect(told.getByRole('button', { name: words.again })).toBeVisible();
      });
  });
}

test.describe('Korean by the browser', () => {
  test.use({ locale: 'ko-KR' });

  test('the page speaks Korean, loads no English, and remembers a switch', async ({ page, playground }) => {
    const scripts: string[] = [];
    page.on('request', (request) => scripts.push(request.url()));
    await playground.open('./');
    await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
    await expect(page.getByRole('button', { name: '안전한가요?' })).toBeVisible();
    expect(scripts.filter((url) => /\/ko-[\w-]+\.js$/.test(url))).toHaveLength(1);
    expect(scripts.filter((url) => /\/en-[\w-]+\.js$/.test(url))).toHaveLength(0);
    await page.getByRole('combobox', { name: '언어' }).selectOption('en');
    await expect(playground.button('Is it safe?')).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await page.reload();
    await expect(playground.button('Is it safe?')).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  });
});
