import type { History, HistoryOutcome, HistoryRead, HistoryTransaction, HistoryWrite } from '../trace/history.ts';
import { groupBy } from './group.ts';

/**
 * A history seen as one of sagas instead of transactions: rules AN1 to AN7. Each item has its versions in the order of
 * their commits, and the reads of sagas with the position that they saw: position p has seen versions 0 to p - 1.
 */
export interface SagaHistory {
  readonly history: History;
  readonly sagas: readonly SagaNode[];
  readonly items: ReadonlyMap<string, ItemHistory>;
}

export interface SagaNode {
  readonly index: number;
  readonly id: string;
  readonly type: string;
  /** Entry at which the transaction that started it began. */
  readonly beganAt: number;
  /** Entry at which it was committed. */
  readonly startedAt: number;
  /** Entry at which its end was committed; Infinity while it runs. */
  readonly endedAt: number;
  readonly outcome: HistoryOutcome | null;
}

export interface ItemHistory {
  readonly versions: readonly Installed[];
  /** In the order in which they take effect. */
  readonly reads: readonly TakenRead[];
}

/** A transaction of a saga. */
export interface Part {
  readonly saga: SagaNode;
  readonly step: string | null;
  readonly compensating: boolean;
}

export interface Installed {
  readonly index: number;
  /** The last write of the transaction to the item. */
  readonly write: HistoryWrite;
  /** Of all its writes to the item together. */
  readonly form: HistoryWrite['form'];
  readonly transaction: HistoryTransaction;
  readonly part: Part | null;
  /** Entry of the commit. */
  readonly at: number;
  /** Entry at which a compensation took it back; Infinity if none did. */
  readonly undoneAt: number;
}

export interface TakenRead {
  readonly part: Part;
  readonly transaction: HistoryTransaction;
  readonly read: HistoryRead;
  readonly position: number;
  /** What it returned, if that was committed before its own transaction was. */
  readonly source: Installed | undefined;
  /** Entry at which its transaction committed. */
  readonly at: number;
  /** Entry at which it took effect. */
  readonly effectiveAt: number;
}

export const isForward = (version: Installed): version is Installed & { readonly part: Part } =>
  version.part !== null && !version.part.compensating;

/** Collapses a history into sagas. */
export function buildSagaHistory(history: History): SagaHistory {
  const committed = history.transactions
    .filter((transaction) => transaction.status === 'committed')
    .sort((a, b) => a.endedAt - b.endedAt);
  const { sagas, parts } = assignParts(committed);
  const versions = installVersions(committed, parts);
  const reads = takeReads(history, committed, parts, versions);
  const items = new Map<string, ItemHistory>();
  for (const item of new Set([...versions.keys(), ...reads.keys()]))
    items.set(item, { versions: versions.get(item) ?? [], reads: reads.get(item) ?? [] });
  return { history, sagas, items };
}

/** AN2, AN3: which transaction belongs to which saga. */
function assignParts(committed: readonly HistoryTransaction[]): {
  sagas: SagaNode[];
  parts: Map<HistoryTransaction, Part>;
} {
  const sagas: { -readonly [K in keyof SagaNode]: SagaNode[K] }[] = [];
  const live = new Map<string, (typeof sagas)[number]>();
  const parts = new Map<HistoryTransaction, Part>();
  for (const transaction of committed) {
    const at = transaction.endedAt;
    const started = transaction.sagaEvents.filter((event) => event.kind === 'started');
    for (const { saga: id, type } of started) {
      if (live.has(id)) continue;
      const beganAt = transaction.begunAt;
      const saga = { index: sagas.length, id, type, beganAt, startedAt: at, endedAt: Infinity, outcome: null };
      sagas.push(saga);
      live.set(id, saga);
    }
    const own = transaction.saga === null ? started[0] : { saga: transaction.saga, step: transaction.step };
    const saga = own === undefined ? undefined : live.get(own.saga);
    if (own !== undefined && saga !== undefined)
      parts.set(transaction, { saga, step: own.step, compensating: transaction.role === 'compensation' });
    for (const event of transaction.sagaEvents) {
      const ending = event.kind === 'ended' ? live.get(event.saga) : undefined;
      if (ending === undefined) continue;
      ending.endedAt = at;
      ending.outcome = event.outcome;
      live.delete(event.saga);
    }
  }
  return { sagas, parts };
}

/** AN5, AN6: what each transaction installed, in order, and what was taken back when. */
function installVersions(
  committed: readonly HistoryTransaction[],
  parts: ReadonlyMap<HistoryTransaction, Part>,
): Map<string, Installed[]> {
  const stepOf = (part: Part | undefined): string => JSON.stringify([part?.saga.index, part?.step]);
  const undoings = groupBy(
    committed.filter((transaction) => parts.get(transaction)?.compensating === true && transaction.firstWriteAt >= 0),
    (transaction) => stepOf(parts.get(transaction)),
  );
  const undoneAt = (part: Part | null, at: number): number => {
    if (part === null || part.compensating) return Infinity;
    return undoings.get(stepOf(part))?.find((undoing) => undoing.endedAt > at)?.endedAt ?? Infinity;
  };
  const items = new Map<string, Installed[]>();
  for (const transaction of committed) {
    const part = parts.get(transaction) ?? null;
    const at = transaction.endedAt;
    for (const [item, writes] of groupBy(transaction.writes, (write) => write.item)) {
      const write = writes[writes.length - 1] as HistoryWrite;
      const versions = items.get(item) ?? [];
      items.set(item, versions);
      versions.push({
        index: versions.length,
        write,
        form: formOf(writes),
        transaction,
        part,
        at,
        undoneAt: undoneAt(part, at),
      });
    }
  }
  return items;
}

/** What begins with an insert has seen that there was nothing; only deltas together are a delta. */
function formOf(writes: readonly HistoryWrite[]): HistoryWrite['form'] {
  if (writes[0]?.form === 'insert') return 'insert';
  if (writes.every((write) => write.form === 'delta')) return 'delta';
  return writes[writes.length - 1]?.form === 'delete' ? 'delete' : 'absolute';
}

/** AN4: the reads that count, by item. */
function takeReads(
  history: History,
  committed: readonly HistoryTransaction[],
  parts: ReadonlyMap<HistoryTransaction, Part>,
  versions: ReadonlyMap<string, readonly Installed[]>,
): Map<string, TakenRead[]> {
  const turns = turnsOfWork(history, committed);
  const taken: TakenRead[] = [];
  const writers = new Map<string, HistoryTransaction>();
  for (const transaction of history.transactions)
    for (const write of transaction.writes) writers.set(nameOf(write), transaction);
  const installed = new Map<string, Installed>();
  for (const list of versions.values())
    for (const version of list) installed.set(`${version.write.item} ${version.transaction.index}`, version);
  for (const transaction of committed) {
    const part = parts.get(transaction);
    if (part === undefined) continue;
    const at = transaction.endedAt;
    const turn = turns.get(transaction.actor)?.find((candidate) => candidate.at >= at);
    if (turn === undefined || !turn.acts || turn.at > part.saga.endedAt) continue;
    for (const read of transaction.reads) {
      const writer = writers.get(nameOf(read));
      if (read.refused || writer === transaction) continue;
      const version = writer === undefined ? undefined : installed.get(`${read.item} ${writer.index}`);
      const source = version !== undefined && version.at < at ? version : undefined;
      // What was not committed yet is newer than all that was; what never was counts for nothing.
      const isOpen = writer !== undefined && (writer.status === 'open' || writer.endedAt > at);
      const committedBefore = (): number => (versions.get(read.item) ?? []).filter((other) => other.at < at).length;
      const position = isOpen ? committedBefore() : source === undefined ? 0 : source.index + 1;
      taken.push({ part, transaction, read, position, source, at, effectiveAt: turn.at });
    }
  }
  return groupBy(
    taken.sort((a, b) => a.effectiveAt - b.effectiveAt),
    (read) => read.read.item,
  );
}

const nameOf = (version: { readonly item: string; readonly version: string | null }): string =>
  `${version.item} ${version.version ?? ''}`;

interface Turn {
  readonly at: number;
  /** It did something; else it refused. */
  readonly acts: boolean;
}

/** When each piece of work turned what it had read into something. */
function turnsOfWork(history: History, committed: readonly HistoryTransaction[]): Map<string, Turn[]> {
  const turns: { actor: string; at: number; acts: boolean }[] = [];
  for (const message of history.messages.values())
    for (const { actor, entry, refusal } of message.sends) turns.push({ actor, at: entry, acts: !refusal });
  for (const transaction of committed) {
    const { actor, endedAt: at } = transaction;
    const out = transaction.publications.filter((publication) => publication.means !== 'intended');
    if (transaction.firstWriteAt >= 0 || transaction.sagaEvents.length > 0 || out.some((message) => !message.refusal))
      turns.push({ actor, at, acts: true });
    else if (out.length > 0) turns.push({ actor, at, acts: false });
  }
  return groupBy(
    turns.sort((a, b) => a.at - b.at),
    (turn) => turn.actor,
  );
}
