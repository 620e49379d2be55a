// npm run size: how much script each page loads before the first message moves on it, gzipped, against its goal; and then.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { root } from './paths.mjs';

/**
 * In kB, that is 1000 bytes; more is a failure. `then`: the chunk that a page imports once a message moves. That it does not
 * do so earlier is what tests/first-picture.spec.ts asserts, in a browser.
 * @type {readonly { page: string, goal: number, then?: RegExp }[]}
 */
const budgets = [
  { page: 'index.html', goal: 200, then: /^application-[\w-]{8}\.js$/ },
  { page: 'embed/index.html', goal: 150 },
];

/**
 * Chunks that every page imports dynamically before a message can move: one language, one scenario and its expressions.
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

/** @param {string} folder @param {readonly string[]} paths prints them, the largest first @returns {number} their sum in kB */
function list(folder, paths) {
  const sizes = paths.map((path) => ({ path, bytes: gzippedSize(path) }));
  for (const { path, bytes } of sizes.sort((a, b) => b.bytes - a.bytes))
    console.log(`  ${(bytes / 1000).toFixed(1).padStart(6)} kB  ${relative(folder, path)}`);
  return sizes.reduce((sum, { bytes }) => sum + bytes, 0) / 1000;
}

/** @param {string} folder a built folder @returns {boolean} whether every page is within its goal */
export function checkSizes(folder) {
  let ok = true;
  for (const { page, goal, then } of budgets) {
    const file = join(folder, page);
    const scripts = [...readFileSync(file, 'utf8').matchAll(/<script\b[^>]*\bsrc="([^"]+)"/g)];
    if (scripts.length === 0) throw new Error(`${page} loads no script at all`);
    /** @type {Set<string>} */
    const first = new Set();
    for (const [, source] of scripts) follow(join(dirname(file), /** @type {string} */ (source)), first);
    for (const kind of alwaysImported) follow(largestChunk(folder, kind), first);
    const before = list(folder, [...first]);
    const isOver = before > goal;
    if (isOver) ok = false;
    console.log(
      `${page}: ${before.toFixed(1)} kB of ${goal} kB gzipped before the first message moves, ${isOver ? 'OVER' : 'ok'}\n`,
    );
    if (then === undefined) continue;
    const all = new Set(first);
    follow(largestChunk(folder, then), all);
    const after = list(
      folder,
      [...all].filter((path) => !first.has(path)),
    );
    console.log(`${page}: then ${after.toFixed(1)} kB, the application; ${(before + after).toFixed(1)} kB in all\n`);
  }
  return ok;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  process.exitCode = checkSizes(process.argv[2] ?? join(root, 'dist')) ? 0 : 1;
