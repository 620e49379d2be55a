import { assert } from '../../base/assert.ts';
import type { Value, Values } from '../../base/values.ts';

/**
 * Which rows of a table a statement is about. `id` is its content: two predicates with equal ids select the same rows, in
 * every run, so a predicate that a serializable transaction has read can be kept in the state as this value.
 */
export interface Predicate {
  readonly id: Value;
  /** The keys that can match at most, when the statement names them: it then visits only these. */
  readonly keys: readonly Value[] | undefined;
  /** @param row a tuple of column values, the key not among them */
  matches(key: Value, row: Value): boolean;
}

/**
 * Finds a predicate by its id. What a database has executed it knows; a world that was packed elsewhere asks `resolve`.
 * This is a memory of a pure function, therefore no part of the state.
 */
export class Predicates {
  readonly #known = new Map<Value, Predicate>();
  readonly #resolve: ((id: Value) => Predicate) | undefined;

  constructor(resolve?: (id: Value) => Predicate) {
    this.#resolve = resolve;
  }

  remember(predicate: Predicate): void {
    if (!this.#known.has(predicate.id)) this.#known.set(predicate.id, predicate);
  }

  get(id: Value): Predicate {
    const known = this.#known.get(id) ?? this.#resolve?.(id);
    assert(known !== undefined, 'a predicate in the state can be found by its id');
    this.#known.set(id, known);
    return known;
  }
}

/** The row with this key, whatever it holds. */
export function keyPredicate(values: Values, key: Value): Predicate {
  return { id: values.tuple(values.text('key'), key), keys: [key], matches: (candidate) => candidate === key };
}

/** All rows. */
export function everyRow(values: Values): Predicate {
  return { id: values.text('every-row'), keys: undefined, matches: () => true };
}
