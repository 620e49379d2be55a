// npm run e2e: builds, then runs the browser tests. Arguments go to Playwright: npm run e2e -- tests/first-page.spec.ts
import { buildForTests, runBrowserTests } from './browser-tests.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { ensureBrowser } from './ensure-browser.mjs';

try {
  await ensureDependencies();
  await ensureBrowser();
  const { code, folder } = await buildForTests();
  process.exitCode = code === 0 ? await runBrowserTests(folder, process.argv.slice(2)) : code;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
