import { expect, linkTo, test, writeText } from './playground.ts';

test('what a reader makes happen is part of the run and of its address, until the seed decides again', async ({
  page,
  playground,
}) => {
  await playground.open(linkTo('saga-lost-update'));
  await playground.tab('Next').click();
  const panel = page.getByRole('tabpanel');
  await panel.getByRole('button', { name: /Bob$/ }).first().click();
  await expect(playground.button('Let the seed decide again')).toHaveText('Own schedule');
  await expect(playground.slider).toHaveAttribute('aria-valuetext', /Bob sends/);
  await expect.poll(() => page.url()).toMatch(/[#&]run=/);
  const address = page.url();
  const [now, length] = [await playground.entries(), await playground.length()];

  await page.goto('about:blank');
  await playground.open(address);
  await expect(playground.slider).toHaveAttribute('aria-valuemax', String(length));
  await playground.expectAt(now);
  await playground.button('Let the seed decide again').click();
  await expect(playground.button('Run again with another seed')).toBeVisible();
  await expect.poll(() => page.url()).not.toMatch(/[#&]run=/);
});

for (const [fault, name, told, channel] of [
  ['a crash', /fault$/, /crashes/, undefined],
  ['a duplicate', /duplicated$/, /doubles it/, { delivery: 'at-least-once', duplicationPerMille: 1 }],
  ['a loss', /lost$/, /lost on the way/, { delivery: 'at-most-once', lossPerMille: 1 }],
] as const)
  test(`${fault} can be made to happen`, async ({ page, playground }) => {
    await playground.open(linkTo('dual-write-outbox', '&v=outbox'));
    if (channel !== undefined) {
      // Networks fail only where the document says that they can.
      await playground.button('Edit document').click();
      const text = page.getByRole('textbox', { name: 'Scenario as JSON' });
      const scenario = JSON.parse(await text.inputValue()) as { readonly channels: Record<string, object> };
      scenario.channels['order-api'] = { ...scenario.channels['order-api'], ...channel };
      await writeText(text, JSON.stringify(scenario, null, 2));
      await playground.button('Apply').click();
      await expect(page.getByText('Your document')).toBeVisible();
    }
    await playground.tab('Next').click();
    const choice = page.getByRole('tabpanel').getByRole('button', { name }).first();
    // A fault is possible only where there is something for it to hit.
    await expect(async () => {
      if ((await choice.count()) === 0) await playground.button('One choice forward').click();
      await playground.settled();
      await expect(choice).toBeEnabled({ timeout: 200 });
    }).toPass();
    await choice.click();
    await expect(playground.button('Let the seed decide again')).toBeVisible();
    await playground.tab('Log').click();
    await expect(page.getByRole('region', { name: 'Log' }).getByRole('button', { name: told }).first()).toBeVisible();
    if (channel === undefined) await expect.poll(() => page.url()).toMatch(/[#&]run=/);
    await playground.button('Undo edit').click();
    await expect(playground.button('Run again with another seed')).toBeVisible();
  });
