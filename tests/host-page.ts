import { createServer } from 'node:http';
import { test as base } from '@playwright/test';
import type { FrameLocator, Page } from '@playwright/test';

interface Host {
  /**
   * Opens a page of another origin than the playground, with no policy of the playground's. Files stand beside it. It is
   * really served: a browser does not let a page that came from nowhere frame what is on this machine.
   */
  open(page: Page, body: string, files?: Readonly<Record<string, string>>): Promise<void>;
}

export const test = base.extend<{ readonly host: Host }>({
  host: async ({ baseURL: _baseURL }, provide) => {
    const files = new Map<string, string>();
    const server = createServer((request, response) => {
      const text = files.get(request.url ?? '');
      const type = request.url === '/' ? 'text/html' : 'application/json';
      response.writeHead(text === undefined ? 404 : 200, { 'content-type': `${type}; charset=utf-8` }).end(text ?? '');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the system gave no port');
    await provide({
      open: async (page, body, beside = {}) => {
        const head = `<meta charset="utf-8"><title>A page of someone's docs</title><link rel="icon" href="data:,">`;
        files.set('/', `<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`);
        for (const [name, text] of Object.entries(beside)) files.set(`/${name}`, text);
        await page.goto(`http://127.0.0.1:${address.port}/`);
      },
    });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  },
});

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
