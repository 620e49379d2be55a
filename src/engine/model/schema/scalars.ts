import * as v from 'valibot';
import type { Distribution } from '../../base/draw.ts';
import type { Expression, FieldType, Text } from '../document.ts';
import { isFieldName, isVariableName } from '../expression/compile.ts';
import { LIMITS } from '../limits.ts';
import { byKey, closed, optional, word } from './shape.ts';
import type { Schema } from './shape.ts';

/** What would break a line or hide in it. */
const CONTROL = /\p{Cc}/u;
/** Of the catalogue, such as `G1a`, `lost-update` or `saga:dirty-read`, or an invariant of the document. */
const ANOMALY = /^[A-Za-z][A-Za-z0-9-]{0,63}(:[A-Za-z][A-Za-z0-9-]{0,63})?$/;
const PART = /^(service|channel|client|saga):[a-z][A-Za-z0-9-]{0,63}$/;

/** Services, channels, tables, sagas, clients and all else that has no other rule. */
export const id: Schema<string> = v.pipe(v.string(), v.regex(/^[a-z][A-Za-z0-9-]{0,63}$/, 'bad-id'));

export const messageTypeId: Schema<string> = v.pipe(
  v.string(),
  v.regex(/^[A-Z][A-Za-z0-9]{0,63}$/, 'bad-message-type'),
);

const name = v.pipe(v.string(), v.regex(/^[a-z][A-Za-z0-9]{0,63}$/, 'bad-name'));

/** A column or field: it stands after a dot in expressions. */
export const fieldName: Schema<string> = v.pipe(name, v.check(isFieldName, 'reserved-name'));

/** A variable: it stands alone or before a dot in expressions. */
export const variableName: Schema<string> = v.pipe(name, v.check(isVariableName, 'reserved-name'));

/** A column or variable that is used here and declared, and checked, elsewhere. */
export const usedName: Schema<string> = name;

export const label: Schema<string> = v.pipe(
  v.string(),
  v.nonEmpty(),
  v.maxLength(LIMITS.label),
  v.check((line) => !CONTROL.test(line), 'control-character'),
);

/** A title of a part: one line. */
export const title: Schema<Text> = closed<Text>({ en: label, ko: optional(label) });

const paragraph = v.pipe(v.string(), v.nonEmpty(), v.maxLength(LIMITS.text));

/** A text of one or more sentences. */
export const text: Schema<Text> = closed<Text>({ en: paragraph, ko: optional(paragraph) });

export const anomaly: Schema<string> = v.pipe(v.string(), v.regex(ANOMALY, 'bad-anomaly'));

/** A part of the picture: `service:order`. */
export const part: Schema<string> = v.pipe(v.string(), v.regex(PART, 'bad-part'));

export function integer(minimum: number, maximum: number): Schema<number> {
  return v.pipe(v.number(), v.safeInteger(), v.minValue(minimum), v.maxValue(maximum));
}

export const safeInteger: Schema<number> = v.pipe(v.number(), v.safeInteger());

/** Not before one: a timeout of nothing is none. */
export const timeoutMicros: Schema<number> = integer(1, LIMITS.timeMicros);

export const perMille: Schema<number> = integer(0, 1_000);

export const fieldType: Schema<FieldType> = word('int', 'bool', 'string');

export const expression: Schema<Expression> = v.union(
  [v.pipe(v.string(), v.nonEmpty()), safeInteger, v.boolean()],
  'string, integer or boolean',
);

/** A value of a column. */
export const scalar: Schema<number | boolean | string> = v.union(
  [v.string(), safeInteger, v.boolean()],
  'string, integer or boolean',
);

const micros = integer(0, LIMITS.timeMicros);

export const distribution: Schema<Distribution> = byKey<Distribution>({
  fixed: closed<{ readonly fixed: number }>({ fixed: micros }),
  uniform: closed<{ readonly uniform: readonly [number, number] }>({
    uniform: v.pipe(
      v.strictTuple([micros, micros]),
      v.check(([minimum, maximum]) => minimum <= maximum, 'wrong-order'),
    ),
  }),
  exponential: closed<{ readonly exponential: number }>({ exponential: micros }),
});
