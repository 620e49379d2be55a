import { expect, test } from 'vitest';
import type { Value } from '../base/values.ts';
import type { CrashFault, Scenario } from '../model/document.ts';
import { applyOptions } from '../model/options/apply.ts';
import { variantValues } from '../model/options/values.ts';
import { choiceName, isFault } from '../sim/choice.ts';
import { choices } from '../sim/choices.ts';
import { compile } from '../sim/compile.ts';
import type { Program } from '../sim/program.ts';
import { step } from '../sim/step.ts';
import { World } from '../sim/world.ts';
import { scenarioOfSeed } from '../testing/generate-scenario.ts';
import { identityText } from '../trace/identity.ts';
import { EntryKind, silentSink } from '../trace/entry.ts';
import { allScenarios } from '../../scenarios/all.ts';
import { run } from './run.ts';
import type { Run } from './run.ts';
import { Timeline } from './timeline.ts';

/** Catches a hang and nothing else: on a busy machine these take long. */
const PATIENCE = { timeout: 600_000 };

const RUNS = 300;
const SEEDS = Array.from({ length: RUNS }, (_, seed) => seed);
const MAXIMUM_ENTRIES = 600;
const UNLIMITED = { crashes: 10_000, losses: 10_000, duplicates: 10_000, lostAcknowledgements: 10_000 };

function programOf(scenario: Scenario, variant: string, change = (document: Scenario): Scenario => document): Program {
  const applied = applyOptions(scenario, variantValues(scenario, variant));
  if (!applied.ok) throw new Error(JSON.stringify(applied.problems));
  return compile(change(applied.value));
}

/** Generated ones, and the built-in ones in all their variants. */
function* programs(): Iterable<readonly [seed: number, program: Program]> {
  for (const seed of SEEDS) yield [seed, compile(scenarioOfSeed(seed))];
  for (const scenario of allScenarios)
    for (const variant of Object.keys(scenario.variants))
      for (const seed of [1, 2]) yield [seed, programOf(scenario, variant)];
}

test(
  `TI13: every timed run is a path of the untimed system with faults enough, and time never goes back (seeds 0 to ${RUNS - 1}, built-in)`,
  PATIENCE,
  () => {
    let faults = 0;
    const surprises: string[] = [];
    for (const [seed, program] of programs()) {
      const finished = run(program, { seed, maximumEntries: MAXIMUM_ENTRIES });
      const world = new World(program, { faults: UNLIMITED, tracksVersions: true });
      const enabled: Value[] = [];
      for (const choice of finished.choices) {
        choices(program, world, enabled);
        if (!enabled.includes(choice)) surprises.push(`seed ${seed}: ${choiceName(program, choice)}`);
        step(program, world, choice, silentSink);
        if (isFault(program.values, choice)) faults++;
      }
      let backwards = 0;
      for (let i = 1; i < finished.trace.length; i++)
        if (finished.trace.timeAt(i) < finished.trace.timeAt(i - 1)) backwards++;
      expect(backwards, `seed ${seed}`).toBe(0);
    }
    expect(surprises).toEqual([]);
    expect(faults).toBeGreaterThan(300);
  },
);

test(
  `TR1: one document and one seed give one trace, on another program too; and its choices give it again (seeds 0 to 99)`,
  PATIENCE,
  () => {
    const digests = new Set<string>();
    for (const seed of SEEDS.slice(0, 100)) {
      const document = scenarioOfSeed(seed);
      const first = run(compile(document), { seed, maximumEntries: MAXIMUM_ENTRIES });
      const program = compile(document);
      program.values.text('something that the first table of values does not have');
      const second = run(program, { seed, maximumEntries: MAXIMUM_ENTRIES });
      expect(second.trace.digest, `seed ${seed}`).toBe(first.trace.digest);
      expect(second.stateDigest).toBe(first.stateDigest);
      const schedule = first.choices.map((choice) => choiceName(first.program, choice));
      const third = run(program, { seed, schedule, maximumEntries: MAXIMUM_ENTRIES });
      expect(third.trace.digest, `seed ${seed}`).toBe(first.trace.digest);
      digests.add(first.trace.digest);
    }
    expect(digests.size).toBe(100);
  },
);

test(
  'TR2: a timeline shows the same world at a step whichever way it went there (built-in scenarios, seeds 1 to 3)',
  PATIENCE,
  () => {
    for (const scenario of allScenarios) {
      const [variant] = Object.keys(scenario.variants);
      const program = programOf(scenario, variant as string);
      for (const seed of [1, 2, 3]) {
        const timeline = new Timeline(run(program, { seed }));
        const forwards = Array.from({ length: timeline.steps + 1 }, (_, at) => timeline.seek(at).stateDigest);
        const jumps = Array.from({ length: 40 }, (_, i) => (i * 7_919 + seed) % (timeline.steps + 1));
        for (const at of [timeline.steps, 0, ...jumps]) expect(timeline.seek(at).stateDigest).toBe(forwards[at]);
        expect(forwards[timeline.steps]).toBe(timeline.run.stateDigest);
      }
    }
  },
);

/** Times between an entry and its cause, or of a first request from the start, by what they belong to. */
function spans(finished: Run): Map<string, number> {
  const { trace } = finished;
  const { values } = trace;
  const found = new Map<string, number>();
  const last = new Map<Value, number>();
  const sent = new Map<Value, number>();
  for (let i = 0; i < trace.length; i++) {
    const kind = trace.kindAt(i);
    const actor = trace.actorAt(i);
    const text = (field: number): string => identityText(values, trace.fieldAt(i, field));
    const before = kind === EntryKind.delivered ? trace.causeAt(i) : (last.get(actor) ?? -1);
    const span = trace.timeAt(i) - (before < 0 ? 0 : trace.timeAt(before));
    const message = trace.fieldAt(i, 0);
    if (kind === EntryKind.sent) sent.set(message, (sent.get(message) ?? 0) + 1);
    // Of what was sent or delivered more than once the entries do not say which of the times it counts from.
    const isOnly = sent.get(message) === 1 && trace.fieldAt(i, 2) === 1;
    if (kind === EntryKind.delivered && isOnly) found.set(`latency ${identityText(values, actor)}`, span);
    if (kind === EntryKind.begun) found.set(`service time ${text(0)}`, span);
    if (kind === EntryKind.requested) found.set(`arrival ${text(1)}`, trace.timeAt(i));
    if (kind === EntryKind.crashed && !found.has(`crash ${identityText(values, actor)}`))
      found.set(`crash ${identityText(values, actor)}`, trace.timeAt(i));
    last.set(actor, i);
  }
  return found;
}

/** Without anything to wait for, so that what is seen is what was drawn; with crashes, what is down is waited for. */
function roomy(scenario: Scenario, crashing: boolean): Scenario {
  const free = <T extends object>(parts: Readonly<Record<string, T>>, more: object): Record<string, T> =>
    Object.fromEntries(Object.entries(parts).map(([id, part]) => [id, { ...part, ...more }]));
  const crash: CrashFault = {
    everyMicros: { exponential: 100_000 },
    restartMicros: { uniform: [1_000, 5_000] },
    count: 1,
  };
  const crashes = Object.fromEntries(Object.keys(scenario.services).map((id) => [id, crash]));
  return {
    ...scenario,
    services: free(scenario.services, { concurrency: 16 }) as Scenario['services'],
    channels: free(scenario.channels, { ordering: 'none' }) as Scenario['channels'],
    clients: Object.fromEntries(
      Object.entries(scenario.clients).map(([id, client]) => [
        id,
        {
          requests: client.requests.map(({ id, message, to, payload }) => ({
            id,
            message,
            to,
            payload,
            afterMicros: { uniform: [0, 90_000] },
          })),
        },
      ]),
    ) as Scenario['clients'],
    faults: crashing ? { crashes } : {},
  };
}

test(
  'TI14: with a countermeasure switched, what both runs have in common meets the same latencies, service times, arrivals and crashes (seeds 0 to 11)',
  PATIENCE,
  () => {
    const common = new Map<string, number>();
    let changed = 0;
    const different: string[] = [];
    for (const crashing of [false, true])
      for (const scenario of allScenarios) {
        const [first, ...others] = Object.keys(scenario.variants).map((variant) =>
          programOf(scenario, variant, (document) => roomy(document, crashing)),
        );
        for (let seed = 0; seed < 12; seed++) {
          const base = spans(run(first as Program, { seed }));
          for (const other of others) {
            const varied = spans(run(other, { seed }));
            for (const [what, span] of base) {
              const there = varied.get(what);
              const kind = what.split(' ')[0] as string;
              if (there === undefined || (crashing && kind !== 'arrival' && kind !== 'crash')) continue;
              if (there !== span) different.push(`${scenario.id}, seed ${seed}: ${what} is ${span} and ${there}`);
              common.set(kind, (common.get(kind) ?? 0) + 1);
            }
            if ([...varied.keys()].some((what) => !base.has(what))) changed++;
          }
        }
      }
    for (const kind of ['latency', 'service', 'arrival', 'crash']) expect(common.get(kind)).toBeGreaterThan(200);
    expect(different).toEqual([]);
    expect(changed).toBeGreaterThan(30);
  },
);
