import type { Value, Values } from '../base/values.ts';
import type { ReadableValues } from './value-columns.ts';

/**
 * Causal identities: tuples (parent, label, ordinal) of which the root's parent is null. They say how a thing came about
 * and nothing about when, so two orders of independent steps give the same ids; and they are the keys of the draws.
 */
export function identity(values: Values, parent: Value, label: Value, ordinal: number): Value {
  return values.tuple(parent, label, values.integer(ordinal));
}

/**
 * `customer/create-order.1>create-order>authorize`: stable text of an identity, another for each. An ordinal of 1 is left
 * out below the root. In labels, which may be any line of text, a backslash stands before what means something here or in the
 * names of choices.
 */
export function identityText(values: ReadableValues, id: Value): string {
  if (id === 0) return '';
  if (!values.isTuple(id)) return String(values.toScalar(id));
  const parent = values.field(id, 0);
  const label = String(values.toScalar(values.field(id, 1))).replace(/[\\>~ ()]/g, '\\$&');
  const ordinal = values.toInteger(values.field(id, 2));
  if (parent === 0) return `${label}.${ordinal}`;
  return `${identityText(values, parent)}>${label}${ordinal === 1 ? '' : `~${ordinal}`}`;
}
