import { NULL } from '../../base/values.ts';
import type { Value } from '../../base/values.ts';
import { keyPredicate } from './predicate.ts';
import type { Predicate, Predicates } from './predicate.ts';
import { byOrdinal } from './state.ts';
import type { DatabaseState } from './state.ts';
import { visibleAt } from './versions.ts';

/**
 * What a serializable transaction has read, as entries (table, kind, what, reader).
 *
 * `predicate`: a predicate by its id (`exact`). The others are the locks of PostgreSQL (`page`): a row version by its
 * key, the one page of the heap, the relation, the one leaf page of the index. Finer ones come first, because a writer
 * looks at them in this order.
 */
export const ReadKind = { predicate: 0, row: 1, heapPage: 2, relation: 3, indexPage: 4 } as const;

/** Row locks of one transaction on one page that PostgreSQL keeps before it locks the page: max_pred_locks_per_page. */
const ROWS_PER_PAGE_LOCK = 2;

/** Which readers a writer looks for. An insert meets the readers of whole tables first, those of its key at the end. */
export type WriteScope = 'row' | 'before-insert' | 'insert';

export function rememberRead(
  state: DatabaseState,
  predicates: Predicates,
  reader: Value,
  table: number,
  where: Predicate,
): void {
  const { values } = state;
  const add = (kind: number, what: Value): void => {
    const entry = values.tuple(~table, ~kind, what, reader);
    if (!state.reads.has(entry)) state.reads.set(entry, state.ordinal());
  };
  const has = (kind: number): boolean => state.reads.has(values.tuple(~table, ~kind, NULL, reader));
  if (state.profile.predicateLocks === 'exact') {
    predicates.remember(where);
    add(ReadKind.predicate, where.id);
    return;
  }
  const rows = (): Value[] =>
    state.reads.keys().filter((entry) => {
      const ofTable = ~values.field(entry, 0) === table && values.field(entry, 3) === reader;
      return ofTable && ~values.field(entry, 1) === ReadKind.row;
    });
  if (where.keys === undefined) {
    if (has(ReadKind.relation)) return;
    for (const entry of rows()) state.reads.delete(entry);
    state.reads.delete(values.tuple(~table, ~ReadKind.heapPage, NULL, reader));
    add(ReadKind.relation, NULL);
    return;
  }
  add(ReadKind.indexPage, NULL);
  for (const key of where.keys) {
    if (has(ReadKind.relation) || has(ReadKind.heapPage)) return;
    if (!visibleAt(state, reader, state.place(table, key)).some((version) => version.origin !== 'own')) continue;
    add(ReadKind.row, key);
    const locked = rows();
    if (locked.length <= ROWS_PER_PAGE_LOCK) continue;
    for (const entry of locked) state.reads.delete(entry);
    add(ReadKind.heapPage, NULL);
  }
}

/** Remembers that the reader depends on whether a key is there. */
export function rememberKey(state: DatabaseState, predicates: Predicates, reader: Value, place: Value): void {
  if (state.profile.predicateLocks !== 'exact') return;
  const where = keyPredicate(state.values, state.keyOf(place));
  rememberRead(state, predicates, reader, state.tableOf(place), where);
}

/** A writer's lock on a row stands for its own row lock of reading. */
export function forgetOwnRow(state: DatabaseState, writer: Value, place: Value): void {
  const { values } = state;
  state.reads.delete(values.tuple(~state.tableOf(place), ~ReadKind.row, state.keyOf(place), writer));
}

/**
 * The transactions that have read what a write changes, finest entries first.
 *
 * @param before the newest committed row, null if none
 * @param after the row to be, null if none
 * @param isStale whether what this reader saw at the place has a committed successor: the anti-dependency is to its writer
 */
export function readersOf(
  state: DatabaseState,
  predicates: Predicates,
  place: Value,
  before: Value,
  after: Value,
  scope: WriteScope,
  isStale: (reader: Value) => boolean,
): readonly Value[] {
  const { values } = state;
  const table = state.tableOf(place);
  const key = state.keyOf(place);
  const concerns = (kind: number, what: Value, reader: Value): boolean => {
    switch (kind) {
      case ReadKind.predicate: {
        const predicate = predicates.get(what);
        if (scope === 'before-insert' && predicate.keys !== undefined) return false;
        if (scope === 'insert' && predicate.keys === undefined) return false;
        if (predicate.keys !== undefined && !predicate.keys.includes(key)) return false;
        const matchesBefore = before !== NULL && predicate.matches(key, before);
        const matchesAfter = after !== NULL && predicate.matches(key, after);
        // Of a stale reader: when the row matched before, the dependency is to whoever wrote that version, or earlier.
        return isStale(reader) ? matchesAfter && !matchesBefore : matchesAfter || matchesBefore;
      }
      case ReadKind.row:
        return scope === 'row' && what === key && !isStale(reader);
      case ReadKind.heapPage:
        return scope === 'row';
      case ReadKind.relation:
        return scope !== 'insert';
      default:
        return scope === 'insert';
    }
  };
  const concerned = state.reads.keys().filter((entry) => {
    if (~values.field(entry, 0) !== table) return false;
    return concerns(~values.field(entry, 1), values.field(entry, 2), values.field(entry, 3));
  });
  const finestFirst = byOrdinal(state, state.reads, concerned).sort(
    (a, b) => ~values.field(a, 1) - ~values.field(b, 1),
  );
  return [...new Set(finestFirst.map((entry) => values.field(entry, 3)))];
}
