import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { test as hostTest } from './host-page.ts';
import { MatrixSheet } from './matrix-sheet.ts';
import { watchPage } from './page-watch.ts';
import { expect, linkTo, test } from './playground.ts';

interface Text {
  readonly en: string;
  readonly ko: string;
}

interface Document {
  readonly variants: Readonly<Record<string, { readonly title: Text }>>;
  readonly invariants: Readonly<Record<string, { readonly title: Text }>>;
  readonly claims: readonly {
    readonly variant: string;
    readonly reachable?: readonly string[];
    readonly unreachable?: readonly string[];
  }[];
}

const document = JSON.parse(
  readFileSync(new URL('../src/scenarios/saga-lost-update/scenario.json', import.meta.url), 'utf8'),
) as Document;

const ANOMALIES: Readonly<Record<string, Text>> = {
  'saga-lost-update': { en: 'Lost update between sagas', ko: '사가 간 소실된 업데이트' },
  'saga-dirty-read': { en: 'Dirty read between sagas', ko: '사가 간 더티 읽기' },
  'stuck-saga': { en: 'Stuck saga', ko: '멈춘 사가' },
};
const VERDICTS = {
  en: { reachable: /Found|Broken/, unreachable: /None|Holds/ },
  ko: { reachable: /찾음|깨짐/, unreachable: /없음|지켜짐/ },
} as const;
const AS_CLAIMED = { en: 'as claimed', ko: '주장과 같음' } as const;

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

for (const language of ['en', 'ko'] as const)
  test.describe(language, () => {
    test.use({ locale: language === 'ko' ? 'ko-KR' : 'en-US', contextOptions: { reducedMotion: 'reduce' } });

    test('every verdict is what the document claims', async ({ page, playground }) => {
      await playground.open(linkTo('saga-lost-update'));
      await page.getByRole('button', { name: language === 'ko' ? '안전한가요?' : 'Is it safe?' }).click();
      const sheet = new MatrixSheet(page);
      await sheet.finished();
      let claims = 0;
      for (const { variant, ...says } of document.claims)
        for (const claim of ['reachable', 'unreachable'] as const)
          for (const property of says[claim] ?? []) {
            claims++;
            const title = ANOMALIES[property] ?? document.invariants[property.replace('invariant:', '')]?.title;
            const cell = sheet.cell(String(document.variants[variant]?.title[language]), String(title?.[language]));
            await expect(cell).toHaveAccessibleName(VERDICTS[language][claim]);
            await expect(cell).toHaveAccessibleName(new RegExp(`, ${AS_CLAIMED[language]}$`));
          }
      expect(claims).toBeGreaterThan(15);
      expect(await violations(page)).toEqual([]);
    });
  });

test('arrow keys go from cell to cell, and details are read and closed by keyboard', async ({ page, playground }) => {
  await playground.open(linkTo('saga-dirty-read', '&view=matrix&bounds=states.500'));
  const sheet = new MatrixSheet(page);
  await sheet.finished();
  const first = sheet.cell('Credit first', 'Dirty read between sagas');
  await first.focus();
  await page.keyboard.press('ArrowDown');
  await expect(sheet.cell('Pessimistic view', 'Dirty read between sagas')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(sheet.cell('Pessimistic view', 'Stuck saga')).toBeFocused();
  await page.keyboard.press('Control+Home');
  await expect(first).toBeFocused();
  await page.keyboard.press('Enter');
  const details = sheet.dialog.getByRole('complementary', { name: 'Details' });
  await expect(details).toBeVisible();
  await expect(first).toHaveAttribute('aria-pressed', 'true');
  // One stop of the tab key for the whole table: the next is in the details.
  await page.keyboard.press('Tab');
  await expect(details.getByRole('button', { name: 'Close' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(details).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(sheet.dialog).toBeHidden();
  await expect(page).not.toHaveURL(/view=matrix/);
});

test('a search is paused, goes on and is cancelled; raised bounds are asked again, and remembered answers are not', async ({
  page,
  playground,
}) => {
  await playground.open(linkTo('saga-lost-update'));
  await playground.button('Is it safe?').click();
  const sheet = new MatrixSheet(page);
  await expect(page).toHaveURL(/&view=matrix/);
  await sheet.settings();
  // More than is answered while this test looks.
  await sheet.dialog.getByLabel('requests').selectOption('all');
  await sheet.dialog.getByLabel('crashes').selectOption('2');
  await expect(page).toHaveURL(/&bounds=requests\.all\.crashes\.2&view=matrix/);
  await expect(sheet.dialog.getByText(/^\d[\d,]* a second$/)).toBeVisible();
  await expect(sheet.dialog.getByText(/^frontier \d/)).toBeVisible();
  await sheet.dialog.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(sheet.dialog.getByText(/^Paused: \d+ of \d+ questions answered/).first()).toBeVisible();
  await sheet.dialog.getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(sheet.dialog.getByText(/questions answered so far/).first()).toBeVisible();
  await sheet.dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(sheet.dialog.getByRole('button', { name: 'Pause', exact: true })).toBeHidden();
  await expect(sheet.dialog.getByRole('button', { name: /^(Start|Go on)$/ })).toBeVisible();
  const cell = sheet.dialog.getByRole('button', { name: /: Unknown, / }).first();
  await cell.click();
  await expect(sheet.dialog.getByText('You stopped it. Nothing was found so far.')).toBeVisible();
  await sheet.dialog.getByRole('button', { name: 'All as declared', exact: true }).click();
  await expect(page).not.toHaveURL(/bounds=/);
  await sheet.finished();
  await sheet.dialog.getByRole('button', { name: 'Close', exact: true }).first().click();
  await playground.button('Is it safe?').click();
  await sheet.finished();
});

test('the shortest counterexample of a cell is searched for and stands for the first', async ({ page, playground }) => {
  await playground.open(linkTo('dual-write-outbox', '&view=matrix&bounds=states.2000'));
  const sheet = new MatrixSheet(page);
  await sheet.finished();
  await sheet.dialog
    .getByRole('button', { name: /: (Found|Broken), / })
    .first()
    .click();
  const details = sheet.dialog.getByRole('complementary', { name: 'Details' });
  await details.getByRole('button', { name: 'Find the shortest', exact: true }).click();
  await expect(details.getByText(/There is no shorter one|The shortest is not known/)).toBeVisible({ timeout: 60_000 });
});

test('other questions are asked, and other strategies say what they may', async ({ page, playground }) => {
  await playground.open(linkTo('saga-dirty-read', '&view=matrix&bounds=states.500'));
  const sheet = new MatrixSheet(page);
  await sheet.finished();
  await sheet.settings();
  await sheet.dialog.getByText('More anomalies').click();
  await sheet.dialog.getByRole('checkbox', { name: 'Livelock' }).check();
  await sheet.dialog.getByRole('checkbox', { name: 'Stuck saga' }).uncheck();
  await expect(sheet.dialog.getByRole('columnheader', { name: 'Livelock' })).toBeVisible();
  await expect(sheet.dialog.getByRole('columnheader', { name: 'Stuck saga' })).toBeHidden();
  await sheet.finished();
  await expect(sheet.cell('Credit first', 'Livelock')).toHaveAccessibleName(/: (None|Unknown), /);
  await sheet.dialog.getByRole('radio', { name: 'Random samples' }).check();
  await sheet.finished();
  // Samples prove nothing: what they do not find is not known.
  await expect(sheet.dialog.getByRole('button', { name: /: (None|Holds), / })).toHaveCount(0);
  await expect(sheet.cell('Pessimistic view', 'Dirty read between sagas')).toHaveAccessibleName(/: Unknown, /);
});

test.describe('with a clipboard', () => {
  test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

  test('the link of the matrix opens the same; the embed shows it, and plays', async ({
    page,
    playground,
    baseURL,
  }) => {
    await playground.open(linkTo('dual-write-outbox', '&view=matrix&bounds=states.2000'));
    const sheet = new MatrixSheet(page);
    await sheet.finished();
    const names = await sheet.dialog.getByRole('button', { name: /, .+: / }).allTextContents();
    await sheet.dialog.getByRole('button', { name: 'Copy link', exact: true }).click();
    await expect(sheet.dialog.getByText('Copied.')).toBeVisible();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toMatch(/#ex=dual-write-outbox&v=before-commit&seed=\d+&bounds=states\.2000&view=matrix$/);
    await page.goto('about:blank');
    await page.goto(link);
    await sheet.finished();
    expect(await sheet.dialog.getByRole('button', { name: /, .+: / }).allTextContents()).toEqual(names);

    await sheet.dialog.getByRole('button', { name: 'Copy embed', exact: true }).click();
    await expect(sheet.dialog.getByText('Copied.')).toBeVisible();
    const snippet = await page.evaluate(() => navigator.clipboard.readText());
    const source = /src="([^"]+)"/.exec(snippet)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(source).toContain(`${String(baseURL)}embed/#`);
    const complaints = watchPage(page);
    await page.goto(source);
    await expect(page.getByText(/^All \d+ questions answered/)).toBeVisible({ timeout: 80_000 });
    const found = page.getByRole('button', {
      name: /^Play the counterexample: Publish, then commit, Ghost message: Found/,
    });
    await found.click();
    await expect(page.getByRole('slider')).toBeVisible();
    await expect(page.getByText(/^Ghost message, entry \d+/).first()).toBeVisible();
    await expect(page.getByRole('link', { name: /Open in Sagascope/ })).toHaveAttribute('href', /&run=s\./);
    await page.getByRole('button', { name: 'All designs' }).click();
    await expect(found).toBeVisible();
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

hostTest('in a sandbox without origin the embed searches on its own thread', async ({ page, baseURL, host }) => {
  const complaints = watchPage(page);
  const source = `${String(baseURL)}embed/#ex=saga-dirty-read&amp;view=matrix&amp;bounds=states.300&amp;lang=en`;
  await host.open(
    page,
    `<iframe title="matrix" width="800" height="480" sandbox="allow-scripts" src="${source}"></iframe>`,
  );
  await expect(page.frameLocator('iframe').getByText(/^All \d+ questions answered/)).toBeVisible({ timeout: 80_000 });
  expect(complaints).toEqual([]);
});

test('on a phone the table scrolls sideways, and the designs stay in view', async ({ page, playground }) => {
  await page.setViewportSize({ width: 375, height: 812 });
  await playground.open(linkTo('saga-dirty-read', '&view=matrix&bounds=states.300'));
  const sheet = new MatrixSheet(page);
  await sheet.finished();
  const last = sheet.dialog.getByRole('columnheader').last();
  await last.scrollIntoViewIfNeeded();
  await expect(sheet.dialog.getByRole('rowheader').first()).toBeInViewport();
  expect(await page.evaluate(() => globalThis.document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
  expect(await violations(page)).toEqual([]);
});
