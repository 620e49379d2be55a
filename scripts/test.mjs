// npm test: sets up all it needs, then runs every check and test of the project.
// Its last line is "N passed, N failed" (and ", N skipped" if any). A failed check that is no test counts as one
// failure and is named above that line.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildForTests, runBrowserTests } from './browser-tests.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { ensureBrowser } from './ensure-browser.mjs';
import { gates } from './gates.mjs';
import { cache } from './paths.mjs';
import { runTool } from './process.mjs';
import { checkSizes } from './size-budget.mjs';

const count = { passed: 0, failed: 0, skipped: 0 };
/** @type {string[]} */
const problems = [];

/** @param {string} name */
const heading = (name) => console.log(`\n--- ${name}`);

/**
 * One check that is no test. When it throws or answers false, that is one failure.
 * @param {string} name
 * @param {() => boolean | Promise<boolean>} check
 * @returns {Promise<boolean>}
 */
async function must(name, check) {
  heading(name);
  let ok = false;
  try {
    ok = await check();
  } catch (error) {
    console.log(error instanceof Error ? error.message : error);
  }
  if (!ok) {
    count.failed += 1;
    problems.push(name);
  }
  return ok;
}

/**
 * Adds what a test runner reported. A runner that ran nothing, wrote no report, or ended badly without naming a failed
 * test is a failure too.
 * @param {string} name
 * @param {number} code
 * @param {() => { passed: number, failed: number, skipped: number }} read
 */
function addReport(name, code, read) {
  /** @type {ReturnType<typeof read>} */
  let found;
  try {
    found = read();
  } catch {
    found = { passed: 0, failed: 0, skipped: 0 };
  }
  count.passed += found.passed;
  count.failed += found.failed;
  count.skipped += found.skipped;
  if (found.failed > 0) problems.push(`${name}: ${found.failed} failed`);
  else if (code !== 0) {
    count.failed += 1;
    problems.push(`${name}: ended with exit code ${code}`);
  } else if (found.passed === 0) {
    count.failed += 1;
    problems.push(`${name}: no test ran`);
  }
}

/** @param {string} path as vitest's JSON reporter writes it */
function readUnitReport(path) {
  const report = JSON.parse(readFileSync(path, 'utf8'));
  /** @type {{ status: string, assertionResults: { status: string }[] }[]} */
  const files = report.testResults;
  // A file that cannot even be loaded has failed, though it has no failed test.
  const broken = files.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** @param {string} path as Playwright's JSON reporter writes it */
function readBrowserReport(path) {
  const { stats, errors } = JSON.parse(readFileSync(path, 'utf8'));
  const failed = stats.unexpected + stats.flaky;
  return { passed: stats.expected, failed: failed > 0 ? failed : errors.length, skipped: stats.skipped };
}

async function runAll() {
  const reports = join(cache, 'reports', String(process.pid));
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });

  for (const { name, run } of gates) await must(name, async () => (await run()) === 0);

  heading('unit and property tests');
  const unit = join(reports, 'unit.json');
  const unitArgs = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${unit}`];
  addReport('unit and property tests', await runTool('vitest', unitArgs), () => readUnitReport(unit));

  let folder = '';
  const built = await must('build', async () => {
    const result = await buildForTests();
    folder = result.folder;
    return result.code === 0;
  });
  if (built) {
    await must('size budget', () => checkSizes(folder));
    const browserIsHere = await must('browser', async () => {
      await ensureBrowser();
      return true;
    });
    if (browserIsHere) {
      heading('browser tests');
      const browser = join(reports, 'browser.json');
      const code = await runBrowserTests(folder, [], browser);
      addReport('browser tests', code, () => readBrowserReport(browser));
    }
  }
  rmSync(reports, { recursive: true, force: true });
}

if (await must('dependencies', async () => (await ensureDependencies(), true))) await runAll();

console.log('');
for (const problem of problems) console.log(`FAILED ${problem}`);
const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
console.log(`${count.passed} passed, ${count.failed} failed${skipped}`);
process.exitCode = count.failed > 0 ? 1 : 0;
