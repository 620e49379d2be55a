import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cache, root } from './paths.mjs';
import { runTool } from './process.mjs';

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * A place of its own for each run, named after its process, so that two runs at once do not spoil each other's build or
 * results. What ended runs left is removed.
 * @param {string} parent
 */
function ownFolder(parent) {
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || !isAlive(pid)) rmSync(join(parent, name), { recursive: true, force: true });
  }
  return join(parent, String(process.pid));
}

/** Builds the pages for the browser tests. @returns {Promise<{ code: number, folder: string }>} */
export async function buildForTests() {
  const folder = join(ownFolder(join(cache, 'builds')), 'dist');
  const code = await runTool('vite', ['build', '--logLevel', 'warn', '--outDir', folder]);
  return { code, folder };
}

/**
 * Runs Playwright on a built folder.
 * @param {string} folder
 * @param {readonly string[]} args
 * @param {string} [report] where to write Playwright's JSON report
 */
export function runBrowserTests(folder, args, report) {
  const results = ownFolder(join(root, 'test-results'));
  return runTool('@playwright/test', ['test', '--output', results, ...args], {
    env: { SAGASCOPE_DIST: folder, ...(report === undefined ? {} : { SAGASCOPE_BROWSER_REPORT: report }) },
  });
}
