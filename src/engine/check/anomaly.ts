import type { Dictionary } from '../base/containers.ts';
import type { ContainerContext } from '../base/containers.ts';
import type { History } from '../trace/history.ts';
import type { AnomalyId } from './catalogue.ts';
import type { Detector } from './detector.ts';
import type { Finding } from './finding.ts';
import type { IsolationLedger, IsolationNeeds } from './isolation-ledger.ts';
import type { LedgerNeeds, SagaLedger } from './ledger.ts';
import type { SagaHistory } from './saga-history.ts';
import type { StagedKind, TransactionStage } from './stage.ts';

/** One anomaly, judged in two ways that must agree: over a finished history, and as a bounded automaton over entries. */
export interface Anomaly {
  readonly id: AnomalyId;
  /** All findings, each reported once. Those that need quiescence only of a quiescent history. */
  findings(history: History, sagas: SagaHistory): Finding[];
  /** Operations of transactions that the monitor looks at itself. */
  readonly stages?: readonly StagedKind[];
  /** What the monitor needs to be known about sagas and items; left out: nothing. */
  readonly ledger?: LedgerNeeds;
  /** What the monitor needs to be known about transactions that depend on each other; left out: nothing. */
  readonly isolation?: IsolationNeeds;
  /** Puts the monitor to work: it listens, and reports to the detector. */
  watch(parts: MonitorParts): Watch;
}

export interface MonitorParts {
  readonly context: ContainerContext;
  readonly stage: TransactionStage;
  readonly ledger: SagaLedger;
  readonly isolation: IsolationLedger;
  readonly detector: Detector;
}

export interface Watch {
  /** What the monitor remembers of its own; forgotten once it has found what it looks for. */
  readonly containers: readonly Dictionary[];
  /** The run is at its end, and nothing can happen any more. */
  quiescent?(): void;
}
