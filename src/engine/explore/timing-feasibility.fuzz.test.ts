import { expect, test } from 'vitest';
import { allScenarios } from '../../scenarios/all.ts';
import { prepare } from '../prepare.ts';
import { variantValues } from '../model/options/values.ts';
import { choiceName } from '../sim/choice.ts';
import { compile } from '../sim/compile.ts';
import { scenarioOfSeed } from '../testing/generate-scenario.ts';
import { run } from '../timeline/run.ts';
import type { Run } from '../timeline/run.ts';
import { timingBounds } from './timing-feasibility-bounds.ts';
import type { TimingBound } from './timing-feasibility-bounds.ts';
import { timesOfMoments } from './timing-feasibility-times.ts';
import { timingFeasibility } from './timing-feasibility.ts';

/** Catches a hang and nothing else: on a busy machine these take long. */
const PATIENCE = { timeout: 600_000 };
const GENERATED = 120;
const MAXIMUM_ENTRIES = 400;

function* runs(): Iterable<readonly [name: string, finished: Run]> {
  for (let seed = 0; seed < GENERATED; seed++)
    yield [`generated ${seed}`, run(compile(scenarioOfSeed(seed)), { seed, maximumEntries: MAXIMUM_ENTRIES })];
  for (const scenario of allScenarios)
    for (const variant of Object.keys(scenario.variants)) {
      const program = prepare(scenario, variantValues(scenario, variant));
      if (!program.ok) throw new Error('a variant compiles');
      for (const seed of [1, 2, 3]) yield [`${scenario.id} ${variant} ${seed}`, run(program.value, { seed })];
    }
}

const scheduleOf = ({ program, choices }: Run): readonly string[] =>
  choices.map((choice) => choiceName(program, choice));

/** When each choice of a run happened; a choice that no entry tells of happened with the one before. */
function timesOf({ trace, choices }: Run): readonly number[] {
  const times: number[] = [];
  for (let step = 0; step < choices.length; step++) {
    const entry = trace.firstEntryOfStep(step);
    if (entry >= trace.length || trace.stepAt(entry) !== step) throw new Error('each choice is told of');
    times.push(trace.timeAt(entry));
  }
  return times;
}

function keeps(bound: TimingBound, times: readonly number[]): boolean {
  const time = (moment: number): number => (moment === 0 ? 0 : (times[moment - 1] as number));
  const { kind, at, from, possible, micros } = bound;
  if (kind === 'minimum') return time(at) >= time(from) + micros;
  return time(at) <= Math.max(time(possible), time(from) + micros);
}

test(
  `TI15: the schedule of every timed run is possible, its own times keep to all bounds, and it plays with the earliest (seeds 0 to ${GENERATED - 1}, built-in)`,
  PATIENCE,
  () => {
    const broken: string[] = [];
    let bounds = 0;
    let earlier = 0;
    for (const [name, finished] of runs()) {
      const { program } = finished;
      const schedule = scheduleOf(finished);
      const own = timesOf(finished);
      const all = timingBounds(program, 'declared', schedule);
      bounds += all.length;
      for (const bound of all) if (!keeps(bound, own)) broken.push(`${name}: ${JSON.stringify(bound)}`);
      const found = timingFeasibility(program, 'declared', schedule);
      if (!found.possible) {
        broken.push(`${name}: ${JSON.stringify(found)}`);
        continue;
      }
      const { timesMicros } = found;
      for (const bound of all)
        if (!keeps(bound, timesMicros)) broken.push(`${name}, earliest: ${JSON.stringify(bound)}`);
      const again = run(program, { seed: 7, schedule, timesMicros, maximumEntries: MAXIMUM_ENTRIES * 2 });
      expect(again.divergence, name).toBeUndefined();
      expect(timesOf(again), name).toEqual(timesMicros);
      if ((timesMicros.at(-1) ?? 0) < (own.at(-1) ?? 0)) earlier++;
    }
    expect(broken).toEqual([]);
    expect(bounds).toBeGreaterThan(20_000);
    expect(earlier).toBeGreaterThan(100);
  },
);

/** Whether there are times up to a limit, by the greatest ones: what is too late is brought down until nothing is. */
function isPossibleByDescent(moments: number, bounds: readonly TimingBound[], limit: number): boolean {
  const times = Array.from({ length: moments }, () => limit);
  times[0] = 0;
  const lower = (moment: number, to: number): boolean => {
    if ((times[moment] as number) <= to) return false;
    times[moment] = to;
    return true;
  };
  for (let changed = true; changed;) {
    changed = false;
    for (let i = 0; i + 1 < moments; i++) if (lower(i, times[i + 1] as number)) changed = true;
    for (const { kind, at, from, possible, micros } of bounds)
      if (
        kind === 'minimum'
          ? lower(from, (times[at] as number) - micros)
          : lower(at, Math.max(times[possible] as number, (times[from] as number) + micros))
      )
        changed = true;
    if ((times[0] as number) < 0) return false;
  }
  return true;
}

/** A stateless draw for the numbers of small systems. */
function numbers(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 1_013_904_223) >>> 0;
    return (state >>> 8) % below;
  };
}

test('TI15: small systems of bounds: possible exactly if the greatest times are, with both ways to read a maximum (seeds 0 to 3999)', () => {
  const counts = { possible: 0, impossible: 0, needed: 0 };
  const broken: string[] = [];
  for (let seed = 0; seed < 4_000; seed++) {
    const below = numbers(seed + 1);
    const moments = 3 + below(5);
    const bounds = Array.from({ length: 2 + below(8) }, (): TimingBound => {
      const at = 1 + below(moments - 1);
      const from = below(at);
      const possible = from + below(at - from);
      const micros = below(12);
      return { kind: below(2) === 0 ? 'minimum' : 'maximum', choice: 'x', at, from, possible, micros };
    });
    const say = (what: string): number => broken.push(`seed ${seed}: ${what}`);
    const found = timesOfMoments(moments, bounds);
    if (found.possible !== isPossibleByDescent(moments, bounds, 1_000)) say(`possible is ${found.possible}`);
    if (found.possible) {
      counts.possible++;
      const { times } = found;
      if (times[0] !== 0 || times.some((time, i) => time < (times[i - 1] ?? 0))) say('time goes back');
      if (!bounds.every((bound) => keeps(bound, times.slice(1)))) say('a bound is not kept');
      continue;
    }
    counts.impossible++;
    if (timesOfMoments(moments, [...found.conflict]).possible) say('the conflict is none');
    for (const bound of bounds) {
      const others = bounds.filter((other) => other !== bound);
      if (!timesOfMoments(moments, others).possible) continue;
      counts.needed++;
      if (!found.conflict.has(bound)) say('a bound that all hangs on is not in the conflict');
    }
  }
  expect(broken).toEqual([]);
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(200);
});
