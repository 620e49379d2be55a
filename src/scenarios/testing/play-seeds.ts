import { EntryKind, prepare, simulate, variantValues } from '../../engine/index.ts';
import type { Program, Scenario, Simulation } from '../../engine/index.ts';
import { assert } from '../../engine/base/assert.ts';
import { holds } from '../../engine/sim/invariant.ts';
import { identityText } from '../../engine/trace/identity.ts';

/** What a run under one seed came to. */
export interface PlayedRun {
  readonly seed: number;
  /** Ids of the anomalies that were found, and `invariant:<id>` of invariants that do not hold at the end. */
  readonly broken: ReadonlySet<string>;
  readonly sagas: ReadonlyMap<string, PlayedSaga>;
}

export interface PlayedSaga {
  readonly outcome: 'running' | 'completed' | 'compensated' | 'failed';
  /** States of its machine, the first and the last included. */
  readonly states: readonly string[];
  readonly startedAtMicros: number;
  /** Infinity while it runs. */
  readonly endedAtMicros: number;
}

/** Seeds of every count over many runs. */
export const SEEDS: readonly number[] = Array.from({ length: 500 }, (_, i) => i + 1);

export function programOf(scenario: Scenario, variant: string): Program {
  const program = prepare(scenario, variantValues(scenario, variant));
  assert(program.ok, 'a variant of a built-in scenario compiles');
  return program.value;
}

export function playSeeds(scenario: Scenario, variant: string, seeds: readonly number[] = SEEDS): PlayedRun[] {
  const program = programOf(scenario, variant);
  return seeds.map((seed) => playSeed(program, seed));
}

export function playSeed(program: Program, seed: number): PlayedRun {
  const played = simulate(program, { seed });
  assert(played.run.outcome === 'quiescent', 'a built-in scenario comes to rest');
  const world = played.timeline.seek(played.timeline.steps);
  const violated = program.invariants.filter((invariant) => !holds(world, invariant));
  return {
    seed,
    broken: new Set([...played.findings.map(({ anomaly }) => anomaly), ...violated.map(({ id }) => `invariant:${id}`)]),
    sagas: sagasOf(played.run),
  };
}

const OUTCOMES = ['completed', 'compensated', 'failed'] as const;

function sagasOf({ trace, program }: Simulation['run']): Map<string, PlayedSaga> {
  const { values } = program;
  const sagas = new Map<string, { -readonly [K in keyof PlayedSaga]: PlayedSaga[K] } & { readonly states: string[] }>();
  for (let entry = 0; entry < trace.length; entry++) {
    const kind = trace.kindAt(entry);
    if (kind !== EntryKind.sagaStarted && kind !== EntryKind.sagaMoved && kind !== EntryKind.sagaEnded) continue;
    const id = identityText(values, trace.fieldAt(entry, 0));
    const time = trace.timeAt(entry);
    if (kind === EntryKind.sagaStarted) {
      const states = [values.toText(trace.fieldAt(entry, 4))];
      sagas.set(id, { outcome: 'running', states, startedAtMicros: time, endedAtMicros: Infinity });
      continue;
    }
    const saga = sagas.get(id);
    assert(saga !== undefined, 'what moves or ends was started');
    if (kind === EntryKind.sagaMoved) saga.states.push(values.toText(trace.fieldAt(entry, 5)));
    else {
      saga.outcome = OUTCOMES[trace.fieldAt(entry, 3)] ?? 'running';
      saga.endedAtMicros = time;
    }
  }
  return sagas;
}

/** How many of the runs show something, and whether the seed that the page opens with does. */
export function countBroken(runs: readonly PlayedRun[], name: string): number {
  return runs.filter(({ broken }) => broken.has(name)).length;
}
