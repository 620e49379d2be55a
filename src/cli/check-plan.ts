import { availableParallelism } from 'node:os';
import { failure, success } from '../engine/base/result.ts';
import { CATALOGUE, claimedProperties, matrixOf } from '../engine/index.ts';
import type { FaultBudget, Language, MatrixCell, Result, Scenario, Strategy } from '../engine/index.ts';
import { LIMITS } from '../engine/model/limits.ts';
import { hint, readArguments, single } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import { readScenario } from './scenario-source.ts';

/** A question of the matrix, within the bounds in which it is asked, and what answers are wanted. */
export interface CheckCell extends MatrixCell {
  /** `found` where the document says that it is reachable within these bounds; `any` where it says so of wider ones. */
  readonly demand: 'found' | 'not-found' | 'any';
}

/** How far each search may go. */
export interface CheckLimits {
  readonly strategy: Strategy;
  readonly states: number;
  readonly depth: number;
  readonly megabytes: number;
  /** Wall clock; undefined: no bound. */
  readonly seconds: number | undefined;
  readonly reduction: boolean;
  /** Of sampling. */
  readonly schedules: number;
}

/** All that a worker needs; plain data. */
export interface CheckJob {
  readonly scenario: Scenario;
  /** Id of the built-in scenario that it is, or undefined for a document of one's own. */
  readonly builtIn: string | undefined;
  readonly cells: readonly CheckCell[];
  readonly limits: CheckLimits;
  readonly language: Language;
  /** Address of a playground, for links. */
  readonly baseUrl: string;
}

export interface CheckPlan {
  readonly job: CheckJob;
  readonly workers: number;
  readonly json: boolean;
  /** Leaves out the choices of counterexamples that are as demanded. */
  readonly brief: boolean;
}

const STRATEGIES: readonly Strategy[] = ['depth', 'breadth', 'random', 'priority'];
const LANGUAGES: readonly Language[] = ['en', 'ko'];
const LIVELOCK = 'livelock';
const INVARIANT = 'invariant:';
/** Where `npm start` serves the playground. */
const DEFAULT_BASE = 'http://127.0.0.1:4173/';
const DEFAULT_STATES = 1_000_000;
const DEFAULT_DEPTH = 10_000;
const DEFAULT_MEGABYTES = 1_024;
const DEFAULT_SCHEDULES = 10_000;
const MOST_WORKERS_UNASKED = 8;

const NAMES = {
  flags: ['json', 'brief', 'no-reduction'],
  valued: [
    'variant',
    'property',
    'bounds',
    'states',
    'depth',
    'seconds',
    'megabytes',
    'strategy',
    'schedules',
    'workers',
    'lang',
    'base-url',
  ],
};

export function readCheckPlan(args: readonly string[]): Result<CheckPlan, string> {
  const read = readArguments(args, NAMES);
  if (!read.ok) return read;
  const [source, second] = read.value.words;
  if (source === undefined) return failure('check needs a scenario: an id that list shows, or a file.');
  if (second !== undefined) return failure(`check takes one scenario, and ${second} is one too many.`);
  const scenario = readScenario(source);
  if (!scenario.ok) return scenario;
  const cells = readCells(scenario.value, read.value);
  if (!cells.ok) return cells;
  const limits = readLimits(read.value);
  if (!limits.ok) return limits;
  const language = word(read.value, 'lang', LANGUAGES, 'en');
  if (!language.ok) return language;
  const baseUrl = readBase(read.value);
  if (!baseUrl.ok) return baseUrl;
  const usual = Math.min(availableParallelism(), MOST_WORKERS_UNASKED);
  const workers = count(read.value, 'workers', 64, usual);
  if (!workers.ok) return workers;
  const builtIn = /[./\\]/.test(source) ? undefined : source;
  return success({
    job: {
      scenario: scenario.value,
      builtIn,
      cells: cells.value,
      limits: limits.value,
      language: language.value,
      baseUrl: baseUrl.value,
    },
    workers: Math.min(workers.value, cells.value.length),
    json: read.value.flags.has('json'),
    brief: read.value.flags.has('brief'),
  });
}

function readCells(scenario: Scenario, args: Arguments): Result<readonly CheckCell[], string> {
  const all = Object.keys(scenario.variants);
  const variants = args.values.get('variant') ?? all;
  for (const variant of variants)
    if (!all.includes(variant)) return failure(`${scenario.id} has no variant ${variant}.${hint(variant, all)}`);
  const asked = args.values.get('property');
  for (const property of asked ?? []) {
    const known = knownProperties(scenario);
    if (!known.includes(property)) return failure(`There is no property ${property}.${hint(property, known)}`);
  }
  const bounds = readBounds(args);
  if (!bounds.ok) return bounds;
  const { cells } = matrixOf(scenario, { properties: asked ?? claimedProperties(scenario) });
  const chosen = cells.filter(
    (cell) => variants.includes(cell.variant) && (asked !== undefined || isDemanded(scenario, cell)),
  );
  if (chosen.length === 0)
    return failure(
      `${scenario.id} claims nothing that could be checked here, and has no invariants. Name what must not happen with --property.`,
    );
  return success(chosen.map((cell) => boundedCell(cell, bounds.value)));
}

/** What is checked unasked: what is claimed, or, where nothing is, all invariants of all variants. */
function isDemanded({ claims = [] }: Scenario, { property, claim }: MatrixCell): boolean {
  return claims.length === 0 ? property.startsWith(INVARIANT) : claim !== undefined;
}

function knownProperties({ invariants = {} }: Scenario): readonly string[] {
  return [...CATALOGUE.map(({ id }) => id), ...Object.keys(invariants).map((id) => `${INVARIANT}${id}`), LIVELOCK];
}

function boundedCell(cell: MatrixCell, given: GivenBounds): CheckCell {
  const { requests = cell.budget.requests, ...faults } = given;
  const { requests: _declared, ...declared } = cell.budget;
  const budget: FaultBudget = {
    ...declared,
    ...faults,
    ...(requests === undefined || requests === 'all' ? {} : { requests }),
  };
  if (cell.claim !== 'reachable') return { ...cell, budget, demand: 'not-found' };
  // What is reachable within some bounds is so within wider ones; of narrower ones the claim says nothing.
  return { ...cell, budget, demand: isAtLeast(budget, cell.budget) ? 'found' : 'any' };
}

const FAULTS = ['crashes', 'losses', 'duplicates', 'lostAcknowledgements'] as const;

function isAtLeast(budget: FaultBudget, other: FaultBudget): boolean {
  const requests = (of: FaultBudget): number => of.requests ?? Infinity;
  return requests(budget) >= requests(other) && FAULTS.every((fault) => (budget[fault] ?? 0) >= (other[fault] ?? 0));
}

type GivenBounds = Omit<FaultBudget, 'requests'> & { readonly requests?: number | 'all' };

const BOUNDS: readonly string[] = ['requests', ...FAULTS];

/** `requests=2,crashes=1`; what is not named is as the document declares. */
function readBounds(args: Arguments): Result<GivenBounds, string> {
  const text = single(args, 'bounds');
  if (!text.ok) return text;
  const bounds: Record<string, number | 'all'> = {};
  for (const part of text.value?.split(',') ?? []) {
    const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(part) ?? [];
    if (name === '') return failure(`--bounds ${part} is not of the form name=number, joined by commas.`);
    if (!BOUNDS.includes(name)) return failure(`There is no bound ${name}.${hint(name, BOUNDS)}`);
    if (Object.hasOwn(bounds, name)) return failure(`The bound ${name} is given more than once.`);
    if (name === 'requests' && value === 'all') {
      bounds[name] = 'all';
      continue;
    }
    const most = name === 'requests' ? LIMITS.requestBudget : LIMITS.faultBudget;
    const [least, all] = name === 'requests' ? [1, ', or all'] : [0, ''];
    if (!/^\d{1,9}$/.test(value) || Number(value) < least || Number(value) > most)
      return failure(`The bound ${name}=${value} is not an integer from ${least} to ${most}${all}.`);
    bounds[name] = Number(value);
  }
  return success(bounds);
}

function readLimits(args: Arguments): Result<CheckLimits, string> {
  const strategy = word(args, 'strategy', STRATEGIES, 'depth');
  if (!strategy.ok) return strategy;
  const states = count(args, 'states', 50_000_000, DEFAULT_STATES);
  if (!states.ok) return states;
  const depth = count(args, 'depth', 1_000_000, DEFAULT_DEPTH);
  if (!depth.ok) return depth;
  const megabytes = count(args, 'megabytes', 65_536, DEFAULT_MEGABYTES);
  if (!megabytes.ok) return megabytes;
  const schedules = count(args, 'schedules', 100_000_000, DEFAULT_SCHEDULES);
  if (!schedules.ok) return schedules;
  const seconds = count(args, 'seconds', 86_400, undefined);
  if (!seconds.ok) return seconds;
  return success({
    strategy: strategy.value,
    states: states.value,
    depth: depth.value,
    megabytes: megabytes.value,
    seconds: seconds.value,
    reduction: !args.flags.has('no-reduction'),
    schedules: schedules.value,
  });
}

function count<Default extends number | undefined>(
  args: Arguments,
  name: string,
  most: number,
  usual: Default,
): Result<number | Default, string> {
  const text = single(args, name);
  if (!text.ok) return text;
  if (text.value === undefined) return success(usual);
  const value = Number(text.value);
  return /^\d{1,9}$/.test(text.value) && value >= 1 && value <= most
    ? success(value)
    : failure(`--${name} ${text.value} is not an integer from 1 to ${most}.`);
}

function word<Word extends string>(
  args: Arguments,
  name: string,
  all: readonly Word[],
  usual: Word,
): Result<Word, string> {
  const text = single(args, name);
  if (!text.ok) return text;
  if (text.value === undefined) return success(usual);
  const found = all.find((one) => one === text.value);
  return found === undefined ? failure(`--${name} cannot be ${text.value}.${hint(text.value, all)}`) : success(found);
}

function readBase(args: Arguments): Result<string, string> {
  const text = single(args, 'base-url');
  if (!text.ok) return text;
  const given = text.value ?? DEFAULT_BASE;
  if (!URL.canParse(given)) return failure(`--base-url ${given} is no address; it begins with https:// or http://.`);
  const url = new URL(given);
  url.hash = '';
  return success(url.href);
}
