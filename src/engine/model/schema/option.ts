import * as v from 'valibot';
import type { Json, Option, OptionValues, Patch, Variant } from '../document.ts';
import { LIMITS } from '../limits.ts';
import { id, safeInteger, text, title } from './scalars.ts';
import { byId, byKey, byKindWord, closed, list, optional, word } from './shape.ts';
import type { Schema } from './shape.ts';

type ChoiceOption = Extract<Option, { readonly kind: 'choice' }>;
type NumberOption = Extract<Option, { readonly kind: 'number' }>;
type ValuePatch = Extract<Patch, { readonly value: Json }>;
type RemovingPatch = Extract<Patch, { readonly remove: true }>;

/** That it is JSON has been checked before, for the whole document at once. */
const json = v.unknown() as v.GenericSchema as Schema<Json>;

/** Its syntax is checked where it is followed. */
const pointer = v.string();

export const patch: Schema<Patch> = byKey<Patch>(
  {
    value: closed<ValuePatch>({ path: pointer, value: json }),
    remove: closed<RemovingPatch>({ path: pointer, remove: v.literal(true, 'true') }),
  },
  { path: pointer },
);

const optionValue = closed<ChoiceOption['values'][string]>({ title, patch: list(patch, LIMITS.patches) });

const choice = closed<ChoiceOption>({
  title,
  help: optional(text),
  kind: word('choice'),
  default: id,
  values: byId(id, optionValue, LIMITS.optionValues),
});

const number = closed<NumberOption>({
  title,
  help: optional(text),
  kind: word('number'),
  default: safeInteger,
  minimum: safeInteger,
  maximum: safeInteger,
  paths: list(pointer, LIMITS.numberPaths, 1),
});

export const optionKinds = { choice, number };

export const option: Schema<Option> = byKindWord<Option>(optionKinds);

export const optionValues: Schema<OptionValues> = byId(
  id,
  v.union([id, safeInteger], 'string or integer'),
  LIMITS.options,
);

export const variant: Schema<Variant> = closed<Variant>({ title, summary: optional(text), options: optionValues });
