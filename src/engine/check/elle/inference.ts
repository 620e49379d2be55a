import { DependencyKind } from '../dependency-cycles.ts';
import type { DependencyEdge } from '../dependency-cycles.ts';
import type { Phenomenon } from './models.ts';
import type { RecordedOperation, RecordedTransaction } from './recorded-history.ts';

/** Edges that no data tell of. */
export const OrderKind = { process: 32, realtime: 64 } as const;

/** What follows from a history before one looks for cycles. Nodes are places in the list of transactions. */
export interface Inference {
  readonly edges: readonly DependencyEdge[];
  readonly faults: readonly Fault[];
}

/** A phenomenon that shows without a cycle. */
export interface Fault {
  readonly phenomenon: Phenomenon;
  /** Indexes of the events that tell of the transactions; the reader first. */
  readonly events: readonly number[];
  readonly key: string;
}

/** Collects edges and faults. */
export class InferenceBuilder implements Inference {
  readonly edges: DependencyEdge[] = [];
  readonly faults: Fault[] = [];
  readonly transactions: readonly RecordedTransaction[];
  readonly #known = new Set<string>();

  constructor(transactions: readonly RecordedTransaction[]) {
    this.transactions = transactions;
  }

  depend(from: number, to: number, kinds: number): void {
    const name = `${from} ${to} ${kinds}`;
    if (from === to || this.#known.has(name)) return;
    this.#known.add(name);
    this.edges.push({ from, to, kinds });
  }

  fault(phenomenon: Phenomenon, key: string, ...nodes: readonly number[]): void {
    this.faults.push({ phenomenon, key, events: nodes.map((node) => this.transactions[node]?.index ?? -1) });
  }
}

/** Who wrote a value of a key. */
export interface Writer {
  readonly node: number;
  readonly status: RecordedTransaction['status'];
  /** The last write of its transaction to the key. */
  readonly isFinal: boolean;
}

export type Writers = ReadonlyMap<string, Writer>;

export const writeName = (key: string, value: number): string => JSON.stringify([key, value]);

export function writersOf(transactions: readonly RecordedTransaction[]): Writers {
  const writers = new Map<string, Writer>();
  transactions.forEach(({ status, operations }, node) => {
    const isFinal = (operation: RecordedOperation, at: number): boolean =>
      !operations.some((other, i) => i > at && other.kind === 'write' && other.key === operation.key);
    operations.forEach((operation, at) => {
      if (operation.kind === 'write')
        writers.set(writeName(operation.key, operation.value), { node, status, isFinal: isFinal(operation, at) });
    });
  });
  return writers;
}

/**
 * Lost updates: several transactions that are ok have read the same version of a key and then written the key.
 * @param versionOf names what was read
 */
export function inferLostUpdates(
  builder: InferenceBuilder,
  versionOf: (operation: Extract<RecordedOperation, { kind: 'read' }>) => string,
): void {
  const groups = new Map<string, { key: string; nodes: number[] }>();
  builder.transactions.forEach(({ status, operations }, node) => {
    if (status !== 'ok') return;
    for (const key of new Set(operations.map((operation) => operation.key))) {
      const own = operations.filter((operation) => operation.key === key);
      const [first] = own;
      if (first?.kind !== 'read' || !own.some((operation) => operation.kind === 'write')) continue;
      const name = JSON.stringify([key, versionOf(first)]);
      const group = groups.get(name) ?? { key, nodes: [] };
      groups.set(name, group);
      group.nodes.push(node);
    }
  });
  for (const { key, nodes } of groups.values()) if (nodes.length > 1) builder.fault('lost-update', key, ...nodes);
}

/** The transactions of each process follow each other. */
export function inferProcessOrder(builder: InferenceBuilder): void {
  const last = new Map<number, number>();
  builder.transactions.forEach(({ process, status }, node) => {
    if (status === 'fail') return;
    const before = last.get(process);
    if (before !== undefined) builder.depend(before, node, OrderKind.process);
    last.set(process, node);
  });
}

export function inferRealTimeOrder(builder: InferenceBuilder): void {
  const nodes = builder.transactions.flatMap(({ status }, node) => (status === 'fail' ? [] : [node]));
  for (const [before, after] of realTimeOrder(builder.transactions, nodes))
    builder.depend(before, after, OrderKind.realtime);
}

/** Pairs of which one ended before the other was invoked, without those that follow from others. */
export function realTimeOrder(
  transactions: readonly RecordedTransaction[],
  nodes: readonly number[],
): readonly (readonly [number, number])[] {
  const happenings = nodes.flatMap((node) => {
    const { invokedAt, endedAt, status } = transactions[node] as RecordedTransaction;
    if (invokedAt < 0) return [];
    const invocation = { at: invokedAt, node, ends: false };
    return status === 'ok' ? [invocation, { at: endedAt, node, ends: true }] : [invocation];
  });
  happenings.sort((a, b) => a.at - b.at);
  const pairs: (readonly [number, number])[] = [];
  /** Those that have ended, without those that ended before another of them began. */
  let frontier: readonly number[] = [];
  const before = new Map<number, readonly number[]>();
  for (const { node, ends } of happenings) {
    if (!ends) {
      before.set(node, frontier);
      for (const earlier of frontier) pairs.push([earlier, node]);
      continue;
    }
    const covered = before.get(node) ?? [];
    frontier = [...frontier.filter((earlier) => !covered.includes(earlier)), node];
  }
  return pairs;
}

export const { ww, wr, rw } = DependencyKind;
