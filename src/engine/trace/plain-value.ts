import type { Scalar, Value } from '../base/values.ts';
import type { ReadableValues } from './value-columns.ts';

/** A value as nested plain data, for the page, the command line and the tests: null, scalars, arrays. */
export type PlainValue = null | Scalar | readonly PlainValue[];

export function plainValue(values: ReadableValues, value: Value): PlainValue {
  if (value === 0) return null;
  if (!values.isTuple(value)) return values.toScalar(value);
  return Array.from({ length: values.size(value) }, (_, i) => plainValue(values, values.field(value, i)));
}
