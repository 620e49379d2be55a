import { assert } from '../base/assert.ts';
import { NULL } from '../base/values.ts';
import type { Value, Values } from '../base/values.ts';
import { EntryKind, Fate, Outcome, TransactionRole, WriteForm } from '../trace/entry.ts';
import type { Sink } from '../trace/entry.ts';
import { identity } from '../trace/identity.ts';
import type { TraceNames } from '../trace/history.ts';

/** Columns of the one table of a script. */
export const SCRIPT_COLUMNS = ['a', 'b'] as const;

export const SCRIPT_NAMES: TraceNames = {
  service: () => 'desk',
  table: () => ({ service: 'desk', table: 'rows', columns: SCRIPT_COLUMNS }),
  channel: () => 'post',
  client: () => 'someone',
  saga: (index) => ['alpha', 'beta', 'gamma', 'delta'][index] ?? 'omega',
  messageType: () => 'Letter',
  matches: () => true,
  initialRow: () => NULL,
};

export interface BeginOptions {
  readonly work: Value;
  readonly label: string;
  readonly saga: Value;
  readonly step: Value;
  readonly role: number;
  readonly message: Value;
  /** Reads see the rows as they are now, whatever is committed meanwhile. */
  readonly snapshot: boolean;
  /** Reads see what others have written and not committed. */
  readonly dirty?: boolean;
}

interface Row {
  readonly cells: readonly Value[];
  readonly versions: readonly Value[];
}

interface OpenTransaction {
  readonly id: Value;
  readonly work: Value;
  readonly rows: Map<string, Row>;
  readonly snapshot: ReadonlyMap<string, Row> | undefined;
  readonly dirty: boolean;
  statements: number;
}

/**
 * Writes entries by hand, as a simulator would: keeps one small table so that versions are right, and knows nothing of
 * sagas. Made for tests of checkers.
 */
export class EntryScript {
  readonly values: Values;
  readonly #sink: Sink;
  readonly #rows = new Map<string, Row>();
  readonly #open = new Map<Value, OpenTransaction>();
  #written = 0;

  constructor(values: Values, sink: Sink) {
    this.values = values;
    this.#sink = sink;
  }

  begin(options: BeginOptions): Value {
    const { work, saga, step, role, message } = options;
    const id = identity(this.values, work, this.values.text(options.label), 1);
    const snapshot = options.snapshot ? new Map(this.#rows) : undefined;
    this.#open.set(id, { id, work, rows: new Map(), snapshot, dirty: options.dirty === true, statements: 0 });
    this.#sink.emit(EntryKind.begun, work, id, 0, saga, step, role, message);
    return id;
  }

  isOpen(transaction: Value): boolean {
    return this.#open.has(transaction);
  }

  read(id: Value, key: string, mask: number): void {
    const { values } = this;
    const transaction = this.#transaction(id);
    const { cells, versions } = this.#row(transaction, key);
    const row = values.tupleOf(cells, cells.length);
    this.#sink.emit(
      EntryKind.read,
      transaction.work,
      id,
      0,
      values.text(key),
      mask,
      values.tupleOf(versions, versions.length),
      row,
    );
  }

  /** Inserts and deletes touch all columns. */
  write(id: Value, key: string, mask: number, form: number): void {
    const { values } = this;
    const transaction = this.#transaction(id);
    const before = this.#row(transaction, key);
    const all = form === WriteForm.insert || form === WriteForm.delete;
    const touched = all ? (1 << SCRIPT_COLUMNS.length) - 1 : mask;
    const version = values.tuple(id, values.integer(transaction.statements++));
    const content = values.integer(++this.#written);
    const isTouched = (column: number): boolean => (touched & (1 << column)) !== 0;
    const cells = before.cells.map((cell, column) => (isTouched(column) ? content : cell));
    const versions = before.versions.map((old, column) => (isTouched(column) ? version : old));
    const pairs = before.versions.map((old, column) => (isTouched(column) ? values.tuple(old, version) : NULL));
    transaction.rows.set(key, { cells, versions });
    const row = form === WriteForm.delete ? NULL : values.tupleOf(cells, cells.length);
    this.#sink.emit(
      EntryKind.written,
      transaction.work,
      id,
      0,
      values.text(key),
      touched,
      form,
      values.tupleOf(pairs, pairs.length),
      row,
    );
  }

  /** An event for the machine whose state is in the first column. */
  transition(id: Value, key: string, taken: boolean): void {
    const { values } = this;
    this.read(id, key, 1);
    const { work } = this.#transaction(id);
    const state = values.text('NEXT');
    const from = values.text('NOW');
    this.#sink.emit(
      EntryKind.transitioned,
      work,
      id,
      0,
      values.text(key),
      values.text('a'),
      values.text('GO'),
      from,
      taken ? state : NULL,
    );
    if (taken) this.write(id, key, 1, WriteForm.absolute);
  }

  startSaga(id: Value, saga: Value, type: number, step: Value): void {
    this.#sink.emit(EntryKind.sagaStarted, this.#transaction(id).work, saga, type, id, step, this.values.text('first'));
  }

  moveSaga(id: Value, saga: Value, type: number): void {
    const { values } = this;
    this.#sink.emit(
      EntryKind.sagaMoved,
      this.#transaction(id).work,
      saga,
      type,
      id,
      values.text('succeeded'),
      values.text('first'),
      values.text('next'),
    );
  }

  endSaga(id: Value, saga: Value, type: number, outcome: number): void {
    this.#sink.emit(EntryKind.sagaEnded, this.#transaction(id).work, saga, type, id, outcome);
  }

  outbox(id: Value, message: Value, refusal: boolean): void {
    this.#sink.emit(EntryKind.outboxed, this.#transaction(id).work, id, message, 0, 0, this.#content(message, refusal));
  }

  /** @param channel -1 goes straight back to whoever asked */
  intend(id: Value, message: Value, channel: number): void {
    this.#sink.emit(EntryKind.intended, this.#transaction(id).work, id, message, 0, channel);
  }

  /** @param transaction the one that is open, or null */
  send(actor: Value, message: Value, fate: number, refusal: boolean, transaction: Value): void {
    this.#sink.emit(EntryKind.sent, actor, message, 0, 0, fate, transaction, 0, this.#content(message, refusal));
  }

  commit(id: Value): void {
    const transaction = this.#transaction(id);
    this.#open.delete(id);
    for (const [key, row] of transaction.rows) {
      const now = this.#committed(key);
      const wrote = (column: number): boolean => this.#isOwn(row.versions[column] as Value, id);
      this.#rows.set(key, {
        cells: row.cells.map((cell, column) => (wrote(column) ? cell : (now.cells[column] as Value))),
        versions: row.versions.map((version, column) => (wrote(column) ? version : (now.versions[column] as Value))),
      });
    }
    this.#sink.emit(EntryKind.committed, transaction.work, id);
  }

  rollBack(id: Value): void {
    const transaction = this.#transaction(id);
    this.#open.delete(id);
    this.#sink.emit(EntryKind.rolledBack, transaction.work, id, this.values.text('asked'));
  }

  /** The work on its copy is over. */
  handle(work: Value, message: Value, outcome: number): void {
    this.#sink.emit(EntryKind.handled, work, message, 0, 0, outcome, NULL);
  }

  /** The instance of the work dies: its open transactions are rolled back and its copy goes back. */
  crash(work: Value, message: Value): void {
    const { values } = this;
    this.#sink.emit(EntryKind.crashed, values.text('desk.0'), 0, 0);
    const own = [...this.#open.values()].filter((transaction) => transaction.work === work);
    for (const { id } of own) this.rollBack(id);
    this.#sink.emit(EntryKind.requeued, work, message, 1, 0, values.text('crash'), 0);
  }

  #content(message: Value, refusal: boolean): Value {
    return this.values.tuple(message, this.values.integer(refusal ? 1 : 0));
  }

  #transaction(id: Value): OpenTransaction {
    const transaction = this.#open.get(id);
    assert(transaction !== undefined, 'the transaction is open');
    return transaction;
  }

  #row(transaction: OpenTransaction, key: string): Row {
    const own = transaction.rows.get(key);
    if (own !== undefined) return own;
    if (transaction.dirty)
      for (const other of this.#open.values()) {
        const row = other.rows.get(key);
        if (row !== undefined) return row;
      }
    if (transaction.snapshot !== undefined) return transaction.snapshot.get(key) ?? NO_ROW;
    return this.#committed(key);
  }

  #committed(key: string): Row {
    return this.#rows.get(key) ?? NO_ROW;
  }

  #isOwn(version: Value, id: Value): boolean {
    return version !== NULL && this.values.field(version, 0) === id;
  }
}

const NO_ROW: Row = { cells: SCRIPT_COLUMNS.map(() => NULL), versions: SCRIPT_COLUMNS.map(() => NULL) };

const LINE_TOKEN =
  /^(?<saga>[A-Z_])(?<step>\d*)(?<comp>')?(?<starts>\*)?(?:@(?<work>\w+))?(?:<(?<message>\w+))?(?:=(?<label>\w+))?(?:\{(?<open>\w+))?:(?<operations>[^~]*)(?<undo>~)?$/;

/**
 * Entries of a line of tokens, each one local transaction or one happening:
 *
 * - `A1:r(x)w(x)`: a transaction of step 1 of saga A that reads and writes row x; `A1':…` its compensation; `A0*:…` starts
 *   the saga; `_:…` belongs to none; `…~` is rolled back. `A*` starts a saga and does nothing else.
 * - operations: `r` read, `w` write, `+` delta, `i` insert, `-` delete, `t` transition taken, `g` transition refused, each
 *   of a row or one of its columns `x.b` (else `a`); `o` into the outbox, `n` to be sent after the commit, `s` sent before
 *   it, each a message: `m`, `m?` a reply of failure, `m^` straight back, `m%2` as the second delivery would name it;
 *   `m` alone in `M()`: the saga moves
 * - `A1@f:…`: by work f, else each transaction is by work of its own; `A1<m:…`: on message m; `A1=pay:…`: the
 *   transaction with that label
 * - `A1{t:…`: stays open; `t{:…` goes on; `t}` commits, `t~` rolls back
 * - `A.` completed, `A,` compensated, `A!` failed
 * - `>m`: the relay sends, `f>m` work f does; `>m-` is lost by the network; `f.` work f has handled its message, `f#` dies
 */
export function writeLine(line: string, script: EntryScript): void {
  new LineWriter(script).write(line);
}

class LineWriter {
  readonly #script: EntryScript;
  readonly #values: Values;
  readonly #named = new Map<string, Value>();
  #count = 0;

  constructor(script: EntryScript) {
    this.#script = script;
    this.#values = script.values;
  }

  write(line: string): void {
    for (const token of line.split(/\s+/)) if (token !== '') this.#token(token);
  }

  #token(token: string): void {
    const script = this.#script;
    const { values } = script;
    const start = /^(?<saga>[A-Z])\*(?<how>[@<=][^:]*)?$/.exec(token)?.groups;
    if (start !== undefined) return this.#token(`${start['saga'] ?? ''}0*${start['how'] ?? ''}:`);
    const end = /^(?<saga>[A-Z])(?<how>[.,!])$/.exec(token)?.groups;
    if (end !== undefined) return this.#end(end['saga'] ?? '', end['how'] ?? '');
    const send = /^(?<work>\w*)>(?<message>[\w%?^]+)(?<lost>-)?$/.exec(token)?.groups;
    if (send !== undefined) {
      const actor = values.text(send['work'] === '' ? 'relay' : (send['work'] ?? ''));
      const message = send['message'] ?? '';
      const fate = send['lost'] === undefined ? Fate.arrived : Fate.lost;
      return script.send(actor, this.#message(message), fate, message.includes('?'), NULL);
    }
    const over = /^(?<work>[a-z]\w*)(?<how>[.#])$/.exec(token)?.groups;
    if (over !== undefined) {
      const work = values.text(over['work'] ?? '');
      if (over['how'] === '.') script.handle(work, values.text('m'), Outcome.completed);
      else script.crash(work, values.text('m'));
      return;
    }
    const going = /^(?<name>\w+)(?:\{:(?<operations>\S*)|(?<end>[}~]))$/.exec(token)?.groups;
    if (going !== undefined) {
      const id = this.#named.get(going['name'] ?? '');
      assert(id !== undefined, `a transaction is open: ${token}`);
      if (going['end'] === '}') script.commit(id);
      else if (going['end'] === '~') script.rollBack(id);
      else this.#operations(id, going['operations'] ?? '');
      return;
    }
    this.#transaction(token);
  }

  #transaction(token: string): void {
    const groups = LINE_TOKEN.exec(token)?.groups;
    assert(groups !== undefined, `a token of the line is known: ${token}`);
    const script = this.#script;
    const { values } = script;
    const saga = groups['saga'] ?? '_';
    const step = values.text(groups['step'] ?? '');
    const starts = groups['starts'] !== undefined;
    this.#count++;
    const id = script.begin({
      work: values.text(groups['work'] ?? `work${this.#count}`),
      label: groups['label'] ?? `transaction${this.#count}`,
      saga: starts || saga === '_' ? NULL : values.text(saga),
      step: starts || saga === '_' ? NULL : step,
      role:
        starts || saga === '_'
          ? TransactionRole.other
          : groups['comp'] === undefined
            ? TransactionRole.forward
            : TransactionRole.compensation,
      message: groups['message'] === undefined ? NULL : values.text(groups['message']),
      snapshot: true,
    });
    if (starts) script.startSaga(id, values.text(saga), typeOf(saga), step);
    this.#operations(id, groups['operations'] ?? '', saga);
    const name = groups['open'];
    if (name !== undefined) this.#named.set(name, id);
    else if (groups['undo'] === undefined) script.commit(id);
    else script.rollBack(id);
  }

  #operations(id: Value, operations: string, saga = ''): void {
    const script = this.#script;
    for (const [, operation, target = ''] of operations.matchAll(/([a-zM+-])\(([^)]*)\)/g)) {
      const [row = '', column = 'a'] = target.split('.');
      const mask = column === 'b' ? 2 : 1;
      if (operation === 'r') script.read(id, row, mask);
      else if (operation === 'w') script.write(id, row, mask, WriteForm.absolute);
      else if (operation === '+') script.write(id, row, mask, WriteForm.delta);
      else if (operation === 'i') script.write(id, row, mask, WriteForm.insert);
      else if (operation === '-') script.write(id, row, mask, WriteForm.delete);
      else if (operation === 't') script.transition(id, row, true);
      else if (operation === 'g') script.transition(id, row, false);
      else if (operation === 'o') script.outbox(id, this.#message(target), target.includes('?'));
      else if (operation === 'n') script.intend(id, this.#message(target), target.includes('^') ? -1 : 0);
      else if (operation === 's')
        script.send(this.#workOf(id), this.#message(target), Fate.arrived, target.includes('?'), id);
      else if (operation === 'M') script.moveSaga(id, this.#values.text(saga), typeOf(saga));
      else assert(false, `an operation of the line is known: ${operation ?? ''}`);
    }
  }

  #end(saga: string, how: string): void {
    const script = this.#script;
    const id = this.#values.text(saga);
    this.#count++;
    const transaction = script.begin({
      work: this.#values.text(`work${this.#count}`),
      label: 'reply',
      saga: id,
      step: NULL,
      role: TransactionRole.orchestration,
      message: NULL,
      snapshot: true,
    });
    const outcome = how === '.' ? Outcome.completed : how === ',' ? Outcome.compensated : Outcome.failed;
    script.moveSaga(transaction, id, typeOf(saga));
    script.endSaga(transaction, id, typeOf(saga), outcome);
    script.commit(transaction);
  }

  #message(text: string): Value {
    const { values } = this.#script;
    const [name = '', delivery] = text.replace(/[?^]/g, '').split('%');
    if (delivery === undefined) return values.text(name);
    const first = identity(values, NULL, values.text('request'), 1);
    const work = delivery === '1' ? first : identity(values, first, values.text('delivery'), Number(delivery));
    return identity(values, work, values.text(name), 1);
  }

  #workOf(transaction: Value): Value {
    return this.#values.field(transaction, 0);
  }
}

const typeOf = (saga: string): number => saga.charCodeAt(0) - 'A'.charCodeAt(0);
