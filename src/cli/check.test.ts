import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { openLink, parseFragment, prepare, simulate } from '../engine/index.ts';
import type { Scenario } from '../engine/index.ts';
import { allScenarios } from '../scenarios/all.ts';
import type { CellReport } from './check-answer.ts';
import type { CheckSummary } from './check-summary.ts';
import { check } from './check.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sagascope-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Catches a hang and nothing else: on a busy machine a build takes long. */
const PATIENCE = { timeout: 600_000 };

const builtIn = (id: string): Scenario => {
  const found = allScenarios.find((scenario) => scenario.id === id);
  if (found === undefined) throw new Error(`${id} is built in`);
  return found;
};

function file(name: string, document: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(document));
  return path;
}

/** As `npm run -s sagascope --` does. */
function sagascope(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('node', ['scripts/run-ts.mjs', 'src/cli/main.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

interface Checked {
  readonly reports: readonly CellReport[];
  readonly summary: CheckSummary;
  readonly text: string;
}

async function outputOf(args: readonly string[]): Promise<{ readonly text: string; readonly summary: CheckSummary }> {
  let text = '';
  const write = (more: string): void => {
    text += more;
  };
  const result = await check([...args, '--workers', '1'], { write, showProgress: undefined });
  if (!result.ok) throw new Error(result.problems.join('\n'));
  return { text, summary: result.value };
}

async function reportsOf(
  ...args: readonly string[]
): Promise<{ readonly reports: readonly CellReport[]; readonly summary: CheckSummary }> {
  const { text, summary } = await outputOf([...args, '--json']);
  const objects = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect(objects.at(-1)).toMatchObject({ summary });
  return { reports: objects.slice(0, -1) as CellReport[], summary };
}

/** As JSON and as text: both say the same. */
async function checked(...args: readonly string[]): Promise<Checked> {
  const json = await reportsOf(...args);
  const { text, summary } = await outputOf(args);
  expect(summary).toEqual(json.summary);
  return { ...json, text };
}

async function problemsOf(...args: readonly string[]): Promise<readonly string[]> {
  const written: string[] = [];
  const result = await check(args, { write: (text) => written.push(text), showProgress: undefined });
  expect(written).toEqual([]);
  return result.ok ? [] : result.problems;
}

const DUAL_WRITE = 'dual-write-outbox';

/** The same with one order: small enough for many searches. */
const oneOrder = (changed: Partial<Scenario> = {}): Scenario => {
  const document = builtIn(DUAL_WRITE);
  const alice = document.clients['alice'];
  const requests = alice?.requests.map((request) => ({ ...request, count: 1 })) ?? [];
  return { ...document, clients: { alice: { ...alice, requests } }, ...changed };
};
const small = file('small.json', oneOrder());

test('the claims of a document are checked, each within its own bounds; all as demanded is exit code 0', async () => {
  const { reports, summary, text } = await checked(small);
  const said = (oneOrder().claims ?? []).flatMap(({ variant, reachable = [], unreachable = [] }) => [
    ...reachable.map((property) => `${variant} ${property} reachable found`),
    ...unreachable.map((property) => `${variant} ${property} unreachable none`),
  ]);
  const told = reports.map(({ variant, property, claim, verdict }) => `${variant} ${property} ${claim} ${verdict}`);
  expect(told.toSorted()).toEqual(said.toSorted());
  expect(reports.every(({ ok, bounds }) => ok === true && bounds.crashes === 1)).toBe(true);
  expect(summary).toMatchObject({ cells: said.length, ok: said.length, violated: 0, unknown: 0, exitCode: 0 });
  expect(text).toContain(`${said.length} of ${said.length} as demanded, 0 not, 0 unknown; `);
});

test('a line of --json has all keys, whatever the verdict', async () => {
  const { reports } = await checked(small, '--variant', 'outbox');
  const keys = [
    'scenario variant property claim bounds verdict reason states transitions depth',
    'reduced missProbability schedule length timing explanation link ok',
  ].flatMap((names) => names.split(' '));
  for (const report of reports) expect(Object.keys(report)).toEqual(keys);
  const none = reports.find(({ verdict }) => verdict === 'none');
  expect(none).toMatchObject({ reduced: true, schedule: null, length: null, timing: null, link: null, reason: null });
  expect(none?.missProbability).toBeGreaterThan(0);
  const found = reports.find(({ property }) => property === 'duplicate-effect');
  expect(found).toMatchObject({
    verdict: 'found',
    claim: 'reachable',
    length: 'locally-minimal',
    missProbability: null,
  });
  expect(found?.schedule?.[0]).toBe('request alice');
  expect(found?.explanation).toMatch(/took effect twice at service kitchen/);
});

test('what must not be found is told choice by choice, with its link, and is exit code 1', async () => {
  const document = oneOrder({ claims: [{ variant: 'outbox', unreachable: ['duplicate-effect'] }] });
  const { reports, summary, text } = await checked(file('flipped.json', document));
  expect(summary).toMatchObject({ cells: 1, violated: 1, exitCode: 1 });
  expect(reports).toMatchObject([{ verdict: 'found', claim: 'unreachable', ok: false }]);
  expect(text).toMatch(/^outbox {2}found \d+ !$/m);
  expect(text).toContain('1. outbox: Duplicate effect (duplicate-effect): must not be reachable\n');
  const lines = [...text.matchAll(/^ +(\d+) +[\d.]+ ms {2}(.+)$/gm)];
  const [report] = reports;
  expect(report?.timing?.possible === true && report.timing.schedule).toHaveLength(lines.length);
  expect(lines.map(([, entry]) => Number(entry))).toEqual(
    lines.map(([, entry]) => Number(entry)).toSorted((a, b) => a - b),
  );
  expect(lines.map(([, , what]) => what)).toContain('Order: crashes');
  expect(text).toContain(`   ${reports[0]?.link}\n`);
});

test('what is claimed to be reachable and is not is exit code 1 too', async () => {
  const document = oneOrder({ claims: [{ variant: 'outbox-dedup', reachable: ['duplicate-effect'] }] });
  const { reports, summary } = await checked(file('wrong-claim.json', document));
  expect(reports).toMatchObject([{ verdict: 'none', claim: 'reachable', ok: false }]);
  expect(summary).toMatchObject({ violated: 1, exitCode: 1 });
});

test('a search that stops early is exit code 3, with what to raise', async () => {
  const few = await checked(small, '--variant', 'outbox-dedup', '--states', '20');
  expect(
    few.reports.every(({ verdict, reason, ok }) => verdict === 'unknown' && reason === 'states' && ok === null),
  ).toBe(true);
  expect(few.summary).toMatchObject({ unknown: few.reports.length, exitCode: 3 });
  expect(few.text).toContain('raise --states');
  const shallow = await checked(small, '--variant', 'outbox-dedup', '--depth', '5', '--property', 'lost-message');
  expect(shallow.reports).toMatchObject([{ verdict: 'unknown', reason: 'depth' }]);
  const sampled = await checked(
    'saga-lost-update',
    '--variant=lock-fail',
    '--property=stuck-saga',
    '--strategy=random',
    '--schedules=50',
  );
  expect(sampled.reports).toMatchObject([{ verdict: 'unknown', reason: 'sampled', ok: null }]);
});

test('a search that the clock stops is not known either', async () => {
  const vast = ['--bounds', 'requests=all,crashes=3,duplicates=3,lostAcknowledgements=3', '--no-reduction'];
  const args = ['saga-lost-update', '--variant=lock-fail', '--property=dirty-write', ...vast, '--seconds=1'];
  const { reports, summary } = await reportsOf(...args);
  expect(reports).toMatchObject([{ verdict: 'unknown', reason: 'seconds', ok: null, reduced: null }]);
  expect(summary.exitCode).toBe(3);
});

test('without claims all invariants are asked of all variants; where nothing can be asked that is said', async () => {
  const { claims: _claims, ...unclaimed } = oneOrder();
  const { reports, summary } = await checked(file('unclaimed.json', unclaimed));
  expect(reports.map(({ variant, property, ok }) => [variant, property, ok])).toEqual([
    ['before-commit', 'invariant:ticket-for-each-order', false],
    ['after-commit', 'invariant:ticket-for-each-order', false],
    ['outbox', 'invariant:ticket-for-each-order', false],
    ['outbox-dedup', 'invariant:ticket-for-each-order', true],
  ]);
  expect(summary.exitCode).toBe(1);
  const { invariants: _invariants, ...nothing } = unclaimed;
  expect(await problemsOf(file('nothing.json', nothing))).toEqual([
    'dual-write-outbox claims nothing that could be checked here, and has no invariants. Name what must not happen with --property.',
  ]);
});

test('bounds go over those of the document; a claim holds within wider ones, and says nothing of narrower ones', async () => {
  const calm = await checked(small, '--variant', 'after-commit', '--bounds', 'crashes=0');
  expect(calm.reports.map(({ property, claim, verdict, ok }) => [property, claim, verdict, ok])).toEqual([
    ['ghost-message', 'unreachable', 'none', true],
    ['invariant:ticket-for-each-order', 'reachable', 'none', true],
    ['lost-message', 'reachable', 'none', true],
  ]);
  expect(calm.summary.exitCode).toBe(0);
  const wider = await checked(
    DUAL_WRITE,
    '--variant',
    'outbox',
    '--bounds=crashes=1,duplicates=1',
    '--property=duplicate-effect',
  );
  expect(wider.reports).toMatchObject([{ bounds: { crashes: 1, duplicates: 1 }, verdict: 'found', ok: true }]);
  expect(wider.text).toContain('Bounds: requests=all, crashes=1, duplicates=1\n');
});

/** What the page does with a link: the run that it opens. */
function opened(link: string) {
  const parsed = parseFragment(new URL(link).hash.slice(1));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { source, ...parameters } = parsed.value;
  const scenario = source.kind === 'document' ? source.scenario : builtIn(source.kind === 'built-in' ? source.id : '');
  const opening = openLink(parameters, scenario, source.kind === 'built-in' ? source.id : undefined);
  if (!opening.ok) throw new Error(JSON.stringify(opening.problems));
  const program = prepare(scenario, opening.value.options);
  if (!program.ok) throw new Error(JSON.stringify(program.problems));
  const { seed, schedule } = opening.value;
  if (schedule === undefined) throw new Error('the link carries a schedule');
  const simulation = simulate(program.value, { seed, schedule });
  return { variant: opening.value.variant, schedule, entries: parsed.value.entries, ...simulation };
}

test('the link of a counterexample opens the same run, with the same finding, at its moment', PATIENCE, async () => {
  const own = file('own.json', { ...builtIn('saga-lost-update'), id: 'my-architecture' });
  const both = ['--property', 'saga-lost-update', '--property', 'invariant:services-agree'];
  for (const source of ['saga-lost-update', own]) {
    const { reports } = await checked(
      source,
      '--variant=unprotected',
      ...both,
      '--base-url',
      'https://example.org/play/',
    );
    const found = reports.filter(({ verdict }) => verdict === 'found');
    expect(found.map(({ property }) => property)).toEqual(['saga-lost-update', 'invariant:services-agree']);
    for (const { link, schedule, timing, property } of found) {
      expect(link).toMatch(
        source === own ? /^https:\/\/example\.org\/play\/#v1\.j\./ : /^https:\/\/example\.org\/play\/#ex=/,
      );
      const run = opened(link ?? '');
      expect(run.variant).toBe('unprotected');
      expect(run.schedule).toEqual(timing?.possible === true ? timing.schedule : schedule);
      expect(run.run.divergence).toBeUndefined();
      const broken = [
        ...run.findings.filter(({ at }) => at < (run.entries ?? 0)).map(({ anomaly }) => String(anomaly)),
        ...run.run.violations.map(({ invariant }) => `invariant:${invariant}`),
      ];
      expect(broken).toContain(property);
    }
  }
});

test('a counterexample that is possible with the declared latencies is told with its times', async () => {
  const { reports, text } = await checked('acid-optimistic-lock', '--variant=read-committed', '--property=lost-update');
  const [report] = reports;
  expect(report?.timing).toMatchObject({ possible: true });
  expect(text).toContain('Possible with the declared latencies, at the times below.');
  const times = [...text.matchAll(/^ +\d+ +([\d.,]+) ms {2}/gm)].map(
    ([, time]) => Number(time?.replaceAll(',', '')) * 1000,
  );
  expect(times).toEqual(report?.timing?.possible === true ? report.timing.timesMicros : []);
});

test('breadth first says that there is no shorter one', async () => {
  const { reports, text } = await checked(
    DUAL_WRITE,
    '--variant=outbox',
    '--property=duplicate-effect',
    '--strategy=breadth',
  );
  expect(reports).toMatchObject([{ verdict: 'found', length: 'shortest' }]);
  expect(text).toContain('there is no shorter counterexample');
});

test('the example of the recipe is as it claims; without the idempotent consumer it is not', async () => {
  const example = join(root, 'docs/examples/architecture.scenario.json');
  const good = await reportsOf(example);
  expect(good.summary).toMatchObject({ cells: 4, ok: 4, exitCode: 0 });
  const document = JSON.parse(readFileSync(example, 'utf8')) as Scenario;
  const { production, ...others } = document.variants;
  if (production === undefined) throw new Error('the example has a variant production');
  const changed = { ...production, options: { ...production.options, dedup: 'off' } };
  const bad = await reportsOf(file('changed.json', { ...document, variants: { production: changed, ...others } }));
  expect(bad.summary).toMatchObject({ violated: 2, exitCode: 1 });
  const broken = bad.reports.filter(({ ok }) => ok === false).map(({ property }) => property);
  expect(broken).toEqual(['duplicate-effect', 'invariant:ticket-for-each-order']);
});

test('--lang ko tells all of it in Korean', async () => {
  const { reports, text } = await checked(small, '--variant=outbox', '--property=duplicate-effect', '--lang=ko');
  expect(reports[0]?.explanation).toContain('두 번 반영되었습니다');
  expect(text).toContain('1. outbox: 중복 처리 (duplicate-effect): 도달 가능, 주장과 같음');
  expect(text).toMatch(/^ +\d+ .+ {2}주문: 장애로 중단$/m);
  expect(text).toContain('1개 중 요구대로 1개, 아님 0개, 모름 0개.');
  const told = text.split('\n').filter((line) => !line.includes('http://'));
  expect(told.join('\n')).not.toMatch(/\b(found|choices|receives|crashes)\b(?!=)/);
});

test('--brief leaves out the choices of what is as claimed', async () => {
  const args = [small, '--variant=outbox', '--property=duplicate-effect'];
  const { text } = await checked(...args, '--brief');
  expect(text).toContain('reachable, as claimed');
  expect(text).not.toContain('Order: crashes');
});

test('verdicts, counts and counterexamples are the same whatever the number of workers', PATIENCE, () => {
  const one = sagascope('check', small, '--json', '--workers', '1');
  const three = sagascope('check', small, '--json', '--workers', '3');
  expect(one).toMatchObject({ status: 0, stderr: '' });
  expect(one.stdout.split('\n').length).toBeGreaterThan(10);
  expect(three).toEqual(one);
  const stopped = sagascope('check', DUAL_WRITE, '--states', '20', '--variant', 'outbox-dedup', '--workers', '2');
  expect(stopped).toMatchObject({ status: 3, stderr: '' });
  expect(sagascope('check', DUAL_WRITE, '--bounds', 'crash=1')).toEqual({
    status: 2,
    stdout: '',
    stderr: 'sagascope: There is no bound crash. Did you mean crashes?\n',
  });
});

test.each([
  [[], 'check needs a scenario: an id that list shows, or a file.'],
  [[DUAL_WRITE, 'x'], 'check takes one scenario, and x is one too many.'],
  [[DUAL_WRITE, '--variant', 'outbx'], 'dual-write-outbox has no variant outbx. Did you mean outbox?'],
  [[DUAL_WRITE, '--property', 'lost-mesage'], 'There is no property lost-mesage. Did you mean lost-message?'],
  [
    [DUAL_WRITE, '--property', 'invariant:ticket-for-each-ordr'],
    'There is no property invariant:ticket-for-each-ordr. Did you mean invariant:ticket-for-each-order?',
  ],
  [[DUAL_WRITE, '--bounds', 'crashes'], '--bounds crashes is not of the form name=number, joined by commas.'],
  [[DUAL_WRITE, '--bounds', 'crashes=x'], 'The bound crashes=x is not an integer from 0 to 100.'],
  [[DUAL_WRITE, '--bounds', 'crashes=101'], 'The bound crashes=101 is not an integer from 0 to 100.'],
  [[DUAL_WRITE, '--bounds', 'requests=0'], 'The bound requests=0 is not an integer from 1 to 10000, or all.'],
  [[DUAL_WRITE, '--bounds', 'crashes=1,crashes=2'], 'The bound crashes is given more than once.'],
  [[DUAL_WRITE, '--states', '0'], '--states 0 is not an integer from 1 to 50000000.'],
  [[DUAL_WRITE, '--workers', 'two'], '--workers two is not an integer from 1 to 64.'],
  [[DUAL_WRITE, '--seconds', '1.5'], '--seconds 1.5 is not an integer from 1 to 86400.'],
  [[DUAL_WRITE, '--strategy', 'dept'], '--strategy cannot be dept. Did you mean depth?'],
  [[DUAL_WRITE, '--lang', 'de'], '--lang cannot be de. There are: en, ko.'],
  [[DUAL_WRITE, '--base-url', 'localhost'], '--base-url localhost is no address; it begins with https:// or http://.'],
  [[DUAL_WRITE, '--property'], '--property needs a value.'],
])('check %j is refused in one sentence', async (args, problem) => {
  expect(await problemsOf(...args)).toEqual([problem]);
});
