import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { readEmbed, test } from './host-page.ts';
import { watchPage } from './page-watch.ts';

const RUN = 'ex=saga-lost-update&v=unprotected&seed=3';
const SANDBOXED = 'sandbox="allow-scripts"';

const frameAt = (baseURL: string | undefined, fragment: string, attributes = ''): string =>
  `<iframe id="embed" title="run" width="720" height="420" src="${String(baseURL)}embed/#${fragment.replaceAll('&', '&amp;')}" ${attributes}></iframe>`;

/** A host's side of the talk, as someone would write it from the description of the messages. */
const TALK = `<script>
  window.heard = [];
  window.asked = new Map();
  window.ask = (type, fields = {}) => new Promise((resolve) => {
    const req = window.asked.size + 1;
    window.asked.set(req, resolve);
    window.port.postMessage({ req, type, ...fields });
  });
  addEventListener('message', (event) => {
    const frame = document.getElementById('embed');
    if (event.source !== frame.contentWindow || event.data?.eda !== 1 || event.data.type !== 'hello') return;
    window.heard.push(event.data.type);
    const { port1, port2 } = new MessageChannel();
    window.port = port1;
    port1.onmessage = ({ data }) => {
      if (data.req === undefined) window.heard.push(data);
      else window.asked.get(data.req)?.(data);
    };
    frame.contentWindow.postMessage({ eda: 1, type: 'connect', id: event.data.id }, '*', [port2]);
  });
</script>`;

interface Reply {
  readonly ok: boolean;
  readonly value?: {
    readonly entries: number;
    readonly length: number;
    readonly playing: boolean;
    readonly digest: string;
  };
}

const ask = (page: Page, type: string, fields: Readonly<Record<string, unknown>> = {}): Promise<Reply> =>
  page.evaluate(
    ([name, more]) => (window as unknown as { ask(type: string, fields: unknown): Promise<Reply> }).ask(name, more),
    [type, fields] as const,
  );

for (const [where, attributes] of [
  ['another origin', ''],
  ['a sandbox without origin', SANDBOXED],
] as const) {
  for (const language of ['en', 'ko'])
    test(`in ${where} the embed shows the moment of the link, ${language}`, async ({ page, baseURL, host }) => {
      const complaints = watchPage(page);
      await host.open(page, frameAt(baseURL, `${RUN}&at=100&lang=${language}`, attributes));
      const frame = page.frameLocator('iframe');
      await expect(frame.getByRole('slider')).toHaveValue('100');
      await expect(frame.locator('html')).toHaveAttribute('lang', language);
      const there = await readEmbed(frame);
      expect(there.caption).toMatch(language === 'ko' ? /[가-힣]/ : /[a-z]/);

      await page.goto(`${String(baseURL)}#${RUN}&at=100&lang=${language}`);
      const slider = page.getByRole('slider', { name: /Position in the run|실행 위치/ });
      await expect(slider).toHaveAttribute(
        'aria-valuetext',
        new RegExp(`\\b${there.length}\\b.*\\b100\\b|\\b100\\b.*\\b${there.length}\\b`),
      );
      expect(await slider.getAttribute('aria-valuetext')).toContain(there.caption);
      expect(complaints).toEqual([]);
    });

  test(`in ${where} the embed plays, pauses, steps and scrubs`, async ({ page, baseURL, host }) => {
    const complaints = watchPage(page);
    await host.open(page, frameAt(baseURL, `${RUN}&speed=4`, attributes));
    const frame = page.frameLocator('iframe');
    const slider = frame.getByRole('slider');
    await expect(slider).toHaveValue('0');
    await frame.getByRole('button', { name: 'One choice forward' }).click();
    const first = Number(await slider.inputValue());
    expect(first).toBeGreaterThan(0);
    await frame.getByRole('button', { name: 'One choice back' }).click();
    await expect(slider).toHaveValue('0');
    await frame.getByRole('button', { name: 'Play' }).click();
    await expect.poll(async () => Number(await slider.inputValue())).toBeGreaterThan(first);
    await frame.getByRole('button', { name: 'Pause' }).click();
    await slider.fill('50');
    await expect(slider).toHaveAttribute('aria-valuetext', /^Entry 50 of /);
    const link = frame.getByRole('link', { name: 'Open in Sagascope' });
    await expect(link).toHaveAttribute('href', `${String(baseURL)}#${RUN}&at=50&speed=4`);
    await frame.locator('.embed-mark').first().click();
    await expect(frame.locator('.embed-sentence.is-finding')).toBeVisible();
    await expect(frame.locator('.is-lit').first()).toBeVisible();
    expect(complaints).toEqual([]);
  });

  test(`in ${where} the embed talks over its port, and heeds nothing else`, async ({ page, baseURL, host }) => {
    const complaints = watchPage(page);
    await host.open(page, TALK + frameAt(baseURL, RUN, attributes));
    const frame = page.frameLocator('iframe');
    await expect(frame.getByRole('slider')).toBeVisible();
    const heard = () =>
      page.evaluate(() => (window as unknown as { heard: { type?: string }[] }).heard.map((told) => told.type ?? told));
    await expect.poll(heard).toContain('ready');
    const state = (await ask(page, 'getState')).value;
    expect(state).toMatchObject({ playing: false, entries: 0 });
    expect(state?.digest).toMatch(/^[0-9a-f]{16}$/);
    expect((await ask(page, 'seek', { at: 60 })).value?.entries).toBe(60);
    await expect(frame.getByRole('slider')).toHaveValue('60');
    expect((await ask(page, 'seek', { t: 0 })).value?.entries).toBe(0);
    expect((await ask(page, 'step', { choices: 3 })).ok).toBe(true);
    const stepped = (await ask(page, 'getState')).value?.entries ?? 0;
    expect(stepped).toBeGreaterThan(2);
    expect((await ask(page, 'step', { choices: 'x' })).ok).toBe(false);
    expect((await ask(page, 'load', { scenario: 'x'.repeat(1_100_000) })).ok).toBe(false);
    await ask(page, 'play');
    await expect.poll(async () => (await ask(page, 'getState')).value?.entries).toBeGreaterThan(stepped);
    await expect.poll(heard).toContain('state');
    await ask(page, 'pause');
    await ask(page, 'set', { theme: 'dark' });
    await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expect.poll(heard).toContain('resize');

    await page.evaluate(() => {
      const { contentWindow } = document.querySelector('iframe') as HTMLIFrameElement;
      for (const message of [
        '{}',
        7,
        null,
        { eda: 1 },
        { eda: 1, type: 'connect', id: 'guessed' },
        { eda: 2, type: 'load' },
      ])
        contentWindow?.postMessage(message, '*');
      (window as unknown as { port: MessagePort }).port.postMessage({
        req: 99,
        type: 'navigate',
        url: 'https://example.org/',
      });
      (window as unknown as { port: MessagePort }).port.postMessage('play');
    });
    expect((await ask(page, 'getState')).value?.playing).toBe(false);
    expect(complaints).toEqual([]);
  });

  test(`in ${where} presentations start and stop the embed`, async ({ page, baseURL, host }) => {
    await host.open(page, frameAt(baseURL, RUN, attributes));
    const frame = page.frameLocator('iframe');
    await expect(frame.getByRole('button', { name: 'Play' })).toBeVisible();
    const post = (text: string) =>
      page.evaluate((data) => document.querySelector('iframe')?.contentWindow?.postMessage(data, '*'), text);
    await post('slide:start');
    await expect(frame.getByRole('button', { name: 'Pause' })).toBeVisible();
    await post('slide:stop');
    await expect(frame.getByRole('button', { name: 'Play' })).toBeVisible();
  });
}

test('two ways to the engine give the same run', async ({ page, baseURL, host }) => {
  const digests: unknown[] = [];
  for (const attributes of ['', SANDBOXED]) {
    await host.open(page, TALK + frameAt(baseURL, RUN, attributes));
    await expect(page.frameLocator('iframe').getByRole('slider')).toBeVisible();
    digests.push((await ask(page, 'getState')).value?.digest);
  }
  expect(digests[0]).toMatch(/^[0-9a-f]{16}$/);
  expect(digests[1]).toBe(digests[0]);
});

test('the embed takes neither focus nor scroll nor wheel, and starts only when it can be seen', async ({
  page,
  baseURL,
  host,
}) => {
  const space = '<p style="height: 1600px">Above</p>';
  await host.open(page, `<input id="own" autofocus>${space}${frameAt(baseURL, `${RUN}&play=visible&speed=8`)}${space}`);
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('slider')).toHaveCount(1);
  // It has had time to start, had it wanted to.
  await page.waitForTimeout(1000);
  await expect(frame.getByRole('slider')).toHaveValue('0');
  expect(await page.evaluate(() => [document.activeElement?.id, scrollY])).toEqual(['own', 0]);
  await page.locator('iframe').evaluate((element) => element.scrollIntoView({ block: 'center' }));
  await expect.poll(async () => Number(await frame.getByRole('slider').inputValue())).toBeGreaterThan(3);
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('own');

  const before = await page.evaluate(() => scrollY);
  await page.locator('iframe').hover();
  await page.mouse.wheel(0, 600);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(before + 200);

  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForTimeout(300);
  const away = Number(await frame.getByRole('slider').inputValue());
  await page.waitForTimeout(700);
  expect(Number(await frame.getByRole('slider').inputValue())).toBe(away);
});

test('under reduced motion nothing plays by itself', async ({ page, baseURL, host }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await host.open(page, frameAt(baseURL, `${RUN}&play=1`));
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('button', { name: 'Play' })).toBeVisible();
  await page.waitForTimeout(800);
  await expect(frame.getByRole('slider')).toHaveValue('0');
  await frame.getByRole('button', { name: 'Play' }).click();
  await expect.poll(async () => Number(await frame.getByRole('slider').inputValue())).toBeGreaterThan(0);
});

test('the keyboard goes in, through the controls, and out again', async ({ page, baseURL, host }) => {
  await host.open(
    page,
    `<button id="before">a</button>${frameAt(baseURL, `${RUN}&at=30`)}<button id="after">b</button>`,
  );
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('slider')).toHaveValue('30');
  await page.locator('#before').focus();
  const seen: string[] = [];
  for (let i = 0; i < 30; i++) {
    await page.keyboard.press('Tab');
    const focused = await frame
      .locator('body')
      .evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');
    seen.push(focused);
    if (focused === 'Position in the run') await page.keyboard.press('ArrowRight');
    if (await page.evaluate(() => document.activeElement?.id === 'after')) break;
  }
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('after');
  expect(seen).toEqual(expect.arrayContaining(['Play', 'One choice forward', 'Position in the run']));
  await expect(frame.getByRole('slider')).toHaveValue('31');
});

for (const language of ['en', 'ko'])
  for (const theme of ['light', 'dark'])
    test(`the embed has no accessibility violation, ${language}, ${theme}`, async ({ page }) => {
      const complaints = watchPage(page);
      await page.goto(`./embed/#${RUN}&at=100&lang=${language}&theme=${theme}`);
      await expect(page.getByRole('slider')).toHaveValue('100');
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      expect(complaints).toEqual([]);
    });

test.describe('the element saga-scope', () => {
  const element = (
    baseURL: string | undefined,
    attributes: string,
    inside = '<a href="https://example.org/">A picture of it</a>',
  ): string =>
    `<script type="module" src="${String(baseURL)}sagascope-embed.js"></script><saga-scope ${attributes}>${inside}</saga-scope>`;

  test('shows the run, tells what happens, and does what it is told', async ({ page, baseURL, host }) => {
    const complaints = watchPage(page);
    const listen = `<script>window.told = []; for (const type of ['ready', 'state', 'finding', 'error'])
      addEventListener('saga-scope-' + type, ({ detail }) => window.told.push([type, detail]));</script>`;
    const attributes =
      'ex="saga-lost-update" v="unprotected" seed="3" at="40" theme="light" title="Lost update" height="400"';
    await host.open(page, listen + element(baseURL, attributes));
    const frame = page.frameLocator('saga-scope iframe');
    await expect(frame.getByRole('slider')).toHaveValue('40');
    await expect(page.locator('iframe')).toHaveAttribute('title', 'Lost update');
    await expect(page.getByText('A picture of it')).toBeHidden();
    expect((await page.locator('saga-scope').boundingBox())?.height).toBe(400);
    type Scope = HTMLElement & {
      seek(at: number): Promise<{ entries: number }>;
      play(): Promise<void>;
      pause(): Promise<void>;
    };
    expect(
      await page.locator('saga-scope').evaluate((scope: Scope) => scope.seek(77).then(({ entries }) => entries)),
    ).toBe(77);
    await page.locator('saga-scope').evaluate((scope: Scope) => scope.play());
    await expect.poll(async () => Number(await frame.getByRole('slider').inputValue())).toBeGreaterThan(80);
    await page.locator('saga-scope').evaluate((scope: Scope) => scope.pause());
    const here = await frame.getByRole('slider').inputValue();
    await page.locator('saga-scope').evaluate((scope) => scope.setAttribute('theme', 'dark'));
    await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark');
    // Without a reload: the cursor stays.
    await expect(frame.getByRole('slider')).toHaveValue(here);
    const told = await page.evaluate(() =>
      (window as unknown as { told: [string, unknown][] }).told.map(([type]) => type),
    );
    expect(told).toContain('ready');
    expect(told).toContain('state');
    expect(told).not.toContain('error');
    await page.locator('saga-scope').evaluate((scope) => scope.setAttribute('at', '12'));
    await expect(frame.getByRole('slider')).toHaveValue('12');
    expect(complaints).toEqual([]);
  });

  test('on a page of the playground’s own origin it gets no origin, and runs', async ({ page, baseURL }) => {
    const complaints = watchPage(page);
    const address = new URL('own.html', baseURL).href;
    const body = `<!doctype html><html lang="en"><title>Own</title>${element(baseURL, `link="${RUN}&at=9"`)}</html>`;
    await page.route(address, (route) => route.fulfill({ contentType: 'text/html', body }));
    await page.goto(address);
    const frame = page.frameLocator('saga-scope iframe');
    await expect(frame.getByRole('slider')).toHaveValue('9');
    expect(await frame.locator('body').evaluate(() => self.origin)).toBe('null');
    expect(complaints).toEqual([]);
  });

  test('a scenario file beside the document is fetched by the document and handed over', async ({
    page,
    baseURL,
    host,
  }) => {
    const complaints = watchPage(page);
    const text = readFileSync(new URL('../src/scenarios/dual-write-outbox/scenario.json', import.meta.url), 'utf8');
    const own = JSON.stringify({ ...(JSON.parse(text) as object), id: 'beside', title: { en: 'Beside the text' } });
    await host.open(page, element(baseURL, 'src="./beside.json" seed="4" at="6"'), { 'beside.json': own });
    const frame = page.frameLocator('saga-scope iframe');
    await expect(frame.getByRole('heading', { name: /Beside the text/ })).toBeVisible();
    await expect(frame.getByRole('slider')).toHaveValue('6');
    await expect(frame.getByRole('link', { name: 'Open in Sagascope' })).toHaveAttribute(
      'href',
      /#v1\.j\.[A-Za-z0-9_-]+&crc=[0-9a-f]{8}&seed=4&at=6$/,
    );
    expect(complaints).toEqual([]);
  });

  test('what is inside is seen until the run is, and where the script is missing', async ({ page, baseURL, host }) => {
    await page.route('**/embed/', (route) => route.abort());
    await host.open(page, element(baseURL, `link="${RUN}"`));
    await expect(page.getByRole('link', { name: 'A picture of it' })).toBeVisible();
    await page.route('**/sagascope-embed.js', (route) => route.abort());
    await page.reload();
    await expect(page.getByRole('link', { name: 'A picture of it' })).toBeVisible();
  });

  test('the module can be imported where there is no document', async () => {
    const text = readFileSync(new URL('../public/sagascope-embed.js', import.meta.url), 'utf8');
    const module = (await import(
      `data:text/javascript,${encodeURIComponent(text.replace("'./embed/', import.meta.url", "'https://example.org/embed/'"))}`
    )) as {
      SagaScope: unknown;
    };
    expect(typeof module.SagaScope).toBe('function');
  });
});
