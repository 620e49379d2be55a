import { InferenceBuilder, inferLostUpdates, rw, wr, writeName, writersOf, ww } from './inference.ts';
import type { Writer, Writers } from './inference.ts';
import type { RecordedOperation, RecordedTransaction } from './recorded-history.ts';

/**
 * What lists tell (Kingsbury and Alvaro, VLDB 2020): a list says which appends came before, and in which order. The
 * longest read of a key is its version order; appends that nobody has read come after it.
 */
export function inferFromLists(transactions: readonly RecordedTransaction[]): InferenceBuilder {
  const builder = new InferenceBuilder(transactions);
  const writers = writersOf(transactions);
  transactions.forEach(({ status, operations }, node) => {
    if (status !== 'ok') return;
    judgeReads(builder, writers, operations, node);
    judgeInternal(builder, operations, node);
  });
  for (const key of keysOf(transactions)) inferKey(builder, writers, key);
  inferLostUpdates(builder, ({ value }) => JSON.stringify(elementsOf(value)));
  return builder;
}

type Read = Extract<RecordedOperation, { kind: 'read' }>;

const elementsOf = (value: Read['value']): readonly number[] =>
  value === null ? [] : typeof value === 'number' ? [value] : value;

function keysOf(transactions: readonly RecordedTransaction[]): ReadonlySet<string> {
  return new Set(transactions.flatMap(({ operations }) => operations.map(({ key }) => key)));
}

/** G1a: an element of a transaction that failed. G1b: the last element is not the last of its transaction. */
function judgeReads(
  builder: InferenceBuilder,
  writers: Writers,
  operations: readonly RecordedOperation[],
  node: number,
): void {
  operations.forEach((operation, at) => {
    if (operation.kind !== 'read') return;
    const { key } = operation;
    const elements = elementsOf(operation.value);
    for (const element of elements) {
      const writer = writers.get(writeName(key, element));
      if (writer === undefined) continue;
      if (writer.status === 'fail') builder.fault('G1a', key, node, writer.node);
      const isLater = operations.some(
        (other, i) => i > at && other.kind === 'write' && other.key === key && other.value === element,
      );
      if (writer.node === node && isLater) builder.fault('future-read', key, node);
    }
    const last = elements.at(-1);
    const writer = last === undefined ? undefined : writers.get(writeName(key, last));
    if (writer !== undefined && writer.node !== node && writer.status !== 'fail' && !writer.isFinal)
      builder.fault('G1b', key, node, writer.node);
  });
}

/** A read that contradicts what the transaction has read or appended before. */
function judgeInternal(builder: InferenceBuilder, operations: readonly RecordedOperation[], node: number): void {
  /** By key: the end of the list, and whether it is all of it. */
  const known = new Map<string, { readonly elements: readonly number[]; readonly isAll: boolean }>();
  for (const operation of operations) {
    const { key } = operation;
    const state = known.get(key);
    if (operation.kind === 'write') {
      known.set(key, { elements: [...(state?.elements ?? []), operation.value], isAll: state?.isAll ?? false });
      continue;
    }
    const elements = elementsOf(operation.value);
    if (state !== undefined) {
      const end = state.isAll ? elements : elements.slice(Math.max(0, elements.length - state.elements.length));
      if (!areEqual(end, state.elements)) builder.fault('internal', key, node);
    }
    known.set(key, { elements, isAll: true });
  }
}

function inferKey(builder: InferenceBuilder, writers: Writers, key: string): void {
  const reads = builder.transactions.flatMap(({ status, operations }, node) =>
    status === 'ok'
      ? operations.flatMap((operation) =>
          operation.kind === 'read' && operation.key === key ? [{ node, elements: elementsOf(operation.value) }] : [],
        )
      : [],
  );
  let order: readonly number[] = [];
  for (const { elements } of reads) if (elements.length > order.length) order = elements;
  const other = reads.find(({ elements }) => !areEqual(elements, order.slice(0, elements.length)));
  if (other !== undefined) {
    const longest = reads.find(({ elements }) => elements === order);
    builder.fault('incompatible-order', key, other.node, longest?.node ?? other.node);
  }
  const writerOf = (element: number | undefined): Writer | undefined =>
    element === undefined ? undefined : writers.get(writeName(key, element));
  inferDirtyUpdate(builder, key, order.map(writerOf));
  const unread = unreadWriters(builder.transactions, key, new Set(order));
  const last = writerOf(order.at(-1));
  for (const [i, element] of order.entries()) {
    const before = writerOf(order[i - 1]);
    const writer = writerOf(element);
    if (before !== undefined && writer !== undefined) dependUnlessFailed(builder, before, writer, ww);
  }
  if (last !== undefined && last.status !== 'fail') for (const node of unread) builder.depend(last.node, node, ww);
  for (const { node, elements } of reads) {
    const seen = elements.at(-1);
    const source = writerOf(seen);
    if (source !== undefined && source.status !== 'fail') builder.depend(source.node, node, wr);
    const position = seen === undefined ? 0 : order.indexOf(seen) + 1;
    if (seen !== undefined && position === 0) continue;
    const next = writerOf(order[position]);
    if (next !== undefined && next.status !== 'fail') builder.depend(node, next.node, rw);
    if (position === order.length) for (const writer of unread) builder.depend(node, writer, rw);
  }
}

function dependUnlessFailed(builder: InferenceBuilder, from: Writer, to: Writer, kinds: number): void {
  if (from.status !== 'fail' && to.status !== 'fail') builder.depend(from.node, to.node, kinds);
}

/** A committed append directly after one of a transaction that failed. */
function inferDirtyUpdate(builder: InferenceBuilder, key: string, order: readonly (Writer | undefined)[]): void {
  order.forEach((writer, i) => {
    const before = order[i - 1];
    if (before?.status === 'fail' && writer !== undefined && writer.status !== 'fail')
      builder.fault('dirty-update', key, before.node, writer.node);
  });
}

/** Whose appends nobody has read. */
function unreadWriters(
  transactions: readonly RecordedTransaction[],
  key: string,
  read: ReadonlySet<number>,
): readonly number[] {
  return transactions.flatMap(({ status, operations }, node) => {
    if (status === 'fail') return [];
    const isUnread = operations.some(
      (operation) => operation.kind === 'write' && operation.key === key && !read.has(operation.value),
    );
    return isUnread ? [node] : [];
  });
}

function areEqual(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((element, i) => element === b[i]);
}
