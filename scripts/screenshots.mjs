// npm run screenshots: builds the pages and takes the pictures of docs/images anew.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildForTests } from './browser-tests.mjs';
import { chromiumLaunch } from './browsers.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { ensureBrowser } from './ensure-browser.mjs';
import { optimisePng } from './optimise-png.mjs';
import { root } from './paths.mjs';
import { serve } from './serve.mjs';

const LIMIT_BYTES = 250_000;
const images = join(root, 'docs', 'images');

/**
 * @typedef {{
 *   name: string,
 *   link: string,
 *   context: import('playwright-core').BrowserContextOptions,
 *   prepare: (page: import('playwright-core').Page) => Promise<void>,
 * }} Picture
 */

/** Shows the lost update between sagas. @param {import('playwright-core').Page} page */
async function showLostUpdate(page) {
  await page.locator('#tab-findings').click();
  await page
    .getByRole('tabpanel')
    .getByRole('button', { name: /^(Lost update between sagas|사가 간 )/ })
    .first()
    .click();
  await page.locator('.finding-card').waitFor();
}

/** All that *Is it safe?* asks is answered. @param {import('playwright-core').Page} page */
async function waitForMatrix(page) {
  await page
    .getByText(/^All \d+ questions answered/)
    .first()
    .waitFor({ timeout: 120_000 });
}

const WIDE = { viewport: { width: 1440, height: 900 } };

/** @type {readonly Picture[]} */
const pictures = [
  { name: 'lost-update', link: '#ex=saga-lost-update&lang=en', context: WIDE, prepare: showLostUpdate },
  {
    name: 'matrix',
    link: '#ex=saga-lost-update&view=matrix&lang=en',
    context: WIDE,
    prepare: waitForMatrix,
  },
  {
    name: 'dark',
    link: '#ex=saga-lost-update&lang=en',
    context: { ...WIDE, colorScheme: 'dark' },
    prepare: showLostUpdate,
  },
  {
    name: 'korean',
    link: '#ex=saga-lost-update&at=90&lang=ko',
    context: { ...WIDE, locale: 'ko-KR' },
    async prepare(page) {
      await page.locator('#tab-inspect').click();
      await page
        .getByRole('tabpanel')
        .getByRole('button', { name: /^주문\s*서비스/ })
        .click();
    },
  },
  {
    name: 'narrow',
    link: '#ex=saga-lost-update&at=90&lang=en',
    context: { viewport: { width: 390, height: 844 } },
    async prepare() {},
  },
];

/** @param {string} address @param {import('playwright-core').Browser} browser @param {Picture} picture */
async function take(address, browser, { name, link, context, prepare }) {
  // Without motion the same moment looks the same every time.
  const opened = await browser.newContext({ locale: 'en-US', ...context, reducedMotion: 'reduce' });
  const page = await opened.newPage();
  await page.goto(address + link);
  await page.locator('.stage .card').first().waitFor();
  await prepare(page);
  await page.locator('.stage[aria-busy="false"]').waitFor();
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestIdleCallback(resolve)))');
  const path = join(images, `${name}.png`);
  const picture = optimisePng(await page.screenshot());
  await opened.close();
  writeFileSync(path, picture);
  const bytes = picture.length;
  console.log(`${path} ${Math.round(bytes / 1000)} kB`);
  if (bytes > LIMIT_BYTES) throw new Error(`${name}.png has ${bytes} bytes, more than ${LIMIT_BYTES}`);
}

await ensureDependencies();
await ensureBrowser();
const { code, folder } = await buildForTests();
if (code !== 0) process.exit(code);
const launch = await chromiumLaunch();
if (launch === undefined) throw new Error('No Chromium or Chrome was found: run node scripts/ensure-browser.mjs');
const { chromium } = await import('playwright-core');
mkdirSync(images, { recursive: true });
const address = await serve({ folder, host: '127.0.0.1', port: 0, strictPort: false });
const browser = await chromium.launch(launch);
for (const picture of pictures) await take(address, browser, picture);
await browser.close();
process.exit(0);
