import { createServer } from 'node:net';
import { defineConfig, devices } from '@playwright/test';
import { chromiumLaunch } from './scripts/browsers.mjs';

/** A port nobody uses, found once: the test processes read this file again and inherit the answer. */
async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  return String(address.port);
}

const port = (process.env['SAGASCOPE_TEST_PORT'] ??= await freePort());
const folder = process.env['SAGASCOPE_DIST'] ?? 'dist';
const report = process.env['SAGASCOPE_BROWSER_REPORT'];

const launchOptions = await chromiumLaunch();
if (launchOptions === undefined)
  throw new Error('No Chromium or Chrome was found: run node scripts/ensure-browser.mjs');

export default defineConfig({
  testDir: 'tests',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  // Generous: a test says what happens, not how fast, and the machine may be busy.
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list'], ...(report === undefined ? [] : [['json', { outputFile: report }] as const])],
  use: {
    baseURL: `http://127.0.0.1:${port}/`,
    trace: 'retain-on-failure',
  },
  projects: [{ name: 'chromium', use: { ...devices['Desktop Chrome'], launchOptions } }],
  webServer: {
    command: `node scripts/serve.mjs --dir "${folder}" --port ${port}`,
    url: `http://127.0.0.1:${port}/`,
    reuseExistingServer: false,
    timeout: 60_000,
  },
});
