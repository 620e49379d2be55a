import { assert } from '../../base/assert.ts';
import type { Json, OptionValues, Patch, Scenario } from '../document.ts';
import { isIndex, memberPath, pointerTokens, valueAt } from '../pointer.ts';

/** A patch with where the document has it, so that what it brings about can be traced back. */
export interface SourcedPatch {
  readonly patch: Patch;
  /** Of the value that it puts in place, or of the patch itself if it removes. */
  readonly source: string;
}

/** Where a value of an option stands; the number of a number option is traced back to it. */
export type ValueSources = (option: string) => string;

/** What values of all options do to a document, in the order of the options. */
export function patchesOf(scenario: Scenario, values: OptionValues, sources: ValueSources): readonly SourcedPatch[] {
  return Object.entries(scenario.options ?? {}).flatMap(([id, option]): readonly SourcedPatch[] => {
    const value = values[id];
    assert(value !== undefined, 'every option has a value');
    if (option.kind === 'number') return option.paths.map((path) => ({ patch: { path, value }, source: sources(id) }));
    const chosen = option.values[value];
    assert(chosen !== undefined, 'the value of an option is one that it can have');
    const at = memberPath(`${memberPath('/options', id)}/values`, value);
    return chosen.patch.map((patch, index) => ({
      patch,
      source: 'remove' in patch ? `${at}/patch/${index}` : `${at}/patch/${index}/value`,
    }));
  });
}

/** A patch cannot be done: its parent is not there, or there is nothing to remove. */
export type Misplaced = 'patch-without-place' | 'nothing-to-remove';

export type Patched = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly problem: Misplaced };

/**
 * The document with a patch done; what the patch does not touch is shared, nothing is changed. In an array an index
 * replaces, the index after the last appends, and removing moves what follows.
 */
export function applyPatch(document: Json, patch: Patch): Patched {
  const tokens = pointerTokens(patch.path);
  if (tokens === undefined || tokens.length === 0) return { ok: false, problem: 'patch-without-place' };
  const parent = valueAt(document, tokens.slice(0, -1));
  const last = tokens.at(-1) as string;
  if (!hasPlace(parent, last)) return { ok: false, problem: 'patch-without-place' };
  if ('remove' in patch && valueAt(parent, [last]) === undefined) return { ok: false, problem: 'nothing-to-remove' };
  return { ok: true, value: changed(document, tokens, patch) };
}

function hasPlace(parent: unknown, token: string): boolean {
  if (typeof parent !== 'object' || parent === null) return false;
  return !Array.isArray(parent) || (isIndex(token) && Number(token) <= parent.length);
}

/** Whether a patch adds to an array or takes from it: then it touches all of the array. */
export function movesItems(document: Json, patch: Patch, tokens: readonly string[]): boolean {
  const parent = valueAt(document, tokens.slice(0, -1));
  return Array.isArray(parent) && ('remove' in patch || Number(tokens.at(-1)) >= parent.length);
}

function changed(value: Json, tokens: readonly string[], patch: Patch): Json {
  const [token, ...rest] = tokens;
  if (token === undefined) {
    assert('value' in patch, 'what is removed is left out by its parent');
    return patch.value;
  }
  const isRemoved = rest.length === 0 && 'remove' in patch;
  if (Array.isArray(value)) {
    const items: Json[] = [...(value as readonly Json[])];
    const index = Number(token);
    if (isRemoved) items.splice(index, 1);
    else items[index] = changed(items[index] ?? null, rest, patch);
    return items;
  }
  const members: Record<string, Json> = { ...(value as Readonly<Record<string, Json>>) };
  if (isRemoved) delete members[token];
  else members[token] = changed(members[token] ?? null, rest, patch);
  return members;
}
