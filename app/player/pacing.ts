import { EntryKind, FIELD_COUNT } from '../../src/engine/index.ts';
import type { TraceColumns } from '../../src/engine/index.ts';

/**
 * When each entry is shown. Virtual time runs from microseconds to hours; a reader wants a calm, even pace. So idle time is
 * compressed (its logarithm counts), every entry gets a least time, and a message is at least `FLIGHT_MILLIS` on its way.
 */
export interface Pacing {
  /** For each entry its moment at speed 1, in milliseconds from the start; never decreasing. */
  readonly millis: Float64Array;
  readonly durationMillis: number;
}

/** One leg of a flight: from the sender into its channel, or out of the channel to the consumer. */
export const LEG_MILLIS = 480;
export const FLIGHT_MILLIS = 2 * LEG_MILLIS;
/** How long a message takes to go back into its channel. */
export const RETURN_MILLIS = 360;

const LEAD_MILLIS = 400;
const TAIL_MILLIS = 900;
const SAME_STEP_MILLIS = 70;
const LEAST_STEP_MILLIS = 150;
const MOST_STEP_MILLIS = 700;
const DOUBLING_MILLIS = 45;
const DOUBLING_FROM_MICROS = 500;

function gapMillis(sameStep: boolean, elapsedMicros: number): number {
  if (sameStep) return SAME_STEP_MILLIS;
  const stretched = LEAST_STEP_MILLIS + DOUBLING_MILLIS * Math.log2(1 + elapsedMicros / DOUBLING_FROM_MICROS);
  return Math.min(MOST_STEP_MILLIS, stretched);
}

export function paceTrace(trace: TraceColumns): Pacing {
  const { length, kinds, times, steps, fields } = trace;
  const millis = new Float64Array(length);
  /** For each message the moment from which its next delivery may be shown. */
  const earliest = new Map<number, number>();
  let at = LEAD_MILLIS;
  for (let i = 0; i < length; i++) {
    if (i > 0) {
      at += gapMillis(steps[i] === steps[i - 1], (times[i] as number) - (times[i - 1] as number));
    }
    const message = fields[i * FIELD_COUNT] as number;
    const kind = kinds[i];
    if (kind === EntryKind.delivered) at = Math.max(at, earliest.get(message) ?? 0);
    millis[i] = at;
    if (kind === EntryKind.sent) earliest.set(message, at + FLIGHT_MILLIS);
    else if (kind === EntryKind.requeued) earliest.set(message, at + RETURN_MILLIS + LEG_MILLIS);
  }
  return { millis, durationMillis: length === 0 ? 0 : at + TAIL_MILLIS };
}

/** How many entries have happened at a moment: 0 to the trace's length. */
export function entriesAt(pacing: Pacing, atMillis: number): number {
  const { millis } = pacing;
  let low = 0;
  let high = millis.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((millis[middle] as number) <= atMillis) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The moment at which just `entries` have happened. */
export function momentOf(pacing: Pacing, entries: number): number {
  if (entries <= 0) return 0;
  if (entries >= pacing.millis.length) return pacing.durationMillis;
  return pacing.millis[entries - 1] as number;
}

/** After how many entries the choice that is under way at `entries`, or the next one, is complete. */
export function nextStepEnd(trace: TraceColumns, entries: number): number {
  if (entries >= trace.length) return trace.length;
  const step = trace.steps[entries] as number;
  let end = entries + 1;
  while (end < trace.length && trace.steps[end] === step) end++;
  return end;
}

/** After how many entries the choice before the one that `entries` stands in was complete. */
export function previousStepEnd(trace: TraceColumns, entries: number): number {
  if (entries <= 0) return 0;
  const step = trace.steps[entries - 1] as number;
  let end = entries - 1;
  while (end > 0 && trace.steps[end - 1] === step) end--;
  return end;
}

/** How many choices have been made when `entries` have happened; at the end all of them, silent ones too. */
export function stepAt(trace: TraceColumns, entries: number, stepsInAll: number): number {
  if (entries <= 0) return 0;
  if (entries >= trace.length) return stepsInAll;
  return (trace.steps[entries - 1] as number) + 1;
}
