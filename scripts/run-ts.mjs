// Runs one TypeScript entry on a Node that cannot: node scripts/run-ts.mjs src/cli/main.ts [arguments...]
// It is built once into node_modules/.cache and again only when a source, the lock or a script has changed.
// This script itself writes nothing to stdout: that belongs to the entry.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureDependencies } from './dependencies.mjs';
import { cache, root } from './paths.mjs';

/**
 * Changes whenever something that goes into the build does. Sizes and times are enough and take milliseconds.
 * @param {string} entry
 */
function fingerprint(entry) {
  const hash = createHash('sha256').update(entry).update(process.version);
  hash.update(readFileSync(join(root, 'package-lock.json')));
  for (const folder of ['src', 'scripts']) {
    const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
    for (const file of files.sort()) {
      if (file.endsWith('.test.ts')) continue;
      const found = statSync(join(root, folder, file), { throwIfNoEntry: false });
      if (found !== undefined) hash.update(`${folder}/${file}:${found.size}:${found.mtimeMs}\n`);
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/**
 * @param {string} entry absolute path of the TypeScript file
 * @param {string} folder where the built file goes
 */
async function build(entry, folder) {
  const { build: viteBuild } = await import('vite');
  await viteBuild({
    root,
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: entry,
      outDir: folder,
      target: 'node20',
      sourcemap: true,
      copyPublicDir: false,
      rolldownOptions: { output: { entryFileNames: 'entry.mjs', codeSplitting: false } },
    },
  });
}

/** @param {string} folder @param {string} keep removes older builds of this entry, but none that may still be loading */
function prune(folder, keep) {
  const anHourAgo = Date.now() - 3_600_000;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (path !== keep && changed !== undefined && changed < anHourAgo) rmSync(path, { recursive: true, force: true });
  }
}

const [given, ...args] = process.argv.slice(2);
if (given === undefined || !existsSync(resolve(root, given))) {
  process.stderr.write(`run-ts: ${given === undefined ? 'which file?' : `${given} does not exist`}\n`);
  process.exit(2);
}

const entry = resolve(root, given);
try {
  await ensureDependencies();
  const builds = join(cache, 'run', relative(root, entry).replace(/[^\w.-]/g, '-'));
  const finished = join(builds, fingerprint(entry));
  if (!existsSync(finished)) {
    mkdirSync(builds, { recursive: true });
    const unfinished = `${finished}.${process.pid}`;
    await build(entry, unfinished);
    try {
      renameSync(unfinished, finished);
    } catch (error) {
      // Another call built the same at the same time and was first.
      if (!existsSync(finished)) throw error;
      rmSync(unfinished, { recursive: true, force: true });
    }
    prune(builds, finished);
  }
  process.argv = [process.execPath, entry, ...args];
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(join(finished, 'entry.mjs')).href);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 70;
}
