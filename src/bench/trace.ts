import { Timeline, Trace, run } from '../engine/index.ts';
import type { Run } from '../engine/index.ts';
import { step } from '../engine/sim/step.ts';
import { World } from '../engine/sim/world.ts';
import { silentSink } from '../engine/trace/entry.ts';
import type { Sink } from '../engine/trace/entry.ts';
import { ourKernel } from './kernel-ours.ts';
import { recordedNet } from './kernel-recorded.ts';
import { scenarioProgram } from './program.ts';
import { inTurn, median } from './row.ts';
import type { Row } from './row.ts';
import { appendFigures } from './trace-append.ts';
import { sagasDocument } from './trace-document.ts';
import { transferTimes } from './trace-transfer.ts';

const ROUNDS = 5;
const SEED = 20_261_121;
const NET_EVENTS = 700_000;

/** A million entries, nearly: 2,000 sagas of 24 steps, all of whose rows stay. */
const SAGAS = 2_000;
const STEPS = 24;
const MOST_ENTRIES = 1_000_000;

/** As often as in a run the journal forgets. */
const FORGET_STEPS = 64;

const REPLAYS = 4;

/** Steps a second of the choices of a run, done again into sinks; what drawing and choosing cost is left out. */
function again({ program, choices }: Run, newSink: () => Sink & { step: number }): number {
  let millis = 0;
  for (let replay = 0; replay < REPLAYS; replay++) {
    const world = new World(program, { faults: 'declared', tracksVersions: true });
    const sink = newSink();
    const started = performance.now();
    choices.forEach((choice, i) => {
      sink.step = i;
      step(program, world, choice, sink);
      if (i % FORGET_STEPS === 0) world.journal.forget();
    });
    if (sink instanceof Trace && sink.digest === '') throw new Error('a digest has digits');
    millis += performance.now() - started;
  }
  return (REPLAYS * choices.length * 1000) / millis;
}

/** P5: recording everything and the digest of it, beside not recording. */
export function recordingRows(): Row[] {
  const small = run(scenarioProgram(sagasDocument(60, STEPS)), { seed: SEED });
  again(small, () => new Trace(small.program.values));
  const of = inTurn(ROUNDS, {
    recorded: () => recordedNet(NET_EVENTS, SEED).eventsPerSecond,
    plain: () => ourKernel('net', NET_EVENTS, SEED).eventsPerSecond,
    modelRecorded: () => again(small, () => new Trace(small.program.values)),
    modelPlain: () => again(small, () => ({ ...silentSink, step: 0 })),
  });
  const row = (what: string, ours: number, reference: number, note: string): Row => ({
    id: 'P5',
    what,
    ours,
    reference,
    ratio: ours / reference,
    goal: { atLeast: 0.7 },
    stretch: { atLeast: 0.85 },
    note,
  });
  return [
    row('kernel, net, with trace and digest: events/s', of.recorded, of.plain, 'the same without'),
    row('model of sagas, with trace and digest: steps/s', of.modelRecorded, of.modelPlain, 'the same without'),
  ];
}

/** P20 to P22: what a long trace takes to append, to hand over and to go through. */
export function traceRows(): Row[] {
  const program = scenarioProgram(sagasDocument(SAGAS, STEPS));
  const started = processorMillis();
  const finished = run(program, { seed: SEED, maximumEntries: MOST_ENTRIES });
  const runMillis = processorMillis() - started;
  const records = finished.trace.length.toLocaleString('en-US');
  return [
    ...appendRows(finished, records),
    transferRow(finished, records),
    ...seekRows(finished, runMillis, `${records} entries, ${SAGAS} sagas`),
  ];
}

function appendRows({ trace }: Run, records: string): Row[] {
  const append = appendFigures(trace, ROUNDS);
  const note = `objects of eight fields in an array; ${records} records of a run`;
  return [
    {
      id: 'P20',
      what: 'trace, appending: ns a record',
      ours: append.ours,
      reference: append.objects,
      ratio: append.objects / append.ours,
      goal: { atLeast: 4 },
      stretch: { atLeast: 7 },
      note: `${note}; causes and digest are found when somebody asks for them`,
    },
    {
      id: 'P20',
      what: 'trace: bytes a record',
      ours: append.ourBytes,
      reference: append.objectBytes,
      ratio: append.ourBytes,
      goal: { atMost: 40 },
      stretch: { atMost: 32 },
      note,
    },
  ];
}

function transferRow({ trace }: Run, records: string): Row {
  const times = transferTimes(trace, ROUNDS);
  return {
    id: 'P21',
    what: 'trace from worker to page: ms that the page is busy',
    ours: times.columns,
    reference: times.objects,
    ratio: times.columns / times.objects,
    goal: { atMost: 1 / 50 },
    stretch: { atMost: 1 / 500 },
    note: `objects of eight fields; ${records} records, ${times.where}`,
  };
}

const SEEKS = 60;

/** Two long times are subtracted from each other: what other programs took must not be in them. */
function processorMillis(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function percentile95(figures: readonly number[]): number {
  return [...figures].sort((a, b) => a - b)[Math.floor(figures.length * 0.95)] ?? Number.NaN;
}

function seekRows(finished: Run, runMillis: number, note: string): Row[] {
  const walked = (checkpointBytes?: number): number => {
    const timeline = new Timeline(finished, checkpointBytes === undefined ? {} : { checkpointBytes });
    const started = processorMillis();
    timeline.seek(timeline.steps);
    return processorMillis() - started;
  };
  const walks = inTurn(3, { plain: () => walked(0), checkpointed: () => walked() });
  const timeline = new Timeline(finished);
  timeline.seek(timeline.steps);
  const timed = (act: (target: number) => void, count: number, from: number): number => {
    const figures: number[] = [];
    for (let i = 0; i < count; i++) {
      const target = ((from + i) * 104_729) % timeline.steps;
      const started = performance.now();
      act(target);
      figures.push(performance.now() - started);
    }
    return percentile95(figures);
  };
  const rounds = Array.from({ length: ROUNDS }, (_, round) =>
    timed((target) => timeline.seek(target), SEEKS, round * SEEKS),
  );
  const frames = timed((target) => timeline.frame(target), 20, 7).toFixed(0);
  const row = (what: string, ours: number, goal: number, stretch: number, more?: string): Row => ({
    id: 'P22',
    what,
    ours,
    reference: undefined,
    ratio: ours,
    goal: { atMost: goal },
    stretch: { atMost: stretch },
    ...(more === undefined ? {} : { note: more }),
  });
  const share = (Math.max(0, walks.checkpointed - walks.plain) / runMillis) * 100;
  return [
    row('seek to any entry: 95th percentile in ms', median(rounds), 16, 4, `${note}; the frame with it: ${frames} ms`),
    row('checkpoints: percent of the processor time of the run', share, 15, 7),
    row('checkpoints: MB', timeline.checkpointBytes / 1_000_000, 64, 64),
  ];
}
