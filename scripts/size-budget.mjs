// npm run size: how much script each page loads before and at its first picture, gzipped, against its goal.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { root } from './paths.mjs';

/**
 * In kB, that is 1000 bytes. A page that is beyond its goal may not grow: `reached` is its size, and 1 kB more is a failure.
 * @type {readonly { page: string, goal: number, reached?: number }[]}
 */
const budgets = [
  { page: 'index.html', goal: 200, reached: 251 },
  { page: 'embed/index.html', goal: 150 },
];

/**
 * Chunks that every page imports dynamically before it can show anything: one language, one scenario and its expressions.
 * Which one depends on the reader, so of each kind the largest counts.
 */
const alwaysImported = [/^(?:en|ko)-[\w-]{8}\.js$/, /^scenario-[\w-]{8}\.js$/, /^terms-[\w-]{8}\.js$/];

// Static imports and re-exports, and workers; import("...") is loaded later and counts only if it is among the above.
const loads = [
  /(?:\bimport|\bfrom)\s*["'](\.{1,2}\/[^"']+\.js)["']/g,
  /new URL\(\s*(?:\/\*.*?\*\/\s*)?(?:["'`]{2}\s*\+\s*)?(?:new URL\(\s*)?["'`]([^"'`]+\.js)["'`]/g,
];

/** @param {string} file @param {Set<string>} seen adds the file and all it loads by itself */
function follow(file, seen) {
  if (seen.has(file)) return;
  if (!existsSync(file)) throw new Error(`the build refers to ${file}, which does not exist`);
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const pattern of loads)
    for (const [, path] of text.matchAll(pattern)) follow(join(dirname(file), /** @type {string} */ (path)), seen);
}

/** @param {string} path */
const gzippedSize = (path) => gzipSync(readFileSync(path)).length;

/** @param {string} folder a built folder @param {RegExp} kind @returns {string} the largest chunk of a kind */
function largestChunk(folder, kind) {
  const assets = join(folder, 'assets');
  const chunks = readdirSync(assets).filter((name) => kind.test(name));
  const [largest] = chunks.map((name) => join(assets, name)).sort((a, b) => gzippedSize(b) - gzippedSize(a));
  if (largest === undefined) throw new Error(`the build has no chunk like ${kind}`);
  return largest;
}

/** @param {string} folder a built folder @returns {boolean} whether every page is within its budget */
export function checkSizes(folder) {
  let ok = true;
  for (const { page, goal, reached } of budgets) {
    const file = join(folder, page);
    const scripts = [...readFileSync(file, 'utf8').matchAll(/<script\b[^>]*\bsrc="([^"]+)"/g)];
    if (scripts.length === 0) throw new Error(`${page} loads no script at all`);
    /** @type {Set<string>} */
    const seen = new Set();
    for (const [, source] of scripts) follow(join(dirname(file), /** @type {string} */ (source)), seen);
    for (const kind of alwaysImported) follow(largestChunk(folder, kind), seen);
    const sizes = [...seen].map((path) => ({ path, bytes: gzippedSize(path) }));
    const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
    const limit = reached === undefined ? goal : reached + 1;
    const isOver = total > limit * 1000;
    if (isOver) ok = false;
    const distance = total / 1000 - goal;
    const toGoal = distance > 0 ? `, ${distance.toFixed(1)} kB above its goal of ${goal} kB` : '';
    console.log(`${page}: ${(total / 1000).toFixed(1)} kB of ${limit} kB gzipped, ${isOver ? 'OVER' : 'ok'}${toGoal}`);
    for (const { path, bytes } of sizes.sort((a, b) => b.bytes - a.bytes))
      console.log(`  ${(bytes / 1000).toFixed(1).padStart(6)} kB  ${relative(folder, path)}`);
  }
  return ok;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  process.exitCode = checkSizes(process.argv[2] ?? join(root, 'dist')) ? 0 : 1;
