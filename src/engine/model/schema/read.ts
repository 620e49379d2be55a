import * as v from 'valibot';
import { failure, success } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import type { Scenario } from '../document.ts';
import { jsonType } from '../json-type.ts';
import { memberOf } from '../pointer.ts';
import { boundedProblems, problem } from '../problem.ts';
import type { Problem } from '../problem.ts';
import { problemOfIssue } from './issue.ts';
import { scenario } from './scenario.ts';
import { checkStepBounds } from './step-bounds.ts';

const SCHEMA = 1;

/**
 * The shape of a document: every property known, of its type and within its bounds. The result is a copy with its
 * properties in the order of the schema. `$schema`, for editors, is left out of it.
 */
export function readShape(input: unknown): Result<Scenario, Problem> {
  const document = withoutSchemaLink(input);
  const version = problemOfVersion(document) ?? problemOfSchemaLink(input);
  if (version !== undefined) return failure(version);
  const deepStep = checkStepBounds(document);
  if (deepStep !== undefined) return failure(deepStep);
  const result = v.safeParse(scenario, document, { abortPipeEarly: true });
  if (result.success) return success(result.output);
  return { ok: false, problems: boundedProblems(result.issues, problemOfIssue) };
}

function withoutSchemaLink(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input) || !('$schema' in input)) return input;
  const { $schema: _, ...document } = input;
  return document;
}

function problemOfSchemaLink(input: unknown): Problem | undefined {
  const link = memberOf(input, '$schema');
  if (link === undefined || typeof link === 'string') return undefined;
  return problem('/$schema', 'wrong-type', { expected: 'string', found: jsonType(link) });
}

/** A document of another version is not looked into: what it says of it could only mislead. */
function problemOfVersion(document: unknown): Problem | undefined {
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    return problem('', 'wrong-type', { expected: 'object', found: jsonType(document) });
  if (!('schema' in document)) return problem('/schema', 'missing-key', { key: 'schema' });
  const { schema } = document;
  if (schema === SCHEMA) return undefined;
  if (typeof schema === 'number' && Number.isSafeInteger(schema) && schema > SCHEMA)
    return problem('/schema', 'newer-schema', { found: schema });
  return problem('/schema', 'wrong-schema', {});
}
