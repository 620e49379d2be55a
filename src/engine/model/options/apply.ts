import { assert } from '../../base/assert.ts';
import type { Result } from '../../base/result.ts';
import type { Json, OptionValues, Scenario } from '../document.ts';
import { ExpressionTypes } from '../expression-check.ts';
import { measureJson } from '../json-value.ts';
import { isWithin, memberPath, pathOf, pointerTokens, valueAt } from '../pointer.ts';
import { boundedProblems } from '../problem.ts';
import type { Problem } from '../problem.ts';
import { checkReferences } from '../references/check.ts';
import { MachineTypes } from '../references/machines.ts';
import { readShape } from '../schema/read.ts';
import { applyPatch, patchesOf } from './patch.ts';
import type { SourcedPatch, ValueSources } from './patch.ts';
import { defaultValues, readOptionValues } from './values.ts';

/**
 * The scenario with its options set: a copy of its own, checked like a document, for that values fit one by one does not
 * say that they fit together. Options that are not set have their default. The copy keeps its options and variants. The
 * path of a problem is where the given scenario says what is wrong.
 */
export function applyOptions(scenario: Scenario, values: OptionValues): Result<Scenario, Problem> {
  const read = readOptionValues(scenario, values);
  if (!read.ok) return read;
  const all = { ...defaultValues(scenario), ...read.value };
  const sources: ValueSources = (option) => memberPath('/options', option);
  return checkPatched(scenario, all, sources, new ExpressionTypes(), new MachineTypes());
}

/** The same for values of all options that are known to be legal. */
export function checkPatched(
  scenario: Scenario,
  values: OptionValues,
  sources: ValueSources,
  expressionTypes: ExpressionTypes,
  machineTypes: MachineTypes,
): Result<Scenario, Problem> {
  const document = scenario as unknown as Json;
  const patches = patchesOf(scenario, values, sources);
  const result = checkDocument(patched(document, patches), expressionTypes, machineTypes);
  if (result.ok) return result;
  const problems = result.problems.map((found) => ({ ...found, path: sourceOf(found.path, patches, document) }));
  return { ok: false, problems };
}

function patched(document: Json, patches: readonly SourcedPatch[]): Json {
  let value = document;
  for (const { patch } of patches) {
    const next = applyPatch(value, patch);
    assert(next.ok, 'the patches of a parsed scenario have their places');
    value = next.value;
  }
  return value;
}

function checkDocument(
  document: Json,
  expressionTypes: ExpressionTypes,
  machineTypes: MachineTypes,
): Result<Scenario, Problem> {
  const measured = measureJson(document);
  if (!measured.ok) return measured;
  const shape = readShape(document);
  if (!shape.ok) return shape;
  const problems = checkReferences(shape.value, expressionTypes, machineTypes);
  if (problems.length === 0) return shape;
  return { ok: false, problems: boundedProblems(problems, (found) => found) };
}

/** Where the document itself says what stands at a path of the patched one; as near to it as there is something. */
function sourceOf(path: string, patches: readonly SourcedPatch[], document: Json): string {
  const tokens = pointerTokens(path) ?? [];
  for (const { patch, source } of patches.toReversed()) {
    const target = pointerTokens(patch.path) ?? [];
    if (!isWithin(tokens, target)) continue;
    const value = pointerTokens(source) ?? [];
    return existing(document, 'value' in patch ? [...value, ...tokens.slice(target.length)] : value);
  }
  return existing(document, tokens);
}

/** A path that is there, or whose parent is. */
function existing(document: Json, tokens: readonly string[]): string {
  let length = tokens.length;
  while (length > 1 && valueAt(document, tokens.slice(0, length - 1)) === undefined) length--;
  return pathOf(tokens.slice(0, length));
}
