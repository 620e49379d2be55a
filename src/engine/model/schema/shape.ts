import * as v from 'valibot';

/** A schema that checks and copies; nothing is converted. */
export type Schema<T> = v.GenericSchema<T>;

/** One schema for each property of `T`, so that neither a property nor its being optional can be forgotten. */
export type Entries<T> = {
  readonly [Key in keyof T]-?: object extends Pick<T, Key>
    ? v.ExactOptionalSchema<Schema<Exclude<T[Key], undefined>>, undefined>
    : Schema<T[Key]>;
};

/** What the issues of custom schemas say, to be turned into problems. */
export const NOT_AN_OBJECT = 'not-an-object';
export const MISSING_KIND = 'missing-kind';
export const SEVERAL_KINDS = 'several-kinds';

/** An object with these properties and no others. The message of its issues is the list of its keys. */
export function closed<T extends object>(entries: Entries<T>): Schema<T> {
  const schema = v.strictObject(entries as v.ObjectEntries, Object.keys(entries).join(' '));
  return notArray(schema) as v.GenericSchema as Schema<T>;
}

/** An object whose keys are ids, in the order in which they are written. */
export function byId<T>(id: Schema<string>, value: Schema<T>, maximum: number): Schema<Record<string, T>> {
  return v.pipe(notArray(v.record(id, value)), v.maxEntries(maximum));
}

/** An object that is checked elsewhere. */
export function open<T extends object>(): Schema<T> {
  return notArray(v.looseObject({})) as v.GenericSchema as Schema<T>;
}

export function list<T>(item: Schema<T>, maximum: number, minimum = 0): Schema<readonly T[]> {
  const atMost = v.pipe(v.array(item), v.maxLength(maximum));
  return minimum === 0 ? atMost : v.pipe(v.array(item), v.minLength(minimum), v.maxLength(maximum));
}

/** One of a few words. The message of its issues is the list of them. */
export function word<const Word extends string>(...words: readonly Word[]): Schema<Word> {
  return v.picklist(words, words.join(' '));
}

/** `optional(schema)` is absent or fits; `undefined` in its place does not. */
export function optional<T>(schema: Schema<T>): v.ExactOptionalSchema<Schema<T>, undefined> {
  return v.exactOptional(schema);
}

/** Objects that are told apart by which of some keys they have. `shared` are keys that all of them may have. */
export function byKey<T>(
  kinds: Readonly<Record<string, Schema<T>>>,
  shared: Readonly<Record<string, v.GenericSchema>> = {},
): Schema<T> {
  const keys = Object.keys(kinds);
  const any = v.union(Object.values(kinds));
  const none = v.strictObject(shared as v.ObjectEntries, keys.join(' '));
  const missing = v.custom<T>(() => false, `${MISSING_KIND} ${keys.join(' ')}`);
  return v.lazy((input): Schema<T> => {
    // The converter to JSON Schema asks without an input, to see them all.
    if (input === undefined) return any;
    if (typeof input !== 'object' || input === null || Array.isArray(input)) return notAnObject<T>();
    const [first, second] = keys.filter((key) => Object.hasOwn(input, key));
    if (first === undefined)
      return Object.keys(input).every((key) => Object.hasOwn(shared, key))
        ? missing
        : (none as v.GenericSchema as Schema<T>);
    if (second !== undefined) return v.custom<T>(() => false, `${SEVERAL_KINDS} ${first} ${second}`);
    return kinds[first] as Schema<T>;
  });
}

/** Objects that are told apart by the word in their property `kind`. */
export function byKindWord<T>(kinds: Readonly<Record<string, Schema<T>>>): Schema<T> {
  const any = v.union(Object.values(kinds));
  const known = word(...Object.keys(kinds));
  const unknown = v.looseObject({ kind: known }) as v.GenericSchema as Schema<T>;
  return v.lazy((input): Schema<T> => {
    if (input === undefined) return any;
    if (typeof input !== 'object' || input === null || Array.isArray(input)) return notAnObject<T>();
    const kind: unknown = 'kind' in input ? input.kind : undefined;
    return typeof kind === 'string' && Object.hasOwn(kinds, kind) ? (kinds[kind] as Schema<T>) : unknown;
  });
}

/** A schema that is defined further down, or that holds itself. */
export function later<T>(schema: () => Schema<T>): Schema<T> {
  return v.lazy((input): Schema<T> => (input === undefined ? choices(schema()) : schema()));
}

/** All the schemas that `byKey` or `byKindWord` chooses from, for the converter to JSON Schema. */
export function choices<T>(schema: Schema<T>): Schema<T> {
  return schema.type === 'lazy' ? (schema as v.LazySchema<Schema<T>>).getter(undefined) : schema;
}

function notAnObject<T>(): Schema<T> {
  return v.custom<T>(() => false, NOT_AN_OBJECT);
}

/** The library takes an array for an object. */
function notArray<S extends v.GenericSchema>(schema: S): S {
  const refused = notAnObject();
  return {
    ...schema,
    '~run': (dataset: v.UnknownDataset, config: v.Config<v.BaseIssue<unknown>>) =>
      Array.isArray(dataset.value) ? refused['~run'](dataset, config) : schema['~run'](dataset, config),
  };
}
