import { isEventName, isReferenceName } from './names.ts';
import { memberPath } from './problem.ts';
import type { MachineProblem, MachineProblemCode } from './problem.ts';

const TRANSITIONS_MAXIMUM = 500;
const ACTIONS_MAXIMUM = 1_000;

/** What the reading of one configuration has seen so far. */
export interface Reading {
  readonly problems: MachineProblem[];
  states: number;
  transitions: number;
  actions: number;
}

export function refuse(
  reading: Reading,
  path: string,
  code: MachineProblemCode,
  params: Readonly<Record<string, string | number>> = {},
): void {
  reading.problems.push({ path, code, params });
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Refuses the members that are not in `known`. */
export function refuseOthers(
  value: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string>,
  path: string,
  reading: Reading,
): void {
  for (const property of Object.keys(value))
    if (!known.has(property)) refuse(reading, memberPath(path, property), 'machine-unsupported', { property });
}

const TRANSITION_PROPERTIES = new Set(['target', 'guard', 'actions', 'reenter', 'description', 'meta']);
const REFERENCE_PROPERTIES = new Set(['type', 'params']);

/** `on`'s values, `always`, `onDone` and `after`'s values; the last take no bare target within an array. */
export function readTransitions(value: unknown, path: string, reading: Reading, bareInArray: boolean): void {
  if (!Array.isArray(value)) return readTransition(value, path, reading, true);
  value.forEach((candidate: unknown, index) =>
    readTransition(candidate, memberPath(path, index), reading, bareInArray),
  );
}

function readTransition(value: unknown, path: string, reading: Reading, bare: boolean): void {
  if (++reading.transitions > TRANSITIONS_MAXIMUM) {
    if (reading.transitions === TRANSITIONS_MAXIMUM + 1)
      refuse(reading, path, 'machine-too-many-transitions', { maximum: TRANSITIONS_MAXIMUM });
    return;
  }
  if (typeof value === 'string' && bare) return;
  if (!isObject(value)) {
    refuse(reading, path, 'machine-type', { expected: bare ? 'string, object or array' : 'object' });
    return;
  }
  refuseOthers(value, TRANSITION_PROPERTIES, path, reading);
  if (value['target'] !== undefined) readTarget(value['target'], memberPath(path, 'target'), reading);
  if (value['guard'] !== undefined) readReference(value['guard'], memberPath(path, 'guard'), reading);
  if (value['actions'] !== undefined) readActions(value['actions'], memberPath(path, 'actions'), reading);
  if (value['reenter'] !== undefined && typeof value['reenter'] !== 'boolean')
    refuse(reading, memberPath(path, 'reenter'), 'machine-type', { expected: 'boolean' });
}

function readTarget(value: unknown, path: string, reading: Reading): void {
  if (typeof value === 'string') return;
  if (!Array.isArray(value) || value.length === 0) {
    refuse(reading, path, 'machine-type', { expected: 'string or array of strings' });
    return;
  }
  value.forEach((target: unknown, index) => {
    if (typeof target !== 'string') refuse(reading, memberPath(path, index), 'machine-type', { expected: 'string' });
  });
}

/** `entry`, `exit` and `actions`. */
export function readActions(value: unknown, path: string, reading: Reading): void {
  if (!Array.isArray(value)) return readAction(value, path, reading);
  value.forEach((action: unknown, index) => readAction(action, memberPath(path, index), reading));
}

function readAction(value: unknown, path: string, reading: Reading): void {
  if (++reading.actions > ACTIONS_MAXIMUM) {
    if (reading.actions === ACTIONS_MAXIMUM + 1)
      refuse(reading, path, 'machine-too-many-actions', { maximum: ACTIONS_MAXIMUM });
    return;
  }
  readReference(value, path, reading);
  if (value === 'raise' || (isObject(value) && value['type'] === 'raise' && !isRaise(value)))
    refuse(reading, path, 'machine-raise');
}

function isRaise(action: Readonly<Record<string, unknown>>): boolean {
  const params = action['params'];
  if (!isObject(params) || Object.keys(params).length !== 1) return false;
  const event = params['event'];
  return typeof event === 'string' && isEventName(event);
}

/** An action or a guard: a name, or a type with params. */
function readReference(value: unknown, path: string, reading: Reading): void {
  if (typeof value === 'string') return readReferenceName(value, path, reading);
  if (!isObject(value)) {
    refuse(reading, path, 'machine-type', { expected: 'string or object' });
    return;
  }
  refuseOthers(value, REFERENCE_PROPERTIES, path, reading);
  const type = value['type'];
  if (typeof type === 'string') readReferenceName(type, memberPath(path, 'type'), reading);
  else refuse(reading, memberPath(path, 'type'), 'machine-type', { expected: 'string' });
  if (value['params'] !== undefined && !isObject(value['params']))
    refuse(reading, memberPath(path, 'params'), 'machine-type', { expected: 'object' });
}

function readReferenceName(type: string, path: string, reading: Reading): void {
  if (!isReferenceName(type)) refuse(reading, path, 'machine-name', { type });
}
