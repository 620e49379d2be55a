import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { watchPage } from './page-watch.ts';

const START = './#ex=saga-lost-update&v=unprotected&seed=3';

/** The cursor as readers hear it: entry, time and sentence. */
const cursor = (page: Page) => page.getByRole('slider', { name: /Position in the run|실행 위치/ });
const cursorText = async (page: Page): Promise<string> => (await cursor(page).getAttribute('aria-valuetext')) ?? '';

async function openAt(page: Page, address: string, entry: number): Promise<string> {
  await page.goto(address);
  await expect(cursor(page)).toHaveAttribute('aria-valuetext', new RegExp(`\\b${entry}\\b`));
  return cursorText(page);
}

/** What the share dialog offers: the text to copy, and the fingerprint of the run. */
async function readShare(page: Page): Promise<{ readonly text: string; readonly digest: string }> {
  await page.getByRole('button', { name: /^(Share|공유)$/ }).click();
  const field = page.getByRole('textbox', { name: /What you copy|복사할 내용/ });
  await expect(field).not.toHaveValue('');
  const text = await field.inputValue();
  const digest =
    /[0-9a-f]{16}/.exec((await page.getByText(/Fingerprint of this run|이 실행의 지문/).textContent()) ?? '')?.[0] ??
    '';
  expect(digest).toMatch(/^[0-9a-f]{16}$/);
  await page.keyboard.press('Escape');
  return { text, digest };
}

for (const language of ['en', 'ko'])
  test(`a link opens the exact moment of the exact run, ${language}`, async ({ page, context }) => {
    const complaints = watchPage(page);
    const told = await openAt(page, `${START}&at=100&lang=${language}`, 100);
    const first = await readShare(page);
    expect(first.text).toContain('#ex=saga-lost-update&v=unprotected&seed=3&at=100');

    const other = await context.newPage();
    const otherComplaints = watchPage(other);
    await other.goto(`${first.text}&lang=${language}`);
    await expect(cursor(other)).toHaveAttribute('aria-valuetext', told);
    expect((await readShare(other)).digest).toBe(first.digest);
    expect([...complaints, ...otherComplaints]).toEqual([]);
  });

test('what was chosen by hand travels in the link', async ({ page, context }) => {
  const complaints = watchPage(page);
  await openAt(page, `${START}&at=40`, 40);
  const before = await readShare(page);
  await page.getByRole('tab', { name: /^Next/ }).click();
  const choices = page.getByRole('tabpanel').getByRole('button');
  await choices.last().click();
  await expect(page.getByRole('button', { name: 'Let the seed decide again' })).toBeVisible();
  await expect.poll(() => page.evaluate(() => location.hash)).toContain('&run=o.');
  const chosen = await readShare(page);
  expect(chosen.digest).not.toBe(before.digest);
  expect(chosen.text).toMatch(/#[A-Za-z0-9_.=&-]+$/);
  const told = await cursorText(page);

  const other = await context.newPage();
  await other.goto(chosen.text);
  await expect(cursor(other)).toHaveAttribute('aria-valuetext', told);
  expect((await readShare(other)).digest).toBe(chosen.digest);
  expect(complaints).toEqual([]);
});

test('the address is left alone until something changes, and then follows without filling the history', async ({
  page,
}) => {
  await page.goto('./');
  await expect(cursor(page)).toBeVisible();
  const entries = await page.evaluate(() => history.length);
  // Longer than the address waits before it is written.
  await page.waitForTimeout(1200);
  expect(await page.evaluate(() => location.hash)).toBe('');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => page.evaluate(() => location.hash)).toMatch(/^#ex=[a-z-]+&v=[a-z-]+&seed=\d+&at=\d+$/);
  await page.keyboard.press('n');
  const seed = /seed=(\d+)/.exec(await page.evaluate(() => location.hash))?.[1];
  await expect.poll(() => page.evaluate(() => location.hash)).toContain(`seed=${Number(seed) + 1}`);
  expect(await page.evaluate(() => history.length)).toBe(entries);
  const told = await cursorText(page);
  await page.reload();
  await expect(cursor(page)).toHaveAttribute('aria-valuetext', told);
});

test('a document of one’s own opens from a link that a script can write', async ({ page }) => {
  const complaints = watchPage(page);
  const document = JSON.parse(
    readFileSync(new URL('../src/scenarios/saga-lost-update/scenario.json', import.meta.url), 'utf8'),
  ) as Record<string, unknown>;
  const own = { ...document, id: 'mine', title: { en: 'A design of mine <b>&</b>', ko: '나의 설계' } };
  await page.goto(`./#v1.j.${Buffer.from(JSON.stringify(own)).toString('base64url')}&seed=5&at=12`);
  await expect(page.getByRole('heading', { level: 1, name: 'A design of mine <b>&</b>' })).toBeVisible();
  await expect(cursor(page)).toHaveAttribute('aria-valuetext', /\b12\b/);
  const { text, digest } = await readShare(page);
  expect(text).toMatch(/#v1\.j\.[A-Za-z0-9_-]+&crc=[0-9a-f]{8}&v=[a-z]+&seed=5&at=12/);
  await page.goto('about:blank');
  await page.goto(text);
  await expect(page.getByRole('heading', { level: 1, name: 'A design of mine <b>&</b>' })).toBeVisible();
  expect((await readShare(page)).digest).toBe(digest);
  expect(complaints).toEqual([]);
});

test('a link sets language and theme for this visit only', async ({ page }) => {
  await page.goto(`${START}&lang=ko&theme=dark`);
  await expect(page.getByRole('button', { name: '공유' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.goto('about:blank');
  await page.goto(START);
  await expect(page.getByRole('button', { name: 'Share' })).toBeVisible();
});

test('a link pasted over an open page opens there', async ({ page }) => {
  await openAt(page, `${START}&at=20`, 20);
  await page.evaluate(() => (location.hash = '#ex=dual-write-outbox&at=7'));
  await expect(page.getByRole('heading', { level: 1, name: /Dual write/ })).toBeVisible();
  await expect(cursor(page)).toHaveAttribute('aria-valuetext', /\b7\b/);
});

test('the dialog copies, and says what to do where it may not', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openAt(page, `${START}&at=20`, 20);
  await page.getByRole('button', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share' });
  await dialog.getByRole('radio', { name: 'Markdown' }).check();
  await dialog.getByRole('button', { name: 'Copy' }).click();
  await expect(dialog.getByText('Copied.')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
    /^\[Lost update.*\]\(http.*#ex=saga-lost-update.*\)$/,
  );

  await page.evaluate(() => {
    Object.defineProperty(navigator.clipboard, 'writeText', { value: () => Promise.reject(new Error('not allowed')) });
    document.execCommand = () => false;
  });
  await dialog.getByRole('button', { name: 'Copy' }).click();
  await expect(dialog.getByText(/The text is selected/)).toBeVisible();
  const selected = await dialog
    .getByRole('textbox')
    .evaluate((field: HTMLTextAreaElement) => field.selectionEnd - field.selectionStart);
  expect(selected).toBeGreaterThan(50);
});

test('the scenario can be taken away as a file and dropped back', async ({ page }) => {
  await openAt(page, `${START}&at=20`, 20);
  await page.getByRole('button', { name: 'Share' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download the scenario (JSON)' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('saga-lost-update.json');
  const text = readFileSync(await download.path(), 'utf8');
  expect((JSON.parse(text) as { schema: number }).schema).toBe(1);
  await page.keyboard.press('Escape');
  await page.evaluate((json) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([json.replace('Lost update and the semantic lock', 'Dropped')], 'own.json'));
    for (const type of ['dragover', 'drop'])
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true }));
  }, text);
  await expect(page.getByRole('heading', { level: 1, name: 'Dropped' })).toBeVisible();
});

for (const language of ['en', 'ko'])
  test(`the share dialog has no accessibility violation, ${language}`, async ({ page }) => {
    await openAt(page, `${START}&at=20&lang=${language}`, 20);
    await page.getByRole('button', { name: /^(Share|공유)$/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: /HTML element|HTML 요소/ }).check();
    await expect(dialog.getByRole('textbox')).toHaveValue(/saga-scope/);
    const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
