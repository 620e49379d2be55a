import { NULL } from '../base/values.ts';
import type { Value, Values } from '../base/values.ts';

/**
 * What the past of one item (a column of a row) can still mean to sagas that run: the versions that matter, in the order
 * in which they were installed, and how far each saga has read. A position is a number of elements: position p has seen
 * elements 0 to p - 1. Versions that mean nothing have no element; they share the position of the element before them.
 */
export interface ItemRecord {
  elements: Element[];
  /** The transaction whose version is read now, if that has no element; else null. */
  current: Value;
  readers: Reader[];
  /** Versions without an element that an open transaction may still read from its snapshot. */
  superseded: Superseded[];
}

/** The same, to be looked at only. */
export interface KnownItem {
  readonly elements: readonly Readonly<Element>[];
  readonly current: Value;
  readonly readers: readonly Readonly<Reader>[];
  readonly superseded: readonly Readonly<Superseded>[];
}

export interface Element {
  /** The transaction that installed it. */
  by: Value;
  saga: Value;
  step: Value;
  kind: ElementKind;
  /** Null while the saga runs; then those that ran beside it and still do: only they can lose or miss this version. */
  audience: readonly Value[] | null;
}

export const ElementKind = {
  /** Forward, and not a delta. */
  absolute: 1,
  delta: 2,
  /** Replaced everything, and belongs to no saga that runs: nobody's to lose, but what is before it is no predecessor. */
  barrier: 3,
  /** Taken back by the compensation of its step. */
  undone: 4,
} as const;
export type ElementKind = (typeof ElementKind)[keyof typeof ElementKind];

export interface Reader {
  saga: Value;
  step: Value;
  compensating: boolean;
  /** The work whose read has not taken effect yet; null once it has. */
  work: Value;
  first: number;
  last: number;
  /** Null while the saga runs; then those that ran beside it and still do. */
  audience: readonly Value[] | null;
}

export interface Superseded {
  by: Value;
  position: number;
}

export const isForward = (element: Readonly<Element>): boolean =>
  element.kind === ElementKind.absolute || element.kind === ElementKind.delta;

export function emptyItem(): ItemRecord {
  return { elements: [], current: NULL, readers: [], superseded: [] };
}

/** How many elements there are up to the version of a transaction. One that is not known any more is older than all. */
export function positionOf(item: KnownItem, by: Value): number {
  if (by === item.current) return item.elements.length;
  for (let i = item.elements.length - 1; i >= 0; i--) if (item.elements[i]?.by === by) return i + 1;
  return item.superseded.find((old) => old.by === by)?.position ?? 0;
}

/** A version was installed. `element` is what it means, or undefined. @param keeps whether the version before it can still be read */
export function install(item: ItemRecord, by: Value, element: Element | undefined, keeps: boolean): void {
  if (keeps && item.current !== NULL) item.superseded.push({ by: item.current, position: item.elements.length });
  item.current = element === undefined ? by : NULL;
  if (element !== undefined) item.elements.push(element);
  normalize(item, keeps);
}

/** Takes out elements that mean nothing any more. @param keeps whether their versions can still be read */
export function removeElements(item: ItemRecord, meaningless: (element: Element) => boolean, keeps: boolean): void {
  for (let i = item.elements.length - 1; i >= 0; i--)
    if (meaningless(item.elements[i] as Element)) removeAt(item, i, keeps);
  normalize(item, keeps);
}

/** Everything up to and including an element that replaced all before it, when nobody is left to whom that matters. */
export function removeUpTo(item: ItemRecord, index: number, keeps: boolean): void {
  for (let i = index; i >= 0; i--) removeAt(item, i, keeps);
  normalize(item, keeps);
}

function removeAt(item: ItemRecord, index: number, keeps: boolean): void {
  const [element] = item.elements.splice(index, 1);
  if (element === undefined) return;
  if (index === item.elements.length && item.current === NULL) item.current = element.by;
  else if (keeps) item.superseded.push({ by: element.by, position: index });
  for (const reader of item.readers) {
    if (reader.first > index) reader.first--;
    if (reader.last > index) reader.last--;
  }
  for (const old of item.superseded) if (old.position > index) old.position--;
}

/** Barriers with nothing before them mean nothing, and of two in a row the second says it all. */
function normalize(item: ItemRecord, keeps: boolean): void {
  for (let i = item.elements.length - 1; i >= 0; i--) {
    if (item.elements[i]?.kind !== ElementKind.barrier) continue;
    if (i === 0 || item.elements[i + 1]?.kind === ElementKind.barrier) removeAt(item, i, keeps);
  }
  if (item.elements.length === 0) item.current = NULL;
  // A version before all elements is as good as unknown.
  item.superseded = item.superseded.filter((old) => old.position > 0);
}

/** Null for an item about which there is nothing to know. Equal knowledge gives the same value. */
export function encodeItem(values: Values, item: ItemRecord): Value {
  if (item.elements.length === 0 && item.readers.length === 0) return NULL;
  const list = (fields: readonly Value[]): Value => values.tupleOf(fields, fields.length);
  const audience = (parties: readonly Value[] | null): Value =>
    parties === null ? NULL : list(sorted(values, parties));
  const elements = item.elements.map((element) =>
    values.tuple(element.by, element.saga, element.step, values.integer(element.kind), audience(element.audience)),
  );
  const readers = item.readers.map((reader) =>
    values.tuple(
      reader.saga,
      reader.step,
      values.boolean(reader.compensating),
      reader.work,
      values.integer(reader.first),
      values.integer(reader.last),
      audience(reader.audience),
    ),
  );
  const superseded = item.superseded.map((old) => values.tuple(old.by, values.integer(old.position)));
  return values.tuple(list(elements), item.current, list(sorted(values, readers)), list(sorted(values, superseded)));
}

export function decodeItem(values: Values, encoded: Value): ItemRecord {
  if (encoded === NULL) return emptyItem();
  const audience = (value: Value): readonly Value[] | null => (value === NULL ? null : fieldsOf(values, value));
  return {
    elements: fieldsOf(values, values.field(encoded, 0)).map((element) => ({
      by: values.field(element, 0),
      saga: values.field(element, 1),
      step: values.field(element, 2),
      kind: values.toInteger(values.field(element, 3)) as ElementKind,
      audience: audience(values.field(element, 4)),
    })),
    current: values.field(encoded, 1),
    readers: fieldsOf(values, values.field(encoded, 2)).map((reader) => ({
      saga: values.field(reader, 0),
      step: values.field(reader, 1),
      compensating: values.field(reader, 2) === values.boolean(true),
      work: values.field(reader, 3),
      first: values.toInteger(values.field(reader, 4)),
      last: values.toInteger(values.field(reader, 5)),
      audience: audience(values.field(reader, 6)),
    })),
    superseded: fieldsOf(values, values.field(encoded, 3)).map((old) => ({
      by: values.field(old, 0),
      position: values.toInteger(values.field(old, 1)),
    })),
  };
}

export function fieldsOf(values: Values, tuple: Value): Value[] {
  const fields: Value[] = [];
  const size = values.size(tuple);
  for (let i = 0; i < size; i++) fields.push(values.field(tuple, i));
  return fields;
}

export function sorted(values: Values, list: readonly Value[]): Value[] {
  return [...list].sort((a, b) => values.compare(a, b));
}
