import { failure, success } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import { ISOLATION_LEVELS } from './profile.ts';
import type { IsolationLevel } from './profile.ts';
import type { DatabaseError, ErrorDetail } from './statement.ts';

/**
 * The form `db-interleaving/1`: sessions interleaved on one table `test(id int primary key, value int)`, and what came
 * out at each isolation level.
 */
export interface InterleavingVector {
  readonly id: string;
  readonly rows: readonly IdAndValue[];
  readonly steps: readonly VectorStep[];
  readonly outcomes: Readonly<Record<string, VectorOutcome>>;
  /** The same script faster than the deadlock timeout: who began to wait first fails. */
  readonly fastPaceDeadlock?: Readonly<Record<string, VectorOutcome>>;
}

export type IdAndValue = readonly [id: number, value: number];

export type VectorStep = { readonly n: number; readonly session: string } & (
  | { readonly op: 'begin' }
  | { readonly op: 'commit' }
  | { readonly op: 'rollback' }
  | {
      readonly op: 'read';
      readonly where: Where;
      readonly lock?: 'update' | 'share';
      readonly wait?: 'nowait' | 'skip';
    }
  | { readonly op: 'write'; readonly where: Where; readonly set?: number; readonly add?: number }
  | { readonly op: 'insert'; readonly id: number; readonly value: number; readonly onConflict?: 'nothing' | 'update' }
  | { readonly op: 'delete'; readonly where: Where }
);

/** Null and `{}`: all rows. */
export type Where =
  | null
  | Readonly<Record<string, never>>
  | { readonly id: number }
  | { readonly ids: readonly number[] }
  | { readonly value: number }
  | { readonly mod: number }
  | { readonly gte: number }
  | { readonly idAndValue: IdAndValue };

export interface StepOutcome {
  readonly n: number;
  /** `blocked`: still waiting when the script ended. */
  readonly status: 'ok' | 'error' | 'rolled_back' | 'blocked';
  readonly rows?: readonly IdAndValue[];
  readonly count?: number;
  readonly error?: DatabaseError;
  readonly detail?: ErrorDetail;
  /** `by`: sessions it was first seen waiting for; `until`: the step whose execution released it. */
  readonly blocked?: { readonly by: readonly string[]; readonly until?: number };
}

export interface TransactionOutcome {
  readonly session: string;
  readonly ordinal: number;
  readonly begin: number;
  readonly end?: number;
  readonly status: 'committed' | 'rolled_back' | 'failed' | 'open';
  readonly failedAt?: number;
}

export interface VectorOutcome {
  readonly steps: readonly StepOutcome[];
  readonly transactions: readonly TransactionOutcome[];
  readonly finalRows: readonly IdAndValue[];
  /** The order of submission, where deferred steps change it. */
  readonly order?: readonly number[];
  readonly oracle?: { readonly serializable: boolean };
  /** Serializable: false when the abort observed was a false positive of coarse predicate locks. */
  readonly rwAbortNeeded?: boolean;
}

export interface VectorProblem {
  /** A JSON pointer. */
  readonly path: string;
  readonly problem: string;
}

export function isIsolationLevel(name: string): name is IsolationLevel {
  return ISOLATION_LEVELS.some((level) => level === name);
}

/** Reads the vectors of a file of this form. Outcomes are compared, not interpreted, so only their frame is checked. */
export function parseInterleavings(document: unknown): Result<readonly InterleavingVector[], VectorProblem> {
  const problems: VectorProblem[] = [];
  const vectors = isRecord(document) ? document['vectors'] : undefined;
  if (!Array.isArray(vectors)) return failure({ path: '/vectors', problem: 'a list of vectors is expected' });
  const read = vectors.map(withoutNulls);
  read.forEach((vector: unknown, i) => checkVector(vector, `/vectors/${i}`, problems));
  return problems.length === 0 ? success(read as readonly InterleavingVector[]) : failure(...problems);
}

/** A field of a step that is null is one that is not there; of `where` both mean all rows. */
function withoutNulls(vector: unknown): unknown {
  if (!isRecord(vector) || !Array.isArray(vector['steps'])) return vector;
  const steps = (vector['steps'] as readonly unknown[]).map((step) =>
    isRecord(step) ? Object.fromEntries(Object.entries(step).filter(([, value]) => value !== null)) : step,
  );
  return { ...vector, steps };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isInteger = (value: unknown): boolean => Number.isSafeInteger(value);
const isPair = (value: unknown): boolean => Array.isArray(value) && value.length === 2 && value.every(isInteger);
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isOneOf =
  (...known: readonly string[]) =>
  (value: unknown): boolean =>
    value === undefined || known.includes(value as string);

function checkVector(vector: unknown, path: string, problems: VectorProblem[]): void {
  if (!isRecord(vector)) {
    problems.push({ path, problem: 'an object is expected' });
    return;
  }
  if (!isText(vector['id'])) problems.push({ path: `${path}/id`, problem: 'a text is expected' });
  const { rows, steps, outcomes } = vector;
  if (!Array.isArray(rows) || !rows.every(isPair))
    problems.push({ path: `${path}/rows`, problem: 'a list of [id, value] is expected' });
  if (Array.isArray(steps)) steps.forEach((step: unknown, i) => checkStep(step, `${path}/steps/${i}`, problems));
  else problems.push({ path: `${path}/steps`, problem: 'a list of steps is expected' });
  checkOutcomes(outcomes, `${path}/outcomes`, problems);
  if (vector['fastPaceDeadlock'] !== undefined)
    checkOutcomes(vector['fastPaceDeadlock'], `${path}/fastPaceDeadlock`, problems);
}

function checkOutcomes(outcomes: unknown, path: string, problems: VectorProblem[]): void {
  if (!isRecord(outcomes)) {
    problems.push({ path, problem: 'outcomes by isolation level are expected' });
    return;
  }
  for (const [level, outcome] of Object.entries(outcomes)) {
    if (!isIsolationLevel(level))
      problems.push({ path: `${path}/${level}`, problem: 'no isolation level of PostgreSQL' });
    for (const part of ['steps', 'transactions', 'finalRows'])
      if (!isRecord(outcome) || !Array.isArray(outcome[part]))
        problems.push({ path: `${path}/${level}/${part}`, problem: 'a list is expected' });
  }
}

/** By operation: the fields beyond `n`, `session` and `op`, and what each must be. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, (value: unknown) => boolean>>>> = {
  begin: {},
  commit: {},
  rollback: {},
  read: { where: isWhere, lock: isOneOf('update', 'share'), wait: isOneOf('nowait', 'skip') },
  write: {
    where: isWhere,
    set: (value) => value === undefined || isInteger(value),
    add: (value) => value === undefined || isInteger(value),
  },
  insert: { id: isInteger, value: isInteger, onConflict: isOneOf('nothing', 'update') },
  delete: { where: isWhere },
};

function checkStep(step: unknown, path: string, problems: VectorProblem[]): void {
  if (!isRecord(step)) {
    problems.push({ path, problem: 'an object is expected' });
    return;
  }
  if (!isInteger(step['n'])) problems.push({ path: `${path}/n`, problem: 'an integer is expected' });
  if (!isText(step['session'])) problems.push({ path: `${path}/session`, problem: 'a text is expected' });
  const fields = FIELDS[String(step['op'])];
  if (fields === undefined) {
    problems.push({ path: `${path}/op`, problem: `one of ${Object.keys(FIELDS).join(', ')} is expected` });
    return;
  }
  for (const [name, fits] of Object.entries(fields))
    if (!fits(step[name])) problems.push({ path: `${path}/${name}`, problem: 'a value of another form is expected' });
  for (const name of Object.keys(step))
    if (!(name in fields) && !['n', 'session', 'op'].includes(name))
      problems.push({ path: `${path}/${name}`, problem: `unknown for ${String(step['op'])}` });
  if (step['op'] === 'write' && (step['set'] === undefined) === (step['add'] === undefined))
    problems.push({ path, problem: 'a write has either set or add' });
}

function isWhere(where: unknown): boolean {
  if (where === null || where === undefined) return true;
  if (!isRecord(where)) return false;
  const [form, ...more] = Object.keys(where);
  if (form === undefined) return true;
  if (more.length > 0) return false;
  const value = where[form];
  if (form === 'ids') return Array.isArray(value) && value.every(isInteger);
  if (form === 'idAndValue') return isPair(value);
  if (form === 'mod') return isInteger(value) && value !== 0;
  return ['id', 'value', 'gte'].includes(form) && isInteger(value);
}
