import { expect, linkTo, test } from './playground.ts';

test('a session that waits for a row lock says for what and by whom', async ({ page, playground }) => {
  await playground.open(linkTo('acid-optimistic-lock', '&v=row-lock&at=20'));
  await expect(page.getByText('Bob waits at Order for orders A1, which Alice has locked').first()).toBeVisible();
  const card = page.getByRole('main').getByLabel('Service Order');
  await expect(card.getByText('Bob waits for Alice')).toBeVisible();
  await card.click();
  const inside = page.getByRole('tabpanel');
  const sessions = inside.getByRole('listitem').filter({ hasText: 'read committed' });
  await expect(sessions).toHaveCount(3);
  await expect(sessions.filter({ hasText: 'waiting' })).toContainText('Waits for orders A1, which Alice');
  const claims = inside.getByRole('listitem').filter({ hasNot: page.getByRole('listitem') });
  await expect(claims.filter({ hasText: /awaited$/ })).toContainText('Bob');
  await expect(claims.filter({ hasText: /held$/ }).filter({ hasText: 'Alice' })).not.toHaveCount(0);
  await playground.button('To the end').click();
  await playground.expectAt(await playground.length());
  await expect(inside.getByText('No transaction is open')).toBeVisible();
  await expect(card.getByText('Bob waits for Alice')).toBeHidden();
  await expect(inside.getByText(/^Work here has spent [\d.]+ ms blocked$/)).toBeVisible();
});

test('two sagas that wait for each other: both cards, the time, the finding, and what a timeout changes', async ({
  page,
  playground,
}) => {
  await playground.open(linkTo('saga-lost-update', '&v=deadlock&at=130'));
  const stage = page.getByRole('main');
  await expect(stage.getByLabel('Service Order').getByText('awaits A1')).toBeVisible();
  await expect(stage.getByLabel('Service Accounting').getByText('awaits A1')).toBeVisible();
  const inside = page.getByRole('tabpanel');
  await inside.getByRole('button', { name: /^Accounting\s*Service/ }).click();
  await expect(
    inside.getByText(/^Waits until authorizations A1 changes, last written by Alice, cancel\.1/),
  ).toBeVisible();
  await expect(inside.getByText(/^Work here has spent [\d.]+ ms blocked$/)).toBeVisible();
  await playground.tab('Findings').click();
  await expect(page.getByRole('tabpanel').getByText(/^Deadlock: .* Neither can go on before the other\.$/)).toHaveCount(
    2,
  );
  await playground.setVariant('Deadlock, timeout');
  await expect(page.getByRole('tabpanel').getByText(/^Deadlock: /)).toHaveCount(0);
  await expect(stage.getByLabel('Service Order').getByText('cancellations')).toBeVisible();
});
