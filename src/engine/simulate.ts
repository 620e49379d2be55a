import { check } from './check/check.ts';
import type { Finding } from './check/finding.ts';
import { mostSpecific } from './check/implications.ts';
import { predicateRows } from './sim/predicate-rows.ts';
import type { Program } from './sim/program.ts';
import { run, runInSlices } from './timeline/run.ts';
import type { Run, RunPlan } from './timeline/run.ts';
import { Timeline } from './timeline/timeline.ts';
import { buildHistory } from './trace/history.ts';
import type { TraceNames } from './trace/history.ts';

/** A run that has been judged. */
export interface Simulation {
  readonly run: Run;
  readonly findings: readonly Finding[];
  readonly timeline: Timeline;
}

/** Runs a program by a plan and judges what happened: the judges see the history, not the simulator. */
export function simulate(program: Program, plan: RunPlan): Simulation {
  return judge(program, run(program, plan));
}

/** The same, giving the thread back now and then, for whoever has only one. */
export function* simulateInSlices(program: Program, plan: RunPlan): Generator<undefined, Simulation, undefined> {
  const finished = yield* runInSlices(program, plan);
  yield undefined;
  return judge(program, finished);
}

function judge(program: Program, finished: Run): Simulation {
  const history = buildHistory(finished.trace, traceNames(program), finished.outcome === 'quiescent');
  return { run: finished, findings: mostSpecific(check(history).findings), timeline: new Timeline(finished) };
}

/** What the indexes of entries stand for. */
export function traceNames(program: Program): TraceNames {
  const idOf = (parts: readonly { readonly id: string }[], index: number): string => parts[index]?.id ?? '';
  return {
    service: (index) => idOf(program.services, index),
    table: (index) => {
      const table = program.tables[index];
      return {
        service: idOf(program.services, table?.service ?? -1),
        table: table?.id ?? '',
        columns: table?.columns ?? [],
      };
    },
    channel: (index) => idOf(program.channels, index),
    client: (index) => idOf(program.clients, index),
    saga: (index) => idOf(program.sagas, index),
    messageType: (index) => idOf(program.messageTypes, index),
    ...predicateRows(program),
  };
}
