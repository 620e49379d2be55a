import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EntryKind, parseScenario, prepare, simulate, traceColumns, variantValues } from '../../src/engine/index.ts';
import type { TraceColumns } from '../../src/engine/index.ts';
import { blockedMicros } from './blocked-time.ts';

function traceOf(variant: string): TraceColumns {
  const text = readFileSync('src/scenarios/saga-lost-update/scenario.json', 'utf8');
  const scenario = parseScenario(JSON.parse(text));
  if (!scenario.ok) throw new Error('the scenario is refused');
  const program = prepare(scenario.value, variantValues(scenario.value, variant));
  if (!program.ok) throw new Error('the variant is refused');
  return traceColumns(simulate(program.value, { seed: 30 }).run.trace);
}

test('the time that work has waited grows while it waits, and stays when it goes on', () => {
  const trace = traceOf('lock-block');
  const at = [...trace.kinds].indexOf(EntryKind.blocked);
  const next = trace.actors.findIndex((actor, i) => i > at && actor === trace.actors[at]);
  expect(next).toBeGreaterThan(at + 1);
  const waited = (trace.times[next] as number) - (trace.times[at] as number);
  expect(blockedMicros(trace, 0, at + 1)).toBe(0);
  expect(blockedMicros(trace, 0, next)).toBe((trace.times[next - 1] as number) - (trace.times[at] as number));
  expect(blockedMicros(trace, 0, next + 1)).toBeGreaterThanOrEqual(waited);
  expect(blockedMicros(trace, 1, trace.length)).toBe(0);
});

test('nobody waits without a lock, and in a deadlock work waits to the end', () => {
  const unprotected = traceOf('unprotected');
  expect(blockedMicros(unprotected, 0, unprotected.length)).toBe(0);
  const trace = traceOf('deadlock');
  const at = trace.kinds.lastIndexOf(EntryKind.blocked);
  const end = trace.times[trace.length - 1] as number;
  expect(blockedMicros(trace, 2, trace.length)).toBe(end - (trace.times[at] as number));
});
