import { assert } from '../base/assert.ts';
import type { Cell, ContainerContext, Dictionary } from '../base/containers.ts';
import type { Digest } from '../base/journal.ts';
import { NULL } from '../base/values.ts';
import type { Value } from '../base/values.ts';
import type { EntryKindCode, Sink } from '../trace/entry.ts';
import type { PredicateRows } from '../trace/history.ts';
import { ANOMALIES } from './anomalies.ts';
import type { Watch } from './anomaly.ts';
import type { AnomalyId } from './catalogue.ts';
import { Detector } from './detector.ts';
import { IsolationLedger } from './isolation-ledger.ts';
import { SagaLedger } from './ledger.ts';
import { TransactionStage } from './stage.ts';
import type { StagedKind } from './stage.ts';

/** One anomaly, watched while the run goes on. */
export interface Monitor extends Sink {
  readonly found: boolean;
  /** The run is over. @param quiescent whether nothing can happen any more, as opposed to: nobody went on */
  finish(quiescent: boolean): void;
}

/**
 * Several monitors over one stream of entries, with one memory. Everything that they know lives in `containers`, whose
 * contents enter the digest of the context: a node of the search is the world and this. To go back, undo the journal.
 */
export interface Monitors extends Sink {
  readonly ids: readonly AnomalyId[];
  /** Everything known, in a fixed order: the order of packing. */
  readonly containers: readonly (Cell | Dictionary)[];
  /** Whether any has been found. */
  readonly anyFound: boolean;
  found(id: AnomalyId): boolean;
  finish(quiescent: boolean): void;
  /** The contribution of all contents to a digest, computed afresh. */
  addTo(digest: Digest): void;
}

/** @param context of the world's journal and values, with a digest of its own that the journal restores too */
export function createMonitor(id: AnomalyId, context: ContainerContext, rows?: PredicateRows): Monitor {
  const monitors = createMonitors([id], context, rows);
  return {
    emit: monitors.emit.bind(monitors),
    finish: monitors.finish.bind(monitors),
    get found() {
      return monitors.found(id);
    },
  };
}

/**
 * @param context of the world's journal and values, with a digest of its own that the journal restores too
 * @param rows answers about predicates; without them there must be no entries `queried`
 */
export function createMonitors(ids: readonly AnomalyId[], context: ContainerContext, rows = NO_PREDICATES): Monitors {
  return new MonitorSet(ids, context, rows);
}

const NO_PREDICATES: PredicateRows = {
  matches(predicate) {
    assert(predicate === NULL, 'answers about predicates are given where rows are read by them');
    return false;
  },
  initialRow: () => NULL,
};

const LEDGER_STAGES: readonly StagedKind[] = [
  'read',
  'written',
  'outboxed',
  'sent',
  'sagaStarted',
  'sagaMoved',
  'sagaEnded',
];

class MonitorSet implements Monitors {
  readonly ids: readonly AnomalyId[];
  readonly containers: readonly (Cell | Dictionary)[];
  readonly #detectors: readonly { readonly detector: Detector; readonly watch: Watch }[];
  readonly #stage: TransactionStage;
  readonly #isolation: IsolationLedger;

  constructor(ids: readonly AnomalyId[], context: ContainerContext, rows: PredicateRows) {
    this.ids = ids;
    const anomalies = ids.map((id) => ANOMALIES[id]);
    const ledgerNeeds = anomalies.flatMap((anomaly) => anomaly.ledger ?? []);
    const kinds = new Set(anomalies.flatMap((anomaly) => anomaly.stages ?? []));
    if (ledgerNeeds.length > 0) for (const kind of LEDGER_STAGES) kinds.add(kind);
    const stage = new TransactionStage(context, kinds);
    const ledger = new SagaLedger(context, stage, {
      order: ledgerNeeds.some((needs) => needs.order),
      endedReads: ledgerNeeds.some((needs) => needs.endedReads),
    });
    const isolationNeeds = anomalies.flatMap((anomaly) => anomaly.isolation ?? []);
    const isolation = new IsolationLedger(context, rows, {
      predicates: isolationNeeds.some((needs) => needs.predicates),
    });
    this.#stage = stage;
    this.#isolation = isolation;
    this.#detectors = anomalies.map((anomaly) => {
      const detector = new Detector(anomaly.id, context);
      return { detector, watch: anomaly.watch({ context, stage, ledger, isolation, detector }) };
    });
    this.containers = [
      ...this.#detectors.map(({ detector }) => detector.cell),
      stage.open,
      ...ledger.containers,
      ...isolation.containers,
      ...this.#detectors.flatMap(({ watch }) => watch.containers),
    ];
  }

  get anyFound(): boolean {
    return this.#detectors.some(({ detector }) => detector.found);
  }

  found(id: AnomalyId): boolean {
    return this.#detectors.some(({ detector }) => detector.id === id && detector.found);
  }

  emit(kind: EntryKindCode, actor: Value, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0): void {
    if (this.#allFound) return;
    this.#stage.emit(kind, actor, a, b, c, d, e, f, g);
    this.#isolation.emit(kind, actor, a, b, c, d, e, f, g);
    this.#forget();
  }

  finish(quiescent: boolean): void {
    if (!quiescent) return;
    for (const { detector, watch } of this.#detectors) if (!detector.found) watch.quiescent?.();
    this.#forget();
  }

  addTo(digest: Digest): void {
    for (const container of this.containers) if (container !== this.#isolation.settled) container.addTo(digest);
  }

  /** What has been found stays found: nothing that led to it needs to be remembered. */
  #forget(): void {
    for (const { detector, watch } of this.#detectors) if (detector.found) watch.containers.forEach(clear);
    if (this.#allFound) clear(this.#stage.open);
  }

  get #allFound(): boolean {
    return this.#detectors.every(({ detector }) => detector.found);
  }
}

function clear(container: Dictionary): void {
  if (container.size > 0) for (const key of container.keys().slice()) container.delete(key);
}
