// npm run check: format, types, lint, unit and property tests. npm run check -- src/engine/base limits the tests.
import { ensureDependencies } from './dependencies.mjs';
import { gates } from './gates.mjs';
import { runTool } from './process.mjs';

try {
  await ensureDependencies();
  const steps = [...gates, { name: 'unit tests', run: () => runTool('vitest', ['run', ...process.argv.slice(2)]) }];
  /** @type {string[]} */
  const failed = [];
  for (const { name, run } of steps) {
    console.log(`\n--- ${name}`);
    if ((await run()) !== 0) failed.push(name);
  }
  console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.join(', ')}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
