import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseScenarioText, prepare, simulate } from '../src/engine/index.ts';
import type { Frame } from '../src/engine/index.ts';
import { expect, linkTo, test } from './playground.ts';

test('rows, handlers and sagas are looked into at the cursor', async ({ page, playground }) => {
  await playground.open(linkTo('saga-lost-update', '&at=60'));
  const inside = page.getByRole('tabpanel');
  await inside.getByRole('button', { name: /^Order\s*Service/ }).click();
  await expect(inside.getByRole('heading', { name: 'Order', exact: true })).toBeVisible();
  const row = inside.getByRole('row', { name: /A1/ });
  await expect(row).toContainText('APPROVAL_PENDING');
  await row.getByRole('button', { name: 'A1' }).click();
  await expect(inside.getByRole('heading', { name: 'id A1' })).toBeVisible();
  await expect(inside.getByText(/^Last written by/).first()).toBeVisible();
  await inside.getByRole('button', { name: 'Back' }).click();

  await inside.getByRole('button', { name: /^Create Order/ }).click();
  await expect(inside.getByRole('heading', { name: 'Create Order' })).toBeVisible();
  const steps = inside.getByRole('list').filter({ hasText: 'compensatable' });
  await expect(steps).toContainText('done');
  await expect(steps).toContainText('running');
  const chart = inside.locator('.chart');
  await expect(chart.first()).toBeVisible();
  await playground.button('To the end').click();
  await playground.expectAt(await playground.length());
  await expect(steps).not.toContainText('running');
});

test('a queue shows what waits in it', async ({ page, playground }) => {
  await playground.open(linkTo('saga-lost-update', '&at=2'));
  const inside = page.getByRole('tabpanel');
  await inside.getByRole('button', { name: /^order API/ }).click();
  await expect(inside.getByText('Point-to-point channel')).toBeVisible();
  await expect(inside.getByRole('listitem')).toContainText('Create order');
  await expect(inside.getByRole('listitem')).toContainText('waits');
  await playground.button('To the start').click();
  await expect(inside.getByText('Nothing waits here')).toBeVisible();
});

test('a part that is clicked on the stage is looked into', async ({ page, playground }) => {
  await playground.open(linkTo('saga-lost-update'));
  await page.getByRole('main').getByLabel('Service Kitchen').click();
  await expect(page.getByRole('tabpanel').getByRole('heading', { name: 'Kitchen', exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tabpanel').getByRole('heading', { name: 'In this scenario' })).toBeVisible();
});

test('the machines of the run are inspected without a network', async ({ page, context, playground }) => {
  await playground.open(linkTo('saga-lost-update', '&at=60'));
  await playground.button('Inspect machines').click();
  const dialog = page.getByRole('dialog', { name: 'Inspect machines' });
  await expect(dialog.getByText('Player (of this page)').first()).toBeVisible();
  await context.setOffline(true);
  await dialog
    .getByRole('button', { name: /create-order|Create Order/ })
    .first()
    .click();
  const events = dialog.getByRole('list', { name: 'Events' }).getByRole('listitem');
  await expect(events.first()).toContainText('→');
  await expect(events.filter({ hasNotText: /create-order|Create Order/ })).toHaveCount(0);
  await context.setOffline(false);
});

/** The first moment at which one transaction waits for another. */
function waitingFrame(): Frame {
  const scenario = parseScenarioText(readFileSync(new URL('./two-writers.json', import.meta.url), 'utf8'));
  if (!scenario.ok) throw new Error('the document was refused');
  const program = prepare(scenario.value, {});
  if (!program.ok) throw new Error('its options were refused');
  const { run, timeline } = simulate(program.value, { seed: scenario.value.seed ?? 1, overrides: [] });
  for (let step = 0; step < run.choices.length; step++) {
    const frame = timeline.frame(step);
    if (frame.services[0]?.database?.sessions.some(({ waitsFor }) => (waitsFor?.by.length ?? 0) > 0)) return frame;
  }
  throw new Error('nobody ever waits');
}

test('a database shows its transactions, locks and versions, and its card who waits for whom', async ({
  page,
  playground,
}) => {
  await playground.open(linkTo('saga-lost-update'));
  await playground.button('Edit document').click();
  await page.locator('input[type=file]').setInputFiles(fileURLToPath(new URL('./two-writers.json', import.meta.url)));
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Two writers of one row');
  const card = page.getByRole('main').getByLabel('Service Bank');
  await playground.slider.focus();
  const { entries } = waitingFrame();
  for (let i = 0; i < entries; i++) await page.keyboard.press('Shift+ArrowRight');
  await playground.expectAt(entries);
  await expect(card.getByText(/waits for/)).toBeVisible();
  const waiter = /(Alice|Bob) waits for (Alice|Bob)/.exec((await card.innerText()) ?? '');
  expect(waiter?.[1]).not.toBe(waiter?.[2]);
  await card.click();
  const inside = page.getByRole('tabpanel');
  const sessions = inside.getByRole('listitem').filter({ hasText: 'repeatable read' });
  await expect(sessions).toHaveCount(2);
  await expect(sessions.filter({ hasText: 'waiting' })).toContainText(
    `Waits for accounts A, which ${String(waiter?.[2])}`,
  );
  await expect(sessions.filter({ hasText: 'active' })).toContainText('reads its snapshot');
  await expect(
    inside
      .getByRole('listitem')
      .filter({ hasText: /no-key-updateheld$/ })
      .last(),
  ).toContainText(String(waiter?.[2]));
  await expect(
    inside
      .getByRole('listitem')
      .filter({ hasText: /no-key-updateawaited$/ })
      .last(),
  ).toContainText(String(waiter?.[1]));
  await expect(inside.getByRole('listitem').filter({ hasText: /^balance 100committed$/ })).toBeVisible();
  await expect(inside.getByRole('listitem').filter({ hasText: /^balance 1[12]0not committed, by/ })).toBeVisible();
  // Once the first has committed, the snapshot of the second still sees the old value, and its write fails.
  await playground.button('To the end').click();
  await playground.expectAt(await playground.length());
  await expect(inside.getByText('No transaction is open')).toBeVisible();
  await playground.tab('Log').click();
  await expect(page.getByRole('region', { name: 'Log' }).getByText(/rolls back/)).toBeVisible();
});
