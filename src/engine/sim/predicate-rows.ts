import { assert } from '../base/assert.ts';
import { NULL } from '../base/values.ts';
import type { Value } from '../base/values.ts';
import type { PredicateRows } from '../trace/history.ts';
import type { Predicate } from './database/predicate.ts';
import type { Program } from './program.ts';

/** Answers of a program about its predicates and the rows at the start. Remembers what it has found out once. */
export function predicateRows(program: Program): PredicateRows {
  const predicates = new Map<Value, Predicate>();
  const tables = new Map<number, ReadonlyMap<Value, Value>>();
  const predicateOf = (id: Value): Predicate => {
    const before = predicates.get(id);
    if (before !== undefined) return before;
    const { statements } = program;
    assert(statements !== undefined, 'predicates are of databases at statement granularity');
    const resolved = statements.resolvePredicate(program, id);
    predicates.set(id, resolved);
    return resolved;
  };
  const rowsOf = (table: number): ReadonlyMap<Value, Value> => {
    const known = tables.get(table) ?? new Map(program.tables[table]?.rows);
    tables.set(table, known);
    return known;
  };
  return {
    matches: (predicate, key, row) => predicateOf(predicate).matches(key, row),
    initialRow: (table, key) => rowsOf(table).get(key) ?? NULL,
  };
}
