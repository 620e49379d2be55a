import type * as v from 'valibot';
import { assert } from '../../base/assert.ts';
import { jsonType } from '../json-type.ts';
import { suggest } from '../nearest-name.ts';
import { pathOf } from '../pointer.ts';
import { problem } from '../problem.ts';
import type { Problem } from '../problem.ts';
import { MISSING_KIND, NOT_AN_OBJECT, SEVERAL_KINDS } from './shape.ts';

type Issue = v.BaseIssue<unknown>;

/** What the schema library found, as a problem of ours. */
export function problemOfIssue(issue: Issue): Problem {
  const path = pathOf((issue.path ?? []).map(keyOf));
  switch (issue.type) {
    case 'strict_object':
    case 'loose_object':
    case 'record':
      return ofObject(issue, path);
    case 'strict_tuple':
      return issue.expected === 'never' ? ofPair(issue) : wrongType(issue, path, 'array');
    case 'array':
    case 'string':
    case 'boolean':
      return wrongType(issue, path, issue.type);
    case 'number':
      // Absent, it is the second of a pair that has but one.
      return issue.input === undefined ? ofPair(issue) : wrongType(issue, path, 'integer');
    case 'union':
      return wrongType(issue, path, issue.message);
    case 'literal':
      return problem(path, 'must-be', { expected: issue.message });
    case 'picklist':
      if (typeof issue.input !== 'string') return wrongType(issue, path, 'string');
      return problem(path, 'unknown-word', suggest(issue.input, issue.message.split(' ')));
    case 'custom':
      return ofKind(issue, path);
    case 'regex':
    case 'check':
      return ofRule(issue, path);
    default:
      return ofBound(issue, path);
  }
}

function ofObject(issue: Issue, path: string): Problem {
  const last = issue.path?.at(-1);
  if (last?.origin !== 'key') return wrongType(issue, path, 'object');
  const key = String(keyOf(last));
  if (issue.expected !== 'never') return problem(path, 'missing-key', { key });
  return problem(path, 'unknown-key', suggest(key, issue.message.split(' ')));
}

/** Only pairs are tuples; the issue is that of the second item, or of the third. */
function ofPair(issue: Issue): Problem {
  const items = issue.path?.at(-1)?.input;
  assert(Array.isArray(items), 'an item of a pair stands in an array');
  const pair = pathOf((issue.path ?? []).slice(0, -1).map(keyOf));
  return items.length < 2
    ? problem(pair, 'too-few', { found: items.length, minimum: 2 })
    : problem(pair, 'too-many', { found: items.length, maximum: 2 });
}

function ofKind(issue: Issue, path: string): Problem {
  const [code, ...keys] = issue.message.split(' ');
  switch (code) {
    case NOT_AN_OBJECT:
      return wrongType(issue, path, 'object');
    case MISSING_KIND:
      return problem(path, 'missing-kind', { known: keys.join(', ') });
    default: {
      assert(code === SEVERAL_KINDS, 'a custom schema says what it refuses');
      const [first, second] = keys as [string, string];
      return problem(path, 'several-kinds', { first, second });
    }
  }
}

/** Rules on the form of a text, and the order of two bounds; the message is the code. */
function ofRule(issue: Issue, path: string): Problem {
  const { input, message: code } = issue;
  switch (code) {
    case 'bad-id':
    case 'bad-message-type':
    case 'bad-name':
    case 'bad-anomaly':
    case 'bad-part':
      return problem(path, code, { found: String(input) });
    case 'reserved-name':
      return problem(path, code, { name: String(input) });
    case 'control-character':
      return problem(path, code, {});
    default: {
      assert(code === 'wrong-order', 'every rule of the schema has a code');
      const [minimum, maximum] = input as readonly [number, number];
      return problem(path, code, { minimum, maximum });
    }
  }
}

function ofBound(issue: Issue, path: string): Problem {
  const { input } = issue;
  const bound = issue.requirement as number;
  switch (issue.type) {
    case 'safe_integer':
      return problem(path, 'not-an-integer', { found: input as number });
    case 'min_value':
      return problem(path, 'too-small', { found: input as number, minimum: bound });
    case 'max_value':
      return problem(path, 'too-great', { found: input as number, maximum: bound });
    case 'multiple_of':
      return problem(path, 'not-a-multiple', { found: input as number, step: bound });
    case 'non_empty':
      return problem(path, 'empty-text', {});
    case 'max_length':
      if (typeof input === 'string') return problem(path, 'text-too-long', { found: input.length, maximum: bound });
      return problem(path, 'too-many', { found: (input as readonly unknown[]).length, maximum: bound });
    case 'min_length':
      return problem(path, 'too-few', { found: (input as readonly unknown[]).length, minimum: bound });
    case 'max_entries':
      return problem(path, 'too-many', { found: Object.keys(input as object).length, maximum: bound });
    default:
      assert(issue.type === 'min_entries', 'every kind of issue has a problem');
      return problem(path, 'too-few', { found: Object.keys(input as object).length, minimum: bound });
  }
}

function wrongType(issue: Issue, path: string, expected: string): Problem {
  const { input } = issue;
  return problem(path, 'wrong-type', { expected, found: jsonType(input) });
}

/** Objects and arrays are all that a document consists of. */
function keyOf(item: v.IssuePathItem): string | number {
  return item.key as string | number;
}
