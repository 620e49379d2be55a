import { LIMITS } from '../model/limits.ts';

/**
 * How far a search may go where the reader wants it otherwise than the document declares; what is absent is as declared.
 * `states` bounds each search.
 */
export interface LinkBounds {
  readonly requests?: number | 'all';
  readonly crashes?: number;
  readonly losses?: number;
  readonly duplicates?: number;
  readonly lostAcknowledgements?: number;
  readonly states?: number;
}

type BoundName = keyof LinkBounds;

/** In the order in which they are written. */
const MAXIMA: Readonly<Record<BoundName, number>> = {
  requests: LIMITS.requestBudget,
  crashes: LIMITS.faultBudget,
  losses: LIMITS.faultBudget,
  duplicates: LIMITS.faultBudget,
  lostAcknowledgements: LIMITS.faultBudget,
  states: 50_000_000,
};
const NAMES = Object.keys(MAXIMA) as readonly BoundName[];
const MINIMA: Readonly<Partial<Record<BoundName, number>>> = { requests: 1, states: 1 };
const ALL = 'all';

/** `requests.2.crashes.1`: names and numbers joined by dots. */
export function writeBounds(bounds: LinkBounds): string | undefined {
  const parts = NAMES.flatMap((name) => (bounds[name] === undefined ? [] : [name, String(bounds[name])]));
  return parts.length === 0 ? undefined : parts.join('.');
}

/** Undefined if the text is none of `writeBounds`: each name at most once, in any order, its number within its bounds. */
export function readBounds(text: string): LinkBounds | undefined {
  const parts = text.split('.');
  if (parts.length % 2 === 1) return undefined;
  const bounds: Partial<Record<BoundName, number | typeof ALL>> = {};
  for (let i = 0; i < parts.length; i += 2) {
    const name = NAMES.find((known) => known === parts[i]);
    const value = parts[i + 1] ?? '';
    if (name === undefined || bounds[name] !== undefined) return undefined;
    const all = name === 'requests' && value === ALL;
    if (!all && !(/^(0|[1-9]\d{0,7})$/.test(value) && within(name, Number(value)))) return undefined;
    bounds[name] = all ? ALL : Number(value);
  }
  return bounds as LinkBounds;
}

function within(name: BoundName, value: number): boolean {
  return value >= (MINIMA[name] ?? 0) && value <= MAXIMA[name];
}
