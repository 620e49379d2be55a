import type { Json, Option, OptionValues, Patch, Scenario } from '../document.ts';
import type { ExpressionTypes } from '../expression-check.ts';
import { isForbiddenKey } from '../json-value.ts';
import { LIMITS } from '../limits.ts';
import { suggest } from '../nearest-name.ts';
import { memberPath, pathOf, pointerTokens } from '../pointer.ts';
import { problem } from '../problem.ts';
import type { Problem } from '../problem.ts';
import type { MachineTypes } from '../references/machines.ts';
import { checkPatched } from './apply.ts';
import { Footprints } from './footprints.ts';
import { applyPatch, movesItems } from './patch.ts';
import type { ValueSources } from './patch.ts';
import { defaultValues, problemOfValue, variantValues } from './values.ts';

/** What options may patch: all that a run depends on, and the layout. What describes the scenario stays. */
const PATCHED_PARTS: ReadonlySet<string> = new Set([
  'messages',
  'machines',
  'services',
  'channels',
  'sagas',
  'clients',
  'faults',
  'invariants',
  'layout',
]);

/** Options and variants by themselves: places, ranges, defaults, values, and that options keep out of each other's way. */
export function checkOptions(scenario: Scenario): readonly Problem[] {
  const problems: Problem[] = [];
  const footprints = new Footprints();
  for (const [id, option] of Object.entries(scenario.options ?? {})) {
    const path = memberPath('/options', id);
    problems.push(...problemsOfDefault(option, id, path));
    for (const [patches, places] of patchesByValue(option, path))
      problems.push(...checkPlaces(scenario as unknown as Json, id, patches, places, footprints));
    footprints.close();
  }
  for (const [id, variant] of Object.entries(scenario.variants))
    problems.push(...problemsOfVariant(scenario, variant.options, memberPath('/variants', id)));
  return problems;
}

function problemsOfDefault(option: Option, id: string, path: string): readonly Problem[] {
  if (option.kind === 'number' && option.minimum > option.maximum) {
    const { minimum, maximum } = option;
    return [problem(`${path}/maximum`, 'option-range', { minimum, maximum })];
  }
  const found = problemOfValue(option, id, option.default, `${path}/default`);
  return found === undefined ? [] : [found];
}

function problemsOfVariant(scenario: Scenario, values: OptionValues, path: string): readonly Problem[] {
  const options = scenario.options ?? {};
  return Object.entries(values).flatMap(([id, value]) => {
    const at = memberPath(`${path}/options`, id);
    const option = Object.hasOwn(options, id) ? options[id] : undefined;
    if (option === undefined) return [problem(at, 'unknown-option', suggest(id, Object.keys(options)))];
    // A range that is none is reported with the option.
    if (option.kind === 'number' && option.minimum > option.maximum) return [];
    return problemOfValue(option, id, value, at) ?? [];
  });
}

/** The patches that are done together, each list with the place of each pointer. */
function patchesByValue(option: Option, path: string): readonly (readonly [readonly Patch[], readonly string[]])[] {
  if (option.kind === 'number') {
    const patches = option.paths.map((pointer): Patch => ({ path: pointer, value: option.default }));
    return [[patches, patches.map((_, index) => `${path}/paths/${index}`)]];
  }
  return Object.entries(option.values).map(([value, { patch }]) => {
    const at = memberPath(`${path}/values`, value);
    return [patch, patch.map((_, index) => `${at}/patch/${index}/path`)];
  });
}

function checkPlaces(
  document: Json,
  option: string,
  patches: readonly Patch[],
  places: readonly string[],
  footprints: Footprints,
): readonly Problem[] {
  let value = document;
  for (const [index, patch] of patches.entries()) {
    const place = places[index] as string;
    const tokens = pointerTokens(patch.path);
    if (tokens === undefined) return [problem(place, 'bad-pointer', { pointer: patch.path })];
    const forbidden = tokens.find(isForbiddenKey);
    if (forbidden !== undefined) return [problem(place, 'forbidden-key', { key: forbidden })];
    if (!PATCHED_PARTS.has(tokens[0] ?? '')) return [problem(place, 'patch-not-allowed', { pointer: patch.path })];
    const touched = movesItems(value, patch, tokens) ? tokens.slice(0, -1) : tokens;
    const other = footprints.add(touched, option);
    if (other !== undefined) return [problem(place, 'options-overlap', { option, other, pointer: pathOf(touched) })];
    const next = applyPatch(value, patch);
    if (!next.ok) return [problem(place, next.problem, { pointer: patch.path })];
    value = next.value;
  }
  return [];
}

/** A way to set all options that is checked as a whole, and how to speak of it. */
interface Assignment {
  readonly values: OptionValues;
  readonly sources: ValueSources;
  readonly params: Problem['params'];
}

/**
 * The document with each variant, and with each value of each option beside the defaults of the others. Gives the
 * scenarios that this leads to. `bytes` is the size of the document. Options and variants have been checked by themselves.
 */
export function checkAssignments(
  scenario: Scenario,
  bytes: number,
  expressionTypes: ExpressionTypes,
  machineTypes: MachineTypes,
): { readonly problems: readonly Problem[]; readonly scenarios: readonly Scenario[] } {
  const assignments = differentAssignments(scenario);
  const combinations = assignments.length;
  if (combinations > 1 && combinations * bytes > LIMITS.checkedBytes) {
    const maximum = Math.floor(LIMITS.checkedBytes / combinations);
    return { problems: [problem('/options', 'too-many-combinations', { combinations, maximum })], scenarios: [] };
  }
  const problems = new Map<string, Problem>();
  const scenarios: Scenario[] = [];
  for (const { values, sources, params } of assignments) {
    const result = checkPatched(scenario, values, sources, expressionTypes, machineTypes);
    if (result.ok) scenarios.push(result.value);
    else
      for (const found of result.problems) {
        const key = JSON.stringify([found.path, found.code, found.params]);
        if (!problems.has(key)) problems.set(key, { ...found, params: { ...found.params, ...params } });
      }
  }
  return { problems: [...problems.values()], scenarios };
}

function differentAssignments(scenario: Scenario): readonly Assignment[] {
  const assignments = new Map<string, Assignment>();
  function add(values: OptionValues, sources: ValueSources, params: Problem['params']): void {
    const key = JSON.stringify(values);
    if (!assignments.has(key)) assignments.set(key, { values, sources, params });
  }
  for (const [id, variant] of Object.entries(scenario.variants))
    add(
      variantValues(scenario, id),
      (option) =>
        Object.hasOwn(variant.options, option)
          ? memberPath(`${memberPath('/variants', id)}/options`, option)
          : `${memberPath('/options', option)}/default`,
      { inVariant: id },
    );
  const defaults = defaultValues(scenario);
  for (const [id, option] of Object.entries(scenario.options ?? {}))
    for (const [value, source] of valuesToCheck(option))
      add(
        { ...defaults, [id]: value },
        (other) => `${memberPath('/options', other)}/${other === id ? source : 'default'}`,
        { inOption: id, inValue: value },
      );
  return [...assignments.values()];
}

/** All choices, or both ends of a range, with the member of the option that says so. */
function valuesToCheck(option: Option): readonly (readonly [string | number, string])[] {
  if (option.kind === 'choice') return Object.keys(option.values).map((value) => [value, `values/${value}`]);
  return [
    [option.minimum, 'minimum'],
    [option.maximum, 'maximum'],
  ];
}
