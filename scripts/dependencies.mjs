import { readFileSync } from 'node:fs';
import { root } from './paths.mjs';
import { run } from './process.mjs';

/** @typedef {{ packages: Record<string, { version?: string, optional?: boolean, devOptional?: boolean }> }} Lock */

/** @param {string} path @returns {Lock | undefined} */
function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Whether node_modules holds what package-lock.json asks for. npm writes its own record as the last act of a finished installation. */
function isInstalled() {
  const wanted = readLock(`${root}/package-lock.json`);
  const present = readLock(`${root}/node_modules/.package-lock.json`);
  if (wanted === undefined) throw new Error('package-lock.json is missing or is not JSON');
  if (present === undefined) return false;
  return Object.entries(wanted.packages).every(([path, { version, optional, devOptional }]) => {
    if (path === '') return true;
    const found = present.packages[path]?.version;
    // Binaries of other platforms are optional, and absent here for good reason.
    return found === version || (found === undefined && (optional === true || devOptional === true));
  });
}

/** Installs the locked dependencies if they are missing or stale. Writes to stderr only. Throws when it cannot. */
export async function ensureDependencies() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) throw new Error(`Node 20 or newer is needed; this is ${process.version}`);
  if (isInstalled()) return;
  process.stderr.write('Installing dependencies (npm ci)...\n');
  const npm = process.env['npm_execpath'];
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  // npm is itself a script; started by a plain `node scripts/...` its place is unknown, so the one on PATH is taken.
  const code =
    npm !== undefined && /\.c?js$/.test(npm)
      ? await run(process.execPath, [npm, ...args], { output: 'stderr' })
      : await run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { output: 'stderr' });
  if (code !== 0) throw new Error(`npm ci failed with exit code ${code}; its messages are above`);
}
