import type { FrameLocator, Page } from '@playwright/test';

/**
 * A page of another origin than the playground: the same server by its other name. Nothing of the playground's policy holds
 * there.
 */
export async function openHostPage(page: Page, baseURL: string | undefined, body: string): Promise<void> {
  const address = new URL('host.html', String(baseURL).replace('127.0.0.1', 'localhost'));
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page of someone's docs</title></head><body>${body}</body></html>`;
  await page.route(address.href, (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await page.goto(address.href);
}

export interface EmbedReading {
  readonly caption: string;
  /** Entries that have happened, and those of the whole run. */
  readonly entries: number;
  readonly length: number;
}

/** What an embed shows of the cursor. */
export async function readEmbed(frame: FrameLocator): Promise<EmbedReading> {
  const slider = frame.getByRole('slider');
  return {
    caption: (await frame.locator('.embed-sentence').textContent()) ?? '',
    entries: Number(await slider.inputValue()),
    length: Number(await slider.getAttribute('max')),
  };
}
