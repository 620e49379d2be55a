import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { assert } from '../../engine/base/assert.ts';
import { POSTGRESQL, POSTGRESQL_AS_STORED } from '../../engine/sim/database/profile.ts';
import { replayInterleaving } from '../../engine/sim/database/replay.ts';
import { findSerialOrder } from '../../engine/sim/database/serial-order.ts';
import { parseInterleavings } from '../../engine/sim/database/vector.ts';
import type { InterleavingVector, VectorOutcome } from '../../engine/sim/database/vector.ts';
import { checkVector, compareOutcomes } from './database-interleaving.ts';
import { checkConformance, exitCodeOf, renderReport, reportLine } from './run.ts';
import type { ConformanceReport } from './run.ts';

const file = fileURLToPath(new URL('../../../conformance/postgres-hermitage.json', import.meta.url));
const text = readFileSync(file, 'utf8');

function vectorsOf(document: unknown): readonly InterleavingVector[] {
  const parsed = parseInterleavings(document);
  assert(parsed.ok, 'the vectors are of the form');
  return parsed.value;
}

function reportOf(profile: string, content = text): ConformanceReport {
  const result = checkConformance('vectors.json', content, { profile });
  assert(result.ok, 'the file is of a known form');
  return result.report;
}

const vectors = vectorsOf(JSON.parse(text));

/** Every observed outcome with its vector. */
const outcomes: readonly (readonly [vector: InterleavingVector, level: string, outcome: VectorOutcome])[] =
  vectors.flatMap((vector) =>
    Object.entries(vector.outcomes).map(([level, outcome]) => [vector, level, outcome] as const),
  );

describe('observed on PostgreSQL', () => {
  test.each(vectors.map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const differences = checkVector(vector, POSTGRESQL_AS_STORED).filter((result) => result.differences.length > 0);
    expect(differences).toEqual([]);
  });

  test('no vector needs an unusual order of waking', () => {
    expect(reportOf('as-stored').notes).toEqual([]);
  });

  test('with exact predicate locks only refusals for conflicts of reads and writes differ, and nothing else', () => {
    const { differences } = reportOf('exact');
    const differing = new Set(differences.map(({ id, level }) => `${id} at ${level}`));
    expect(differing.size).toBeGreaterThan(0);
    const refused = outcomes
      .filter(([, , outcome]) => outcome.steps.some(({ detail }) => detail === 'rw_dependency'))
      .map(([vector, level]) => `${vector.id} at ${level}`);
    expect(refused).toEqual(expect.arrayContaining([...differing]));
  });

  test('with exact predicate locks a vector whose refusal was needed is refused, and what commits has a serial order', () => {
    const needed = outcomes.filter(([, , outcome]) => outcome.rwAbortNeeded === true);
    expect(needed.length).toBeGreaterThan(5);
    for (const [vector] of needed) {
      const actual = replayInterleaving(vector, 'serializable', { profile: POSTGRESQL });
      expect(actual.steps.some(({ detail }) => detail === 'rw_dependency')).toBe(true);
    }
    const withoutOrder = vectors.filter((vector) => {
      const actual = replayInterleaving(vector, 'serializable', { profile: POSTGRESQL });
      return findSerialOrder(vector, actual) === undefined;
    });
    expect(withoutOrder.map(({ id }) => id)).toEqual([]);
  });

  test('the oracle of serial orders agrees with the one that judged the observations', () => {
    const judged = outcomes.filter(([vector, , outcome]) => {
      const isSerializable = findSerialOrder(vector, outcome) !== undefined;
      return isSerializable === outcome.oracle?.serializable;
    });
    expect(judged).toHaveLength(outcomes.length);
  });
});

test('sixty random interleavings in which statements wait come out as observed, at three levels', () => {
  const random = fileURLToPath(new URL('../../../conformance/postgres-random.json', import.meta.url));
  const report = reportOf('as-stored', readFileSync(random, 'utf8'));
  expect(report).toMatchObject({ total: 180, agree: 180, differences: [], notes: [] });
});

test('a change outside of transactions is one of its own to the oracle of serial orders', () => {
  const vector: InterleavingVector = {
    id: 'autocommit',
    rows: [[1, 10]],
    steps: [
      { n: 1, session: 'T1', op: 'begin' },
      { n: 2, session: 'T1', op: 'read', where: {} },
      { n: 3, session: 'T2', op: 'write', where: { id: 1 }, add: 5 },
      { n: 4, session: 'T1', op: 'write', where: { id: 1 }, set: 11 },
      { n: 5, session: 'T1', op: 'commit' },
      { n: 6, session: 'T2', op: 'insert', id: 2, value: 20 },
    ],
    outcomes: {},
  };
  const at = (level: 'read-committed' | 'serializable'): readonly string[] | undefined =>
    findSerialOrder(vector, replayInterleaving(vector, level, { profile: POSTGRESQL }));
  expect(at('read-committed')).toBeUndefined();
  expect(at('serializable')).toEqual(['T2@3', 'T2@6']);
});

describe('the command', () => {
  const sample = (change: (vector: Record<string, unknown>) => void): string => {
    const document = JSON.parse(text) as { vectors: Record<string, unknown>[] };
    document.vectors = document.vectors.filter(({ id }) => id === 'ssi-disjoint-inserts');
    document.vectors.forEach(change);
    return JSON.stringify(document);
  };

  test('counts a vector at a level once and reports in one line', () => {
    const report = reportOf('as-stored');
    const fast = vectors.reduce((sum, vector) => sum + Object.keys(vector.fastPaceDeadlock ?? {}).length, 0);
    expect(report).toMatchObject({ total: outcomes.length + fast, agree: outcomes.length + fast, differences: [] });
    expect(exitCodeOf(report)).toBe(0);
    const line = reportLine(report);
    expect(line).not.toContain('\n');
    const { byLevel, ...rest } = JSON.parse(line) as { readonly byLevel: Readonly<Record<string, unknown>> };
    expect(rest).toEqual({ file: 'vectors.json', total: report.total, agree: report.agree, differences: [] });
    expect(byLevel['serializable']).toEqual({ total: vectors.length, agree: vectors.length });
  });

  test('a difference is named by its path and fails the command', () => {
    const report = reportOf(
      'as-stored',
      sample((vector) => {
        const { serializable } = vector['outcomes'] as { serializable: { finalRows: number[][] } };
        serializable.finalRows = [[1, 11]];
      }),
    );
    expect(report.differences).toMatchObject([
      { id: 'ssi-disjoint-inserts', level: 'serializable', path: '/finalRows', expected: [[1, 11]], allowed: true },
    ]);
    expect(report).toMatchObject({ total: 4, agree: 3, allowed: 1 });
    expect(exitCodeOf(report)).toBe(1);
    expect(JSON.parse(reportLine(report))).toMatchObject({ total: 4, agree: 3 });
    expect((JSON.parse(reportLine(report)) as { differences: unknown[] }).differences).toEqual([
      {
        id: 'ssi-disjoint-inserts',
        level: 'serializable',
        path: '/finalRows',
        expected: [[1, 11]],
        actual: [
          [1, 10],
          [2, 20],
          [3, 30],
        ],
      },
    ]);
    expect(renderReport(report)).toContain('ssi-disjoint-inserts at serializable (allowed): /finalRows');
  });

  test('a refusal that the server did not need may be left out, which is told and is still a difference', () => {
    const report = reportOf(
      'exact',
      sample(() => {}),
    );
    expect(report).toMatchObject({ total: 4, agree: 3, allowed: 1 });
    expect(renderReport(report)).toContain('1 differ where that is allowed');
    expect(exitCodeOf(report)).toBe(1);
  });

  test('each part of an outcome is compared', () => {
    const [vector, , expected] =
      outcomes.find(([{ id }, level]) => id === 'g0-write-cycle' && level === 'repeatable-read') ?? [];
    assert(vector !== undefined && expected !== undefined, 'the vector is there');
    const actual = replayInterleaving(vector, 'repeatable-read', { profile: POSTGRESQL });
    expect(compareOutcomes(expected, actual)).toEqual([]);
    const steps = actual.steps.map((step) =>
      step.blocked === undefined
        ? step
        : { ...step, detail: 'concurrent_delete' as const, blocked: { by: ['T9'], until: 2 } },
    );
    const transactions = actual.transactions.map((one) => ({ ...one, status: 'open' as const }));
    const paths = compareOutcomes(expected, { ...actual, steps, transactions }).map(({ path }) => path);
    expect(paths).toEqual([
      '/steps/3/detail',
      '/steps/3/blocked/by',
      '/steps/3/blocked/until',
      '/transactions/0/status',
      '/transactions/1/status',
    ]);
  });

  test.each([
    ['not JSON', '{', ''],
    ['a list', '[]', ''],
    ['an unknown form', '{"format":"other/1"}', '/format'],
    ['no form', '{}', '/format'],
    ['another server', '{"format":"db-interleaving/1","server":"Oracle","vectors":[]}', '/server'],
    ['no vectors', '{"format":"db-interleaving/1","server":"PostgreSQL"}', '/vectors'],
  ])('%s is refused with a path', (_name, content, path) => {
    const result = checkConformance('file', content, {});
    assert(!result.ok, 'the file is refused');
    expect(result.problems.map((problem) => problem.path)).toEqual([path]);
  });

  test('fields that are null are fields that are not there', () => {
    const spelled = sample((vector) => {
      const steps = vector['steps'] as Record<string, unknown>[];
      for (const step of steps) {
        if (step['op'] === 'read') Object.assign(step, { lock: null, wait: null });
        if (step['op'] === 'insert') step['onConflict'] = null;
      }
      steps.push({ n: 99, session: 'T9', op: 'read', where: null });
    });
    expect(reportOf('as-stored', spelled).agree).toBe(4);
  });

  test('a vector of another shape is refused with the path of each fault', () => {
    const vector = {
      id: '',
      rows: [[1]],
      steps: [
        { n: 1, session: 'T1', op: 'begin' },
        { n: 2, session: 'T1', op: 'write', where: { id: 1 } },
        { n: 3, session: 'T1', op: 'read', where: { idd: 1 }, lock: 'exclusive' },
        { n: 4, session: 'T1', op: 'leap' },
        { n: 5, session: 'T1', op: 'insert', id: 'x', value: 1, vlaue: 2 },
      ],
      outcomes: { sometimes: { steps: [], transactions: [], finalRows: [] }, serializable: {} },
    };
    const content = JSON.stringify({ format: 'db-interleaving/1', server: 'PostgreSQL', vectors: [vector] });
    const result = checkConformance('file', content, {});
    assert(!result.ok, 'the file is refused');
    expect(result.problems.map(({ path }) => path.replace('/vectors/0', ''))).toEqual([
      '/id',
      '/rows',
      '/steps/1',
      '/steps/2/where',
      '/steps/2/lock',
      '/steps/3/op',
      '/steps/4/id',
      '/steps/4/vlaue',
      '/outcomes/sometimes',
      '/outcomes/serializable/steps',
      '/outcomes/serializable/transactions',
      '/outcomes/serializable/finalRows',
    ]);
  });
});
