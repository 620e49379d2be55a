import { expect, linkTo, test } from './playground.ts';

test('a search finds the lost update, and its schedule plays', async ({ page, playground }) => {
  await playground.open(linkTo('saga-lost-update'));
  await playground.button('Is it safe?').click();
  const dialog = page.getByRole('dialog', { name: 'Is it safe?' });
  await expect(dialog.getByRole('heading', { name: /^(Found|Broken): / })).toBeVisible({ timeout: 30_000 });
  await expect(dialog.getByText(/A schedule of \d+ choices leads there/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Play it' }).click();
  await expect(dialog).toBeHidden();
  await expect(playground.button('Let the seed decide again')).toBeVisible();
  await expect(
    page
      .getByRole('main')
      .getByRole('button', { name: /^Go to entry/ })
      .first(),
  ).toBeVisible();
  await expect.poll(() => playground.entries()).toBeGreaterThan(0);
});

test('with the lock a complete search finds none, and says within which bounds', async ({ page, playground }) => {
  await playground.open(linkTo('saga-lost-update', '&v=lock-fail'));
  await playground.button('Is it safe?').click();
  const dialog = page.getByRole('dialog', { name: 'Is it safe?' });
  await expect(dialog.getByRole('heading', { name: 'None: complete within these bounds' })).toBeVisible({
    timeout: 30_000,
  });
  const told = await dialog.getByText(/^All [\d,]+ states that these bounds allow were visited/).textContent();
  expect(Number(/[\d,]+/.exec(told ?? '')?.[0].replaceAll(',', ''))).toBeGreaterThan(1000);
  await expect(dialog.getByText('Never: Lost update between sagas')).toBeVisible();
  await expect(dialog.getByText(/hash collision/)).toBeVisible();
  await expect(dialog.getByRole('combobox', { name: 'requests' })).toHaveValue('2');
  // Nothing is called safe: the word stands only in the question.
  expect((await dialog.innerText()).replaceAll('Is it safe?', '')).not.toMatch(/\bsafe\b/i);
});

test('a search that is stopped knows nothing, and says so', async ({ page, playground }) => {
  await playground.open(linkTo('saga-lost-update', '&v=lock-fail'));
  await playground.button('Is it safe?').click();
  const dialog = page.getByRole('dialog', { name: 'Is it safe?' });
  await expect(dialog.getByRole('button', { name: /^(Stop|Search again)$/ })).toBeVisible();
  if (await dialog.getByRole('button', { name: 'Search again' }).isHidden())
    await dialog.getByRole('button', { name: 'Stop' }).click();
  await dialog.getByRole('combobox', { name: 'requests' }).selectOption({ label: 'all' });
  for (const fault of ['crashes', 'duplicates', 'lost messages'])
    await dialog.getByRole('combobox', { name: fault }).selectOption('2');
  await dialog.getByRole('button', { name: 'Search again' }).click();
  await expect(dialog.getByText(/^[1-9][\d,]* states, [\d,]+ steps, depth \d+$/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Stop' }).click();
  await expect(dialog.getByRole('heading', { name: /^Unknown: stopped after [\d,]+ states$/ })).toBeVisible();
  await expect(dialog.getByText('You stopped it. Nothing was found so far.')).toBeVisible();
});

test('a bound on states that is reached leaves it unknown', async ({ page, playground }) => {
  await playground.open(linkTo('saga-lost-update', '&v=lock-fail'));
  await playground.button('Is it safe?').click();
  const dialog = page.getByRole('dialog', { name: 'Is it safe?' });
  const again = dialog.getByRole('button', { name: 'Search again' });
  await expect(again).toBeVisible({ timeout: 30_000 });
  await dialog.getByRole('combobox', { name: 'states at the most' }).selectOption({ label: '10,000' });
  await dialog.getByRole('combobox', { name: 'requests' }).selectOption({ label: 'all' });
  await again.click();
  await expect(dialog.getByRole('heading', { name: /^Unknown: stopped after 10,00\d states$/ })).toBeVisible({
    timeout: 30_000,
  });
  await expect(dialog.getByText(/proves nothing about the rest/)).toBeVisible();
});
