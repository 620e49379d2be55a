import type { FaultBudget } from '../model/document.ts';

/** How the schedules of a program are gone through; see `createExploration`. */
export type Strategy = 'depth' | 'breadth' | 'random' | 'priority';

/** One question, and how far its search may go. */
export interface ExplorationPlan {
  /** Anomaly ids, `invariant:<id>`, `livelock`: what is looked for. The first that is found ends the exploration. */
  readonly properties: readonly string[];
  readonly budget: FaultBudget;
  /** Default `depth`. */
  readonly strategy?: Strategy;
  readonly maximumStates: number;
  /** Choices in one schedule. */
  readonly maximumDepth: number;
  /** Memory for states that are remembered, in bytes; default: no bound. */
  readonly maximumBytes?: number;
  /** Whether only one of orders that come to the same is tried, where that is sound for the properties; default true. */
  readonly reduction?: boolean;
  /** Of sampling: how many schedules, default 10,000, and the seed that they are drawn from, default 1. */
  readonly schedules?: number;
  readonly seed?: number;
}

export interface ExplorationProgress {
  /** Distinct ones; of sampling, those at which a schedule has been. */
  readonly states: number;
  readonly transitions: number;
  /** The longest schedule so far. */
  readonly depth: number;
  /** States that wait to be expanded; of depth first, those on the stack. */
  readonly frontier: number;
  /** Schedules that were gone through to their end; 0 where that is not counted. */
  readonly schedules: number;
}

/** `unknown` when it stopped early, and after sampling; never `none` then. */
export type ExplorationResult = ExplorationProgress &
  (
    | {
        readonly verdict: 'found';
        readonly property: string;
        /** Names of choices. */
        readonly schedule: readonly string[];
        /** `shortest`: there is no shorter one. `locally-minimal`: no single choice can be left out. */
        readonly length: 'shortest' | 'locally-minimal';
      }
    | {
        readonly verdict: 'none';
        /** The chance that a collision of 64-bit hashes hid a state. */
        readonly missProbability: number;
        /** Whether orders that come to the same were left out: then `states` is not all that can be reached. */
        readonly reduced: boolean;
      }
    | { readonly verdict: 'unknown'; readonly reason: 'states' | 'depth' | 'bytes' | 'sampled' }
  );

/** A search under way. It does nothing by itself: whoever drives it can stop, wait and show how far it is. */
export interface Exploration {
  readonly progress: ExplorationProgress;
  /** Undefined while it goes on. */
  readonly result: ExplorationResult | undefined;
  /** Goes on for about so many transitions, or to the end. */
  advance(transitions: number): ExplorationResult | undefined;
}
