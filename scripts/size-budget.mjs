// npm run size: how much script each page loads before anything is clicked, gzipped, against its budget.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { root } from './paths.mjs';

const budgets = [
  { page: 'index.html', kilobytes: 200 },
  { page: 'embed/index.html', kilobytes: 150 },
];

// Static imports and re-exports, and workers; import("...") is loaded later and does not count.
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

/** @param {string} folder a built folder @returns {boolean} whether every page is within its budget */
export function checkSizes(folder) {
  let ok = true;
  for (const { page, kilobytes } of budgets) {
    const file = join(folder, page);
    const scripts = [...readFileSync(file, 'utf8').matchAll(/<script\b[^>]*\bsrc="([^"]+)"/g)];
    if (scripts.length === 0) throw new Error(`${page} loads no script at all`);
    /** @type {Set<string>} */
    const seen = new Set();
    for (const [, source] of scripts) follow(join(dirname(file), /** @type {string} */ (source)), seen);
    const sizes = [...seen].map((path) => ({ path, bytes: gzipSync(readFileSync(path)).length }));
    const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
    const verdict = total <= kilobytes * 1000 ? 'ok' : 'OVER';
    if (verdict === 'OVER') ok = false;
    console.log(`${page}: ${(total / 1000).toFixed(1)} kB of ${kilobytes} kB gzipped, ${verdict}`);
    for (const { path, bytes } of sizes.sort((a, b) => b.bytes - a.bytes))
      console.log(`  ${(bytes / 1000).toFixed(1).padStart(6)} kB  ${relative(folder, path)}`);
  }
  return ok;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  process.exitCode = checkSizes(process.argv[2] ?? join(root, 'dist')) ? 0 : 1;
