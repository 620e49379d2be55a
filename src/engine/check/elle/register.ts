import { DependencyKind, components } from '../dependency-cycles.ts';
import type { DependencyEdge } from '../dependency-cycles.ts';
import { InferenceBuilder, inferLostUpdates, realTimeOrder, rw, wr, writeName, writersOf, ww } from './inference.ts';
import type { Writers } from './inference.ts';
import type { RecordedOperation, RecordedTransaction } from './recorded-history.ts';

/** What may be assumed of the order of versions besides: the initial one comes before all. */
export type VersionOrder =
  /** Within a transaction writes follow reads. */
  | 'writes-follow-reads'
  /** Each process sees the versions of a key in their order. */
  | 'sequential-keys'
  /** Each key is linearizable. */
  | 'linearizable-keys';

/** What a transaction saw of a key from outside, and what it left. */
interface Access {
  readonly node: number;
  /** The first read, if the key was not written before; undefined: none. */
  readonly read: number | null | undefined;
  /** The last write; undefined: none. */
  readonly written: number | undefined;
}

/** What registers tell: of values only who wrote them; their order has to be assumed. */
export function inferFromRegisters(
  transactions: readonly RecordedTransaction[],
  assumed: readonly VersionOrder[],
): InferenceBuilder {
  const builder = new InferenceBuilder(transactions);
  const writers = writersOf(transactions);
  transactions.forEach(({ status, operations }, node) => {
    if (status === 'ok') judge(builder, writers, operations, node);
  });
  const keys = new Set(transactions.flatMap(({ operations }) => operations.map(({ key }) => key)));
  for (const key of keys) inferKey(builder, writers, key, assumed);
  inferLostUpdates(builder, ({ value }) => JSON.stringify(value));
  return builder;
}

function judge(
  builder: InferenceBuilder,
  writers: Writers,
  operations: readonly RecordedOperation[],
  node: number,
): void {
  const known = new Map<string, number | null>();
  operations.forEach((operation, at) => {
    const { key } = operation;
    const value = valueOf(operation);
    if (operation.kind === 'read') {
      const expected = known.get(key);
      if (expected !== undefined && expected !== value) builder.fault('internal', key, node);
      const writer = value === null ? undefined : writers.get(writeName(key, value));
      if (writer?.status === 'fail') builder.fault('G1a', key, node, writer.node);
      else if (writer !== undefined && writer.node !== node && !writer.isFinal)
        builder.fault('G1b', key, node, writer.node);
      const isLater = operations.some(
        (other, i) => i > at && other.kind === 'write' && other.key === key && other.value === value,
      );
      if (isLater) builder.fault('future-read', key, node);
    }
    known.set(key, value);
  });
}

function valueOf({ value }: RecordedOperation): number | null {
  return typeof value === 'number' ? value : null;
}

function accessesOf(transactions: readonly RecordedTransaction[], key: string): readonly Access[] {
  return transactions.flatMap(({ status, operations }, node) => {
    const own = operations.filter((operation) => operation.key === key);
    const [first] = own;
    if (status === 'fail' || first === undefined) return [];
    const last = own.findLast((operation) => operation.kind === 'write');
    const read = first.kind === 'read' && status === 'ok' ? valueOf(first) : undefined;
    return [{ node, read, written: last === undefined ? undefined : (valueOf(last) ?? undefined) }];
  });
}

function inferKey(builder: InferenceBuilder, writers: Writers, key: string, assumed: readonly VersionOrder[]): void {
  const { transactions } = builder;
  const accesses = accessesOf(transactions, key);
  const order = versionOrder(builder, key, accesses, assumed);
  const writerOf = (version: number | null): number | undefined => {
    const writer = version === null ? undefined : writers.get(writeName(key, version));
    return writer === undefined || writer.status === 'fail' ? undefined : writer.node;
  };
  for (const { node, read } of accesses) {
    const writer = read === undefined ? undefined : writerOf(read);
    if (writer !== undefined) builder.depend(writer, node, wr);
  }
  for (const [before, after] of order) {
    const later = writerOf(after);
    if (later === undefined) continue;
    const earlier = writerOf(before);
    if (earlier !== undefined) builder.depend(earlier, later, ww);
    for (const { node, read } of accesses) if (read === before) builder.depend(node, later, rw);
  }
}

type VersionPair = readonly [before: number | null, after: number | null];

/** Assumptions one after the other; one that contradicts what is known so far is reported and left out. */
function versionOrder(
  builder: InferenceBuilder,
  key: string,
  accesses: readonly Access[],
  assumed: readonly VersionOrder[],
): readonly VersionPair[] {
  const written = accesses.flatMap((access) => (access.written === undefined ? [] : [access.written]));
  let known: readonly VersionPair[] = written.map((version): VersionPair => [null, version]);
  for (const assumption of assumed) {
    const more = [...known, ...pairsBy(assumption, builder.transactions, accesses)];
    if (isCyclic(more)) builder.fault('cyclic-versions', key);
    else known = more;
  }
  return known;
}

function pairsBy(
  assumption: VersionOrder,
  transactions: readonly RecordedTransaction[],
  accesses: readonly Access[],
): readonly VersionPair[] {
  if (assumption === 'writes-follow-reads')
    return accesses.flatMap(({ read, written }): VersionPair[] =>
      read === undefined || written === undefined ? [] : [[read, written]],
    );
  const byNode = new Map(accesses.map((access) => [access.node, access]));
  const pairs: VersionPair[] = [];
  const add = (before: Access | undefined, after: Access | undefined): void => {
    const last = before?.written ?? before?.read;
    const first = after?.read === undefined ? after?.written : after.read;
    if (last !== undefined && first !== undefined && last !== first) pairs.push([last, first]);
  };
  if (assumption === 'linearizable-keys') {
    for (const [before, after] of realTimeOrder(transactions, [...byNode.keys()]))
      add(byNode.get(before), byNode.get(after));
    return pairs;
  }
  const lastOf = new Map<number, Access>();
  for (const access of accesses) {
    const { process } = transactions[access.node] as RecordedTransaction;
    add(lastOf.get(process), access);
    lastOf.set(process, access);
  }
  return pairs;
}

function isCyclic(pairs: readonly VersionPair[]): boolean {
  const numbers = new Map<number | null, number>();
  const numberOf = (version: number | null): number => {
    const known = numbers.get(version) ?? numbers.size;
    numbers.set(version, known);
    return known;
  };
  const edges = pairs.map(([before, after]): DependencyEdge => ({
    from: numberOf(before),
    to: numberOf(after),
    kinds: DependencyKind.ww,
  }));
  const component = components(numbers.size, edges, DependencyKind.ww);
  return edges.some(({ from, to }) => component[from] === component[to]);
}
