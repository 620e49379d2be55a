import { assert } from '../base/assert.ts';
import { FALSE, NULL, TRUE } from '../base/values.ts';
import type { Value, Values } from '../base/values.ts';
import { EntryKind, TransactionRole, WriteForm } from '../trace/entry.ts';
import type { Sink } from '../trace/entry.ts';
import type { TraceNames } from '../trace/history.ts';

/** A version of a row of the one table `rows`, which has the one column `v`. */
export interface ScriptVersion {
  readonly version: Value;
  /** Null: there is no row. */
  readonly row: Value;
}

export const NO_ROW: ScriptVersion = { version: NULL, row: NULL };

/**
 * Writes entries of local transactions by hand. Every read and write says which version it meets, so that histories of
 * stores with any isolation, or none, can be written. Made for tests of judges.
 */
export class IsolationScript {
  readonly values: Values;
  readonly #sink: Sink;
  readonly #written = new Map<Value, number>();

  constructor(values: Values, sink: Sink) {
    this.values = values;
    this.#sink = sink;
  }

  begin(name: string): Value {
    const id = this.values.text(name);
    this.#written.set(id, 0);
    this.#sink.emit(EntryKind.begun, id, id, 0, NULL, NULL, TransactionRole.other, NULL);
    return id;
  }

  read(transaction: Value, key: string, { version, row }: ScriptVersion): void {
    const { values } = this;
    this.#sink.emit(EntryKind.read, transaction, transaction, 0, values.text(key), 1, values.tuple(version), row);
  }

  /** @param value null deletes the row */
  write(transaction: Value, key: string, value: number | null, form: number, over: ScriptVersion): ScriptVersion {
    const { values } = this;
    const ordinal = this.#written.get(transaction);
    assert(ordinal !== undefined, 'a transaction that writes has begun');
    this.#written.set(transaction, ordinal + 1);
    const version = values.tuple(transaction, values.integer(ordinal));
    const row = value === null ? NULL : values.tuple(values.integer(value));
    const pairs = values.tuple(values.tuple(over.version, version));
    this.#sink.emit(EntryKind.written, transaction, transaction, 0, values.text(key), 1, form, pairs, row);
    return { version, row };
  }

  /** @param predicate see `matchesText` */
  query(transaction: Value, predicate: string, seen: Iterable<readonly [string, ScriptVersion]>): void {
    const { values } = this;
    const rows = [...seen].map(([key, { version, row }]) => {
      const matched = row !== NULL && matchesText(predicate, rowValue(values, row));
      return values.tuple(values.text(key), values.tuple(version), matched ? TRUE : FALSE);
    });
    const list = values.tupleOf(rows, rows.length);
    this.#sink.emit(EntryKind.queried, transaction, transaction, 0, values.text(predicate), list);
  }

  commit(transaction: Value): void {
    this.#sink.emit(EntryKind.committed, transaction, transaction);
  }

  rollBack(transaction: Value): void {
    this.#sink.emit(EntryKind.rolledBack, transaction, transaction, NULL);
  }
}

function rowValue(values: Values, row: Value): number {
  return values.toInteger(values.field(row, 0));
}

/** `>=20`, `=30`, `%3` (a multiple of 3), `all`. */
export function matchesText(predicate: string, value: number): boolean {
  const { operator, number } = /^(?<operator>>=|=|%|all)(?<number>\d*)$/.exec(predicate)?.groups ?? {};
  switch (operator) {
    case '>=':
      return value >= Number(number);
    case '=':
      return value === Number(number);
    case '%':
      return value % Number(number) === 0;
    default:
      assert(operator === 'all', `a predicate of a script is known: ${predicate}`);
      return true;
  }
}

/** @param initial the rows at the start */
export function isolationNames(values: Values, initial: ReadonlyMap<string, number>): TraceNames {
  return {
    service: () => 'desk',
    table: () => ({ service: 'desk', table: 'rows', columns: ['v'] }),
    channel: () => 'post',
    client: () => 'someone',
    saga: () => 'saga',
    messageType: () => 'Letter',
    matches: (predicate, _key, row) => matchesText(values.toText(predicate), rowValue(values, row)),
    initialRow: (_table, key) => {
      const value = initial.get(values.toText(key));
      return value === undefined ? NULL : values.tuple(values.integer(value));
    },
  };
}

const TOKEN = /^(?<operation>[brwidqca+])(?<transaction>\d)(?:\((?<target>[^)]*)\))?$/;
const TARGET = /^(?<key>[a-z])(?<writer>\d)?(?:\.(?<ordinal>\d))?(?:=(?<value>\d+))?(?:\^(?<over>\d))?$/;

/**
 * Entries of a line in the notation of Adya, with the rows at the start before a bar: `x=10 y=20 | r1(x0) w2(x=11) c2 c1`.
 *
 * - `r1(x2)`: transaction 1 reads what transaction 2 has written to x last, `x2.1` what it has written first, `x0` the
 *   initial row or its absence
 * - `w1(x=5)` writes, `+1(x=5)` as a delta, `i1(x=5)` inserts, `d1(x)` deletes: over the newest version that is not
 *   rolled back, or over that of transaction 2: `w1(x=5^2)`; without `=5` a new number
 * - `q1(>=20:x2,y0)` selects by a condition among these versions
 * - `c1` commits, `a1` rolls back, `b1` begins; who has not begun begins at its first operation
 */
export function writeIsolationLine(line: string, script: IsolationScript): ReadonlyMap<string, number> {
  const [start = '', history] = line.includes('|') ? line.split('|') : ['', line];
  const initial = new Map(
    start
      .split(/\s+/)
      .filter((token) => token !== '')
      .map((token): [string, number] => [token.slice(0, 1), Number(token.slice(2))]),
  );
  new IsolationLine(script, initial).write(history ?? '');
  return initial;
}

class IsolationLine {
  readonly #script: IsolationScript;
  readonly #initial: ReadonlyMap<string, number>;
  readonly #transactions = new Map<string, Value>();
  /** By key, in the order in which they were written. */
  readonly #versions = new Map<string, { writer: string; version: ScriptVersion }[]>();
  readonly #rolledBack = new Set<string>();
  #numbers = 100;

  constructor(script: IsolationScript, initial: ReadonlyMap<string, number>) {
    this.#script = script;
    this.#initial = initial;
  }

  write(history: string): void {
    for (const token of history.split(/\s+/)) if (token !== '') this.#token(token);
  }

  #token(token: string): void {
    const { operation = '', transaction = '', target = '' } = TOKEN.exec(token)?.groups ?? {};
    assert(operation !== '', `a token of the line is known: ${token}`);
    const script = this.#script;
    const id = this.#transactions.get(transaction) ?? script.begin(`T${transaction}`);
    this.#transactions.set(transaction, id);
    switch (operation) {
      case 'b':
        return;
      case 'c':
        return script.commit(id);
      case 'a':
        this.#rolledBack.add(transaction);
        return script.rollBack(id);
      case 'q': {
        const [predicate = '', seen = ''] = target.split(':');
        const rows = seen.split(',').filter((row) => row !== '');
        return script.query(
          id,
          predicate,
          rows.map((row) => [row.slice(0, 1), this.#version(row)]),
        );
      }
      case 'r':
        return script.read(id, target.slice(0, 1), this.#version(target));
      default:
        return this.#write(id, transaction, operation, target);
    }
  }

  #write(id: Value, transaction: string, operation: string, target: string): void {
    const { key = '', value, over } = TARGET.exec(target)?.groups ?? {};
    const forms: Readonly<Record<string, number>> = {
      w: WriteForm.absolute,
      '+': WriteForm.delta,
      i: WriteForm.insert,
      d: WriteForm.delete,
    };
    const below =
      over === undefined
        ? this.#versionsOf(key).findLast(({ writer }) => !this.#rolledBack.has(writer))?.version
        : this.#versionsOf(key).findLast(({ writer }) => writer === over)?.version;
    const content = operation === 'd' ? null : value === undefined ? ++this.#numbers : Number(value);
    const form = forms[operation] ?? WriteForm.absolute;
    const version = this.#script.write(id, key, content, form, below ?? this.#first(key));
    this.#versionsOf(key).push({ writer: transaction, version });
  }

  #version(target: string): ScriptVersion {
    const { key = '', writer = '0', ordinal } = TARGET.exec(target)?.groups ?? {};
    if (writer === '0') return this.#first(key);
    const own = this.#versionsOf(key).filter((version) => version.writer === writer);
    const found = ordinal === undefined ? own.at(-1) : own[Number(ordinal) - 1];
    assert(found !== undefined, `a version that is read has been written: ${target}`);
    return found.version;
  }

  #first(key: string): ScriptVersion {
    const { values } = this.#script;
    const value = this.#initial.get(key);
    return value === undefined ? NO_ROW : { version: NULL, row: values.tuple(values.integer(value)) };
  }

  #versionsOf(key: string): { writer: string; version: ScriptVersion }[] {
    const known = this.#versions.get(key) ?? [];
    this.#versions.set(key, known);
    return known;
  }
}
