import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Journal, emptyDigest } from '../base/journal.ts';
import type { Digest } from '../base/journal.ts';
import { pack, unpack } from '../base/pack.ts';
import type { Values } from '../base/values.ts';
import { Values as ValueTable } from '../base/values.ts';
import { FIELD_COUNT } from '../trace/entry.ts';
import type { Sink } from '../trace/entry.ts';
import { buildHistory } from '../trace/history.ts';
import { Trace } from '../trace/trace.ts';
import { needsQuiescence } from './anomaly-ids.ts';
import { CATALOGUE } from './catalogue.ts';
import type { AnomalyId } from './catalogue.ts';
import { check } from './check.ts';
import { createMonitor, createMonitors } from './monitors.ts';
import type { Monitors } from './monitors.ts';
import { NUMBERS_OF_ACT, OPERATION_MIXES, RandomScript } from './random-script.ts';
import type { Act, ActKind, RandomOperation } from './random-script.ts';
import { EntryScript, SCRIPT_NAMES } from './script.ts';

/** Those between transactions have streams of their own: `isolation.fuzz.test.ts`. */
const ANOMALY_IDS: readonly AnomalyId[] = CATALOGUE.filter(({ level }) => level !== 'transaction').map(({ id }) => id);

const SEED = 20261121;
const RUNS = 1000;

const numbers = fc.array(fc.nat(59), { minLength: NUMBERS_OF_ACT, maxLength: NUMBERS_OF_ACT });
const kind = fc.oneof(
  { weight: 4, arbitrary: fc.constant<ActKind>('start') },
  { weight: 22, arbitrary: fc.constant<ActKind>('transaction') },
  { weight: 5, arbitrary: fc.constant<ActKind>('goOn') },
  { weight: 3, arbitrary: fc.constant<ActKind>('send') },
  { weight: 1, arbitrary: fc.constant<ActKind>('leave') },
  { weight: 2, arbitrary: fc.constant<ActKind>('end') },
  { weight: 1, arbitrary: fc.constant<ActKind>('outside') },
);
const act: fc.Arbitrary<Act> = fc.record({ kind, numbers });
const start: fc.Arbitrary<Act> = fc.record({ kind: fc.constant<ActKind>('start'), numbers });
/** Of all lengths: in short ones little has been found before something rare is. */
const acts = fc.oneof(
  ...[6, 12, 20].map((length) =>
    fc.record({
      starts: fc.array(start, { minLength: 1, maxLength: 3 }),
      others: fc.array(act, { minLength: length / 2, maxLength: length, size: 'max' }),
      operations: fc.constantFrom(...OPERATION_MIXES),
    }),
  ),
);
type Acts = {
  readonly starts: readonly Act[];
  readonly others: readonly Act[];
  readonly operations: readonly RandomOperation[];
};

function randomTrace({ starts, others, operations }: Acts, interleaved: boolean, finished = false): Trace {
  const trace = new Trace(new ValueTable());
  const script = new RandomScript(new EntryScript(trace.values, trace), interleaved, operations);
  for (const one of [...starts, ...others]) script.act(one);
  if (finished) script.finish();
  return trace;
}

interface Watched {
  readonly journal: Journal;
  readonly digest: Digest;
  readonly monitors: Monitors;
}

function watch(values: Values, ids: readonly AnomalyId[] = ANOMALY_IDS): Watched {
  const digest = emptyDigest();
  const journal = new Journal([digest]);
  return { journal, digest, monitors: createMonitors(ids, { journal, values, digest }) };
}

function emitEntry(trace: Trace, entry: number, sink: Sink): void {
  const fields = Array.from({ length: FIELD_COUNT }, (_, i) => trace.fieldAt(entry, i));
  sink.emit(trace.kindAt(entry), trace.actorAt(entry), ...fields);
}

const textOf = ({ low, high }: Digest): string => `${high} ${low}`;

/** What the batch checker finds in the first entries of a trace. */
function batch(trace: Trace, length: number, quiescent: boolean): AnomalyId[] {
  const prefix = new Trace(trace.values);
  for (let entry = 0; entry < length; entry++) emitEntry(trace, entry, prefix);
  const { verdicts } = check(buildHistory(prefix, SCRIPT_NAMES, quiescent), ANOMALY_IDS);
  return ANOMALY_IDS.filter((id) => verdicts.get(id)?.kind === 'found');
}

/** What the monitors have found; at quiescence, if asked, without ending their run. */
function monitored({ journal, monitors }: Watched, quiescent: boolean): AnomalyId[] {
  journal.mark();
  monitors.finish(quiescent);
  const found = ANOMALY_IDS.filter((id) => monitors.found(id));
  journal.undo();
  return found;
}

for (const interleaved of [false, true]) {
  const how = interleaved ? 'interleaved transactions' : 'one transaction at a time';

  test(`AN9 monitor and batch checker agree on every prefix, ${how} (seed ${SEED}, ${RUNS} runs)`, () => {
    fc.assert(
      fc.property(acts, (list) => {
        const trace = randomTrace(list, interleaved);
        const watched = watch(trace.values);
        for (let entry = 0; entry < trace.length; entry++) {
          emitEntry(trace, entry, watched.monitors);
          expect(monitored(watched, false)).toEqual(batch(trace, entry + 1, false));
        }
        expect(monitored(watched, true)).toEqual(batch(trace, trace.length, true));
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test(`AN9 findings stand where the monitor turns, ${how} (seed ${SEED}, ${RUNS} runs)`, () => {
    fc.assert(
      fc.property(acts, (list) => {
        const trace = randomTrace(list, interleaved);
        const { monitors } = watch(trace.values);
        const turned = new Map<AnomalyId, number>();
        for (let entry = 0; entry < trace.length; entry++) {
          emitEntry(trace, entry, monitors);
          for (const id of ANOMALY_IDS) if (monitors.found(id) && !turned.has(id)) turned.set(id, entry);
        }
        const { findings } = check(buildHistory(trace, SCRIPT_NAMES, false), ANOMALY_IDS);
        for (const id of ANOMALY_IDS)
          expect([id, findings.find((finding) => finding.anomaly === id)?.at]).toEqual([id, turned.get(id)]);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test(`AN8 undo restores every digest, and the digest is that of the content, ${how} (seed ${SEED}, ${RUNS} runs)`, () => {
    fc.assert(
      fc.property(acts, (list) => {
        const trace = randomTrace(list, interleaved);
        const { journal, digest, monitors } = watch(trace.values);
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
          expect(textOf(digest)).toBe(expected);
          const fresh = emptyDigest();
          monitors.addTo(fresh);
          expect(textOf(fresh)).toBe(expected);
        }
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test(`AN8 alone a monitor judges as in company, ${how} (seed ${SEED}, ${RUNS} runs)`, () => {
    fc.assert(
      fc.property(acts, fc.constantFrom(...ANOMALY_IDS), (list, id) => {
        const trace = randomTrace(list, interleaved);
        const { monitors } = watch(trace.values);
        const digest = emptyDigest();
        const alone = createMonitor(id, { journal: new Journal([digest]), values: trace.values, digest });
        for (let entry = 0; entry < trace.length; entry++) {
          emitEntry(trace, entry, monitors);
          emitEntry(trace, entry, alone);
          expect(alone.found).toBe(monitors.found(id));
        }
        monitors.finish(true);
        alone.finish(true);
        expect(alone.found).toBe(monitors.found(id));
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test(`AN8 everything a monitor knows can be packed, ${how} (seed ${SEED}, ${RUNS} runs)`, () => {
    fc.assert(
      fc.property(acts, fc.nat(100), (list, cut) => {
        const trace = randomTrace(list, interleaved);
        const at = trace.length === 0 ? 0 : cut % trace.length;
        const first = watch(trace.values);
        for (let entry = 0; entry < at; entry++) emitEntry(trace, entry, first.monitors);
        const second = watch(trace.values);
        unpack(trace.values, second.monitors.containers, pack(trace.values, first.monitors.containers));
        expect(textOf(second.digest)).toBe(textOf(first.digest));
        for (let entry = at; entry < trace.length; entry++) {
          emitEntry(trace, entry, first.monitors);
          emitEntry(trace, entry, second.monitors);
        }
        expect(textOf(second.digest)).toBe(textOf(first.digest));
        expect(monitored(second, true)).toEqual(monitored(first, true));
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test(`AN8 nothing is remembered of sagas once all have ended, ${how} (seed ${SEED}, ${RUNS} runs)`, () => {
    const ids: readonly AnomalyId[] = ANOMALY_IDS.filter((id) => !needsQuiescence(id) && id !== 'duplicate-effect');
    fc.assert(
      fc.property(acts, (list) => {
        const trace = randomTrace(list, interleaved, true);
        const { digest, monitors } = watch(trace.values, ids);
        trace.replay(monitors);
        const found = emptyDigest();
        for (const container of monitors.containers.slice(0, ids.length)) container.addTo(found);
        expect(textOf(digest)).toBe(textOf(found));
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
}
