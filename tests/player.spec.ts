import { expect, linkTo, test } from './playground.ts';

test('by buttons: a choice forward and back, to the end and to the start', async ({ playground }) => {
  await playground.open(linkTo('saga-lost-update'));
  await playground.expectAt(0);
  await expect(playground.button('One choice back')).toBeDisabled();
  await playground.button('One choice forward').click();
  await expect.poll(() => playground.entries()).toBeGreaterThan(0);
  const first = await playground.settled();
  await playground.button('One choice forward').click();
  await expect.poll(() => playground.entries()).toBeGreaterThan(first);
  await playground.settled();
  await playground.button('One choice back').click();
  await playground.expectAt(first);
  await playground.button('To the end').click();
  await playground.expectAt(await playground.length());
  await expect(playground.button('One choice forward')).toBeDisabled();
  await expect(playground.button('Play again')).toBeVisible();
  await playground.button('To the start').click();
  await playground.expectAt(0);
});

test('by keyboard on the slider: arrows, entries, Home and End', async ({ page, playground }) => {
  await playground.open(linkTo('saga-lost-update'));
  await playground.slider.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => playground.entries()).toBeGreaterThan(3);
  const third = await playground.settled();
  await page.keyboard.press('Shift+ArrowLeft');
  await playground.expectAt(third - 1);
  await page.keyboard.press('Shift+ArrowRight');
  await playground.expectAt(third);
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => playground.entries()).toBeLessThan(third);
  await page.keyboard.press('End');
  await playground.expectAt(await playground.length());
  await page.keyboard.press('Home');
  await playground.expectAt(0);
  await expect(playground.slider).toHaveAttribute(
    'aria-valuetext',
    /^Entry 0 of \d+, 0\.000 ms\. Before the first entry$/,
  );
});

test('quick steps add up although the cursor glides', async ({ page, playground }) => {
  await playground.open(linkTo('saga-lost-update'));
  const ends: number[] = [];
  for (let i = 0; i < 4; i++) {
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => playground.entries()).toBeGreaterThan(ends.at(-1) ?? 0);
    ends.push(await playground.settled());
  }
  await page.keyboard.press('Home');
  await playground.expectAt(0);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await playground.expectAt(ends[3] as number);
});

test('the timeline is scrubbed both ways with the pointer', async ({ page, playground }) => {
  await playground.open(linkTo('saga-lost-update'));
  const box = await playground.slider.boundingBox();
  if (box === null) throw new Error('the slider has no place');
  const at = (part: number) => [box.x + box.width * part, box.y + box.height / 2] as const;
  await page.mouse.move(...at(0.2));
  await page.mouse.down();
  await expect.poll(() => playground.entries()).toBeGreaterThan(0);
  const early = await playground.settled();
  expect(early).toBeGreaterThan(0);
  await page.mouse.move(...at(0.7));
  await expect.poll(() => playground.entries()).toBeGreaterThan(early);
  const late = await playground.entries();
  await page.mouse.move(...at(0.4));
  await expect.poll(() => playground.entries()).toBeLessThan(late);
  await page.mouse.up();
});

test('Space plays and pauses, N takes another seed, plus and minus change the speed', async ({ page, playground }) => {
  await playground.open(linkTo('saga-lost-update'));
  await expect(playground.button('Run again with another seed')).toHaveText('Seed 30');
  const length = await playground.slider.getAttribute('aria-valuemax');
  await page.keyboard.press('Space');
  await expect(playground.button('Pause')).toBeVisible();
  await page.keyboard.press('Space');
  await expect(playground.button('Play')).toBeVisible();
  await page.keyboard.press('n');
  await expect(playground.button('Run again with another seed')).toHaveText('Seed 31');
  await expect(playground.slider).not.toHaveAttribute('aria-valuemax', String(length));
  await playground.expectAt(0);
  await playground.button('Run again with another seed').click();
  await expect(playground.button('Run again with another seed')).toHaveText('Seed 32');
  const speed = page.getByRole('combobox', { name: 'Speed' });
  await page.keyboard.press('+');
  await expect(speed).toHaveValue('2');
  await page.keyboard.press('-');
  await page.keyboard.press('-');
  await expect(speed).toHaveValue('0.5');
});

test('the help names every key, and Escape closes it', async ({ page, playground }) => {
  await playground.open(linkTo('saga-lost-update'));
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Help' });
  await expect(help).toBeVisible();
  for (const key of ['Space', 'Home', 'End', 'F', 'N', 'Esc', 'Ctrl Z', '?'])
    await expect(help.getByText(key, { exact: true })).toBeVisible();
  // Keys of the player rest while a dialog is open.
  await page.keyboard.press('End');
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();
  await playground.expectAt(0);
  await playground.button('Help and keyboard').click();
  await expect(help).toBeVisible();
  await playground.button('Close').click();
  await expect(help).toBeHidden();
});
