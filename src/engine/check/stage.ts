import { Dictionary } from '../base/containers.ts';
import type { ContainerContext } from '../base/containers.ts';
import { FALSE, NULL, TRUE } from '../base/values.ts';
import type { Value, Values } from '../base/values.ts';
import { EntryKind } from '../trace/entry.ts';
import type { EntryKindCode, Sink } from '../trace/entry.ts';
import { isRefusal } from '../trace/history.ts';

/** A local transaction at its end, with what it did in order. Indexes are plain integers, all else interned values. */
export interface StagedTransaction {
  readonly id: Value;
  readonly actor: Value;
  readonly service: number;
  readonly saga: Value;
  readonly step: Value;
  readonly role: number;
  readonly message: Value;
  readonly operations: readonly StagedOperation[];
}

export type StagedOperation =
  | {
      readonly kind: 'read';
      readonly table: number;
      readonly key: Value;
      readonly mask: number;
      readonly versions: Value;
    }
  | {
      readonly kind: 'written';
      readonly table: number;
      readonly key: Value;
      readonly mask: number;
      readonly form: number;
      readonly versions: Value;
    }
  | { readonly kind: 'outboxed'; readonly message: Value; readonly refusal: boolean }
  | { readonly kind: 'intended'; readonly message: Value; readonly channel: number }
  | { readonly kind: 'sent'; readonly message: Value; readonly fate: number; readonly refusal: boolean }
  | { readonly kind: 'sagaStarted'; readonly saga: Value; readonly step: Value }
  | { readonly kind: 'sagaMoved'; readonly saga: Value }
  | { readonly kind: 'sagaEnded'; readonly saga: Value; readonly outcome: number };

export type StagedKind = StagedOperation['kind'];

/** Hears of transactions when they end, and of all that happens outside of them. */
export interface StageListener {
  committed?(transaction: StagedTransaction): void;
  rolledBack?(transaction: StagedTransaction): void;
  /** Any entry that is no operation of a transaction; `sent` always, also from within one. */
  entry?(
    kind: EntryKindCode,
    actor: Value,
    a: number,
    b: number,
    c: number,
    d: number,
    e: number,
    f: number,
    g: number,
  ): void;
}

const CODES: Readonly<Record<StagedKind, number>> = {
  read: 1,
  written: 2,
  outboxed: 3,
  intended: 4,
  sent: 5,
  sagaStarted: 6,
  sagaMoved: 7,
  sagaEnded: 8,
};

/**
 * Keeps what an open transaction did until it ends, for it counts only when it commits. The state is a map from the
 * transaction to a tuple (actor, service, saga, step, role, message, operations), the operations as a linked list
 * (operations before, code, fields): order within a transaction is kept, order between transactions is not, so that
 * independent transactions leave no trace of how they were interleaved.
 */
export class TransactionStage implements Sink {
  readonly open: Dictionary;
  readonly #values: Values;
  readonly #kinds: ReadonlySet<StagedKind>;
  readonly #listeners: StageListener[] = [];

  /** @param kinds the operations that a listener asks for; others are not kept */
  constructor(context: ContainerContext, kinds: ReadonlySet<StagedKind>) {
    this.#values = context.values;
    this.#kinds = kinds;
    this.open = new Dictionary('monitor/stage/open', context);
  }

  listen(listener: StageListener): void {
    this.#listeners.push(listener);
  }

  emit(kind: EntryKindCode, actor: Value, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0): void {
    const values = this.#values;
    const integer = (number: number): Value => values.integer(number);
    switch (kind) {
      case EntryKind.begun:
        this.open.set(a, values.tuple(actor, integer(b), c, d, integer(e), f, NULL));
        return;
      case EntryKind.read:
        return this.#push('read', a, integer(b), c, integer(d), e);
      case EntryKind.written:
        return this.#push('written', a, integer(b), c, integer(d), integer(e), f);
      case EntryKind.transitioned:
        if (g === NULL) this.#forgetGuardRead(a, b, c);
        return;
      case EntryKind.outboxed:
        return this.#push('outboxed', a, b, isRefusal(values, e) ? TRUE : FALSE);
      case EntryKind.intended:
        return this.#push('intended', a, b, integer(d));
      case EntryKind.sagaStarted:
        return this.#push('sagaStarted', c, a, d);
      case EntryKind.sagaMoved:
        return this.#push('sagaMoved', c, a);
      case EntryKind.sagaEnded:
        return this.#push('sagaEnded', c, a, integer(d));
      case EntryKind.committed:
      case EntryKind.rolledBack:
        return this.#end(a, kind === EntryKind.committed);
      case EntryKind.sent:
        if (e !== NULL) this.#push('sent', e, a, integer(d), isRefusal(values, g) ? TRUE : FALSE);
        break;
      default:
    }
    for (const listener of this.#listeners) listener.entry?.(kind, actor, a, b, c, d, e, f, g);
  }

  #push(kind: StagedKind, transaction: Value, ...fields: readonly Value[]): void {
    if (!this.#kinds.has(kind)) return;
    const staged = this.open.get(transaction);
    if (staged === NULL) return;
    const values = this.#values;
    const operation = values.tuple(values.field(staged, OPERATIONS), values.integer(CODES[kind]), ...fields);
    this.open.set(transaction, values.with(staged, OPERATIONS, operation));
  }

  /** A machine that refuses an event has read its column in the operation before, and did nothing with it. */
  #forgetGuardRead(transaction: Value, table: number, key: Value): void {
    const values = this.#values;
    const staged = this.open.get(transaction);
    if (staged === NULL) return;
    const last = values.field(staged, OPERATIONS);
    if (last === NULL || values.field(last, 1) !== values.integer(CODES.read)) return;
    if (values.field(last, 2) !== values.integer(table) || values.field(last, 3) !== key) return;
    this.open.set(transaction, values.with(staged, OPERATIONS, values.field(last, 0)));
  }

  #end(id: Value, committed: boolean): void {
    const staged = this.open.get(id);
    if (staged === NULL) return;
    this.open.delete(id);
    const values = this.#values;
    const transaction: StagedTransaction = {
      id,
      actor: values.field(staged, 0),
      service: values.toInteger(values.field(staged, 1)),
      saga: values.field(staged, 2),
      step: values.field(staged, 3),
      role: values.toInteger(values.field(staged, 4)),
      message: values.field(staged, 5),
      operations: this.#operations(values.field(staged, OPERATIONS)),
    };
    for (const listener of this.#listeners) {
      if (committed) listener.committed?.(transaction);
      else listener.rolledBack?.(transaction);
    }
  }

  #operations(list: Value): StagedOperation[] {
    const values = this.#values;
    const operations: StagedOperation[] = [];
    for (let at = list; at !== NULL; at = values.field(at, 0)) operations.push(this.#decode(at));
    return operations.reverse();
  }

  #decode(operation: Value): StagedOperation {
    const values = this.#values;
    const field = (i: number): Value => values.field(operation, 2 + i);
    const number = (i: number): number => values.toInteger(field(i));
    switch (values.toInteger(values.field(operation, 1))) {
      case CODES.read:
        return { kind: 'read', table: number(0), key: field(1), mask: number(2), versions: field(3) };
      case CODES.written:
        return {
          kind: 'written',
          table: number(0),
          key: field(1),
          mask: number(2),
          form: number(3),
          versions: field(4),
        };
      case CODES.outboxed:
        return { kind: 'outboxed', message: field(0), refusal: field(1) === TRUE };
      case CODES.intended:
        return { kind: 'intended', message: field(0), channel: number(1) };
      case CODES.sent:
        return { kind: 'sent', message: field(0), fate: number(1), refusal: field(2) === TRUE };
      case CODES.sagaStarted:
        return { kind: 'sagaStarted', saga: field(0), step: field(1) };
      case CODES.sagaMoved:
        return { kind: 'sagaMoved', saga: field(0) };
      default:
        return { kind: 'sagaEnded', saga: field(0), outcome: number(1) };
    }
  }
}

const OPERATIONS = 6;
