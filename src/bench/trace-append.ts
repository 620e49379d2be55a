import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { FIELD_COUNT, Trace } from '../engine/index.ts';
import type { EntryKindCode, Sink } from '../engine/trace/entry.ts';
import { inTurn } from './row.ts';

/** Nanoseconds and bytes for each record. */
export interface AppendFigures {
  readonly ours: number;
  readonly ourBytes: number;
  readonly objects: number;
  readonly objectBytes: number;
}

interface TimedSink extends Sink {
  time: number;
  step: number;
}

/** One object for each record, of eight fields, as one would write it at first; it looks for no causes. */
class ObjectSink implements TimedSink {
  time = 0;
  step = 0;
  readonly records: object[] = [];

  emit(kind: EntryKindCode, actor: number, a = 0, b = 0, c = 0): void {
    this.records.push({ kind, time: this.time, step: this.step, cause: -1, actor, a, b, c });
  }
}

/** Takes what is fed and keeps a sum of it: what feeding costs by itself. */
class SumSink implements TimedSink {
  time = 0;
  step = 0;
  sum = 0;

  emit(kind: EntryKindCode, actor: number, a = 0): void {
    this.sum = (this.sum + kind + actor + a + this.step) | 0;
  }
}

const WIDTH = 3 + FIELD_COUNT;

/** What a run has recorded, given to sinks of both kinds. */
export function appendFigures(trace: Trace, rounds: number): AppendFigures {
  const { length } = trace;
  const times = Float64Array.from({ length }, (_, i) => trace.timeAt(i));
  const records = new Int32Array(length * WIDTH);
  for (let i = 0; i < length; i++) {
    records[i * WIDTH] = trace.kindAt(i);
    records[i * WIDTH + 1] = trace.actorAt(i);
    records[i * WIDTH + 2] = trace.stepAt(i);
    for (let field = 0; field < FIELD_COUNT; field++) records[i * WIDTH + 3 + field] = trace.fieldAt(i, field);
  }
  const at = (index: number): number => records[index] as number;
  const fed = (sink: TimedSink): number => {
    const started = performance.now();
    for (let i = 0, base = 0; i < length; i++, base += WIDTH) {
      sink.time = times[i] as number;
      sink.step = at(base + 2);
      const kind = at(base) as EntryKindCode;
      sink.emit(
        kind,
        at(base + 1),
        at(base + 3),
        at(base + 4),
        at(base + 5),
        at(base + 6),
        at(base + 7),
        at(base + 8),
        at(base + 9),
      );
    }
    return ((performance.now() - started) * 1_000_000) / length;
  };
  const nanos = inTurn(rounds, {
    feeding: () => fed(new SumSink()),
    ours: () => fed(new Trace(trace.values)),
    objects: () => fed(new ObjectSink()),
  });
  // With all causes, for they are kept too.
  trace.causeAt(length - 1);
  return {
    ours: nanos.ours - nanos.feeding,
    ourBytes: trace.bytes / length,
    objects: nanos.objects - nanos.feeding,
    objectBytes: objectBytes(fed, length),
  };
}

function objectBytes(fed: (sink: TimedSink) => number, length: number): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const before = process.memoryUsage().heapUsed;
  const sink = new ObjectSink();
  fed(sink);
  collect();
  const after = process.memoryUsage().heapUsed;
  return sink.records.length === length ? (after - before) / length : Number.NaN;
}
