import { assert } from '../../base/assert.ts';
import { failure, success } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import type { Option, OptionValues, Scenario } from '../document.ts';
import { suggest } from '../nearest-name.ts';
import { memberPath } from '../pointer.ts';
import { problem } from '../problem.ts';
import type { Problem } from '../problem.ts';
import { jsonType } from '../json-type.ts';

/** The variant that a scenario opens with: its first. */
export function defaultVariant(scenario: Scenario): string {
  const [first] = Object.keys(scenario.variants);
  assert(first !== undefined, 'a scenario has a variant');
  return first;
}

/** What every option is set to where nothing else is said. */
export function defaultValues(scenario: Scenario): OptionValues {
  return Object.fromEntries(Object.entries(scenario.options ?? {}).map(([id, option]) => [id, option.default]));
}

/** What a variant sets every option to. The variant is one of the scenario. */
export function variantValues(scenario: Scenario, variantId: string): OptionValues {
  const variant = scenario.variants[variantId];
  assert(variant !== undefined, 'the scenario has the variant');
  return { ...defaultValues(scenario), ...variant.options };
}

/**
 * Values of options that came with a link, a command or a message, in the order of the options. A number may be written
 * as text. Options that are not set are left out. The path of a problem is that of the option in the document.
 */
export function readOptionValues(scenario: Scenario, input: unknown): Result<OptionValues, Problem> {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return failure(problem('/options', 'wrong-type', { expected: 'object', found: jsonType(input) }));
  const options = scenario.options ?? {};
  const problems: Problem[] = [];
  for (const id of Object.keys(input))
    if (!Object.hasOwn(options, id))
      problems.push(problem(memberPath('/options', id), 'unknown-option', suggest(id, Object.keys(options))));
  const values: Record<string, string | number> = {};
  for (const [id, option] of Object.entries(options)) {
    if (!Object.hasOwn(input, id)) continue;
    const value = spoken(option, (input as Readonly<Record<string, unknown>>)[id]);
    const found = problemOfValue(option, id, value, memberPath('/options', id));
    if (found === undefined) values[id] = value as string | number;
    else problems.push(found);
  }
  return problems.length === 0 ? success(values) : { ok: false, problems };
}

/** A number as a link or a command line has it. */
function spoken(option: Option, value: unknown): unknown {
  const isNumeral = option.kind === 'number' && typeof value === 'string' && /^-?(0|[1-9]\d{0,15})$/.test(value);
  return isNumeral ? Number(value) : value;
}

/** Whether an option can have a value; `path` is where the value is given. */
export function problemOfValue(option: Option, id: string, value: unknown, path: string): Problem | undefined {
  if (option.kind === 'choice') {
    if (typeof value === 'string' && Object.hasOwn(option.values, value)) return undefined;
    const known = Object.keys(option.values);
    return problem(path, 'unknown-option-value', { ...suggest(describeValue(value), known), option: id });
  }
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    return problem(path, 'option-number', { option: id, found: describeValue(value) });
  const { minimum, maximum } = option;
  if (value >= minimum && value <= maximum) return undefined;
  return problem(path, 'option-out-of-range', { option: id, found: value, minimum, maximum });
}

function describeValue(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : jsonType(value);
}
