import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './paths.mjs';

/**
 * Where what a program says goes: to our stdout and stderr, all of it to our stderr, or nowhere unless it fails.
 * @typedef {'inherit' | 'stderr' | 'quiet'} Output
 * @typedef {{ env?: Record<string, string>, output?: Output }} RunOptions
 */

/**
 * Runs a program in the project's folder and waits for it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number>} the exit code; 1 when it was killed, 127 when it could not be started
 */
export function run(command, args, { env = {}, output = 'inherit' } = {}) {
  return new Promise((resolve) => {
    const out = output === 'inherit' ? 'inherit' : output === 'stderr' ? 2 : 'pipe';
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', out, output === 'quiet' ? 'pipe' : 'inherit'],
    });
    let said = '';
    const listen = (/** @type {Buffer} */ chunk) => (said += chunk.toString());
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.on('error', (error) => {
      process.stderr.write(`${command}: ${error.message}\n`);
      resolve(127);
    });
    child.on('close', (code) => {
      if (code !== 0) process.stderr.write(said);
      resolve(code ?? 1);
    });
  });
}

/**
 * Runs the program that an installed package brings. Its script is started by this very Node: no shell, no npx in
 * between, the same on every system.
 * @param {string} packageName
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export function runTool(packageName, args, options = {}) {
  const manifest = join(root, 'node_modules', packageName, 'package.json');
  /** @type {{ bin: string | Record<string, string> }} */
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  const script = typeof bin === 'string' ? bin : Object.values(bin)[0];
  if (script === undefined) throw new Error(`${packageName} brings no program`);
  return run(process.execPath, [join(dirname(manifest), script), ...args], options);
}
