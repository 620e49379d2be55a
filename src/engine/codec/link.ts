import type { Scenario } from '../model/document.ts';
import type { LinkBounds } from './bounds-text.ts';

/**
 * What a link says: which scenario, which run of it, which moment, and how to show it. Absent is what the link leaves to
 * the scenario, to the reader and to the page.
 */
export interface Link {
  readonly source: LinkSource;
  readonly variant?: string;
  /** Values of options beyond the variant, as texts; they are read against the scenario. */
  readonly options?: Readonly<Record<string, string>>;
  readonly seed?: number;
  readonly run?: LinkRun;
  /** The cursor: so many entries have happened. Stands above `timeMicros`. */
  readonly entries?: number;
  /** The cursor: after the last entry at or before this virtual time. */
  readonly timeMicros?: number;
  /** Of searches; see `LinkBounds`. */
  readonly bounds?: LinkBounds;
  readonly view?: LinkView;
  /** The selected part: `service:order`. */
  readonly selection?: string;
  readonly theme?: LinkTheme;
  readonly play?: LinkPlay;
  readonly speed?: number;
  readonly chrome?: LinkChrome;
  readonly language?: string;
  /** What the run came to when the link was made. */
  readonly seal?: RunSeal;
}

export type LinkSource =
  | { readonly kind: 'built-in'; readonly id: string }
  | { readonly kind: 'document'; readonly scenario: Scenario }
  /** A scenario document elsewhere, as it stands in the link. */
  | { readonly kind: 'address'; readonly address: string };

/** Where the seed alone does not say how the run goes. */
export type LinkRun =
  | { readonly kind: 'overrides'; readonly overrides: readonly { readonly step: number; readonly choice: string }[] }
  | { readonly kind: 'schedule'; readonly schedule: readonly string[] };

export const LINK_VIEWS = ['graph', 'sequence', 'timeline', 'split', 'matrix'] as const;
export type LinkView = (typeof LINK_VIEWS)[number];

export const LINK_THEMES = ['light', 'dark', 'auto'] as const;
export type LinkTheme = (typeof LINK_THEMES)[number];

/** `0`: stands still. `1`: plays at once. `visible`: plays when it comes into view. */
export const LINK_PLAYS = ['0', '1', 'visible'] as const;
export type LinkPlay = (typeof LINK_PLAYS)[number];

/** How much is shown around the stage. */
export const LINK_CHROMES = ['full', 'player', 'bare'] as const;
export type LinkChrome = (typeof LINK_CHROMES)[number];

/** Fingerprints of a run at some of its entries, so that a later engine can say from where on it runs differently. */
export interface RunSeal {
  /** Entries of the whole run. */
  readonly length: number;
  /** Eight, of the run's beginnings of an eighth, two eighths ... of its length, 18 bits each. */
  readonly marks: readonly number[];
}

export const LINK_LIMITS = {
  /** Characters of a fragment that is read. Browsers take more; nobody made more here. */
  read: 262_144,
  /** Characters of a fragment that is written: beyond, a file does better. */
  written: 65_536,
  /** Choices of a run by name; runs stop at so many entries. */
  choices: 20_000,
} as const;
