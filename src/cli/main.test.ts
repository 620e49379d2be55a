import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { prepare, simulate, variantValues } from '../engine/index.ts';
import { allScenarios } from '../scenarios/all.ts';
import { list } from './list.ts';
import { run } from './run.ts';
import type { RunReport } from './run.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sagascope-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** As `npm run -s sagascope --` does. */
function sagascope(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('node', ['scripts/run-ts.mjs', 'src/cli/main.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

function reports(...args: readonly string[]): RunReport[] {
  const lines: string[] = [];
  expect(run([...args, '--json'], (text) => lines.push(text))).toMatchObject({ ok: true });
  return lines.map((line) => JSON.parse(line) as RunReport);
}

function problemsOf(...args: readonly string[]): readonly string[] {
  const written: string[] = [];
  const result = run(args, (text) => written.push(text));
  expect(written).toEqual([]);
  return result.ok ? [] : result.problems;
}

function file(name: string, document: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof document === 'string' ? document : JSON.stringify(document));
  return path;
}

test('the process writes one JSON object for each seed and line, and nothing else', () => {
  const { status, stdout, stderr } = sagascope(
    'run',
    'saga-lost-update',
    '--variant',
    'lock-fail',
    '--seeds',
    '3..5',
    '--json',
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const lines = stdout.split('\n');
  expect(lines.pop()).toBe('');
  const found = lines.map((line) => JSON.parse(line) as RunReport);
  expect(found.map(({ seed }) => seed)).toEqual([3, 4, 5]);
  expect(found).toEqual(reports('saga-lost-update', '--variant=lock-fail', '--seeds=3..5'));
});

test('wrong input is a sentence on stderr and exit code 2', () => {
  const wrong = sagascope('run', 'saga-lost-updat', '--json');
  expect(wrong).toEqual({
    status: 2,
    stdout: '',
    stderr: 'sagascope: There is no scenario saga-lost-updat. Did you mean saga-lost-update?\n',
  });
  const nothing = sagascope();
  expect(nothing).toMatchObject({ status: 2, stdout: '' });
  expect(nothing.stderr).toMatch(/^sagascope: A command is needed\.\n\nusage: /);
});

test('list names scenarios, variants and options, as text and as JSON', () => {
  const { status, stdout } = sagascope('list', '--json');
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject(
    allScenarios.map(({ id, variants }) => ({ id, variants: Object.keys(variants) })),
  );
  const one = list(['create-order-orchestration', '--json']);
  expect(one.ok && JSON.parse(one.value)).toMatchObject({
    id: 'create-order-orchestration',
    options: expect.arrayContaining([
      { id: 'card', title: 'Card', kind: 'choice', default: 'ok', values: ['ok', 'declined'] },
      { id: 'printerJams', title: 'Printer jams', kind: 'number', default: 0, minimum: 0, maximum: 3 },
    ]) as unknown,
  });
  const text = list(['dual-write-outbox']);
  expect(text.ok && text.value).toContain(
    '  publish=before-commit|after-commit|outbox: Publish, default before-commit\n',
  );
  const all = list([]);
  for (const { id } of allScenarios) expect(all.ok && all.value).toContain(`${id}\n`);
});

test('a run is the run of the page: same digest, entries and findings', () => {
  for (const scenario of allScenarios)
    for (const variant of Object.keys(scenario.variants)) {
      const program = prepare(scenario, variantValues(scenario, variant));
      if (!program.ok) throw new Error('a variant compiles');
      const expected = simulate(program.value, { seed: scenario.seed ?? 0 });
      const [report] = reports(scenario.id, '--variant', variant);
      expect(report).toMatchObject({
        seed: scenario.seed,
        digest: expected.run.trace.digest,
        entries: expected.run.trace.length,
        outcome: 'quiescent',
      });
      expect(report?.findings.map(({ anomaly, at }) => [anomaly, at])).toEqual(
        expected.findings.map(({ anomaly, at }) => [anomaly, at]),
      );
    }
});

test('findings carry their level and witness; invariants that do not hold are named', () => {
  const [report] = reports('saga-lost-update', '--variant', 'unprotected');
  const lost = report?.findings.find(({ anomaly }) => anomaly === 'saga-lost-update');
  expect(lost).toMatchObject({
    level: 'saga',
    witness: { operations: [{ value: 'CANCELLED' }, { value: 'APPROVED' }] },
  });
  expect(lost?.witness.operations.map(({ role }) => role)).toEqual(['overwritten', 'overwriting']);
  expect(report?.violated).toEqual(['services-agree']);
});

test('options go over those of the variant, and numbers are read as numbers', () => {
  const base = reports('dual-write-outbox', '--variant', 'outbox', '--seeds', '1..40');
  const other = reports('dual-write-outbox', '--variant', 'outbox', '--option', 'dedup=on', '--seeds', '1..40');
  expect(base.some(({ findings }) => findings.length > 0)).toBe(true);
  expect(other.every(({ findings }) => findings.length === 0)).toBe(true);
  expect(other).toEqual(reports('dual-write-outbox', '--variant', 'outbox-dedup', '--seeds', '1..40'));
  const jammed = reports('create-order-orchestration', '--option', 'printerJams=3', '--option=card=ok', '--seed', '9');
  expect(jammed).toMatchObject([{ seed: 9, findings: [{ anomaly: 'stuck-saga' }, { anomaly: 'stuck-saga' }] }]);
});

test('without --json a run is told in words', () => {
  const lines: string[] = [];
  run(['dual-write-outbox', '--variant', 'before-commit'], (text) => lines.push(text));
  const text = lines.join('');
  expect(text).toMatch(
    /^seed \d+: \d+ entries, quiescent, digest [0-9a-f]{16}\n {2}Ghost message \(ghost-message\) at entry \d+\n/,
  );
  expect(text).toContain('the invariant ticket-for-each-order does not hold at the end');
  const calm: string[] = [];
  run(['dual-write-outbox', '--variant', 'outbox-dedup'], (line) => calm.push(line));
  expect(calm.join('')).toContain('nothing found');
});

test('a document from a file runs like a built-in one, and its problems are told with their paths', () => {
  const [lostUpdate] = allScenarios;
  const good = file('good.json', { ...lostUpdate, id: 'my-own' });
  expect(reports(good, '--seed', '30')).toEqual(reports('saga-lost-update', '--seed', '30'));
  expect(problemsOf(file('bad.json', { ...lostUpdate, seed: -1 }))[0]).toMatch(/bad\.json\/seed: /);
  expect(problemsOf(file('broken.json', '{'))[0]).toMatch(/broken\.json: /);
  expect(problemsOf(join(folder, 'missing.json'))[0]).toMatch(/missing\.json cannot be read: /);
});

test.each([
  [[], 'run needs a scenario: an id that list shows, or a file.'],
  [['saga-lost-update', 'x'], 'run takes one scenario, and x is one too many.'],
  [
    ['saga-lost-update', '--variant', 'lock-fial'],
    'saga-lost-update has no variant lock-fial. Did you mean lock-fail?',
  ],
  [['saga-lost-update', '--option', 'semanticLock'], '--option semanticLock is not of the form name=value.'],
  [
    ['saga-lost-update', '--option', 'semanticLock=maybe'],
    '/options/semanticLock: The option semanticLock cannot be “maybe”; it can be: off, fail, block, block-card-first, block-timeout.',
  ],
  [
    ['saga-lost-update', '--option', 'semanticLock=off', '--option', 'semanticLock=fail'],
    '--option semanticLock is given more than once.',
  ],
  [['saga-lost-update', '--seed', '-1'], '--seed -1 is not an integer from 0 to 9007199254740991.'],
  [['saga-lost-update', '--seed', '1e3'], '--seed 1e3 is not an integer from 0 to 9007199254740991.'],
  [['saga-lost-update', '--seed'], '--seed needs a value.'],
  [['saga-lost-update', '--seed', '1', '--seed', '2'], '--seed is given more than once.'],
  [['saga-lost-update', '--seed', '1', '--seeds', '1..2'], 'Give --seed or --seeds, not both.'],
  [
    ['saga-lost-update', '--seeds', '5..1'],
    '--seeds 5..1 is not of the form A..B, two integers from 0, the lesser first.',
  ],
  [['saga-lost-update', '--seeds', '0..100000'], '--seeds 0..100000 are more than 100000 runs.'],
  [['saga-lost-update', '--json=1'], '--json takes no value.'],
  [['saga-lost-update', '--sed', '1'], 'There is no option --sed. Did you mean seed?'],
])('run %j is refused in one sentence', (args, problem) => {
  expect(problemsOf(...args)).toEqual([problem]);
});
