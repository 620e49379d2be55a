import { failure, success } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { canonicalJson } from '../model/canonical.ts';
import type { Scenario } from '../model/document.ts';
import { parseJsonText } from '../model/json-text.ts';
import { measureJson } from '../model/json-value.ts';
import { parseScenario } from '../model/parse.ts';
import { readShape } from '../model/schema/read.ts';
import { parseFragmentText, writeFragmentText } from './fragment-text.ts';
import type { Link } from './link.ts';
import { linkProblem } from './link-problem.ts';
import type { LinkProblem } from './link-problem.ts';

/** Reads a fragment with the document in it, see `parseFragmentText`. Never throws. */
export function parseFragment(text: string): Result<Link, LinkProblem> {
  const link = parseFragmentText(text);
  if (!link.ok) return link;
  const { source, ...parameters } = link.value;
  if (source.kind !== 'document') return success({ source, ...parameters });
  const scenario = readLinkedDocument(source.json);
  return scenario.ok ? success({ source: { kind: 'document', scenario: scenario.value }, ...parameters }) : scenario;
}

/** The one text of a link, without `#`; refused where it would be too long to be of use. */
export function writeFragment(link: Link): Result<string, LinkProblem> {
  const { source, ...parameters } = link;
  return writeFragmentText(
    source.kind === 'document'
      ? { source: { kind: 'document', json: canonicalJson(source.scenario) }, ...parameters }
      : { source, ...parameters },
  );
}

/** Checks 7 to 10, each only when all before went well. */
export function readLinkedDocument(json: string): Result<Scenario, LinkProblem> {
  const read = parseJsonText(json);
  if (!read.ok) {
    const tooDeep = read.problems.some(({ code }) => code === 'too-deep');
    return failure(linkProblem('/document', tooDeep ? 'link-nesting' : 'link-not-json', {}, read.problems));
  }
  const measured = measureJson(read.value);
  if (!measured.ok) return failure(linkProblem('/document', 'link-nesting', {}, measured.problems));
  const shape = readShape(read.value);
  if (!shape.ok) return failure(linkProblem('/document', 'link-shape', {}, shape.problems));
  const scenario = parseScenario(read.value);
  return scenario.ok ? scenario : failure(linkProblem('/document', 'link-references', {}, scenario.problems));
}
