import type { Suggestion } from '../model/nearest-name.ts';
import type { Problem } from '../model/problem.ts';

/**
 * What is wrong with a link. `path` is a JSON Pointer to the part of the link: `/document`, `/seed`, or '' for all of it.
 * Where a document was read and refused, `document` says what is wrong in it.
 */
export interface LinkProblem {
  readonly path: string;
  readonly code: LinkProblemCode;
  readonly params: Readonly<Record<string, string | number>>;
  readonly document?: readonly Problem[];
}

export type LinkProblemCode = keyof LinkProblemParams;

export function linkProblem<Code extends LinkProblemCode>(
  path: string,
  code: Code,
  params: LinkProblemParams[Code],
  document: readonly Problem[] = [],
): LinkProblem {
  return { path, code, params, ...(document.length === 0 ? {} : { document }) };
}

type None = Readonly<Record<string, never>>;

/** In the order of the checks; several codes may belong to one check. */
interface LinkProblemParams {
  readonly 'link-too-long': { readonly found: number; readonly maximum: number };
  readonly 'link-not-ours': { readonly found: string };
  readonly 'link-newer-version': { readonly found: string };
  readonly 'link-unknown-codec': { readonly found: string };
  readonly 'link-characters': { readonly found: string; readonly position: number };
  readonly 'link-cut': { readonly length: number };
  readonly 'link-parameter': { readonly name: string; readonly found: string };
  readonly 'link-document-too-large': { readonly maximum: number };
  readonly 'link-damaged': None;
  readonly 'link-not-text': None;
  readonly 'link-not-json': None;
  readonly 'link-nesting': None;
  readonly 'link-shape': None;
  readonly 'link-references': None;
  readonly 'link-unknown-scenario': Suggestion;
  readonly 'link-unknown-variant': Suggestion;
  readonly 'link-option': { readonly name: string; readonly found: string };
  readonly 'link-run': None;
  readonly 'link-run-too-long': { readonly found: number; readonly maximum: number };
}

/** The eleven checks that a link goes through, from 1. A problem of a later check says that all before went well. */
export const LINK_CHECKS: Readonly<Record<LinkProblemCode, number>> = {
  'link-too-long': 1,
  'link-not-ours': 2,
  'link-newer-version': 2,
  'link-unknown-codec': 2,
  'link-characters': 3,
  'link-cut': 3,
  'link-parameter': 3,
  'link-document-too-large': 4,
  'link-damaged': 5,
  'link-not-text': 6,
  'link-not-json': 7,
  'link-nesting': 8,
  'link-shape': 9,
  'link-references': 10,
  'link-unknown-scenario': 10,
  'link-unknown-variant': 10,
  'link-option': 10,
  'link-run': 11,
  'link-run-too-long': 11,
};
