import type {
  CheckedTerms,
  CompletedSchedule,
  ExplorationProgress,
  ExplorationResult,
  Finding,
  FaultBudget,
  Frame,
  OptionValues,
  Problem,
  RunOutcome,
  Scenario,
  Strategy,
  Structure,
  TimingFeasibility,
  TraceColumns,
} from '../../src/engine/index.ts';

/** What a run is made from. `choices` replaces the seed's schedule from the start on: names and times, in order. */
export interface RunRequest {
  readonly scenario: Scenario;
  /** The scenario is one of ours, unchanged: what its options make of it has been tested. */
  readonly builtIn?: boolean;
  readonly options: OptionValues;
  readonly seed: number;
  /** Sparse overrides: at this step do this choice instead of what the seed would do. */
  readonly overrides: readonly { readonly step: number; readonly choice: string }[];
  /** A whole schedule by names (a counterexample); the seed then only draws times. */
  readonly schedule?: readonly string[];
}

/**
 * Whose run it is. Of several requests of one place that wait, only the newest is run; two designs side by side are two
 * places. Left out: the one stage.
 */
export type RunPlace = string;

/** A finished run, ready to be looked at at any entry. Runs stop at 20,000 entries. */
export interface RunReply {
  readonly run: number;
  readonly structure: Structure;
  readonly trace: TraceColumns;
  readonly findings: readonly Finding[];
  readonly outcome: RunOutcome;
  readonly digest: string;
  /** How many choices were made. */
  readonly steps: number;
  /** A script or override that could not be followed: where, what was expected, what there was. */
  readonly divergence?: { readonly step: number; readonly expected: string; readonly available: readonly string[] };
}

/** One question; see `ExplorationPlan`. */
export interface ExploreRequest {
  readonly scenario: Scenario;
  /** As in `RunRequest`. */
  readonly builtIn?: boolean;
  readonly options: OptionValues;
  /** Anomaly ids, `invariant:<id>` and `livelock`. */
  readonly properties: readonly string[];
  readonly budget: FaultBudget;
  readonly strategy: Strategy;
  readonly maximumStates: number;
}

export type ExploreReply =
  | Exclude<ExplorationResult, { readonly verdict: 'found' }>
  | FoundReply
  | (ExplorationProgress & { readonly verdict: 'unknown'; readonly reason: 'cancelled' });

/** A counterexample, and whether the declared latencies allow it. */
export type FoundReply = Extract<ExplorationResult, { readonly verdict: 'found' }> & {
  readonly timing: TimingFeasibility;
  /** The same, or one with what would be overdue put back, that the declared latencies allow; absent if none was found. */
  readonly possible?: CompletedSchedule;
};

/** Page to worker. Every request has an id; replies repeat it. `terms`: the expressions of a built-in scenario. */
export type WorkerRequest =
  | {
      readonly id: number;
      readonly kind: 'run';
      readonly request: RunRequest;
      readonly terms: CheckedTerms | undefined;
      readonly place: RunPlace;
    }
  | { readonly id: number; readonly kind: 'frame'; readonly run: number; readonly step: number }
  | {
      readonly id: number;
      readonly kind: 'explore';
      readonly request: ExploreRequest;
      readonly terms: CheckedTerms | undefined;
      /** The same number for the same document: what was made of it may be used again. */
      readonly document: number;
    }
  /** Of a search: it stands still, goes on, or ends with what is known by then. */
  | { readonly id: number; readonly kind: 'pause' | 'resume' | 'cancel'; readonly of: number };

/** Worker to page. */
export type WorkerReply =
  /** Sent once, unasked: the engine is loaded. */
  | { readonly id: 0; readonly kind: 'ready' }
  | { readonly id: number; readonly kind: 'run'; readonly reply: RunReply }
  | { readonly id: number; readonly kind: 'frame'; readonly reply: Frame }
  | { readonly id: number; readonly kind: 'progress'; readonly progress: ExplorationProgress }
  | { readonly id: number; readonly kind: 'explore'; readonly reply: ExploreReply }
  | { readonly id: number; readonly kind: 'rejected'; readonly problems: readonly Problem[] }
  /** A newer request took its place, or the run that is asked about is no longer kept. */
  | { readonly id: number; readonly kind: 'superseded' }
  /** A broken invariant of the engine: shown with the handle that replays it. */
  | { readonly id: number; readonly kind: 'broken'; readonly message: string };
