import { expect, linkTo, test } from './playground.ts';

const lostUpdates = /^Lost update between sagas/;

test('with the semantic lock the same seed has no lost update', async ({ page, playground }) => {
  await playground.open(linkTo('saga-lost-update'));
  await playground.tab('Findings').click();
  await expect(page.getByRole('tabpanel').getByRole('button', { name: lostUpdates })).toBeVisible();
  await playground.setVariant('Semantic lock: refuse');
  await expect(playground.button('Run again with another seed')).toHaveText('Seed 30');
  await expect(page.getByRole('tabpanel').getByText('Nothing went wrong in this run.')).toBeVisible();
  await expect(page.getByRole('tabpanel').getByRole('button', { name: lostUpdates })).toHaveCount(0);
  await page.keyboard.press('1');
  await expect(playground.variants.getByRole('radio', { name: 'No countermeasure' })).toBeChecked();
  await expect(page.getByRole('tabpanel').getByRole('button', { name: lostUpdates })).toBeVisible();
});

test('the cursor stays at its entry when another design is switched on', async ({ playground }) => {
  await playground.open(linkTo('saga-lost-update', '&at=20'));
  await playground.expectAt(20);
  const told = await playground.slider.getAttribute('aria-valuetext');
  const length = await playground.length();
  await playground.setVariant('Semantic lock: refuse');
  await expect(playground.slider).not.toHaveAttribute('aria-valuemax', String(length));
  await playground.expectAt(20);
  const sentence = (text: string | null) => text?.replace(/of \d+/, '');
  expect(sentence(await playground.slider.getAttribute('aria-valuetext'))).toBe(sentence(told));
});

test('an option changed by hand is a design too: it takes the name of its variant or is an own mix', async ({
  page,
  playground,
}) => {
  await playground.open(linkTo('saga-lost-update'));
  await playground.button('Options').click();
  const lock = page.getByRole('combobox', { name: /^Semantic lock/ });
  await lock.selectOption({ label: 'refuse' });
  await expect(playground.variants.getByRole('radio', { name: 'Semantic lock: refuse' })).toBeChecked();
  await page.getByRole('combobox', { name: /^Reread/ }).selectOption('on');
  await expect(page.getByRole('main').locator('.chip', { hasText: 'Own mix' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Options, 2 changed' })).toBeVisible();
  await expect.poll(() => page.url()).toContain('v=lock-fail&opt=rereadValue=on');
});
