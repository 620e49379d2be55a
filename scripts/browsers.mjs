import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'microsoft-edge-stable'];

/** @type {Partial<Record<NodeJS.Platform, readonly string[]>>} */
const usualPlaces = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/** The browser is only a test tool here; nothing of it should call home while the tests run. */
const args = [
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} name @returns {string[]} where a program of this name would be */
function onPath(name) {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.filter((folder) => folder !== '').map((folder) => join(folder, name));
}

/** @param {string} name */
export function hasProgram(name) {
  return onPath(name).some(isExecutable);
}

/** A path that was asked for by name and cannot be run is an error, never silently replaced. */
function fromEnvironment() {
  for (const name of ['CHROMIUM_PATH', 'CHROME_PATH']) {
    const path = process.env[name];
    if (path === undefined || path === '') continue;
    if (!isExecutable(path)) throw new Error(`${name}=${path} is not a program that can be run`);
    return path;
  }
  return undefined;
}

/**
 * How to launch Chromium: the one named by CHROMIUM_PATH, else one installed on this system, else Playwright's own.
 * @returns {Promise<{ executablePath?: string, args: string[] } | undefined>} undefined when there is none
 */
export async function chromiumLaunch() {
  const candidates = [...names.flatMap(onPath), ...(usualPlaces[process.platform] ?? [])];
  const executablePath = fromEnvironment() ?? candidates.find(isExecutable);
  if (executablePath !== undefined) return { executablePath, args };
  const { chromium } = await import('playwright-core');
  return existsSync(chromium.executablePath()) ? { args } : undefined;
}
