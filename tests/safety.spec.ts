import { expect, linkTo, test } from './playground.ts';
import { MatrixSheet } from './matrix-sheet.ts';

test('every variant is asked, what is found plays, and the finding is shown', async ({ page, playground }) => {
  await playground.open(linkTo('saga-dirty-read'));
  await playground.button('Is it safe?').click();
  const sheet = new MatrixSheet(page);
  await sheet.finished();
  const found = sheet.cell('Credit first', 'Dirty read between sagas');
  await expect(found).toHaveAccessibleName(/: Found, \d+ choices, as claimed$/);
  await found.click();
  const details = sheet.dialog.getByRole('complementary', { name: 'Details' });
  await expect(details.getByRole('heading', { name: 'Found: Dirty read between sagas' })).toBeVisible();
  await expect(details.getByText(/A schedule of \d+ choices leads there/)).toBeVisible();
  await expect(details.getByText(/^(Possible with the declared latencies|Needs a delay)/)).toBeVisible();
  await expect(details.getByRole('listitem').first()).toContainText('sends the next request');
  await details.getByRole('button', { name: 'Play it', exact: true }).click();
  await expect(sheet.dialog).toBeHidden();
  await expect(playground.button('Let the seed decide again')).toBeVisible();
  await expect(page.locator('.finding-card')).toContainText('Dirty read between sagas');
  await expect.poll(() => playground.entries()).toBeGreaterThan(0);
});

test('a complete search that finds none says within which bounds, and how much was covered', async ({
  page,
  playground,
}) => {
  await playground.open(linkTo('saga-dirty-read', '&v=lock-fail'));
  await playground.button('Is it safe?').click();
  const sheet = new MatrixSheet(page);
  const cell = sheet.cell('Semantic lock: refuse', 'Dirty read between sagas');
  await expect(cell).toHaveAccessibleName(/: None, [\d,]+ states, as claimed$/, { timeout: 60_000 });
  await expect(sheet.dialog.getByRole('row', { name: /^Semantic lock: refuse\s*on the stage/ })).toBeVisible();
  await cell.click();
  const details = sheet.dialog.getByRole('complementary', { name: 'Details' });
  await expect(
    details.getByRole('heading', { name: 'Dirty read between sagas: None within these bounds' }),
  ).toBeVisible();
  await expect(details.getByText(/^[\d,]+ states, orders that come to the same tried once\.$/)).toBeVisible();
  await expect(details.getByText(/hash collision/)).toBeVisible();
  await expect(details.getByText('3 requests, no faults')).toBeVisible();
  await expect(details.getByText('The document claims that it cannot happen.')).toBeVisible();
  // Nothing is called safe: the word stands only in the question.
  expect((await sheet.dialog.innerText()).replaceAll('Is it safe?', '')).not.toMatch(/\bsafe\b/i);
});

test('a bound on states that is reached leaves a question unknown', async ({ page, playground }) => {
  await playground.open(linkTo('dual-write-outbox', '&view=matrix&bounds=states.500'));
  const sheet = new MatrixSheet(page);
  await sheet.finished();
  const cell = sheet.cell('Outbox', 'Lost message');
  await expect(cell).toHaveAccessibleName(/: Unknown, 50\d states$/);
  await cell.click();
  const details = sheet.dialog.getByRole('complementary', { name: 'Details' });
  await expect(details.getByText(/proves nothing about the rest/)).toBeVisible();
});

test('options that are no variant have a row of their own', async ({ page, playground }) => {
  await playground.open(
    linkTo('saga-lost-update', '&opt=semanticLock=fail&opt=rereadValue=on&view=matrix&bounds=states.1000'),
  );
  const sheet = new MatrixSheet(page);
  await expect(sheet.dialog.getByRole('rowheader', { name: /^This design/ })).toBeVisible();
  await sheet.finished();
});
