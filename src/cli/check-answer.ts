import { check } from '../engine/check/check.ts';
import {
  completedInTime,
  createExploration,
  explain,
  linkTo,
  prepare,
  simulate,
  structureOf,
  timingFeasibility,
  variantValues,
  writeFragment,
} from '../engine/index.ts';
import type {
  CompletedSchedule,
  ExplorationPlan,
  ExplorationProgress,
  ExplorationResult,
  FaultBudget,
  Finding,
  Program,
  Simulation,
  TimingFeasibility,
} from '../engine/index.ts';
import { traceNames } from '../engine/simulate.ts';
import { buildHistory } from '../engine/trace/history.ts';
import type { CheckCell, CheckJob } from './check-plan.ts';
import { explanationNames } from './check-names.ts';
import { storyOf } from './check-story.ts';
import type { StoryLine } from './check-story.ts';

/** One cell of the matrix, answered: what `--json` writes. Every key is always there; `null` is what does not apply. */
export interface CellReport {
  readonly scenario: string;
  readonly variant: string;
  readonly property: string;
  readonly claim: 'reachable' | 'unreachable' | null;
  readonly bounds: FaultBudget;
  readonly verdict: 'found' | 'none' | 'unknown';
  /** What stopped the search, if something did. */
  readonly reason: StopReason | null;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** Of `none`: whether orders that come to the same were left out. */
  readonly reduced: boolean | null;
  /** Of `none`: the chance that a collision of hashes hid a state. */
  readonly missProbability: number | null;
  /** Of `found`: names of choices. */
  readonly schedule: readonly string[] | null;
  readonly length: 'shortest' | 'locally-minimal' | null;
  readonly timing: CounterexampleTiming | null;
  /** What went wrong, in a sentence or two. */
  readonly explanation: string | null;
  /** Null also where the link would be too long to be of use. */
  readonly link: string | null;
  /** Null: the search stopped early and has found nothing. */
  readonly ok: boolean | null;
}

/**
 * Whether the counterexample is possible with the declared latencies: then with the schedule that is, which may have acts
 * besides that do not wait, and its times; else what stands against it.
 */
export type CounterexampleTiming =
  | ({ readonly possible: true } & CompletedSchedule)
  | Extract<TimingFeasibility, { readonly possible: false }>;

export type StopReason = Extract<ExplorationResult, { readonly verdict: 'unknown' }>['reason'] | 'seconds';

/** For people, the counterexample told besides. */
export interface CellAnswer {
  readonly report: CellReport;
  readonly story: readonly StoryLine[];
}

/** So many transitions take a fraction of a second: between them clocks are looked at and progress is told. */
const SLICE = 4_096;
const MEGABYTE = 1_048_576;

/** Answers cells of a job, one after the other; programs are compiled once for each variant. */
export class Answerer {
  readonly #job: CheckJob;
  readonly #programs = new Map<string, Program>();

  constructor(job: CheckJob) {
    this.#job = job;
  }

  /** @param onProgress told now and then; the time that it takes counts */
  answer(cell: CheckCell, onProgress: (progress: ExplorationProgress) => void): CellAnswer {
    const { scenario, limits } = this.#job;
    const program = this.#program(cell.variant);
    const result = explore(program, planOf(cell, limits), limits.seconds, onProgress);
    const { verdict, states, transitions, depth } = result;
    const told = verdict === 'found' ? this.#tell(program, cell, result.schedule) : undefined;
    const report: CellReport = {
      scenario: scenario.id,
      variant: cell.variant,
      property: cell.property,
      claim: cell.claim ?? null,
      bounds: cell.budget,
      verdict,
      reason: verdict === 'unknown' ? result.reason : null,
      states,
      transitions,
      depth,
      reduced: verdict === 'none' ? result.reduced : null,
      missProbability: verdict === 'none' ? result.missProbability : null,
      schedule: verdict === 'found' ? result.schedule : null,
      length: verdict === 'found' ? result.length : null,
      timing: told?.timing ?? null,
      explanation: told?.explanation ?? null,
      link: told?.link ?? null,
      ok: isAsDemanded(verdict, cell.demand),
    };
    return { report, story: told?.story ?? [] };
  }

  #program(variant: string): Program {
    const { scenario } = this.#job;
    const known = this.#programs.get(variant);
    if (known !== undefined) return known;
    const prepared = prepare(scenario, variantValues(scenario, variant));
    if (!prepared.ok) throw new Error(`the variant ${variant} has been prepared before`);
    this.#programs.set(variant, prepared.value);
    return prepared.value;
  }

  #tell(program: Program, { variant, property, budget }: CheckCell, schedule: readonly string[]) {
    const { language } = this.#job;
    const timing = timingOf(program, budget, property, schedule);
    const seed = this.#job.scenario.seed ?? FIRST_SEED;
    const { schedule: told, timesMicros } = timing.possible ? timing : { schedule, timesMicros: [] };
    const simulation = simulate(program, { seed, schedule: told, faults: budget, timesMicros });
    const structure = structureOf(program);
    const finding = findingOf(program, simulation, property);
    const entries = finding === undefined ? simulation.run.trace.length : finding.at + 1;
    return {
      timing,
      explanation: finding === undefined ? null : explain(finding, language, explanationNames(structure, language)),
      link: this.#link(variant, seed, told, entries),
      story: storyOf(simulation, structure, language, timing.possible),
    };
  }

  #link(variant: string, seed: number, schedule: readonly string[], entries: number): string | null {
    const { scenario, builtIn, baseUrl } = this.#job;
    const options = variantValues(scenario, variant);
    const link = linkTo({ scenario, builtIn, variant, options, seed, overrides: [], schedule }, entries);
    const fragment = writeFragment(link);
    return fragment.ok ? `${baseUrl}#${fragment.value}` : null;
  }
}

const FIRST_SEED = 1;

function timingOf(
  program: Program,
  budget: FaultBudget,
  property: string,
  schedule: readonly string[],
): CounterexampleTiming {
  const timing = timingFeasibility(program, budget, schedule);
  if (timing.possible) return { ...timing, schedule };
  const completed = completedInTime(program, budget, property, schedule);
  return completed === undefined ? timing : { possible: true, ...completed };
}

function planOf({ property, budget }: CheckCell, limits: CheckJob['limits']): ExplorationPlan {
  return {
    properties: [property],
    budget,
    strategy: limits.strategy,
    maximumStates: limits.states,
    maximumDepth: limits.depth,
    maximumBytes: limits.megabytes * MEGABYTE,
    reduction: limits.reduction,
    schedules: limits.schedules,
  };
}

type Explored =
  | ExplorationResult
  | (ExplorationProgress & { readonly verdict: 'unknown'; readonly reason: StopReason });

function explore(
  program: Program,
  plan: ExplorationPlan,
  seconds: number | undefined,
  onProgress: (progress: ExplorationProgress) => void,
): Explored {
  const exploration = createExploration(program, plan);
  const end = seconds === undefined ? Infinity : performance.now() + seconds * 1000;
  for (;;) {
    const result = exploration.advance(SLICE);
    if (result !== undefined) return result;
    if (performance.now() >= end) return { ...exploration.progress, verdict: 'unknown', reason: 'seconds' };
    onProgress(exploration.progress);
  }
}

function isAsDemanded(verdict: CellReport['verdict'], demand: CheckCell['demand']): boolean | null {
  if (demand === 'any') return true;
  if (verdict === 'unknown') return null;
  return verdict === 'found' ? demand === 'found' : demand === 'not-found';
}

/** The finding that the cell is about; a run tells only the most specific of those that come to the same. */
function findingOf(program: Program, { run, findings }: Simulation, property: string): Finding | undefined {
  const told = findings.find(({ anomaly }) => anomaly === property);
  if (told !== undefined) return told;
  const history = buildHistory(run.trace, traceNames(program), run.outcome === 'quiescent');
  return check(history).findings.find(({ anomaly }) => anomaly === property);
}
