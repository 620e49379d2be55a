import { Dictionary } from '../base/containers.ts';
import type { ContainerContext } from '../base/containers.ts';
import { FALSE, NULL, TRUE } from '../base/values.ts';
import type { Value, Values } from '../base/values.ts';
import { EntryKind, WriteForm } from '../trace/entry.ts';
import type { EntryKindCode, Sink } from '../trace/entry.ts';
import type { PredicateRows } from '../trace/history.ts';
import { DependencyKind } from './dependency-cycles.ts';
import type { DependencyEdge } from './dependency-cycles.ts';
import { fieldsOf, sorted } from './item-record.ts';

/** What a monitor can be told of. */
export type IsolationFact =
  | 'aborted-read'
  | 'intermediate-read'
  | 'lost-update'
  | 'observed-transaction-vanishes'
  | 'predicate-many-preceders';

export interface IsolationListener {
  readonly found: boolean;
  heard?(fact: IsolationFact): void;
  /** Dependencies have come into being among the transactions that are remembered. */
  depended?(dependencies: KeptDependencies): void;
}

/** What is remembered of who depends on whom. */
export interface KeptDependencies {
  readonly transactions: number;
  readonly edges: readonly DependencyEdge[];
  /** Whether two transactions have installed versions of one item. */
  haveCommonItem(a: number, b: number): boolean;
}

export interface IsolationNeeds {
  /** Whether predicate reads matter. */
  readonly predicates: boolean;
}

/** What an open transaction has done. */
const Operation = { read: 1, written: 2, queried: 3 } as const;

interface Version {
  readonly writer: Value;
  readonly version: Value;
  /** Versions that were not committed when it was put over them. */
  readonly over: readonly Value[];
}

interface PlaceRow {
  readonly writer: Value;
  readonly row: Value;
}

interface Place {
  /** The row before the first that is remembered. */
  readonly base: Value;
  readonly rows: readonly PlaceRow[];
}

interface KeptQuery {
  readonly table: Value;
  readonly predicate: Value;
  readonly seen: ReadonlyMap<Value, SeenRow>;
}

/** The writer of the row that was seen, null if it is not remembered; undefined: nothing is known. */
type SeenRow = { readonly from: Value; readonly matched: boolean } | undefined;

interface Node {
  readonly service: Value;
  /** Transactions that were open when it committed and still are. */
  readonly audience: readonly Value[];
  /** (item, version), in order, without those of its own versions. */
  readonly reads: readonly Value[];
  readonly queries: readonly KeptQuery[];
}

interface Done {
  readonly reads: readonly Value[];
  readonly writes: ReadonlyMap<Value, { readonly version: Value; readonly isDelta: boolean }>;
  readonly rows: ReadonlyMap<Value, Value>;
  readonly queries: readonly { table: Value; predicate: Value; seen: Value; written: ReadonlySet<Value> }[];
}

/**
 * The dependencies between transactions, as far as they can still become a cycle (rules AN40, AN41). A committed
 * transaction is remembered while one that was open at its commit still is, and while it can be reached from such a one:
 * only those can get new dependencies on later commits, for a transaction reads nothing older than what was committed
 * when it began. A path from one remembered transaction to another never leads over a forgotten one.
 */
export class IsolationLedger implements Sink {
  /** Transaction -> (service, operations as a linked list). */
  readonly open: Dictionary;
  /** (writer, reader): the reader has seen what the open writer has not committed. */
  readonly dirty: Dictionary;
  /** (reader, writer): the open reader has seen what the writer has rolled back. */
  readonly tainted: Dictionary;
  /** (item, version) -> the uncommitted versions that it was put over, nearest first. */
  readonly over: Dictionary;
  /** Committed transaction -> (service, audience, reads, queries). */
  readonly nodes: Dictionary;
  /** Item -> versions of remembered transactions in their order, as (writer, version, over). */
  readonly items: Dictionary;
  /** Place -> (row before, rows of remembered transactions and those after them). */
  readonly places: Dictionary;
  /** (from, to) -> bits of `DependencyKind`. */
  readonly edges: Dictionary;
  /**
   * Place -> the row as last committed, in a tuple, when it is not in `places`. It says no more than the database does,
   * therefore it is not hashed.
   */
  readonly settled: Dictionary;
  readonly #values: Values;
  readonly #names: PredicateRows;
  readonly #needs: IsolationNeeds;
  readonly #listeners: IsolationListener[] = [];
  #hasNewEdges = false;

  constructor(context: ContainerContext, names: PredicateRows, needs: IsolationNeeds) {
    this.#values = context.values;
    this.#names = names;
    this.#needs = needs;
    const dictionary = (name: string): Dictionary => new Dictionary(`monitor/isolation/${name}`, context);
    this.open = dictionary('open');
    this.dirty = dictionary('dirty');
    this.tainted = dictionary('tainted');
    this.over = dictionary('over');
    this.nodes = dictionary('nodes');
    this.items = dictionary('items');
    this.places = dictionary('places');
    this.edges = dictionary('edges');
    this.settled = new Dictionary('monitor/isolation/settled', { ...context, digest: undefined });
  }

  get containers(): readonly Dictionary[] {
    const { open, dirty, tainted, over, nodes, items, places, edges, settled } = this;
    return [open, dirty, tainted, over, nodes, items, places, edges, settled];
  }

  listen(listener: IsolationListener): void {
    this.#listeners.push(listener);
  }

  emit(kind: EntryKindCode, _actor: Value, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0): void {
    if (this.#listeners.length === 0) return;
    const values = this.#values;
    const integer = (number: number): Value => values.integer(number);
    switch (kind) {
      case EntryKind.begun:
        if (!this.#allFound) this.open.set(a, values.tuple(integer(b), NULL));
        return;
      case EntryKind.read:
        return this.#read(a, b, c, d, e);
      case EntryKind.written:
        return this.#written(a, b, c, d, e, f, g);
      case EntryKind.queried:
        if (this.#needs.predicates) this.#push(a, Operation.queried, integer(b), c, this.#seenNow(d));
        return;
      case EntryKind.committed:
      case EntryKind.rolledBack:
        return this.#end(a, kind === EntryKind.committed);
      default:
    }
  }

  #push(transaction: Value, operation: number, ...fields: readonly Value[]): void {
    const values = this.#values;
    const record = this.open.get(transaction);
    if (record === NULL) return;
    const list = values.tuple(values.field(record, 1), values.integer(operation), ...fields);
    this.open.set(transaction, values.with(record, 1, list));
  }

  #read(transaction: Value, table: number, key: Value, mask: number, versions: Value): void {
    const values = this.#values;
    if (!this.open.has(transaction)) return;
    for (const [column, item] of this.#columns(table, key, mask)) {
      const version = versions === NULL ? NULL : values.field(versions, column);
      const writer = this.#writerOf(version);
      if (writer === transaction) continue;
      this.#push(transaction, Operation.read, item, version);
      if (writer !== NULL && this.open.has(writer)) this.dirty.set(values.tuple(writer, transaction), TRUE);
    }
  }

  #written(
    transaction: Value,
    table: number,
    key: Value,
    mask: number,
    form: number,
    versions: Value,
    row: Value,
  ): void {
    const values = this.#values;
    if (!this.open.has(transaction)) return;
    for (const [column, item] of this.#columns(table, key, mask)) {
      const pair = versions === NULL ? NULL : values.field(versions, column);
      if (pair === NULL) continue;
      const previous = values.field(pair, 0);
      const writer = this.#writerOf(previous);
      if (writer === NULL || !this.open.has(writer)) continue;
      const underneath = fieldsOf(values, this.#listAt(this.over.get(values.tuple(item, previous))));
      const over = writer === transaction ? underneath : [previous, ...underneath];
      if (over.length > 0) this.over.set(values.tuple(item, values.field(pair, 1)), this.#list(over));
    }
    const integer = (number: number): Value => values.integer(number);
    this.#push(transaction, Operation.written, integer(table), key, integer(mask), integer(form), versions, row);
  }

  /** (key, writers, matched) of rows that were seen; of versions that are not committed nothing is known: matched is null. */
  #seenNow(list: Value): Value {
    const values = this.#values;
    const rows = fieldsOf(values, list).map((row) => {
      const versions = values.field(row, 1);
      const all = versions === NULL ? [] : fieldsOf(values, versions).map((version) => this.#writerOf(version));
      const writers = sorted(values, [...new Set(all)]).filter((writer) => writer !== NULL);
      const isUnknown = writers.some((writer) => this.open.has(writer));
      return isUnknown
        ? values.tuple(values.field(row, 0), NULL, NULL)
        : values.tuple(values.field(row, 0), this.#list(writers), values.field(row, 2));
    });
    return this.#list(rows);
  }

  #end(transaction: Value, committed: boolean): void {
    const record = this.open.get(transaction);
    if (record === NULL) return;
    this.open.delete(transaction);
    const values = this.#values;
    const readers = this.#pairsWith(this.dirty, transaction);
    if (committed) this.#commit(transaction, values.field(record, 0), this.#done(transaction, record), readers);
    else for (const reader of readers) this.#taint(reader, transaction);
    for (const reader of readers) this.dirty.delete(values.tuple(transaction, reader));
    if (!committed || !this.nodes.has(transaction))
      for (const key of this.dirty.keys().slice()) if (values.field(key, 1) === transaction) this.dirty.delete(key);
    for (const writer of this.#pairsWith(this.tainted, transaction))
      this.tainted.delete(values.tuple(transaction, writer));
    this.#forgetOver(transaction);
    this.#leaveAudiences(transaction);
    this.#prune();
    if (this.#allFound) for (const container of this.containers) clear(container);
  }

  get #allFound(): boolean {
    return this.#listeners.every((listener) => listener.found);
  }

  #tell(fact: IsolationFact): void {
    for (const listener of this.#listeners) if (!listener.found) listener.heard?.(fact);
  }

  #commit(transaction: Value, service: Value, done: Done, readers: readonly Value[]): void {
    const values = this.#values;
    const aborted = new Set(this.#pairsWith(this.tainted, transaction));
    if (aborted.size > 0) this.#tell('aborted-read');
    const reads = done.reads.filter((read) => !aborted.has(this.#writerOf(values.field(read, 1))));
    const audience = this.open.keys().filter((other) => values.field(this.open.get(other), 0) === service);
    const { predicates } = this.#needs;
    if (audience.length === 0 && this.nodes.size === 0) {
      if (predicates) for (const [place, row] of done.rows) this.settled.set(place, values.tuple(row));
      return;
    }
    this.#hasNewEdges = false;
    this.#judgeLostUpdates(reads, done);
    const queries = predicates ? this.#keepQueries(done) : [];
    this.#setNode(transaction, { service, audience, reads, queries });
    const overwritten = new Set<Value>();
    for (const [item, { version }] of done.writes)
      if (this.#install(transaction, item, version))
        overwritten.add(values.tuple(values.field(item, 0), values.field(item, 1)));
    for (const read of reads) this.#resolve(transaction, read);
    const early = readers.filter((reader) => this.nodes.has(reader));
    for (const reader of early)
      for (const read of this.#node(reader).reads)
        if (this.#writerOf(values.field(read, 1)) === transaction) this.#resolve(reader, read);
    for (const node of [transaction, ...early]) this.#judgeVanishing(node);
    if (predicates) {
      for (const [place, row] of done.rows) if (!overwritten.has(place)) this.#installRow(transaction, place, row);
      for (const query of queries) this.#dependOnRows(transaction, query);
      this.#judgeManyPreceders(queries);
    }
    if (this.#hasNewEdges) this.#tellDependencies();
  }

  /** The writer has rolled back; what the reader saw of it is no version. */
  #taint(reader: Value, writer: Value): void {
    if (this.open.has(reader)) {
      this.tainted.set(this.#values.tuple(reader, writer), TRUE);
      return;
    }
    this.#tell('aborted-read');
    if (!this.nodes.has(reader)) return;
    const node = this.#node(reader);
    const reads = node.reads.filter((read) => this.#writerOf(this.#values.field(read, 1)) !== writer);
    this.#setNode(reader, { ...node, reads });
  }

  #judgeLostUpdates(reads: readonly Value[], { writes }: Done): void {
    const values = this.#values;
    for (const [item, { version, isDelta }] of writes) {
      if (isDelta) continue;
      const versions = this.#versionsOf(item);
      const positions = reads
        .filter((read) => values.field(read, 0) === item)
        .map((read) => (this.#isUnresolved(read) ? Infinity : positionOf(versions, this.#sourceOf(read))));
      if (positions.length === 0) continue;
      const position = Math.max(...positions);
      if (position < placeFor(versions, version)) this.#tell('lost-update');
    }
  }

  /** @returns whether another version was put over it before its commit: its row has never been the one that is there */
  #install(transaction: Value, item: Value, version: Value): boolean {
    const values = this.#values;
    const versions = [...this.#versionsOf(item)];
    const index = placeFor(versions, version);
    const previous = versions[index - 1];
    const next = versions[index];
    if (previous !== undefined) this.#depend(previous.writer, transaction, DependencyKind.ww);
    if (next !== undefined) this.#depend(transaction, next.writer, DependencyKind.ww);
    for (const reader of this.nodes.keys()) {
      if (reader === transaction) continue;
      for (const read of this.#node(reader).reads)
        if (values.field(read, 0) === item && !this.#isUnresolved(read, transaction))
          if (positionOf(versions, this.#sourceOf(read)) === index)
            this.#depend(reader, transaction, DependencyKind.rw);
    }
    const over = fieldsOf(values, this.#listAt(this.over.get(values.tuple(item, version))));
    versions.splice(index, 0, { writer: transaction, version, over });
    this.#setVersions(item, versions);
    return next !== undefined;
  }

  /** Draws the dependencies of a read, unless the writer of what it saw is still open. */
  #resolve(reader: Value, read: Value): void {
    if (this.#isUnresolved(read)) return;
    const versions = this.#versionsOf(this.#values.field(read, 0));
    const position = positionOf(versions, this.#sourceOf(read));
    const seen = versions[position - 1];
    const next = versions[position];
    if (seen !== undefined && this.#sourceOf(read) !== NULL) {
      this.#depend(seen.writer, reader, DependencyKind.wr);
      if (seen.version !== this.#values.field(read, 1)) this.#tell('intermediate-read');
    }
    if (next !== undefined) this.#depend(reader, next.writer, DependencyKind.rw);
  }

  #judgeVanishing(node: Value): void {
    const observed = new Set<Value>();
    for (const read of this.#node(node).reads) {
      if (this.#isUnresolved(read)) continue;
      const source = this.#sourceOf(read);
      const versions = this.#versionsOf(this.#values.field(read, 0));
      const position = positionOf(versions, source);
      if (versions.some((version, index) => index >= position && observed.has(version.writer)))
        return this.#tell('observed-transaction-vanishes');
      if (source !== NULL) observed.add(source);
    }
  }

  #installRow(transaction: Value, place: Value, row: Value): void {
    const { base, rows } = this.#placeAt(place);
    this.#setPlace(place, { base, rows: [...rows, { writer: transaction, row }] });
    for (const reader of this.nodes.keys())
      for (const query of this.#node(reader).queries) this.#antiDepend(reader, query, place, transaction);
  }

  #dependOnRows(transaction: Value, query: KeptQuery): void {
    const values = this.#values;
    for (const place of this.places.keys())
      if (values.field(place, 0) === query.table) this.#antiDepend(transaction, query, place);
    for (const [place, state] of query.seen) {
      if (state === undefined || !this.places.has(place)) continue;
      const { base, rows } = this.#placeAt(place);
      let matched = this.#matches(query, place, base);
      let last: Value = NULL;
      for (const { writer, row } of rows.slice(0, rowPositionOf(rows, state.from))) {
        const matches = this.#matches(query, place, row);
        if (matches !== matched) last = writer;
        matched = matches;
      }
      if (last !== NULL) this.#depend(last, transaction, DependencyKind.wrp);
    }
  }

  /** @param only the rows of this transaction; left out: all rows */
  #antiDepend(reader: Value, query: KeptQuery, place: Value, only?: Value): void {
    if (reader === only || this.#values.field(place, 0) !== query.table) return;
    const state = query.seen.has(place) ? query.seen.get(place) : ABSENT;
    if (state === undefined) return;
    const { rows } = this.#placeAt(place);
    let { matched } = state;
    for (const { writer, row } of rows.slice(rowPositionOf(rows, state.from))) {
      const matches = this.#matches(query, place, row);
      if (matches !== matched && (only === undefined || writer === only))
        this.#depend(reader, writer, DependencyKind.rwp);
      matched = matches;
    }
  }

  #judgeManyPreceders(queries: readonly KeptQuery[]): void {
    for (const [i, second] of queries.entries())
      for (const first of queries.slice(0, i))
        if (first.table === second.table && this.#havePrecedersBetween(first, second))
          return this.#tell('predicate-many-preceders');
  }

  #havePrecedersBetween(first: KeptQuery, second: KeptQuery): boolean {
    for (const place of new Set([...first.seen.keys(), ...second.seen.keys()])) {
      const one = first.seen.has(place) ? first.seen.get(place) : ABSENT;
      const other = second.seen.has(place) ? second.seen.get(place) : ABSENT;
      if (one === undefined || other === undefined || one.from === other.from || !this.places.has(place)) continue;
      const { base, rows } = this.#placeAt(place);
      const answer = (query: KeptQuery, state: NonNullable<SeenRow>): boolean =>
        state !== ABSENT && this.#matches(query, place, rows[rowPositionOf(rows, state.from) - 1]?.row ?? base);
      if (one.matched === other.matched || answer(first, other) !== other.matched) continue;
      if (answer(second, one) === one.matched) return true;
    }
    return false;
  }

  #matches(query: KeptQuery, place: Value, row: Value): boolean {
    return row !== NULL && this.#names.matches(query.predicate, this.#values.field(place, 1), row);
  }

  #depend(from: Value, to: Value, kind: number): void {
    if (from === to || !this.nodes.has(from) || !this.nodes.has(to)) return;
    const values = this.#values;
    const edge = values.tuple(from, to);
    const known = this.edges.get(edge);
    const kinds = known === NULL ? 0 : values.toInteger(known);
    if ((kinds & kind) !== 0) return;
    this.edges.set(edge, values.integer(kinds | kind));
    this.#hasNewEdges = true;
  }

  #tellDependencies(): void {
    const values = this.#values;
    const transactions = this.nodes.keys();
    const numbers = new Map(transactions.map((transaction, index) => [transaction, index]));
    const numberOf = (transaction: Value): number => numbers.get(transaction) as number;
    const edges = this.edges.keys().map((edge) => ({
      from: numberOf(values.field(edge, 0)),
      to: numberOf(values.field(edge, 1)),
      kinds: values.toInteger(this.edges.get(edge)),
    }));
    const haveCommonItem = (a: number, b: number): boolean =>
      this.items.keys().some((item) => {
        const writers = this.#versionsOf(item).map(({ writer }) => numberOf(writer));
        return writers.includes(a) && writers.includes(b);
      });
    const dependencies = { transactions: transactions.length, edges, haveCommonItem };
    for (const listener of this.#listeners) if (!listener.found) listener.depended?.(dependencies);
  }

  /** What the transaction did, in order; of its writes the last of each item and of each row. */
  #done(transaction: Value, record: Value): Done {
    const values = this.#values;
    const operations: Value[] = [];
    for (let at = values.field(record, 1); at !== NULL; at = values.field(at, 0)) operations.push(at);
    const reads: Value[] = [];
    const writes = new Map<Value, { version: Value; isDelta: boolean }>();
    const rows = new Map<Value, Value>();
    const queries: Done['queries'][number][] = [];
    for (const operation of operations.reverse()) {
      const field = (index: number): Value => values.field(operation, 2 + index);
      const number = (index: number): number => values.toInteger(field(index));
      switch (values.toInteger(values.field(operation, 1))) {
        case Operation.read:
          reads.push(values.tuple(field(0), field(1)));
          break;
        case Operation.queried:
          queries.push({ table: field(0), predicate: field(1), seen: field(2), written: new Set(rows.keys()) });
          break;
        default: {
          for (const [column, item] of this.#columns(number(0), field(1), number(2))) {
            const pair = field(4) === NULL ? NULL : values.field(field(4), column);
            const version = pair === NULL ? values.tuple(transaction, NULL) : values.field(pair, 1);
            const isDelta = number(3) === WriteForm.delta && (writes.get(item)?.isDelta ?? true);
            writes.set(item, { version, isDelta });
          }
          rows.set(values.tuple(field(0), field(1)), field(5));
        }
      }
    }
    return { reads, writes, rows, queries };
  }

  #keepQueries({ queries }: Done): KeptQuery[] {
    const values = this.#values;
    return queries.map(({ table, predicate, seen: list, written }) => {
      const seen = new Map<Value, SeenRow>();
      for (const place of written) seen.set(place, undefined);
      for (const row of fieldsOf(values, list)) {
        const place = values.tuple(table, values.field(row, 0));
        const matched = values.field(row, 2);
        const writers = matched === NULL ? [] : fieldsOf(values, values.field(row, 1));
        const { rows } = this.#placeAt(place);
        const from = rows.findLast(({ writer }) => writers.includes(writer))?.writer ?? NULL;
        seen.set(place, matched === NULL ? undefined : { from, matched: matched === TRUE });
      }
      return { table, predicate, seen };
    });
  }

  #isUnresolved(read: Value, except: Value = NULL): boolean {
    const writer = this.#sourceOf(read);
    return writer !== NULL && (writer === except || this.open.has(writer));
  }

  #sourceOf(read: Value): Value {
    return this.#writerOf(this.#values.field(read, 1));
  }

  #writerOf(version: Value): Value {
    return version === NULL ? NULL : this.#values.field(version, 0);
  }

  /** No version is over one of a transaction that has ended, and none of its own is to be installed any more. */
  #forgetOver(transaction: Value): void {
    const values = this.#values;
    for (const item of this.items.keys().slice()) {
      const versions = this.#versionsOf(item);
      if (versions.some(({ over }) => over.length > 0)) this.#setVersions(item, versions);
    }
    for (const key of this.over.keys().slice()) {
      if (this.#writerOf(values.field(key, 1)) === transaction) this.over.delete(key);
      else this.over.set(key, this.#without(this.over.get(key), transaction));
    }
  }

  #without(list: Value, transaction: Value): Value {
    const left = fieldsOf(this.#values, this.#listAt(list)).filter(
      (version) => this.#writerOf(version) !== transaction,
    );
    return left.length === 0 ? NULL : this.#list(left);
  }

  #leaveAudiences(transaction: Value): void {
    for (const other of this.nodes.keys().slice()) {
      const node = this.#node(other);
      if (!node.audience.includes(transaction)) continue;
      this.#setNode(other, { ...node, audience: node.audience.filter((member) => member !== transaction) });
    }
  }

  /** Keeps what can be reached from transactions that may still get new dependencies on others. */
  #prune(): void {
    if (this.nodes.size === 0) return;
    const values = this.#values;
    const kept = new Set(this.nodes.keys().filter((node) => this.#node(node).audience.length > 0));
    const edges = this.edges.keys().map((edge): [Value, Value] => [values.field(edge, 0), values.field(edge, 1)]);
    for (const node of kept) for (const [from, to] of edges) if (from === node) kept.add(to);
    if (kept.size === this.nodes.size) return;
    for (const node of this.nodes.keys().slice()) if (!kept.has(node)) this.nodes.delete(node);
    for (const edge of this.edges.keys().slice())
      if (!kept.has(values.field(edge, 0)) || !kept.has(values.field(edge, 1))) this.edges.delete(edge);
    for (const item of this.items.keys().slice())
      this.#setVersions(
        item,
        this.#versionsOf(item).filter(({ writer }) => kept.has(writer)),
      );
    for (const place of this.places.keys().slice()) this.#prunePlace(place, kept);
    for (const key of this.dirty.keys().slice()) {
      const reader = values.field(key, 1);
      if (!this.open.has(reader) && !kept.has(reader)) this.dirty.delete(key);
    }
    this.#pruneQueries();
  }

  #prunePlace(place: Value, kept: ReadonlySet<Value>): void {
    const { base, rows } = this.#placeAt(place);
    const first = rows.findIndex(({ writer }) => kept.has(writer));
    if (first === 0) return;
    const gone = first < 0 ? rows.length : first;
    const last = rows[gone - 1]?.row ?? base;
    if (first > 0) this.#setPlace(place, { base: last, rows: rows.slice(first) });
    else {
      this.places.delete(place);
      this.settled.set(place, this.#values.tuple(last));
    }
  }

  /** A row whose writer is not remembered stands before all that are. */
  #pruneQueries(): void {
    for (const transaction of this.nodes.keys().slice()) {
      const node = this.#node(transaction);
      const queries = node.queries.map((query) => {
        const seen = new Map<Value, SeenRow>();
        for (const [place, state] of query.seen) {
          const isKnown = state !== undefined && this.#placeAt(place).rows.some(({ writer }) => writer === state.from);
          seen.set(place, state === undefined || isKnown ? state : { ...state, from: NULL });
        }
        return { ...query, seen };
      });
      if (queries.length > 0) this.#setNode(transaction, { ...node, queries });
    }
  }

  #columns(table: number, key: Value, mask: number): (readonly [number, Value])[] {
    const values = this.#values;
    const columns: (readonly [number, Value])[] = [];
    for (let column = 0, rest = mask; rest !== 0; column++, rest >>>= 1)
      if ((rest & 1) !== 0) columns.push([column, values.tuple(values.integer(table), key, values.integer(column))]);
    return columns;
  }

  /** Second fields of the keys whose first field is this. */
  #pairsWith(pairs: Dictionary, first: Value): Value[] {
    const values = this.#values;
    return pairs
      .keys()
      .filter((key) => values.field(key, 0) === first)
      .map((key) => values.field(key, 1));
  }

  #list(fields: readonly Value[]): Value {
    return this.#values.tupleOf(fields, fields.length);
  }

  #listAt(list: Value): Value {
    return list === NULL ? this.#list([]) : list;
  }

  #versionsOf(item: Value): readonly Version[] {
    const values = this.#values;
    const list = this.items.get(item);
    if (list === NULL) return [];
    return fieldsOf(values, list).map((version) => ({
      writer: values.field(version, 0),
      version: values.field(version, 1),
      over: fieldsOf(values, values.field(version, 2)),
    }));
  }

  #setVersions(item: Value, versions: readonly Version[]): void {
    const values = this.#values;
    const list = versions.map(({ writer, version, over }) =>
      values.tuple(writer, version, this.#list(over.filter((below) => this.open.has(this.#writerOf(below))))),
    );
    this.items.set(item, list.length === 0 ? NULL : this.#list(list));
  }

  #placeAt(place: Value): Place {
    const values = this.#values;
    const record = this.places.get(place);
    if (record !== NULL)
      return {
        base: values.field(record, 0),
        rows: fieldsOf(values, values.field(record, 1)).map((row) => ({
          writer: values.field(row, 0),
          row: values.field(row, 1),
        })),
      };
    const settled = this.settled.get(place);
    if (settled !== NULL) return { base: values.field(settled, 0), rows: [] };
    const table = values.toInteger(values.field(place, 0));
    return { base: this.#names.initialRow(table, values.field(place, 1)), rows: [] };
  }

  #setPlace(place: Value, { base, rows }: Place): void {
    const values = this.#values;
    const list = rows.map(({ writer, row }) => values.tuple(writer, row));
    this.places.set(place, values.tuple(base, this.#list(list)));
    this.settled.delete(place);
  }

  #node(transaction: Value): Node {
    const values = this.#values;
    const record = this.nodes.get(transaction);
    return {
      service: values.field(record, 0),
      audience: fieldsOf(values, values.field(record, 1)),
      reads: fieldsOf(values, values.field(record, 2)),
      queries: fieldsOf(values, values.field(record, 3)).map((query) => ({
        table: values.field(query, 0),
        predicate: values.field(query, 1),
        seen: new Map(fieldsOf(values, values.field(query, 2)).map((row) => [values.field(row, 0), this.#seenOf(row)])),
      })),
    };
  }

  #seenOf(row: Value): SeenRow {
    const values = this.#values;
    const matched = values.field(row, 2);
    return matched === NULL ? undefined : { from: values.field(row, 1), matched: matched === TRUE };
  }

  #setNode(transaction: Value, { service, audience, reads, queries }: Node): void {
    const values = this.#values;
    const encoded = queries.map(({ table, predicate, seen }) => {
      const rows = [...seen].map(([place, state]) =>
        state === undefined
          ? values.tuple(place, NULL, NULL)
          : values.tuple(place, state.from, state.matched ? TRUE : FALSE),
      );
      return values.tuple(table, predicate, this.#list(sorted(values, rows)));
    });
    this.nodes.set(
      transaction,
      values.tuple(service, this.#list(sorted(values, audience)), this.#list(reads), this.#list(encoded)),
    );
  }
}

/** A row that a query did not see at all: it was not there. */
const ABSENT = { from: NULL, matched: false } as const;

/** How many versions there are up to that of a writer; one that is not remembered is older than all that are. */
function positionOf(versions: readonly Version[], writer: Value): number {
  return writer === NULL ? 0 : versions.findIndex((version) => version.writer === writer) + 1;
}

function rowPositionOf(rows: readonly PlaceRow[], writer: Value): number {
  return writer === NULL ? 0 : rows.findIndex((row) => row.writer === writer) + 1;
}

/** After all that are there, unless one of them was put over it. */
function placeFor(versions: readonly Version[], version: Value): number {
  const above = versions.findIndex(({ over }) => over.includes(version));
  return above < 0 ? versions.length : above;
}

function clear(container: Dictionary): void {
  if (container.size > 0) for (const key of container.keys().slice()) container.delete(key);
}
