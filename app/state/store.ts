import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { Frame, LinkBounds, OptionValues, Problem, Scenario } from '../../src/engine/index.ts';
import type { CatalogueItem } from '../../src/scenarios/index.ts';
import { galleryFits } from './gallery-room.ts';
import type { Preferences } from './preferences.ts';
import type { Run } from './run.ts';

/** All that a person can change about what runs: what undo takes back, and what a link carries. */
export interface Edit {
  readonly scenario: Scenario;
  /** Id of the built-in scenario that this is, unchanged; undefined for the reader's own document. */
  readonly builtIn: string | undefined;
  /** The variant whose options these are; undefined when options were mixed by hand. */
  readonly variant: string | undefined;
  readonly options: OptionValues;
  readonly seed: number;
  readonly overrides: readonly { readonly step: number; readonly choice: string }[];
  /** A whole schedule by names, a counterexample. */
  readonly schedule: readonly string[] | undefined;
}

/** Part ids are `service:order`, `channel:orders`, `client:customer`; sagas and rows are named within theirs. */
export type Selection =
  | { readonly kind: 'part'; readonly part: string }
  | { readonly kind: 'saga'; readonly saga: string; readonly instance: string | undefined }
  | { readonly kind: 'row'; readonly service: string; readonly table: string; readonly key: string };

export type Notice =
  | { readonly kind: 'rejected'; readonly problems: readonly Problem[] }
  /** A broken invariant of the engine. */
  | { readonly kind: 'broken'; readonly message: string }
  /** A link that could not be opened, and what was received. */
  | { readonly kind: 'link'; readonly message: string; readonly received: string }
  /** Something to know; nothing failed. */
  | { readonly kind: 'note'; readonly message: string }
  | { readonly kind: 'file'; readonly problem: 'too-large' | 'unreadable' };

export type Tab = 'inspect' | 'findings' | 'next' | 'log';
export type Sheet = 'scenarios' | 'story' | Tab;
export type Dialog = 'help' | 'editor' | 'safe' | 'machines' | 'share';

export interface PlaygroundState {
  /** The built-in scenarios; their documents are loaded when they are opened. */
  readonly scenarios: readonly CatalogueItem[];
  readonly edit: Edit | undefined;
  readonly past: readonly Edit[];
  readonly future: readonly Edit[];

  readonly run: Run | undefined;
  readonly running: boolean;
  readonly notice: Notice | undefined;

  /** How many entries have happened at the cursor, and how many choices. */
  readonly entries: number;
  readonly step: number;
  /** The world at the cursor, or shortly before while it is being fetched. */
  readonly frame: Frame | undefined;
  readonly playing: boolean;
  readonly rate: number;

  readonly selection: Selection | undefined;
  /** Index of the finding that is shown on the stage. */
  readonly focus: number | undefined;
  /** An entry that the pointer is on, anywhere. */
  readonly hovered: number | undefined;
  readonly storyStep: number;
  /** Told over the stage where the list of scenarios is out of sight. */
  readonly storyOpen: boolean;
  /** How far searches go, where it is otherwise than declared. */
  readonly bounds: LinkBounds;

  readonly tab: Tab;
  /** What lies over the stage on a narrow screen. */
  readonly sheet: Sheet | undefined;
  readonly dialog: Dialog | undefined;
  readonly galleryOpen: boolean;
  readonly preferences: Preferences;
}

export type Store = StoreApi<PlaygroundState>;

export const PAST_LIMIT = 200;

export function createPlaygroundStore(scenarios: readonly CatalogueItem[], preferences: Preferences): Store {
  return createStore<PlaygroundState>(() => ({
    scenarios,
    edit: undefined,
    past: [],
    future: [],
    run: undefined,
    running: false,
    notice: undefined,
    entries: 0,
    step: 0,
    frame: undefined,
    playing: false,
    rate: 1,
    selection: undefined,
    focus: undefined,
    hovered: undefined,
    storyStep: 0,
    storyOpen: false,
    bounds: {},
    tab: 'inspect',
    sheet: undefined,
    dialog: undefined,
    galleryOpen: galleryFits(),
    preferences,
  }));
}
