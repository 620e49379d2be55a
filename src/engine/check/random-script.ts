import { NULL } from '../base/values.ts';
import type { Value } from '../base/values.ts';
import { Fate, Outcome, TransactionRole, WriteForm } from '../trace/entry.ts';
import type { EntryScript } from './script.ts';

export const ACT_KINDS = ['start', 'transaction', 'goOn', 'send', 'leave', 'end', 'outside'] as const;
export type ActKind = (typeof ACT_KINDS)[number];

/** What to do, and numbers that decide how; each is taken modulo what there is to choose from. */
export interface Act {
  readonly kind: ActKind;
  readonly numbers: readonly number[];
}

export type RandomOperation =
  | 'read'
  | 'readWrite'
  | 'write'
  | 'delta'
  | 'insert'
  | 'delete'
  | 'taken'
  | 'refused'
  | 'outbox'
  | 'intend'
  | 'send';

/** What transactions do, the more often the more frequent: of everything something, or hardly a blind write. */
export const OPERATION_MIXES: readonly (readonly RandomOperation[])[] = [
  [
    'read',
    'read',
    'read',
    'readWrite',
    'write',
    'write',
    'delta',
    'insert',
    'delete',
    'taken',
    'refused',
    'outbox',
    'intend',
    'send',
  ],
  [
    'read',
    'read',
    'read',
    'readWrite',
    'readWrite',
    'readWrite',
    'readWrite',
    'readWrite',
    'write',
    'delta',
    'refused',
    'outbox',
  ],
];

/** Numbers of one act; those of `transaction` are the most. */
export const NUMBERS_OF_ACT = 14;

const SAGAS = ['A', 'B', 'C', 'D'] as const;
const STEPS = ['1', '2'] as const;
const ROWS = ['x', 'x', 'x', 'y'] as const;
const MASKS = [1, 1, 1, 2, 3] as const;
const MESSAGES = ['m', 'k'] as const;
const OUTCOMES = [Outcome.completed, Outcome.compensated, Outcome.failed] as const;

interface Work {
  readonly id: Value;
  readonly saga: string | undefined;
  readonly step: string;
  readonly compensating: boolean;
  readonly message: string;
  /** It has begun the transaction that other attempts at the same message have too. */
  begunAgain: boolean;
}

interface Open {
  readonly id: Value;
  readonly work: Work;
}

/**
 * Turns numbers into entries that a simulator could have written: sagas that start and end, steps, compensations and
 * late duplicates in local transactions, one at a time or interleaved, work that refuses, dies or goes on, messages.
 */
export class RandomScript {
  readonly #script: EntryScript;
  readonly #interleaved: boolean;
  readonly #operations: readonly RandomOperation[];
  readonly #works: Work[] = [];
  #open: Open[] = [];
  readonly #started = new Set<string>();
  #count = 0;
  #numbers: readonly number[] = [];
  #at = 0;

  /** @param interleaved whether transactions stay open while others go on */
  constructor(script: EntryScript, interleaved: boolean, operations: readonly RandomOperation[]) {
    this.#script = script;
    this.#interleaved = interleaved;
    this.#operations = operations;
  }

  act({ kind, numbers }: Act): void {
    this.#numbers = numbers;
    this.#at = 0;
    switch (kind) {
      case 'start':
        return this.#start();
      case 'transaction':
        return this.#transaction();
      case 'goOn':
        return this.#goOn();
      case 'send':
        return this.#send();
      case 'leave':
        return this.#leave();
      case 'end':
        return this.#end();
      case 'outside':
        return this.#outside();
    }
  }

  /** Ends whatever is open and every saga. */
  finish(): void {
    for (const { id } of this.#open) this.#script.rollBack(id);
    this.#open = [];
    for (const saga of this.#started) this.#endSaga(saga, Outcome.completed);
  }

  #start(): void {
    const saga = SAGAS.find((candidate) => !this.#started.has(candidate));
    if (saga === undefined) return this.#transaction();
    this.#started.add(saga);
    const { values } = this.#script;
    const work = this.#newWork(undefined, '0', false);
    const id = this.#begin(work);
    if (this.#oneIn(3)) this.#operate(id, work);
    this.#script.startSaga(id, values.text(saga), SAGAS.indexOf(saga), values.text('0'));
    if (this.#oneIn(2)) this.#operate(id, work);
    this.#finishOrLeaveOpen({ id, work });
  }

  /** A local transaction of one step of one saga, by new work or by work that goes on. */
  #transaction(): void {
    const known = this.#oneIn(5) ? this.#pick(this.#works) : undefined;
    const saga = this.#pick([...this.#started]) ?? 'A';
    const work = known ?? this.#newWork(saga, this.#pick(STEPS) ?? '1', this.#oneIn(3));
    const id = this.#begin(work);
    this.#operate(id, work);
    if (!this.#oneIn(3)) this.#operate(id, work);
    this.#finishOrLeaveOpen({ id, work });
  }

  #goOn(): void {
    const open = this.#pick(this.#open);
    if (open === undefined) return this.#transaction();
    if (this.#oneIn(2)) return this.#operate(open.id, open.work);
    this.#open = this.#open.filter((other) => other !== open);
    if (this.#oneIn(6)) this.#script.rollBack(open.id);
    else this.#script.commit(open.id);
  }

  #send(): void {
    const { values } = this.#script;
    const actor = this.#oneIn(4) ? undefined : this.#pick(this.#works);
    const message = values.text(this.#pick(MESSAGES) ?? 'm');
    this.#script.send(actor?.id ?? values.text('relay'), message, this.#fate(), this.#oneIn(4), NULL);
  }

  /** Work is over: handled, or dead with everything that it had open. */
  #leave(): void {
    const work = this.#pick(this.#works);
    if (work === undefined) return;
    this.#works.splice(this.#works.indexOf(work), 1);
    const message = this.#script.values.text(work.message);
    if (this.#oneIn(2)) this.#script.crash(work.id, message);
    else {
      for (const open of this.#open) if (open.work === work) this.#script.commit(open.id);
      this.#script.handle(work.id, message, this.#oneIn(3) ? Outcome.failed : Outcome.completed);
    }
    this.#open = this.#open.filter((open) => this.#script.isOpen(open.id));
  }

  #end(): void {
    const saga = this.#pick([...this.#started]);
    if (saga !== undefined) this.#endSaga(saga, this.#pick(OUTCOMES) ?? Outcome.completed);
  }

  #endSaga(saga: string, outcome: number): void {
    const { values } = this.#script;
    const id = this.#script.begin({
      work: values.text(`work${++this.#count}`),
      label: 'reply',
      saga: values.text(saga),
      step: NULL,
      role: TransactionRole.orchestration,
      message: NULL,
      snapshot: false,
    });
    this.#script.endSaga(id, values.text(saga), SAGAS.indexOf(saga as 'A'), outcome);
    this.#script.commit(id);
  }

  /** A transaction that belongs to no saga. */
  #outside(): void {
    const work = this.#newWork(undefined, '', false);
    const id = this.#begin(work);
    this.#operate(id, work);
    this.#finishOrLeaveOpen({ id, work });
  }

  #newWork(saga: string | undefined, step: string, compensating: boolean): Work {
    const id = this.#script.values.text(`work${++this.#count}`);
    const work = { id, saga, step, compensating, message: this.#pick(MESSAGES) ?? 'm', begunAgain: false };
    this.#works.push(work);
    return work;
  }

  #begin(work: Work): Value {
    const { values } = this.#script;
    const again = this.#oneIn(6) && !work.begunAgain;
    work.begunAgain ||= again;
    const role = work.compensating ? TransactionRole.compensation : TransactionRole.forward;
    return this.#script.begin({
      work: work.id,
      label: again ? 'again' : `transaction${++this.#count}`,
      saga: work.saga === undefined ? NULL : values.text(work.saga),
      step: work.saga === undefined ? NULL : values.text(work.step),
      role: work.saga === undefined ? TransactionRole.other : role,
      message: values.text(work.message),
      snapshot: this.#oneIn(2),
      dirty: this.#oneIn(8),
    });
  }

  #finishOrLeaveOpen(open: Open): void {
    if (this.#interleaved && this.#oneIn(3) && this.#open.length < 3) this.#open.push(open);
    else if (this.#oneIn(15)) this.#script.rollBack(open.id);
    else this.#script.commit(open.id);
  }

  #operate(id: Value, work: Work): void {
    const script = this.#script;
    const row = this.#pick(ROWS) ?? 'x';
    const mask = this.#pick(MASKS) ?? 1;
    switch (this.#pick(this.#operations) ?? 'read') {
      case 'read':
        return script.read(id, row, mask);
      case 'readWrite':
        script.read(id, row, mask);
        return script.write(id, row, mask, WriteForm.absolute);
      case 'write':
        return script.write(id, row, mask, WriteForm.absolute);
      case 'delta':
        return script.write(id, row, mask, WriteForm.delta);
      case 'insert':
        return script.write(id, row, mask, WriteForm.insert);
      case 'delete':
        return script.write(id, row, mask, WriteForm.delete);
      case 'taken':
        return script.transition(id, row, true);
      case 'refused':
        return script.transition(id, row, false);
      case 'outbox':
        return script.outbox(id, this.#message(), this.#oneIn(3));
      case 'intend':
        return script.intend(id, this.#message(), this.#oneIn(4) ? -1 : 0);
      case 'send':
        return script.send(work.id, this.#message(), this.#fate(), this.#oneIn(3), id);
    }
  }

  #message(): Value {
    return this.#script.values.text(this.#pick(MESSAGES) ?? 'm');
  }

  #fate(): number {
    return this.#oneIn(4) ? Fate.lost : Fate.arrived;
  }

  #next(): number {
    return this.#numbers[this.#at++] ?? 0;
  }

  #oneIn(count: number): boolean {
    return this.#next() % count === count - 1;
  }

  #pick<T>(list: readonly T[]): T | undefined {
    return list.length === 0 ? undefined : list[this.#next() % list.length];
  }
}
