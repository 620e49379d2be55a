import { Dictionary } from '../base/containers.ts';
import type { ContainerContext } from '../base/containers.ts';
import { NULL, TRUE } from '../base/values.ts';
import type { Value, Values } from '../base/values.ts';
import { EntryKind, TransactionRole, WriteForm } from '../trace/entry.ts';
import type { EntryKindCode } from '../trace/entry.ts';
import { isRefusal } from '../trace/history.ts';
import {
  ElementKind,
  decodeItem,
  encodeItem,
  fieldsOf,
  install,
  isForward,
  positionOf,
  removeElements,
  removeUpTo,
  sorted,
} from './item-record.ts';
import type { Element, ItemRecord, KnownItem, Reader } from './item-record.ts';
import type { StageListener, StagedTransaction, TransactionStage } from './stage.ts';

/** What the monitors that listen need; what none needs is not kept. */
export interface LedgerNeeds {
  /** The order of versions, who has read how far, and versions of sagas that have ended. */
  readonly order: boolean;
  /** Reads of sagas that have ended. */
  readonly endedReads: boolean;
}

export interface SagaWrite {
  readonly saga: Value;
  readonly step: Value;
  readonly compensating: boolean;
  /** `WriteForm` of all writes of the transaction to the item together. */
  readonly form: number;
}

export interface SagaRead {
  readonly saga: Value;
  readonly step: Value;
  readonly compensating: boolean;
  /** Elements seen: the fewest and the most. */
  readonly first: number;
  readonly last: number;
}

/** Whose version a read has returned: (saga, step) of another saga that runs, TRUE when that was undone since, or null. */
export type ReadSource = Value;

export interface LedgerListener {
  /** It has found what it looks for, and hears no more. */
  readonly found: boolean;
  /** A saga's transaction is about to install a version of an item. Its own reads have been taken into account. */
  overwriting?(write: SagaWrite, item: KnownItem): void;
  /** A read takes effect; the item as before it. */
  seeing?(read: SagaRead, item: KnownItem): void;
  /** The same read: what it has returned. */
  reading?(saga: Value, source: ReadSource): void;
  undone?(saga: Value, step: Value): void;
  ended?(saga: Value): void;
  /** Reads or writes of a saga have taken effect, or were undone. */
  changed?(saga: Value, ledger: SagaLedger): void;
}

/** Contents of items that are kept decoded. */
const MAXIMUM_DECODED = 1 << 14;

/**
 * What is known about sagas and the items that they share, as an automaton over transactions: rules AN1 to AN7. All of it
 * lives in journalled containers; it forgets what no later operation can complete (AN8).
 */
export class SagaLedger implements StageListener {
  /** Sagas that run. */
  readonly live: Dictionary;
  /** (table, key, column) -> `ItemRecord`. */
  readonly items: Dictionary;
  /** Work -> reads that have not taken effect: tuples (saga, step, compensating, item, source). */
  readonly pending: Dictionary;
  /** Open transactions in whose time a saga has ended: they may turn out to have started another beside it. */
  readonly watched: Dictionary;
  /** Items with versions that only an open transaction can still read. */
  readonly aged: Dictionary;
  readonly #values: Values;
  readonly #stage: TransactionStage;
  readonly #needs: LedgerNeeds;
  readonly #listeners: LedgerListener[] = [];
  /** By encoded content. */
  readonly #decoded = new Map<Value, KnownItem>();

  constructor(context: ContainerContext, stage: TransactionStage, needs: LedgerNeeds) {
    this.#values = context.values;
    this.#stage = stage;
    this.#needs = needs;
    this.live = new Dictionary('monitor/ledger/live', context);
    this.items = new Dictionary('monitor/ledger/items', context);
    this.pending = new Dictionary('monitor/ledger/pending', context);
    this.watched = new Dictionary('monitor/ledger/watched', context);
    this.aged = new Dictionary('monitor/ledger/aged', context);
    stage.listen(this);
  }

  get containers(): readonly Dictionary[] {
    return [this.live, this.items, this.pending, this.watched, this.aged];
  }

  listen(listener: LedgerListener): void {
    this.#listeners.push(listener);
  }

  /** What is known of an item, decoded once for each content. */
  itemAt(key: Value): KnownItem {
    const encoded = this.items.get(key);
    const known = this.#decoded.get(encoded);
    if (known !== undefined) return known;
    if (this.#decoded.size >= MAXIMUM_DECODED) this.#decoded.clear();
    const item = decodeItem(this.#values, encoded);
    this.#decoded.set(encoded, item);
    return item;
  }

  /** The same, to be changed and put back. */
  #take(key: Value): ItemRecord {
    return decodeItem(this.#values, this.items.get(key));
  }

  committed(transaction: StagedTransaction): void {
    this.#unlessFound(() => this.#commit(transaction));
  }

  rolledBack(transaction: StagedTransaction): void {
    this.#unlessFound(() => {
      this.#closeTransaction(transaction.id, []);
      this.#forgetSuperseded();
    });
  }

  #commit(transaction: StagedTransaction): void {
    const started = this.#start(transaction);
    this.#closeTransaction(
      transaction.id,
      started.map((start) => start.saga),
    );
    const saga = transaction.saga === NULL ? (started[0]?.saga ?? NULL) : transaction.saga;
    const member = saga !== NULL && this.live.has(saga);
    const step = transaction.saga === NULL ? (started[0]?.step ?? NULL) : transaction.step;
    const compensating = transaction.role === TransactionRole.compensation;
    const writes = this.#writes(transaction);
    const wrote = transaction.operations.some((operation) => operation.kind === 'written');
    const acts = transaction.operations.some((operation) => ACTS.has(operation.kind) && !refuses(operation));

    const reads = member ? this.#reads(transaction, saga) : [];
    const changed = new Set<Value>();
    if (acts) {
      for (const other of this.#takeEffect(transaction.actor)) changed.add(other);
      if (member) changed.add(saga);
      for (const read of reads) {
        this.#see({ saga, step, compensating, first: read.position, last: read.position }, read.item);
        this.#read(saga, read.source);
      }
    } else if (transaction.operations.some(refuses)) this.#drop(transaction.actor);
    else this.#postpone(transaction.actor, { saga, step, compensating }, reads);

    for (const [item, form] of writes) {
      if (!member) break;
      const record = this.itemAt(item);
      for (const listener of this.#listeners) listener.overwriting?.({ saga, step, compensating, form }, record);
    }
    for (const [item, form] of writes)
      this.#install(item, transaction.id, form, member ? { saga, step, compensating } : undefined);
    if (member && compensating && wrote) this.#undo(saga, step);
    for (const other of changed) this.#changed(other);

    for (const operation of transaction.operations)
      if (operation.kind === 'sagaEnded' && this.live.has(operation.saga)) this.#endSaga(operation.saga);
    this.#forgetSuperseded();
  }

  entry(
    kind: EntryKindCode,
    actor: Value,
    _a: number,
    _b: number,
    _c: number,
    _d: number,
    _e: number,
    _f: number,
    g: number,
  ): void {
    if (!this.pending.has(actor)) return;
    switch (kind) {
      case EntryKind.sent:
        if (isRefusal(this.#values, g)) this.#drop(actor);
        else
          this.#unlessFound(() => {
            for (const saga of this.#takeEffect(actor)) this.#changed(saga);
          });
        return;
      case EntryKind.handled:
      case EntryKind.requeued:
      case EntryKind.deadLettered:
        this.#drop(actor);
        return;
      default:
    }
  }

  /** Once every listener has found what it looks for, nothing needs to be known any more. */
  #unlessFound(act: () => void): void {
    if (this.#allFound) return;
    act();
    if (!this.#allFound) return;
    for (const container of this.containers) for (const key of container.keys().slice()) container.delete(key);
  }

  get #allFound(): boolean {
    return this.#listeners.every((listener) => listener.found);
  }

  /** Sagas that the transaction starts, also those that run already. */
  #start(transaction: StagedTransaction): { saga: Value; step: Value }[] {
    const started: { saga: Value; step: Value }[] = [];
    for (const operation of transaction.operations) {
      if (operation.kind !== 'sagaStarted') continue;
      started.push(operation);
      this.live.set(operation.saga, TRUE);
    }
    return started;
  }

  #reads(transaction: StagedTransaction, saga: Value): { item: Value; position: number; source: ReadSource }[] {
    const values = this.#values;
    const reads: { item: Value; position: number; source: ReadSource }[] = [];
    for (const operation of transaction.operations) {
      if (operation.kind !== 'read') continue;
      for (const [column, item] of this.#columns(operation.table, operation.key, operation.mask)) {
        const version = operation.versions === NULL ? NULL : values.field(operation.versions, column);
        const writer = version === NULL ? NULL : values.field(version, 0);
        if (writer === transaction.id) continue;
        const record = this.itemAt(item);
        // What is not committed yet is newer than all that is.
        const isOpen = this.#stage.open.has(writer);
        const position = writer === NULL ? 0 : isOpen ? record.elements.length : positionOf(record, writer);
        reads.push({ item, position, source: isOpen ? NULL : this.#sourceOf(record, writer, saga) });
      }
    }
    return reads;
  }

  #sourceOf(record: KnownItem, writer: Value, reader: Value): ReadSource {
    const element = record.elements.find((candidate) => candidate.by === writer);
    if (element === undefined || !isForward(element) || element.audience !== null || element.saga === reader)
      return NULL;
    return this.#values.tuple(element.saga, element.step);
  }

  /** By item: the form of all writes of the transaction to it together. */
  #writes(transaction: StagedTransaction): Map<Value, number> {
    const writes = new Map<Value, number>();
    for (const operation of transaction.operations) {
      if (operation.kind !== 'written') continue;
      for (const [, item] of this.#columns(operation.table, operation.key, operation.mask)) {
        const before = writes.get(item);
        writes.set(item, before === undefined ? operation.form : joinForms(before, operation.form));
      }
    }
    return writes;
  }

  #columns(table: number, key: Value, mask: number): (readonly [number, Value])[] {
    const values = this.#values;
    const columns: (readonly [number, Value])[] = [];
    for (let column = 0, rest = mask; rest !== 0; column++, rest >>>= 1)
      if ((rest & 1) !== 0) columns.push([column, values.tuple(values.integer(table), key, values.integer(column))]);
    return columns;
  }

  #install(
    item: Value,
    by: Value,
    form: number,
    part: { saga: Value; step: Value; compensating: boolean } | undefined,
  ): void {
    const record = this.#take(item);
    let element: Element | undefined;
    if (part === undefined) {
      const barrier = { by, saga: NULL, step: NULL, audience: null, kind: ElementKind.barrier };
      element = form === WriteForm.delta ? undefined : barrier;
    } else if (!part.compensating) {
      const kind = form === WriteForm.delta ? ElementKind.delta : ElementKind.absolute;
      element = { by, saga: part.saga, step: part.step, kind, audience: null };
    }
    if (!this.#needs.order && element?.kind === ElementKind.barrier) return;
    install(record, by, element, this.#keepsSuperseded);
    this.#put(item, record);
  }

  /** The compensation of a step has committed a write. */
  #undo(saga: Value, step: Value): void {
    const values = this.#values;
    for (const item of this.items.keys().slice()) {
      if (!this.itemAt(item).elements.some((element) => element.saga === saga && element.step === step)) continue;
      const record = this.#take(item);
      const undone = record.elements.filter(
        (element) => isForward(element) && element.saga === saga && element.step === step && element.audience === null,
      );
      if (undone.length === 0) continue;
      for (const element of undone) element.kind = ElementKind.undone;
      if (!this.#needs.order) removeElements(record, (element) => element.kind === ElementKind.undone, false);
      this.#put(item, record);
    }
    this.#replaceSources((source) => (source === values.tuple(saga, step) ? TRUE : source));
    for (const listener of this.#listeners) listener.undone?.(saga, step);
  }

  #endSaga(saga: Value): void {
    const values = this.#values;
    this.live.delete(saga);
    for (const work of this.pending.keys().slice())
      this.#setPending(
        work,
        this.#pendingReads(work).filter((read) => values.field(read, 0) !== saga),
      );
    this.#replaceSources((source) =>
      source !== TRUE && source !== NULL && values.field(source, 0) === saga ? NULL : source,
    );
    const { order, endedReads } = this.#needs;
    const parties = sorted(values, [...this.live.keys(), ...this.#stage.open.keys()]);
    for (const item of this.items.keys().slice()) {
      const { elements, readers } = this.itemAt(item);
      if (![...elements, ...readers].some((part) => part.saga === saga)) continue;
      const record = this.#take(item);
      record.readers = record.readers.filter(
        (reader) => reader.saga !== saga || (endedReads && reader.work === NULL && !reader.compensating),
      );
      for (const reader of record.readers) if (reader.saga === saga) reader.audience ??= parties;
      removeElements(
        record,
        (element) => element.saga === saga && (!order || element.kind === ElementKind.undone),
        this.#keepsSuperseded,
      );
      for (const element of record.elements) if (element.saga === saga) element.audience ??= parties;
      this.#dropUnheard(record);
      this.#put(item, record);
    }
    if (order) for (const transaction of this.#stage.open.keys()) this.watched.set(transaction, TRUE);
    this.#replaceParty(saga, []);
    for (const listener of this.#listeners) listener.ended?.(saga);
  }

  /** When no transaction is open, only the last version of an item can still be read. */
  #forgetSuperseded(): void {
    if (this.#stage.open.size > 0) return;
    for (const item of this.aged.keys().slice()) {
      const record = this.#take(item);
      record.superseded = [];
      this.#put(item, record);
    }
  }

  /** A transaction is over: in the audiences its place is taken by the sagas that it has started. */
  #closeTransaction(transaction: Value, started: readonly Value[]): void {
    if (!this.watched.has(transaction)) return;
    this.watched.delete(transaction);
    this.#replaceParty(transaction, started);
  }

  #replaceParty(party: Value, by: readonly Value[]): void {
    const replace = (audience: readonly Value[] | null): readonly Value[] | null =>
      audience === null || !audience.includes(party)
        ? audience
        : [...new Set([...audience.filter((other) => other !== party), ...by])];
    for (const item of this.items.keys().slice()) {
      const { elements, readers } = this.itemAt(item);
      if (![...elements, ...readers].some(({ audience }) => audience?.includes(party) === true)) continue;
      const record = this.#take(item);
      for (const element of record.elements) element.audience = replace(element.audience);
      for (const reader of record.readers) reader.audience = replace(reader.audience);
      this.#dropUnheard(record);
      this.#put(item, record);
    }
  }

  /** Forgets versions and reads of sagas that have ended once all that ran beside them have ended too. */
  #dropUnheard(record: ItemRecord): void {
    const unheard = (part: Element | Reader): boolean => part.audience !== null && part.audience.length === 0;
    record.readers = record.readers.filter((reader) => !unheard(reader));
    const keeps = this.#keepsSuperseded;
    for (let i = record.elements.length - 1; i >= 0; i--) {
      const element = record.elements[i] as Element;
      if (!unheard(element) || element.kind !== ElementKind.absolute) continue;
      removeUpTo(record, i, keeps);
      break;
    }
    removeElements(record, unheard, keeps);
  }

  #postpone(
    work: Value,
    by: { saga: Value; step: Value; compensating: boolean },
    reads: readonly { item: Value; position: number; source: ReadSource }[],
  ): void {
    if (reads.length === 0) return;
    const values = this.#values;
    const pending = this.#pendingReads(work);
    for (const { item, position, source } of reads) {
      pending.push(values.tuple(by.saga, by.step, values.boolean(by.compensating), item, source));
      this.#mark(item, { ...by, work, first: position, last: position, audience: null });
    }
    this.#setPending(work, pending);
  }

  /** What a piece of work has read counts from now on. Returns the sagas that it belongs to. */
  #takeEffect(work: Value): ReadonlySet<Value> {
    const values = this.#values;
    const pending = this.#pendingReads(work);
    const sagas = new Set<Value>();
    if (pending.length === 0) return sagas;
    this.pending.delete(work);
    for (const read of pending) {
      const saga = values.field(read, 0);
      const step = values.field(read, 1);
      const compensating = values.field(read, 2) === TRUE;
      const item = values.field(read, 3);
      const reader = this.#unmark(item, work);
      if (reader !== undefined) this.#see({ saga, step, compensating, first: reader.first, last: reader.last }, item);
      this.#read(saga, values.field(read, 4));
      sagas.add(saga);
    }
    return sagas;
  }

  /** What a piece of work has read had no effect but to refuse. */
  #drop(work: Value): void {
    const pending = this.#pendingReads(work);
    if (pending.length === 0) return;
    this.pending.delete(work);
    for (const read of pending) this.#unmark(this.#values.field(read, 3), work);
  }

  #see(read: SagaRead, item: Value): void {
    if (!this.#needs.order) return;
    const record = this.itemAt(item);
    for (const listener of this.#listeners) listener.seeing?.(read, record);
    this.#mark(item, { ...read, work: NULL, audience: null });
  }

  #read(saga: Value, source: ReadSource): void {
    for (const listener of this.#listeners) listener.reading?.(saga, source);
  }

  #changed(saga: Value): void {
    for (const listener of this.#listeners) listener.changed?.(saga, this);
  }

  /** Joins a read to what the same step has read of the item before. */
  #mark(item: Value, read: Reader): void {
    if (!this.#needs.order) return;
    const record = this.#take(item);
    const known = record.readers.find(
      (reader) =>
        reader.saga === read.saga &&
        reader.step === read.step &&
        reader.compensating === read.compensating &&
        reader.work === read.work &&
        reader.audience === null,
    );
    if (known === undefined) record.readers.push(read);
    else {
      known.first = Math.min(known.first, read.first);
      known.last = Math.max(known.last, read.last);
    }
    this.#put(item, record);
  }

  #unmark(item: Value, work: Value): Reader | undefined {
    if (!this.#needs.order) return undefined;
    const record = this.#take(item);
    const index = record.readers.findIndex((reader) => reader.work === work);
    if (index < 0) return undefined;
    const [reader] = record.readers.splice(index, 1);
    this.#put(item, record);
    return reader;
  }

  #pendingReads(work: Value): Value[] {
    const list = this.pending.get(work);
    return list === NULL ? [] : fieldsOf(this.#values, list);
  }

  #setPending(work: Value, reads: readonly Value[]): void {
    const set = sorted(this.#values, [...new Set(reads)]);
    this.pending.set(work, set.length === 0 ? NULL : this.#values.tupleOf(set, set.length));
  }

  #replaceSources(replace: (source: ReadSource) => ReadSource): void {
    const values = this.#values;
    for (const work of this.pending.keys().slice())
      this.#setPending(
        work,
        this.#pendingReads(work).map((read) => values.with(read, 4, replace(values.field(read, 4)))),
      );
  }

  #put(item: Value, record: ItemRecord): void {
    if (!this.#needs.order) {
      record.current = NULL;
      record.superseded = [];
    }
    this.items.set(item, encodeItem(this.#values, record));
    if (record.superseded.length > 0) this.aged.set(item, TRUE);
    else this.aged.delete(item);
  }

  get #keepsSuperseded(): boolean {
    return this.#needs.order && this.#stage.open.size > 0;
  }
}

/** Operations by which work does something to the world. */
const ACTS: ReadonlySet<string> = new Set(['written', 'sagaStarted', 'sagaMoved', 'sagaEnded', 'outboxed', 'sent']);

const refuses = (operation: StagedTransaction['operations'][number]): boolean =>
  (operation.kind === 'outboxed' || operation.kind === 'sent') && operation.refusal;

/** The form of two writes of one transaction to one item together. */
export function joinForms(first: number, second: number): number {
  if (first === WriteForm.insert) return WriteForm.insert;
  if (first === WriteForm.delta && second === WriteForm.delta) return WriteForm.delta;
  return second === WriteForm.delete ? WriteForm.delete : WriteForm.absolute;
}
