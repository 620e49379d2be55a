import { pathToFileURL } from 'node:url';
import { chromiumLaunch, hasProgram } from './browsers.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { run, runTool } from './process.mjs';

const isRoot = process.getuid?.() === 0;

async function installWithApt() {
  const options = /** @type {const} */ ({ env: { DEBIAN_FRONTEND: 'noninteractive' }, output: 'quiet' });
  if (!hasProgram('apt-get')) return;
  process.stderr.write('Installing Chromium and Korean fonts with apt-get...\n');
  // An update may complain about one unreachable source while the others have what is needed.
  await run('apt-get', ['update', '-qq'], options);
  const install = ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'];
  await run('apt-get', install, options);
}

/** Whether the browser really starts; a found program may lack its libraries. */
async function canStart() {
  const launch = await chromiumLaunch();
  if (launch === undefined) return 'no Chromium or Chrome was found';
  const { chromium } = await import('playwright-core');
  try {
    const browser = await chromium.launch(launch);
    process.stderr.write(`Browser: Chromium ${browser.version()} (${launch.executablePath ?? 'from Playwright'})\n`);
    await browser.close();
    return true;
  } catch (error) {
    return `${launch.executablePath ?? 'the Chromium of Playwright'} does not start: ${String(error)}`;
  }
}

/** Finds a Chromium that starts, or installs one. Writes to stderr only. Throws when there is none in the end. */
export async function ensureBrowser() {
  if ((await canStart()) === true) return;
  if (isRoot && process.platform === 'linux') {
    await installWithApt();
    if ((await canStart()) === true) return;
  }
  process.stderr.write("Downloading Playwright's Chromium...\n");
  // As root the missing libraries of the system can be had too.
  const withLibraries = isRoot && process.platform === 'linux' ? ['--with-deps'] : [];
  await runTool('playwright', ['install', ...withLibraries, 'chromium'], { output: 'stderr' });
  const problem = await canStart();
  if (problem === true) return;
  throw new Error(
    `The browser tests need Chromium or Chrome, and ${problem}.\n` +
      'Install one (Debian: sudo apt-get install chromium fonts-noto-cjk) or set CHROMIUM_PATH to its program.',
  );
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    await ensureDependencies();
    await ensureBrowser();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
