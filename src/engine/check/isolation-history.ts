import type {
  History,
  HistoryPredicate,
  HistoryQuery,
  HistoryRead,
  HistoryRow,
  HistoryTransaction,
  HistoryWrite,
} from '../trace/history.ts';
import { DependencyKind, components } from './dependency-cycles.ts';
import type { DependencyEdge, DependencyKindCode } from './dependency-cycles.ts';

/**
 * A history seen as one of local transactions (Adya 1999): rules AN30 to AN33. Nodes are the committed transactions, in
 * the order of their commits; edges say which must come before which in a serial order.
 */
export interface IsolationHistory {
  readonly nodes: readonly IsolationNode[];
  readonly dependencies: readonly Dependency[];
  /** By node: the least node of those that it depends on in a circle, itself if none. */
  readonly component: readonly number[];
  readonly abortedReads: readonly DirtyRead[];
  readonly intermediateReads: readonly DirtyRead[];
  readonly lostUpdates: readonly LostUpdate[];
  readonly vanishings: readonly Vanishing[];
  readonly manyPreceders: readonly ManyPreceders[];
}

export interface IsolationNode {
  readonly index: number;
  readonly transaction: HistoryTransaction;
  /** Items that it has installed a version of. */
  readonly written: ReadonlySet<string>;
}

/** What a transaction did that another depends on. */
export type Deed =
  | { readonly kind: 'read'; readonly transaction: HistoryTransaction; readonly read: HistoryRead }
  | { readonly kind: 'write'; readonly transaction: HistoryTransaction; readonly write: HistoryWrite }
  | { readonly kind: 'row'; readonly transaction: HistoryTransaction; readonly row: HistoryRow }
  | { readonly kind: 'query'; readonly transaction: HistoryTransaction; readonly query: HistoryQuery };

export interface Dependency extends DependencyEdge {
  readonly kinds: DependencyKindCode;
  /** Entry of the commit by which it came into being. */
  readonly since: number;
  readonly before: Deed;
  readonly after: Deed;
}

/** A committed transaction has read a version that is none: its writer rolled back, or wrote the item again. */
export interface DirtyRead {
  readonly at: number;
  readonly read: Deed;
  readonly written: Deed;
  /** Of an intermediate read: the version that was installed. */
  readonly final?: Deed;
}

export interface LostUpdate {
  readonly at: number;
  readonly node: number;
  readonly read: Deed;
  readonly lost: Deed;
  readonly overwriting: Deed;
}

export interface Vanishing {
  readonly at: number;
  readonly node: number;
  readonly observed: Deed;
  readonly observing: Deed;
  readonly missed: Deed;
  readonly stale: Deed;
}

export interface ManyPreceders {
  readonly at: number;
  readonly node: number;
  readonly first: Deed;
  readonly second: Deed;
  readonly changed: Deed;
}

const HISTORIES = new WeakMap<History, IsolationHistory>();

/** Remembers its answer: several judges look at one history. */
export function isolationOf(history: History): IsolationHistory {
  const known = HISTORIES.get(history) ?? new IsolationBuilder(history).build();
  HISTORIES.set(history, known);
  return known;
}

interface Version {
  readonly node: number;
  readonly write: HistoryWrite;
  /** Versions that were not committed when it was put over them. */
  readonly over: readonly string[];
}

/** A read with the node whose version it saw; INITIAL: the initial version, or one that the history does not know. */
interface NodeRead {
  readonly node: number;
  readonly read: HistoryRead;
  readonly from: number;
}

interface NodeQuery {
  readonly node: number;
  readonly query: HistoryQuery;
  readonly predicate: HistoryPredicate;
  readonly seen: ReadonlyMap<string, SeenRow>;
}

/** What a query knows of a place: the node whose row it saw, and whether it matched; undefined: nothing. */
type SeenRow = { readonly from: number; readonly matched: boolean } | undefined;

/** The versions of an item in their order, and who has read which. */
class ItemVersions {
  readonly versions: Version[] = [];
  /** By the node whose version was read. */
  readonly readsFrom = new Map<number, NodeRead[]>();
  readonly #positions = new Map<number, number>();
  readonly #over = new Set<string>();

  /** After all that are there, unless one of them was put over it. */
  placeFor(name: string): number {
    return this.#over.has(name) ? this.versions.findIndex(({ over }) => over.includes(name)) : this.versions.length;
  }

  insert(index: number, version: Version): void {
    this.versions.splice(index, 0, version);
    for (const below of version.over) this.#over.add(below);
    for (let i = index; i < this.versions.length; i++) this.#positions.set((this.versions[i] as Version).node, i + 1);
  }

  /** How many versions there are up to that of a node. */
  positionOf(node: number): number {
    return this.#positions.get(node) ?? 0;
  }

  addRead(read: NodeRead): void {
    const reads = this.readsFrom.get(read.from) ?? [];
    this.readsFrom.set(read.from, reads);
    reads.push(read);
  }
}

interface PlaceRows {
  readonly table: string;
  readonly rows: { readonly node: number; readonly row: HistoryRow }[];
}

const INITIAL = -1;

class IsolationBuilder {
  readonly #history: History;
  readonly #nodes: { index: number; transaction: HistoryTransaction; written: Set<string> }[] = [];
  readonly #nodeOf = new Map<HistoryTransaction, number>();
  readonly #writes = new Map<string, { transaction: HistoryTransaction; write: HistoryWrite }>();
  /** By place and version. */
  readonly #rowWriters = new Map<string, HistoryTransaction>();
  readonly #over = new Map<string, readonly string[]>();
  readonly #items = new Map<string, ItemVersions>();
  readonly #places = new Map<string, PlaceRows>();
  readonly #queries: NodeQuery[] = [];
  /** By node: its reads, in order, as soon as it is known whose versions they saw. */
  readonly #reads: (NodeRead | undefined)[][] = [];
  /** By transaction: reads of its versions by nodes that committed before it. */
  readonly #early = new Map<HistoryTransaction, { node: number; at: number; read: HistoryRead }[]>();
  readonly #dependencies = new Map<string, Dependency>();
  readonly #abortedReads: DirtyRead[] = [];
  readonly #intermediateReads: DirtyRead[] = [];
  readonly #lostUpdates: LostUpdate[] = [];
  readonly #vanishings: Vanishing[] = [];
  readonly #manyPreceders: ManyPreceders[] = [];

  constructor(history: History) {
    this.#history = history;
  }

  build(): IsolationHistory {
    this.#collectWrites();
    const ended = this.#history.transactions
      .filter(({ status }) => status !== 'open')
      .sort((a, b) => a.endedAt - b.endedAt);
    for (const transaction of ended) if (transaction.status === 'committed') this.#commit(transaction);
    for (const { transaction } of this.#nodes) this.#judgeAbortedReads(transaction);
    const dependencies = [...this.#dependencies.values()].sort((a, b) => a.since - b.since);
    return {
      nodes: this.#nodes,
      dependencies,
      component: this.#components(dependencies),
      abortedReads: this.#abortedReads,
      intermediateReads: this.#intermediateReads,
      lostUpdates: this.#lostUpdates,
      vanishings: this.#vanishings,
      manyPreceders: this.#manyPreceders,
    };
  }

  #collectWrites(): void {
    const all = this.#history.transactions.flatMap((transaction) =>
      transaction.writes.map((write) => ({ transaction, write })),
    );
    all.sort((a, b) => a.write.entry - b.write.entry);
    for (const { transaction, write } of all) {
      const below = write.previous === null ? undefined : this.#writes.get(versionOf(write, write.previous));
      const name = versionOf(write, write.version);
      this.#writes.set(name, { transaction, write });
      this.#rowWriters.set(`${placeOf(write)} ${write.version}`, transaction);
      if (below === undefined) continue;
      const underneath = this.#over.get(versionOf(write, write.previous ?? '')) ?? [];
      if (below.transaction === transaction) this.#over.set(name, underneath);
      else if (below.transaction.status === 'open' || below.transaction.endedAt > write.entry)
        this.#over.set(name, [versionOf(write, below.write.version), ...underneath]);
    }
  }

  #commit(transaction: HistoryTransaction): void {
    const at = transaction.endedAt;
    const index = this.#nodes.length;
    const written = new Set(transaction.writes.map(({ item }) => item));
    this.#nodes.push({ index, transaction, written });
    this.#nodeOf.set(transaction, index);
    this.#judgeLostUpdates(transaction, index);
    const overwritten = new Set<string>();
    for (const item of written) {
      const write = this.#install(transaction, index, item, at);
      if (write !== undefined) overwritten.add(placeOf(write));
    }
    const slots: (NodeRead | undefined)[] = [];
    this.#reads.push(slots);
    transaction.reads.forEach((read, slot) => this.#read(transaction, index, read, slot, at));
    const early = this.#early.get(transaction) ?? [];
    for (const { node, at: slot, read } of early) this.#resolve(node, slot, read, index, at);
    this.#judgeVanishing(index, at);
    for (const node of new Set(early.map((read) => read.node))) this.#judgeVanishing(node, at);
    this.#installRows(transaction, index, at, overwritten);
    this.#query(transaction, index, at);
  }

  #item(item: string): ItemVersions {
    const known = this.#items.get(item) ?? new ItemVersions();
    this.#items.set(item, known);
    return known;
  }

  #deed(node: number): HistoryTransaction {
    return (this.#nodes[node] as IsolationNode).transaction;
  }

  #depend(from: number, to: number, kinds: DependencyKindCode, since: number, before: Deed, after: Deed): void {
    if (from === to || from === INITIAL) return;
    const name = `${from} ${to} ${kinds}`;
    if (!this.#dependencies.has(name)) this.#dependencies.set(name, { from, to, kinds, since, before, after });
  }

  #writeDeed(version: Version): Deed {
    return { kind: 'write', transaction: this.#deed(version.node), write: version.write };
  }

  #readDeed({ node, read }: NodeRead): Deed {
    return { kind: 'read', transaction: this.#deed(node), read };
  }

  /**
   * AN31: after all versions that are committed, unless one of them was put over it.
   * @returns the write, if that is so: its row has never been the one that is there
   */
  #install(transaction: HistoryTransaction, node: number, item: string, since: number): HistoryWrite | undefined {
    const versioned = this.#item(item);
    const { versions, readsFrom } = versioned;
    const write = lastOf(transaction.writes, item);
    const name = versionOf(write, write.version);
    const version = { node, write, over: this.#over.get(name) ?? [] };
    const index = versioned.placeFor(name);
    const previous = versions[index - 1];
    const next = versions[index];
    const deed = this.#writeDeed(version);
    if (previous !== undefined)
      this.#depend(previous.node, node, DependencyKind.ww, since, this.#writeDeed(previous), deed);
    if (next !== undefined) this.#depend(node, next.node, DependencyKind.ww, since, deed, this.#writeDeed(next));
    const from = previous?.node ?? INITIAL;
    for (const read of readsFrom.get(from) ?? [])
      this.#depend(read.node, node, DependencyKind.rw, since, this.#readDeed(read), deed);
    versioned.insert(index, version);
    return next === undefined ? undefined : write;
  }

  #read(transaction: HistoryTransaction, node: number, read: HistoryRead, slot: number, since: number): void {
    const source = read.version === null ? undefined : this.#writes.get(versionOf(read, read.version));
    if (source?.transaction === transaction) return;
    if (source === undefined) return this.#resolve(node, slot, read, INITIAL, since);
    const { transaction: writer } = source;
    if (writer.status === 'rolledBack') return;
    const from = this.#nodeOf.get(writer);
    if (from !== undefined) return this.#resolve(node, slot, read, from, since);
    const early = this.#early.get(writer) ?? [];
    early.push({ node, at: slot, read });
    this.#early.set(writer, early);
  }

  /** It is known now where in the order of versions a read stands. */
  #resolve(node: number, slot: number, read: HistoryRead, from: number, since: number): void {
    const versioned = this.#item(read.item);
    const { versions } = versioned;
    const taken: NodeRead = { node, read, from };
    (this.#reads[node] as (NodeRead | undefined)[])[slot] = taken;
    versioned.addRead(taken);
    const deed = this.#readDeed(taken);
    const position = versioned.positionOf(from);
    const seen = versions[position - 1];
    if (seen !== undefined) {
      this.#depend(from, node, DependencyKind.wr, since, this.#writeDeed(seen), deed);
      if (read.version !== null && seen.write.version !== read.version) {
        const source = this.#writes.get(versionOf(read, read.version));
        if (source !== undefined)
          this.#intermediateReads.push({
            at: since,
            read: deed,
            written: { kind: 'write', ...source },
            final: this.#writeDeed(seen),
          });
      }
    }
    const next = versions[position];
    if (next !== undefined) this.#depend(node, next.node, DependencyKind.rw, since, deed, this.#writeDeed(next));
  }

  #judgeAbortedReads(transaction: HistoryTransaction): void {
    for (const read of transaction.reads) {
      const source = read.version === null ? undefined : this.#writes.get(versionOf(read, read.version));
      if (source?.transaction.status !== 'rolledBack' || source.transaction === transaction) continue;
      this.#abortedReads.push({
        at: Math.max(transaction.endedAt, source.transaction.endedAt),
        read: { kind: 'read', transaction, read },
        written: { kind: 'write', ...source },
      });
    }
  }

  /** AN36: it has read an older version, and none since. Before its own versions are installed. */
  #judgeLostUpdates(transaction: HistoryTransaction, node: number): void {
    for (const item of new Set(transaction.writes.map((write) => write.item))) {
      if (transaction.writes.every((write) => write.item !== item || write.form === 'delta')) continue;
      const versioned = this.#item(item);
      const { versions } = versioned;
      const write = lastOf(transaction.writes, item);
      const end = versioned.placeFor(versionOf(write, write.version));
      let position = -1;
      let latest: HistoryRead | undefined;
      for (const read of transaction.reads) {
        if (read.item !== item) continue;
        const source = read.version === null ? undefined : this.#writes.get(versionOf(read, read.version));
        if (source?.transaction === transaction || source?.transaction.status === 'rolledBack') continue;
        const from = source === undefined ? INITIAL : this.#nodeOf.get(source.transaction);
        const seen = from === undefined ? Infinity : versioned.positionOf(from);
        if (seen > position) {
          position = seen;
          latest = read;
        }
      }
      const lost = versions[position];
      if (latest === undefined || lost === undefined || position >= end) continue;
      this.#lostUpdates.push({
        at: transaction.endedAt,
        node,
        read: { kind: 'read', transaction, read: latest },
        lost: this.#writeDeed(lost),
        overwriting: { kind: 'write', transaction, write },
      });
    }
  }

  /** AN37: a version of a transaction was read, and afterwards something older than another version of it. */
  #judgeVanishing(node: number, at: number): void {
    const reads = (this.#reads[node] as (NodeRead | undefined)[]).filter((read) => read !== undefined);
    const observed = new Map<number, NodeRead>();
    for (const read of reads) {
      const versioned = this.#item(read.read.item);
      const later = versioned.versions.slice(versioned.positionOf(read.from));
      const missed = later.find((version) => observed.has(version.node));
      if (missed !== undefined) {
        const observing = observed.get(missed.node) as NodeRead;
        const other = this.#item(observing.read.item);
        const seen = other.versions[other.positionOf(missed.node) - 1];
        if (seen !== undefined)
          this.#vanishings.push({
            at,
            node,
            observed: this.#writeDeed(seen),
            observing: this.#readDeed(observing),
            missed: this.#writeDeed(missed),
            stale: this.#readDeed(read),
          });
        return;
      }
      if (read.from !== INITIAL && !observed.has(read.from)) observed.set(read.from, read);
    }
  }

  /** AN33: later rows that change the answer of a predicate for their place. */
  #installRows(transaction: HistoryTransaction, node: number, since: number, overwritten: ReadonlySet<string>): void {
    for (const place of new Set(transaction.rows.map((row) => row.place))) {
      if (overwritten.has(place)) continue;
      const row = transaction.rows.findLast((candidate) => candidate.place === place) as HistoryRow;
      const table = JSON.stringify([row.service, row.table]);
      const rows = this.#places.get(place) ?? { table, rows: [] };
      this.#places.set(place, rows);
      rows.rows.push({ node, row });
      for (const query of this.#queries) this.#antiDepend(query, place, since, node);
    }
  }

  #query(transaction: HistoryTransaction, node: number, since: number): void {
    const queries = transaction.queries.map((query): NodeQuery => {
      const predicate = this.#history.predicates.get(query.predicate) ?? NO_PREDICATE;
      return { node, query, predicate, seen: this.#seenRows(transaction, query) };
    });
    for (const query of queries) {
      for (const place of this.#places.keys()) this.#antiDepend(query, place, since);
      for (const place of query.seen.keys()) this.#dependOnLastChange(query, place, since);
      this.#queries.push(query);
    }
    for (const [i, second] of queries.entries())
      for (const first of queries.slice(0, i)) if (this.#judgeManyPreceders(first, second, since)) return;
  }

  #seenRows(transaction: HistoryTransaction, query: HistoryQuery): Map<string, SeenRow> {
    const seen = new Map<string, SeenRow>();
    for (const row of transaction.rows) if (row.entry < query.entry) seen.set(row.place, undefined);
    for (const { place, versions, matched } of query.seen) {
      const writers = versions.flatMap((version) => {
        const writer = version === null ? undefined : this.#rowWriters.get(`${place} ${version}`);
        return writer ?? [];
      });
      if (writers.some(({ status, endedAt }) => status === 'open' || endedAt > query.entry)) {
        seen.set(place, undefined);
        continue;
      }
      const nodes = writers.map((writer) => this.#nodeOf.get(writer));
      const rows = this.#places.get(place)?.rows ?? [];
      const from = rows.findLast((row) => nodes.includes(row.node))?.node ?? INITIAL;
      seen.set(place, { from, matched });
    }
    return seen;
  }

  /** @param only this node's rows; left out: all rows */
  #antiDepend(query: NodeQuery, place: string, since: number, only?: number): void {
    const { table, rows } = this.#places.get(place) as PlaceRows;
    if (table !== query.predicate.table || query.node === only) return;
    const state = query.seen.has(place) ? query.seen.get(place) : ABSENT;
    if (state === undefined) return;
    let matched = state.matched;
    const position = rows.findIndex(({ node }) => node === state.from) + 1;
    for (const { node, row } of rows.slice(position)) {
      const matches = query.predicate.written.has(row.entry);
      if (matches !== matched && (only === undefined || node === only))
        this.#depend(query.node, node, DependencyKind.rwp, since, this.#queryDeed(query), this.#rowDeed(node, row));
      matched = matches;
    }
  }

  #dependOnLastChange(query: NodeQuery, place: string, since: number): void {
    const state = query.seen.get(place);
    const rows = this.#places.get(place)?.rows ?? [];
    if (state === undefined) return;
    const position = rows.findIndex(({ node }) => node === state.from) + 1;
    let matched = query.predicate.initial.has(place);
    let last: { node: number; row: HistoryRow } | undefined;
    for (const version of rows.slice(0, position)) {
      const matches = query.predicate.written.has(version.row.entry);
      if (matches !== matched) last = version;
      matched = matches;
    }
    if (last !== undefined)
      this.#depend(
        last.node,
        query.node,
        DependencyKind.wrp,
        since,
        this.#rowDeed(last.node, last.row),
        this.#queryDeed(query),
      );
  }

  /** AN38: between two predicate reads of one transaction others have put a row into both, or out of both. */
  #judgeManyPreceders(first: NodeQuery, second: NodeQuery, at: number): boolean {
    if (first.predicate.table !== second.predicate.table) return false;
    for (const place of new Set([...first.seen.keys(), ...second.seen.keys()])) {
      const one = first.seen.has(place) ? first.seen.get(place) : ABSENT;
      const other = second.seen.has(place) ? second.seen.get(place) : ABSENT;
      if (one === undefined || other === undefined || one.from === other.from) continue;
      const rows = this.#places.get(place)?.rows ?? [];
      const answer = (query: NodeQuery, state: { readonly from: number }): boolean => {
        const row = rows.find(({ node }) => node === state.from);
        return row === undefined ? this.#initially(query, place, state) : query.predicate.written.has(row.row.entry);
      };
      if (one.matched === other.matched || answer(first, other) !== other.matched) continue;
      if (answer(second, one) !== one.matched) continue;
      const positions = [one, other].map(({ from }) => rows.findIndex(({ node }) => node === from) + 1);
      const changed = rows[Math.max(...positions) - 1];
      if (changed === undefined) continue;
      this.#manyPreceders.push({
        at,
        node: first.node,
        first: this.#queryDeed(first),
        second: this.#queryDeed(second),
        changed: this.#rowDeed(changed.node, changed.row),
      });
      return true;
    }
    return false;
  }

  #initially(query: NodeQuery, place: string, state: { readonly from: number }): boolean {
    return state !== ABSENT && query.predicate.initial.has(place);
  }

  #rowDeed(node: number, row: HistoryRow): Deed {
    return { kind: 'row', transaction: this.#deed(node), row };
  }

  #queryDeed({ node, query }: NodeQuery): Deed {
    return { kind: 'query', transaction: this.#deed(node), query };
  }

  #components(dependencies: readonly Dependency[]): number[] {
    const all = Object.values(DependencyKind).reduce((mask, kind) => mask | kind, 0);
    const first = new Map<number, number>();
    return [...components(this.#nodes.length, dependencies, all)].map((component, node) => {
      const least = first.get(component) ?? node;
      first.set(component, least);
      return least;
    });
  }
}

const NO_PREDICATE: HistoryPredicate = { table: '', written: new Set(), initial: new Set() };

/** A row that a query did not see at all: it was not there. */
const ABSENT = { from: INITIAL, matched: false } as const;

function lastOf(writes: readonly HistoryWrite[], item: string): HistoryWrite {
  return writes.findLast((write) => write.item === item) as HistoryWrite;
}

/** One statement gives one version to several items. */
function versionOf({ item }: { readonly item: string }, version: string): string {
  return `${item} ${version}`;
}

function placeOf({ service, table, key }: HistoryWrite): string {
  return JSON.stringify([service, table, key]);
}
