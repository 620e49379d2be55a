import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Journal, emptyDigest } from '../base/journal.ts';
import type { Digest } from '../base/journal.ts';
import { pack, unpack } from '../base/pack.ts';
import { Values } from '../base/values.ts';
import { FIELD_COUNT } from '../trace/entry.ts';
import type { Sink } from '../trace/entry.ts';
import { buildHistory } from '../trace/history.ts';
import type { TraceNames } from '../trace/history.ts';
import { Trace } from '../trace/trace.ts';
import type { AnomalyId } from './catalogue.ts';
import { check } from './check.ts';
import { TRANSACTION_ANOMALIES } from './isolation-line.ts';
import { IsolationScript, isolationNames } from './isolation-script.ts';
import { createMonitor, createMonitors } from './monitors.ts';
import type { Monitors } from './monitors.ts';
import { INITIAL_ROWS, NUMBERS_OF_STEP, RANDOM_LEVELS, RandomIsolation } from './random-isolation.ts';
import type { RandomLevel } from './random-isolation.ts';

const SEED = 20261121;
const RUNS = 400;

const step = fc.array(fc.nat(59), { minLength: NUMBERS_OF_STEP, maxLength: NUMBERS_OF_STEP });
const steps = fc.oneof(
  ...[16, 30, 50].map((length) => fc.array(step, { minLength: length / 2, maxLength: length, size: 'max' })),
);
type Steps = readonly (readonly number[])[];

function randomTrace(list: Steps, level: RandomLevel, finished = false): { trace: Trace; names: TraceNames } {
  const trace = new Trace(new Values());
  const random = new RandomIsolation(new IsolationScript(trace.values, trace), level);
  for (const numbers of list) random.step(numbers);
  if (finished) random.finish();
  return { trace, names: isolationNames(trace.values, INITIAL_ROWS) };
}

interface Watched {
  readonly journal: Journal;
  readonly digest: Digest;
  readonly monitors: Monitors;
}

function watch(values: Values, names: TraceNames, ids: readonly AnomalyId[] = TRANSACTION_ANOMALIES): Watched {
  const digest = emptyDigest();
  const journal = new Journal([digest]);
  return { journal, digest, monitors: createMonitors(ids, { journal, values, digest }, names) };
}

function emitEntry(trace: Trace, entry: number, sink: Sink): void {
  const fields = Array.from({ length: FIELD_COUNT }, (_, i) => trace.fieldAt(entry, i));
  sink.emit(trace.kindAt(entry), trace.actorAt(entry), ...fields);
}

const textOf = ({ low, high }: Digest): string => `${high} ${low}`;

function batch(trace: Trace, names: TraceNames, length: number): AnomalyId[] {
  const prefix = new Trace(trace.values);
  for (let entry = 0; entry < length; entry++) emitEntry(trace, entry, prefix);
  const { verdicts } = check(buildHistory(prefix, names, false), TRANSACTION_ANOMALIES);
  return TRANSACTION_ANOMALIES.filter((id) => verdicts.get(id)?.kind === 'found');
}

for (const level of RANDOM_LEVELS) {
  const how = `store that shows what is ${level} (seed ${SEED}, ${RUNS} runs)`;

  test(`AN9 monitor and batch checker agree on every prefix, ${how}`, () => {
    fc.assert(
      fc.property(steps, (list) => {
        const { trace, names } = randomTrace(list, level);
        const { monitors } = watch(trace.values, names);
        for (let entry = 0; entry < trace.length; entry++) {
          emitEntry(trace, entry, monitors);
          expect(TRANSACTION_ANOMALIES.filter((id) => monitors.found(id))).toEqual(batch(trace, names, entry + 1));
        }
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test(`AN9 findings stand where the monitor turns, ${how}`, () => {
    fc.assert(
      fc.property(steps, (list) => {
        const { trace, names } = randomTrace(list, level);
        const { monitors } = watch(trace.values, names);
        const turned = new Map<AnomalyId, number>();
        for (let entry = 0; entry < trace.length; entry++) {
          emitEntry(trace, entry, monitors);
          for (const id of TRANSACTION_ANOMALIES) if (monitors.found(id) && !turned.has(id)) turned.set(id, entry);
        }
        const { findings } = check(buildHistory(trace, names, false), TRANSACTION_ANOMALIES);
        for (const id of TRANSACTION_ANOMALIES)
          expect([id, findings.find((finding) => finding.anomaly === id)?.at]).toEqual([id, turned.get(id)]);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test(`AN8 undo restores every digest, and the digest is that of the content, ${how}`, () => {
    fc.assert(
      fc.property(steps, (list) => {
        const { trace, names } = randomTrace(list, level);
        const { journal, digest, monitors } = watch(trace.values, names);
        const before: string[] = [];
        for (let entry = 0; entry < trace.length; entry++) {
          before.push(textOf(digest));
          journal.mark();
          emitEntry(trace, entry, monitors);
          const fresh = emptyDigest();
          monitors.addTo(fresh);
          expect(textOf(fresh)).toBe(textOf(digest));
        }
        for (const expected of before.toReversed()) {
          journal.undo();
          const fresh = emptyDigest();
          monitors.addTo(fresh);
          expect([textOf(digest), textOf(fresh)]).toEqual([expected, expected]);
        }
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test(`AN8 alone a monitor judges as in company, ${how}`, () => {
    fc.assert(
      fc.property(steps, fc.constantFrom(...TRANSACTION_ANOMALIES), (list, id) => {
        const { trace, names } = randomTrace(list, level);
        const { monitors } = watch(trace.values, names);
        const digest = emptyDigest();
        const alone = createMonitor(id, { journal: new Journal([digest]), values: trace.values, digest }, names);
        for (let entry = 0; entry < trace.length; entry++) {
          emitEntry(trace, entry, monitors);
          emitEntry(trace, entry, alone);
          expect(alone.found).toBe(monitors.found(id));
        }
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test(`AN8 everything a monitor knows can be packed, ${how}`, () => {
    fc.assert(
      fc.property(steps, fc.nat(100), (list, cut) => {
        const { trace, names } = randomTrace(list, level);
        const at = trace.length === 0 ? 0 : cut % trace.length;
        const first = watch(trace.values, names);
        for (let entry = 0; entry < at; entry++) emitEntry(trace, entry, first.monitors);
        const second = watch(trace.values, names);
        unpack(trace.values, second.monitors.containers, pack(trace.values, first.monitors.containers));
        expect(textOf(second.digest)).toBe(textOf(first.digest));
        for (let entry = at; entry < trace.length; entry++) {
          emitEntry(trace, entry, first.monitors);
          emitEntry(trace, entry, second.monitors);
        }
        const found = ({ monitors }: Watched): AnomalyId[] => TRANSACTION_ANOMALIES.filter((id) => monitors.found(id));
        expect(textOf(second.digest)).toBe(textOf(first.digest));
        expect(found(second)).toEqual(found(first));
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test(`AN40 nothing is remembered once no transaction is open, ${how}`, () => {
    fc.assert(
      fc.property(steps, (list) => {
        const { trace, names } = randomTrace(list, level, true);
        const { digest, monitors } = watch(trace.values, names);
        trace.replay(monitors);
        const found = emptyDigest();
        for (const container of monitors.containers.slice(0, TRANSACTION_ANOMALIES.length)) container.addTo(found);
        expect(textOf(digest)).toBe(textOf(found));
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
}
