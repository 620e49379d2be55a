import type { Value } from '../base/values.ts';
import { undoState } from '../sim/compile-saga.ts';
import type { Program } from '../sim/program.ts';
import { EntryKind } from '../trace/entry.ts';
import type { Trace } from '../trace/trace.ts';
import type { SagaStepState } from './frame.ts';

interface Found {
  readonly ordinals: number[];
  /** How many entries have been looked at. */
  read: number;
}

const found = new WeakMap<Trace, Found>();

/** Ordinals of what moved a saga: a frame is drawn for every step, and most entries are something else. */
function sagaEntries(trace: Trace): readonly number[] {
  let known = found.get(trace);
  if (known === undefined) {
    known = { ordinals: [], read: 0 };
    found.set(trace, known);
  }
  for (; known.read < trace.length; known.read++) {
    const kind = trace.kindAt(known.read);
    if (kind === EntryKind.sagaStarted || kind === EntryKind.sagaMoved) known.ordinals.push(known.read);
  }
  return known.ordinals;
}

/** How far the steps of all sagas had come when `entries` entries had been recorded: from the entries alone. */
export function sagaProgress(program: Program, trace: Trace, entries: number): Map<Value, SagaStepState[]> {
  const { values } = program;
  const progress = new Map<Value, SagaStepState[]>();
  for (const i of sagaEntries(trace)) {
    if (i >= entries) break;
    const kind = trace.kindAt(i);
    const id = trace.fieldAt(i, 0);
    const saga = program.sagas[trace.fieldAt(i, 1)];
    const steps = program.scenario.sagas?.[saga?.id ?? '']?.steps ?? [];
    if (kind === EntryKind.sagaStarted) {
      const state = values.toText(trace.fieldAt(i, 4));
      progress.set(
        id,
        steps.map((step) => (step.id === state ? 'running' : step.command === undefined ? 'done' : 'to-come')),
      );
      continue;
    }
    const states = progress.get(id);
    if (states === undefined) continue;
    const event = values.toText(trace.fieldAt(i, 3));
    const from = values.toText(trace.fieldAt(i, 4));
    const to = values.toText(trace.fieldAt(i, 5));
    steps.forEach((step, at) => {
      const undoing = step.compensation === undefined ? undefined : undoState(step);
      if (step.id === from) states[at] = event === 'succeeded' ? 'done' : 'failed';
      if (undoing === from) states[at] = event === 'succeeded' ? 'compensated' : 'failed';
      if (step.id === to) states[at] = 'running';
      if (undoing === to) states[at] = 'compensating';
    });
  }
  return progress;
}
