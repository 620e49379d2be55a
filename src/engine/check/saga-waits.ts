import type { HistoryRead, HistoryTransaction } from '../trace/history.ts';
import type { WitnessOperation } from './finding.ts';
import type { Installed, SagaHistory, SagaNode } from './saga-history.ts';
import { placeOperation, writeOperation } from './witness.ts';

/** A saga that cannot go on before another has changed what it wrote. */
export interface SagaWait {
  readonly saga: SagaNode;
  readonly transaction: HistoryTransaction;
  /** What the waiting transaction has read. */
  readonly read: HistoryRead;
  /** Who wrote that: a step of the saga that is waited for. */
  readonly holder: Installed;
}

/** At rest: by unfinished saga, whom it waits for. A semantic lock is held by the saga that wrote what is waited for. */
export function sagaWaits({ history, sagas, items }: SagaHistory): ReadonlyMap<SagaNode, readonly SagaWait[]> {
  if (!history.quiescent) return new Map();
  const last = new Map<string, HistoryTransaction>();
  for (const transaction of history.transactions) last.set(transaction.actor, transaction);
  const waiting = [...last.values()].filter(({ waits }) => waits);
  const found = new Map<SagaNode, readonly SagaWait[]>();
  for (const saga of sagas.filter(({ endedAt }) => endedAt === Infinity)) {
    const waits: SagaWait[] = [];
    for (const transaction of waiting.filter((one) => one.saga === saga.id))
      for (const read of transaction.reads) {
        const holder = items.get(read.item)?.versions.at(-1);
        const other = holder?.part?.saga;
        if (holder !== undefined && other !== undefined && other !== saga && other.endedAt === Infinity)
          waits.push({ saga, transaction, read, holder });
      }
    if (waits.length > 0) found.set(saga, waits);
  }
  return found;
}

/** The shortest way from a saga through whom it waits for back to it: each waits for the next, the last for the first. */
export function deadlockOf(
  saga: SagaNode,
  waits: ReadonlyMap<SagaNode, readonly SagaWait[]>,
): readonly SagaWait[] | undefined {
  const seen = new Set<SagaNode>();
  let ways: (readonly SagaWait[])[] = (waits.get(saga) ?? []).map((wait) => [wait]);
  while (ways.length > 0) {
    const longer: (readonly SagaWait[])[] = [];
    for (const way of ways) {
      const reached = way.at(-1)?.holder.part?.saga;
      if (reached === saga) return way;
      if (reached === undefined || seen.has(reached)) continue;
      seen.add(reached);
      for (const wait of waits.get(reached) ?? []) longer.push([...way, wait]);
    }
    ways = longer;
  }
  return undefined;
}

/** What is waited for, and who wrote it. */
export function waitOperations({ saga, transaction, read, holder }: SagaWait): readonly WitnessOperation[] {
  const { step, role } = transaction;
  const part = { saga, step, compensating: role === 'compensation' };
  return [
    { ...placeOperation('waiting', read.entry, read, part, transaction), value: read.value },
    writeOperation('held', holder),
  ];
}
