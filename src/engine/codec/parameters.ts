import { failure, success } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { LIMITS } from '../model/limits.ts';
import { readBounds, writeBounds } from './bounds-text.ts';
import { decodeNames, encodeNames } from './choice-text.ts';
import { LINK_CHROMES, LINK_LIMITS, LINK_PLAYS, LINK_THEMES, LINK_VIEWS } from './link.ts';
import type { Link, LinkRun } from './link.ts';
import { linkProblem } from './link-problem.ts';
import type { LinkProblem } from './link-problem.ts';
import { readSeal, writeSeal } from './seal.ts';

/** What a link says beyond its source. */
export type LinkParameters = Omit<Link, 'source'>;

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Takes one parameter in; false where the text is none of its. */
type Reader = (parameters: Writable<LinkParameters>, value: string) => boolean;

const ID = /^[a-z][A-Za-z0-9-]{0,63}$/;

/** They say what runs, what is searched and where the cursor stands, so one that cannot be read makes the link bad. */
const RUN_READERS: Readonly<Record<string, Reader>> = {
  v: (into, value) => set(into, 'variant', ID.test(value) ? value : undefined),
  seed: (into, value) => set(into, 'seed', readInteger(value)),
  at: (into, value) => set(into, 'entries', readInteger(value)),
  t: (into, value) => set(into, 'timeMicros', readInteger(value)),
  bounds: (into, value) => set(into, 'bounds', readBounds(value)),
  opt: (into, value) => {
    const [name = '', text = '', ...more] = value.split('=');
    if (!ID.test(name) || !/^-?[A-Za-z0-9-]{1,64}$/.test(text) || more.length > 0) return false;
    const options = into.options ?? {};
    if (Object.hasOwn(options, name) || Object.keys(options).length === LIMITS.options) return false;
    into.options = { ...options, [name]: text };
    return true;
  },
};

/** They do not change what runs; a later version may know more words, so one that is not known is passed over. */
const VIEW_READERS: Readonly<Record<string, Reader>> = {
  seal: (into, value) => set(into, 'seal', readSeal(value)),
  view: (into, value) => set(into, 'view', wordOf(LINK_VIEWS, value)),
  sel: (into, value) => set(into, 'selection', readSelection(value)),
  theme: (into, value) => set(into, 'theme', wordOf(LINK_THEMES, value)),
  play: (into, value) => set(into, 'play', wordOf(LINK_PLAYS, value)),
  speed: (into, value) =>
    set(into, 'speed', /^\d{1,2}(\.\d{1,3})?$/.test(value) && Number(value) > 0 ? Number(value) : undefined),
  ui: (into, value) => set(into, 'chrome', wordOf(LINK_CHROMES, value)),
  lang: (into, value) =>
    set(into, 'language', /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}$/.test(value) ? value : undefined),
};

export interface ReadParameters {
  readonly parameters: LinkParameters;
  /** Checksum of the document, where the link has one. */
  readonly checksum: string | undefined;
  /** Some of it could not be read, but nothing that is known to change what runs. */
  readonly passedOver: boolean;
}

/** Reads `name=value` pairs. Names that are not known are passed over, and of equal names the first stands. */
export function readParameters(pairs: readonly string[]): Result<ReadParameters, LinkProblem> {
  const parameters: Writable<LinkParameters> = {};
  const seen = new Set<string>();
  let checksum: string | undefined;
  let passedOver = false;
  let runText: string | undefined;
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const name = equals === -1 ? pair : pair.slice(0, equals);
    const value = equals === -1 ? '' : pair.slice(equals + 1);
    if (!/^\w+$/.test(name)) passedOver = true;
    if (seen.has(name)) continue;
    if (name !== 'opt') seen.add(name);
    const readRun = Object.hasOwn(RUN_READERS, name) ? RUN_READERS[name] : undefined;
    const readView = Object.hasOwn(VIEW_READERS, name) ? VIEW_READERS[name] : undefined;
    if (readRun?.(parameters, value) === false)
      return failure(linkProblem(`/${name}`, 'link-parameter', { name, found: value }));
    if (readView?.(parameters, value) === false) passedOver = true;
    if (name === 'run') runText = value;
    if (name === 'crc') {
      if (!/^[0-9a-f]{8}$/.test(value)) return failure(linkProblem('/crc', 'link-parameter', { name, found: value }));
      checksum = value;
    }
  }
  if (runText !== undefined) {
    const run = readRun(runText);
    if (!run.ok) return run;
    parameters.run = run.value;
  }
  return success({ parameters, checksum, passedOver });
}

/** The pairs in their one order. */
export function writeParameters(link: LinkParameters): readonly string[] {
  const pairs: string[] = [];
  const add = (name: string, value: string | number | undefined): void => {
    if (value !== undefined) pairs.push(`${name}=${value}`);
  };
  add('v', link.variant);
  for (const [option, value] of Object.entries(link.options ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)))
    add('opt', `${option}=${value}`);
  add('seed', link.seed);
  add('run', link.run === undefined ? undefined : writeRun(link.run));
  add('at', link.entries);
  if (link.entries === undefined) add('t', link.timeMicros);
  add('seal', link.seal === undefined ? undefined : writeSeal(link.seal));
  add('bounds', link.bounds === undefined ? undefined : writeBounds(link.bounds));
  add('view', link.view);
  add('sel', link.selection?.replace(':', '.'));
  add('theme', link.theme);
  add('play', link.play);
  add('speed', link.speed);
  add('ui', link.chrome);
  add('lang', link.language);
  return pairs;
}

/** `s.` and a whole schedule, or `o.` and pairs of a step and a choice; names as in `encodeNames`. */
function writeRun(run: LinkRun): string {
  if (run.kind === 'schedule') return run.schedule.length === 0 ? 's' : `s.${encodeNames(run.schedule)}`;
  const names = encodeNames(run.overrides.map(({ choice }) => choice)).split('.');
  return ['o', ...run.overrides.flatMap(({ step }, i) => [String(step), names[i] as string])].join('.');
}

function readRun(text: string): Result<LinkRun, LinkProblem> {
  const [kind, ...parts] = text.split('.');
  const found = kind === 'o' ? parts.length / 2 : parts.length;
  const maximum = LINK_LIMITS.choices;
  if (found > maximum) return failure(linkProblem('/run', 'link-run-too-long', { found: Math.ceil(found), maximum }));
  const run = kind === 's' ? readSchedule(parts) : kind === 'o' ? readOverrides(parts) : undefined;
  return run === undefined ? failure(linkProblem('/run', 'link-run', {})) : success(run);
}

function readSchedule(parts: readonly string[]): LinkRun | undefined {
  const schedule = parts.length === 0 ? [] : decodeNames(parts.join('.'));
  if (schedule === undefined || schedule.includes('')) return undefined;
  return { kind: 'schedule', schedule };
}

function readOverrides(parts: readonly string[]): LinkRun | undefined {
  if (parts.length === 0 || parts.length % 2 === 1) return undefined;
  const steps = parts.filter((_, i) => i % 2 === 0).map(readInteger);
  const names = decodeNames(parts.filter((_, i) => i % 2 === 1).join('.'));
  if (names === undefined || names.includes('')) return undefined;
  const overrides: { step: number; choice: string }[] = [];
  for (const [i, step] of steps.entries()) {
    const before = overrides.at(-1)?.step ?? -1;
    if (step === undefined || step <= before || step > LINK_LIMITS.choices) return undefined;
    overrides.push({ step, choice: names[i] as string });
  }
  return { kind: 'overrides', overrides };
}

/** A whole number from 0 as it is written in one way only. */
function readInteger(text: string): number | undefined {
  if (!/^(0|[1-9]\d{0,15})$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** `service.order`: a colon is not safe everywhere. */
function readSelection(text: string): string | undefined {
  return /^(service|channel|client|saga)\.[a-z][A-Za-z0-9-]{0,63}$/.test(text) ? text.replace('.', ':') : undefined;
}

function wordOf<Word extends string>(words: readonly Word[], text: string): Word | undefined {
  return words.find((word) => word === text);
}

function set<Key extends keyof LinkParameters>(
  into: Writable<LinkParameters>,
  key: Key,
  value: Exclude<LinkParameters[Key], undefined> | undefined,
): boolean {
  if (value === undefined) return false;
  (into as Record<Key, typeof value>)[key] = value;
  return true;
}
