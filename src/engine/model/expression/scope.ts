/** The types of the expression language. An `int` is a safe integer, a `string` at most a small text. */
export type ScalarType = 'int' | 'bool' | 'string';

export type Scalar = number | boolean | string;

/** Where the value of a variable lies at run time: an index into the registers. */
export interface VariableSlot {
  readonly type: ScalarType;
  readonly slot: number;
}

/** The fields under one root: `state` and `total` of `order`. */
export interface FieldGroup {
  readonly [field: string]: VariableSlot;
}

/** What an expression may name: a variable of its own, `total`, or a field of a group, `order.state`. */
export interface Scope {
  readonly [root: string]: VariableSlot | FieldGroup;
}

/** A group may have fields called `type` and `slot`; only in a slot is `slot` a number. */
export function isVariableSlot(entry: VariableSlot | FieldGroup): entry is VariableSlot {
  return typeof entry.slot === 'number';
}

/** The entry of a name that the scope itself declares; never what its prototype has. */
export function ownEntry<T>(declared: { readonly [name: string]: T }, name: string): T | undefined {
  return Object.hasOwn(declared, name) ? declared[name] : undefined;
}

/** Every name of the scope as an expression writes it, sorted by code units. */
export function variableNames(scope: Scope): readonly string[] {
  return Object.entries(scope)
    .flatMap(([root, entry]) => (isVariableSlot(entry) ? [root] : fieldNames(root, entry)))
    .sort();
}

/** Every field of a group as an expression writes it, sorted by code units. */
export function fieldNames(root: string, group: FieldGroup): readonly string[] {
  return Object.keys(group)
    .map((field) => `${root}.${field}`)
    .sort();
}
