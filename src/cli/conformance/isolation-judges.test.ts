import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { assert } from '../../engine/base/assert.ts';
import { Journal, emptyDigest } from '../../engine/base/journal.ts';
import { Values } from '../../engine/base/values.ts';
import { CATALOGUE } from '../../engine/check/catalogue.ts';
import type { AnomalyId } from '../../engine/check/catalogue.ts';
import { check } from '../../engine/check/check.ts';
import { createMonitors } from '../../engine/check/monitors.ts';
import { POSTGRESQL, POSTGRESQL_AS_STORED } from '../../engine/sim/database/profile.ts';
import type { DatabaseProfile, IsolationLevel } from '../../engine/sim/database/profile.ts';
import { findSerialOrder } from '../../engine/sim/database/serial-order.ts';
import { parseInterleavings } from '../../engine/sim/database/vector.ts';
import type { InterleavingVector, VectorOutcome } from '../../engine/sim/database/vector.ts';
import { replayToSink } from '../../engine/testing/interleaving-entries.ts';
import { buildHistory } from '../../engine/trace/history.ts';
import { Trace } from '../../engine/trace/trace.ts';

const file = fileURLToPath(new URL('../../../conformance/postgres-hermitage.json', import.meta.url));

interface ProbingVector extends InterleavingVector {
  readonly probes: readonly string[];
  readonly outcomes: Readonly<Record<string, VectorOutcome & { readonly probedAnomalyOccurs?: boolean }>>;
}

function vectorsOf(document: unknown): readonly ProbingVector[] {
  const parsed = parseInterleavings(document);
  assert(parsed.ok, 'the vectors are of the form');
  return parsed.value as readonly ProbingVector[];
}

const vectors = vectorsOf(JSON.parse(readFileSync(file, 'utf8')));

const PROBES: Readonly<Record<string, AnomalyId>> = {
  G0: 'dirty-write',
  G1a: 'aborted-read',
  G1b: 'intermediate-read',
  G1c: 'circular-information-flow',
  OTV: 'observed-transaction-vanishes',
  PMP: 'predicate-many-preceders',
  P4: 'lost-update',
  'G-single': 'read-skew',
  'G2-item': 'anti-dependency-cycle-item',
  G2: 'anti-dependency-cycle',
};

const IDS: readonly AnomalyId[] = CATALOGUE.filter(({ level }) => level === 'transaction').map(({ id }) => id);

interface Judged {
  readonly found: readonly AnomalyId[];
  readonly monitored: readonly AnomalyId[];
  readonly outcome: VectorOutcome;
}

function judge(vector: InterleavingVector, level: IsolationLevel, profile: DatabaseProfile): Judged {
  const trace = new Trace(new Values());
  const { outcome, names } = replayToSink(vector, level, trace.values, trace, { profile });
  const { verdicts } = check(buildHistory(trace, names, true), IDS);
  const digest = emptyDigest();
  const context = { journal: new Journal([digest]), values: trace.values, digest };
  const monitors = createMonitors(IDS, context, names);
  trace.replay(monitors);
  return {
    found: IDS.filter((id) => verdicts.get(id)?.kind === 'found'),
    monitored: IDS.filter((id) => monitors.found(id)),
    outcome,
  };
}

const runs = vectors.flatMap((vector) =>
  Object.keys(vector.outcomes).map((level) => [vector, level as IsolationLevel] as const),
);

const probed = runs.flatMap(([vector, level]) => {
  const occurs = vector.outcomes[level]?.probedAnomalyOccurs;
  return vector.probes.flatMap((probe) => {
    const id = PROBES[probe];
    return occurs === undefined || id === undefined ? [] : [{ vector, level, probe, id, occurs }];
  });
});

describe('Hermitage on PostgreSQL', () => {
  test.each(probed.map((one) => [one.probe, one.vector.id, one.level, one] as const))(
    'AN34 to AN39 %s in %s at %s',
    (_probe, _id, _level, { vector, level, id, occurs }) => {
      expect(judge(vector, level, POSTGRESQL_AS_STORED).found.includes(id)).toBe(occurs);
    },
  );

  test('each of these is asked for', () => {
    expect(new Set(probed.map(({ probe }) => probe))).toEqual(
      new Set(['G0', 'G1b', 'G1c', 'OTV', 'PMP', 'G-single', 'G2-item', 'G2']),
    );
  });
});

describe.each([
  ['as stored', POSTGRESQL_AS_STORED],
  ['exact', POSTGRESQL],
])('all vectors, %s', (_name, profile) => {
  const judged = runs.map(([vector, level]) => ({ vector, level, ...judge(vector, level, profile) }));
  const nameOf = ({ vector, level }: { vector: InterleavingVector; level: string }): string =>
    `${vector.id} at ${level}`;

  test('AN9 monitors find what the batch checkers find', () => {
    for (const one of judged) expect([nameOf(one), one.monitored]).toEqual([nameOf(one), one.found]);
  });

  test('AN34 what has no cycle has a serial order', () => {
    const without = judged.filter(({ found }) => found.length === 0);
    expect(without.length).toBeGreaterThan(100);
    expect(without.filter(({ vector, outcome }) => findSerialOrder(vector, outcome) === undefined).map(nameOf)).toEqual(
      [],
    );
  });

  test('AN34 at serializable there is no anomaly', () => {
    const found = judged.filter(({ level, found: ids }) => level === 'serializable' && ids.length > 0);
    expect(found.map((one) => [nameOf(one), ...one.found])).toEqual([]);
  });

  test('AN34 at repeatable read there are only cycles with two anti-dependencies', () => {
    const allowed = new Set<AnomalyId>(['write-skew', 'anti-dependency-cycle-item', 'anti-dependency-cycle']);
    const others = judged.filter(
      ({ level, found }) => level === 'repeatable-read' && found.some((id) => !allowed.has(id)),
    );
    expect(others.map((one) => [nameOf(one), ...one.found])).toEqual([]);
  });

  test('AN35 at no level are there dirty reads or writes', () => {
    const dirty: readonly AnomalyId[] = [
      'dirty-write',
      'aborted-read',
      'intermediate-read',
      'circular-information-flow',
    ];
    expect(judged.filter(({ found }) => found.some((id) => dirty.includes(id))).map(nameOf)).toEqual([]);
  });
});
