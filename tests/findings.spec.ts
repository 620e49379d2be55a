import { expect, linkTo, test } from './playground.ts';

test('a finding leads to its moment, tells who did what, lights its witness, and lets go', async ({
  page,
  playground,
}) => {
  await playground.open(linkTo('saga-lost-update'));
  await playground.tab('Findings').click();
  const found = page.getByRole('tabpanel').getByRole('button', { name: /^Lost update between sagas/ });
  const entry = Number(/entry (\d+)/.exec((await found.textContent()) ?? '')?.[1]);
  expect(entry).toBeGreaterThan(0);
  await found.click();
  await playground.expectAt(entry);
  const card = page.getByRole('region', { name: 'Lost update between sagas' });
  await expect(card).toContainText('Cancel Order');
  await expect(card).toContainText('Create Order');
  const operations = card.getByRole('list', { name: 'Witness' }).getByRole('button');
  const count = await operations.count();
  expect(count).toBeGreaterThan(1);
  const stage = page.getByRole('main');
  await expect(stage.getByRole('button', { name: /^Go to entry \d+$/ })).toHaveCount(count);
  await expect(stage.locator('.card.is-lit')).toContainText('Order');
  await expect(stage.locator('.is-witness')).toHaveText(/orders/);

  const first = Number(/\d+$/.exec((await operations.first().textContent()) ?? '')?.[0]);
  await operations.first().click();
  await playground.expectAt(first);
  await page.keyboard.press('Escape');
  await expect(card).toBeHidden();
  await expect(stage.locator('.is-lit')).toHaveCount(0);
});

test('F goes from finding to finding, and the marks of the timeline lead there too', async ({ page, playground }) => {
  await playground.open(linkTo('saga-lost-update'));
  const total = Number(await playground.button('Next finding').textContent());
  expect(total).toBeGreaterThan(1);
  await page.keyboard.press('f');
  await expect(page.getByText(`1 / ${total}`, { exact: true })).toBeVisible();
  await page.keyboard.press('f');
  await expect(page.getByText(`2 / ${total}`, { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  const mark = page.getByRole('contentinfo').getByRole('button', { name: /^Lost update between sagas, entry \d+$/ });
  await mark.click();
  await expect(page.getByRole('region', { name: 'Lost update between sagas' })).toBeVisible();
});

test('from the finding the other designs are one click away', async ({ page, playground }) => {
  await playground.open(linkTo('saga-lost-update'));
  await page.keyboard.press('f');
  await page.getByRole('main').getByRole('button', { name: 'Semantic lock: refuse' }).click();
  await expect(playground.variants.getByRole('radio', { name: 'Semantic lock: refuse' })).toBeChecked();
  await expect(playground.button('Next finding')).toHaveCount(0);
});
