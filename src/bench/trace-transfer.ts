import { execFileSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { traceBuffers, traceColumns } from '../engine/index.ts';
import type { Trace } from '../engine/index.ts';
import { inTurn } from './row.ts';

/** How long whoever receives a trace is busy with receiving it, in milliseconds, and what received it. */
export interface TransferTimes {
  readonly columns: number;
  readonly objects: number;
  readonly where: string;
}

/** What a clock that counts tenths of milliseconds can tell. */
const LEAST_MILLISECONDS = 0.1;

/** One object for each record, of eight fields. */
export function recordsAsObjects(trace: Trace): object[] {
  return Array.from({ length: trace.length }, (_, i) => ({
    kind: trace.kindAt(i),
    time: trace.timeAt(i),
    step: trace.stepAt(i),
    cause: trace.causeAt(i),
    actor: trace.actorAt(i),
    a: trace.fieldAt(i, 0),
    b: trace.fieldAt(i, 1),
    c: trace.fieldAt(i, 2),
  }));
}

/** In Chromium when there is one, else in Node. */
export function transferTimes(trace: Trace, rounds: number): TransferTimes {
  const times = inChromium(trace, rounds) ?? inNode(trace, rounds);
  return { ...times, columns: Math.max(times.columns, LEAST_MILLISECONDS) };
}

function inChromium(trace: Trace, rounds: number): TransferTimes | undefined {
  const columns = traceColumns(trace);
  const plan = {
    buffers: traceBuffers(columns).map((buffer) => buffer.byteLength),
    scalars: columns.values.scalars,
    records: trace.length,
    rounds,
  };
  const entry = pathToFileURL(process.argv[1] ?? '');
  const script = fileURLToPath(new URL('../../scripts/transfer-time.mjs', entry));
  const told = execFileSync(process.execPath, [script], { encoding: 'utf8', input: JSON.stringify(plan) });
  const times = JSON.parse(told) as { columns: number; objects: number } | null;
  return times === null ? undefined : { ...times, where: 'received by the page of Chromium from its worker' };
}

function inNode(trace: Trace, rounds: number): TransferTimes {
  const received = (message: object, transfer: readonly ArrayBuffer[]): number => {
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(message, transfer);
    const started = performance.now();
    receiveMessageOnPort(port2);
    const milliseconds = performance.now() - started;
    port1.close();
    return milliseconds;
  };
  const times = inTurn(rounds, {
    columns: () => {
      const columns = traceColumns(trace);
      return received(columns, traceBuffers(columns));
    },
    objects: () => received(recordsAsObjects(trace), []),
  });
  return { ...times, where: 'no browser here: received in Node over a MessageChannel' };
}
