import { failure, success } from '../engine/base/result.ts';
import { CATALOGUE, defaultVariant, prepare, readOptionValues, simulate, variantValues } from '../engine/index.ts';
import type { Finding, OptionValues, Program, Result, RunOutcome, Scenario } from '../engine/index.ts';
import { holds } from '../engine/sim/invariant.ts';
import { hint, readArguments, single } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import { runText } from './run-text.ts';
import { readScenario, sentenceOf } from './scenario-source.ts';

/** So many runs take minutes, not hours. */
const MAXIMUM_RUNS = 100_000;

/** What a run came to, as `--json` writes it. */
export interface RunReport {
  readonly seed: number;
  /** Sixteen hexadecimal digits over all entries: equal for equal runs. */
  readonly digest: string;
  /** How many entries there are. */
  readonly entries: number;
  readonly findings: readonly FindingReport[];
  /** Ids of invariants that do not hold at the end. */
  readonly violated: readonly string[];
  readonly outcome: RunOutcome;
}

export type FindingReport = Pick<Finding, 'anomaly' | 'subtype' | 'at' | 'witness'> & {
  readonly level: 'saga' | 'transaction' | 'message';
};

/**
 * `run <scenario id or file> [--variant ID] [--option name=value]... [--seed N | --seeds A..B] [--json]`. Options go
 * over those of the variant; without a seed the scenario's own is taken. Writes run by run.
 */
export function run(args: readonly string[], write: (text: string) => void): Result<null, string> {
  const read = readArguments(args, { flags: ['json'], valued: ['variant', 'option', 'seed', 'seeds'] });
  if (!read.ok) return read;
  const [source, second] = read.value.words;
  if (source === undefined) return failure('run needs a scenario: an id that list shows, or a file.');
  if (second !== undefined) return failure(`run takes one scenario, and ${second} is one too many.`);
  const scenario = readScenario(source);
  if (!scenario.ok) return scenario;
  const values = readValues(scenario.value, read.value);
  if (!values.ok) return values;
  const seeds = readSeeds(scenario.value, read.value);
  if (!seeds.ok) return seeds;
  const program = prepare(scenario.value, values.value);
  if (!program.ok) return failure(...program.problems.map((problem) => `${source}${sentenceOf(problem)}`));
  const [first, last] = seeds.value;
  const asJson = read.value.flags.has('json');
  for (let seed = first; seed <= last; seed++) {
    const report = reportOf(program.value, seed);
    write(asJson ? `${JSON.stringify(report)}\n` : runText(report));
  }
  return success(null);
}

function readValues(scenario: Scenario, args: Arguments): Result<OptionValues, string> {
  const variant = single(args, 'variant');
  if (!variant.ok) return variant;
  const id = variant.value ?? defaultVariant(scenario);
  const variants = Object.keys(scenario.variants);
  if (!variants.includes(id)) return failure(`${scenario.id} has no variant ${id}.${hint(id, variants)}`);
  const given: Record<string, string> = {};
  for (const option of args.values.get('option') ?? []) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(option) ?? [];
    if (name === undefined || value === undefined) return failure(`--option ${option} is not of the form name=value.`);
    if (Object.hasOwn(given, name)) return failure(`--option ${name} is given more than once.`);
    given[name] = value;
  }
  const values = readOptionValues(scenario, given);
  if (!values.ok) return failure(...values.problems.map((problem) => sentenceOf(problem)));
  return success({ ...variantValues(scenario, id), ...values.value });
}

/** First and last. */
function readSeeds(scenario: Scenario, args: Arguments): Result<readonly [number, number], string> {
  const seed = single(args, 'seed');
  if (!seed.ok) return seed;
  const seeds = single(args, 'seeds');
  if (!seeds.ok) return seeds;
  if (seed.value !== undefined && seeds.value !== undefined) return failure('Give --seed or --seeds, not both.');
  if (seeds.value !== undefined) {
    const [, from, to] = /^(\d+)\.\.(\d+)$/.exec(seeds.value) ?? [];
    const [first, last] = [Number(from), Number(to)];
    if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last) || first > last)
      return failure(`--seeds ${seeds.value} is not of the form A..B, two integers from 0, the lesser first.`);
    if (last - first >= MAXIMUM_RUNS) return failure(`--seeds ${seeds.value} are more than ${MAXIMUM_RUNS} runs.`);
    return success([first, last]);
  }
  if (seed.value === undefined) return success([scenario.seed ?? 0, scenario.seed ?? 0]);
  const only = Number(seed.value);
  if (!/^\d+$/.test(seed.value) || !Number.isSafeInteger(only))
    return failure(`--seed ${seed.value} is not an integer from 0 to ${Number.MAX_SAFE_INTEGER}.`);
  return success([only, only]);
}

function reportOf(program: Program, seed: number): RunReport {
  const { run: finished, findings, timeline } = simulate(program, { seed });
  const { trace, outcome } = finished;
  const world = timeline.seek(timeline.steps);
  const isOver = outcome === 'quiescent';
  return {
    seed,
    digest: trace.digest,
    entries: trace.length,
    findings: findings.map(({ anomaly, subtype, at, witness }) => ({
      anomaly,
      ...(subtype === undefined ? {} : { subtype }),
      level: levelOf(anomaly),
      at,
      witness,
    })),
    violated: program.invariants
      .filter((invariant) => (invariant.when === 'always' || isOver) && !holds(world, invariant))
      .map(({ id }) => id),
    outcome,
  };
}

function levelOf(anomaly: Finding['anomaly']): FindingReport['level'] {
  const entry = CATALOGUE.find(({ id }) => id === anomaly);
  if (entry === undefined) throw new Error(`the catalogue has no ${anomaly}`);
  return entry.level;
}
