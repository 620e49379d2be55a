import { readFileSync } from 'node:fs';
import { expect, linkTo, test, writeText } from './playground.ts';
import type { Playground } from './playground.ts';

const twoWriters = readFileSync(new URL('./two-writers.json', import.meta.url), 'utf8');

async function dropFile({ page }: Playground, name: string, text: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([file, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([content as string], file as string, { type: 'application/json' }));
      return data;
    },
    [name, text],
  );
  const body = page.locator('body');
  await body.dispatchEvent('dragover', { dataTransfer: transfer });
  await expect(page.getByText('Drop a scenario file to open it')).toBeVisible();
  await body.dispatchEvent('drop', { dataTransfer: transfer });
}

test('a scenario is made one’s own: an error is shown where it is, mended and applied, and undone apart from time', async ({
  page,
  playground,
}) => {
  await playground.open(linkTo('saga-lost-update', '&at=20'));
  await playground.button('Make it your own').click();
  const editor = page.getByRole('dialog', { name: 'Scenario document' });
  const text = editor.getByRole('textbox', { name: 'Scenario as JSON' });
  const original = await text.inputValue();
  expect(JSON.parse(original)).toMatchObject({ id: 'saga-lost-update' });

  const wrong = original.replace('"kind": "point-to-point"', '"kind": "pointless"');
  expect(wrong).not.toBe(original);
  await writeText(text, wrong);
  const problems = editor.getByRole('list', { name: /problem/ });
  await expect(problems.getByRole('button').first()).toContainText('/channels/');
  await expect(editor.getByRole('button', { name: 'Apply' })).toBeDisabled();
  const line = Number(/line (\d+)/.exec((await problems.getByRole('button').first().textContent()) ?? '')?.[1]);
  expect(wrong.split('\n')[line - 1]).toContain('pointless');

  const mended = original.replace('"en": "Lost update and the semantic lock"', '"en": "My lost update"');
  await writeText(text, mended);
  await expect(editor.getByText('Not applied yet')).toBeVisible();
  await editor.getByRole('button', { name: 'Apply' }).click();
  await expect(editor).toBeHidden();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('My lost update');
  await expect(page.getByText('Your document')).toBeVisible();
  await expect(page.locator('.stage')).toHaveAttribute('aria-busy', 'false');
  await playground.expectAt(20);

  await playground.button('One choice forward').click();
  await expect.poll(() => playground.entries()).toBeGreaterThan(20);
  const moved = await playground.settled();
  await playground.button('Undo edit').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Lost update and the semantic lock');
  // Undoing an edit does not travel in time.
  await playground.expectAt(moved);
  await page.keyboard.press('Control+Shift+z');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('My lost update');
});

test('what is not JSON is told with its place', async ({ page, playground }) => {
  await playground.open(linkTo('saga-lost-update'));
  await playground.button('Edit document').click();
  const editor = page.getByRole('dialog', { name: 'Scenario document' });
  await editor.getByRole('textbox').fill('{\n  "schema": 1,\n  oops\n}');
  await expect(editor.getByRole('list', { name: /problem/ }).getByRole('button')).toContainText('line 3, column 3');
  await editor.getByRole('button', { name: 'Back to what runs' }).click();
  await expect(editor.getByText('Valid')).toBeVisible();
});

test('the document is downloaded as it is', async ({ page, playground }) => {
  await playground.open(linkTo('dual-write-outbox'));
  await playground.button('Edit document').click();
  const editor = page.getByRole('dialog', { name: 'Scenario document' });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    editor.getByRole('button', { name: 'Download' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('dual-write-outbox.json');
  expect(readFileSync(await download.path(), 'utf8')).toBe(await editor.getByRole('textbox').inputValue());
});

test('a file that is dropped on the page opens and runs', async ({ page, playground }) => {
  await playground.open(linkTo('saga-lost-update'));
  const before = String(await playground.length());
  await dropFile(playground, 'two-writers.json', twoWriters);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Two writers of one row');
  await expect(playground.slider).not.toHaveAttribute('aria-valuemax', before);
  await playground.button('To the end').click();
  await playground.expectAt(await playground.length());
});

test('a dropped file with an error changes nothing, and says what is wrong', async ({ page, playground }) => {
  await playground.open(linkTo('saga-lost-update'));
  await dropFile(playground, 'broken.json', twoWriters.replace('"repeatable-read"', '"repeatable-guess"'));
  const notice = page.getByText('This document cannot run yet');
  await expect(notice).toBeVisible();
  await expect(page.getByText(/\/services\/bank\/database\/level/)).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Lost update and the semantic lock');
  await playground.button('Dismiss').click();
  await expect(notice).toBeHidden();
});
