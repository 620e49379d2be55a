import type { PlainValue } from '../trace/trace.ts';
import type { AnomalyId } from './catalogue.ts';

/** An anomaly in a history, with the operations that make it one. Plain data. */
export interface Finding {
  readonly anomaly: AnomalyId;
  /** L1, L2, L3 of a lost update; of a stuck saga whether it is unfinished or has failed. */
  readonly subtype?: 'L1' | 'L2' | 'L3' | 'unfinished' | 'failed' | 'contradiction' | 'deadlock';
  /** Ordinal of the entry at which it became true; of those that need quiescence the last entry. */
  readonly at: number;
  readonly witness: Witness;
  /**
   * Of findings between transactions: equal for those whose transactions depend on each other in circles. There the more
   * specific of two names says it all, see `mostSpecific`.
   */
  readonly component?: number;
}

export interface Witness {
  /** In the order in which they are told. */
  readonly operations: readonly WitnessOperation[];
}

/** One operation: who did what to which item or message. Absent is what does not apply. */
export interface WitnessOperation {
  readonly role: WitnessRole;
  /** Ordinal of its entry, -1 if unknown. */
  readonly entry: number;
  /** Identity of the saga instance, and the id of its declaration. */
  readonly saga?: string;
  readonly sagaType?: string;
  readonly step?: string;
  /** The operation belongs to the compensation of the step. */
  readonly compensating?: boolean;
  readonly transaction?: string;
  readonly service?: string;
  readonly table?: string;
  readonly key?: PlainValue;
  readonly column?: string;
  readonly value?: PlainValue;
  readonly form?: 'insert' | 'absolute' | 'delta' | 'delete';
  readonly message?: string;
  readonly messageType?: string;
  readonly channel?: string;
}

export type WitnessRole =
  /** A read that turned out to be stale, dirty, or one of two that differ. */
  | 'read'
  | 'second-read'
  /** The write that was lost. */
  | 'overwritten'
  | 'overwriting'
  /** What a step did, before its compensation. */
  | 'forward'
  | 'compensation'
  /** What was read. */
  | 'write'
  | 'second-write'
  | 'committed'
  | 'intended'
  | 'sent'
  | 'rolled-back'
  /** Rows were selected by a condition. */
  | 'predicate-read'
  | 'second-predicate-read'
  | 'first-effect'
  | 'second-effect'
  | 'started'
  | 'ended'
  /** What a waiting saga has read, and the write of the saga that it waits for. */
  | 'waiting'
  | 'held';

/** Three-valued: what needs quiescence is unknown while something can still happen. */
export type Verdict =
  | { readonly kind: 'none' }
  | { readonly kind: 'found'; readonly findings: readonly [Finding, ...Finding[]] }
  | { readonly kind: 'unknown'; readonly reason: 'not-quiescent' };

export interface CheckResult {
  readonly verdicts: ReadonlyMap<AnomalyId, Verdict>;
  /** All findings, the earliest first. */
  readonly findings: readonly Finding[];
}
