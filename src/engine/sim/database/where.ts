import type { Value, Values } from '../../base/values.ts';
import { everyRow } from './predicate.ts';
import type { Predicate } from './predicate.ts';
import type { Where } from './vector.ts';

/** The predicate of a `where` of `db-interleaving/1`, over rows of one column. */
export function wherePredicate(values: Values, where: Where | undefined): Predicate {
  if (where === null || where === undefined) return everyRow(values);
  const valueOf = (row: Value): number => values.toInteger(values.field(row, 0));
  const form = (name: string, ...parameters: readonly number[]): Value =>
    values.tuple(values.text(name), ...parameters.map((parameter) => values.integer(parameter)));
  if ('id' in where) {
    const key = values.integer(where.id);
    return { id: form('id', where.id), keys: [key], matches: (candidate) => candidate === key };
  }
  if ('ids' in where) {
    const ids = [...new Set(where.ids)].sort((a, b) => a - b);
    const keys = ids.map((id) => values.integer(id));
    return { id: form('ids', ...ids), keys, matches: (key) => keys.includes(key) };
  }
  if ('idAndValue' in where) {
    const [id, value] = where.idAndValue;
    const key = values.integer(id);
    const matches = (candidate: Value, row: Value): boolean => candidate === key && valueOf(row) === value;
    return { id: form('id-and-value', id, value), keys: [key], matches };
  }
  if ('value' in where) {
    const { value } = where;
    return { id: form('value', value), keys: undefined, matches: (_key, row) => valueOf(row) === value };
  }
  if ('mod' in where) {
    const { mod } = where;
    return { id: form('mod', mod), keys: undefined, matches: (_key, row) => valueOf(row) % mod === 0 };
  }
  if ('gte' in where) {
    const { gte } = where;
    return { id: form('at-least', gte), keys: undefined, matches: (_key, row) => valueOf(row) >= gte };
  }
  return everyRow(values);
}
