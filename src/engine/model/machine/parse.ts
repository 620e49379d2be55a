import type { Result } from '../../base/result.ts';
import { endlessState } from './endless.ts';
import { isDelay, isEventName, isStateId, isStateName } from './names.ts';
import { isObject, readActions, readTransitions, refuse, refuseOthers } from './parse-transition.ts';
import type { Reading } from './parse-transition.ts';
import { memberPath } from './problem.ts';
import type { MachineProblem } from './problem.ts';
import { buildTree } from './tree.ts';
import type { MachineConfig } from './types.ts';

const STATES_MAXIMUM = 200;
const DEPTH_MAXIMUM = 8;

const STATE_PROPERTIES = new Set(
  'id type initial states on always after entry exit onDone description meta tags'.split(' '),
);
const ROOT_PROPERTIES = new Set([...STATE_PROPERTIES, 'context', 'version']);

/** What only makes sense with child states, or only without an end. */
const FINAL_REFUSES = ['states', 'initial', 'on', 'always', 'after', 'onDone'];
const ATOMIC_REFUSES = ['initial', 'onDone'];
const PARALLEL_REFUSES = ['initial'];
const ROOT_REFUSES = ['onDone'];

/**
 * Reads a machine configuration that came as JSON. On success the value is the configuration itself, unchanged: it can be
 * compiled, drawn, and handed to XState. `path` is the JSON Pointer under which problems are reported.
 */
export function parseMachine(config: unknown, path: string): Result<MachineConfig, MachineProblem> {
  const reading: Reading = { problems: [], states: 0, transitions: 0, actions: 0 };
  readState(config, path, 0, reading);
  if (reading.problems.length > 0) return { ok: false, problems: reading.problems };

  const machine = config as MachineConfig;
  const { tree, problems } = buildTree(machine, path);
  if (problems.length > 0) return { ok: false, problems };

  const endless = endlessState(tree);
  if (endless !== undefined)
    return { ok: false, problems: [{ path: endless.path, code: 'machine-endless', params: { state: endless.state } }] };
  return { ok: true, value: machine };
}

/** `depth` is 0 for the machine itself, which is no state of its own. */
function readState(value: unknown, path: string, depth: number, reading: Reading): void {
  if (!isObject(value)) {
    refuse(reading, path, 'machine-type', { expected: 'object' });
    return;
  }
  refuseOthers(value, depth === 0 ? ROOT_PROPERTIES : STATE_PROPERTIES, path, reading);
  if (depth === 0) refuseThese(value, ROOT_REFUSES, path, reading);
  readId(value['id'], memberPath(path, 'id'), reading);
  readKind(value, path, depth, reading);
  if (value['on'] !== undefined) readOn(value['on'], memberPath(path, 'on'), reading);
  if (value['after'] !== undefined) readAfter(value['after'], memberPath(path, 'after'), reading);
  for (const property of ['always', 'onDone'])
    if (value[property] !== undefined) readTransitions(value[property], memberPath(path, property), reading, true);
  for (const property of ['entry', 'exit'])
    if (value[property] !== undefined) readActions(value[property], memberPath(path, property), reading);
  for (const property of ['description', 'version'])
    if (value[property] !== undefined && typeof value[property] !== 'string')
      refuse(reading, memberPath(path, property), 'machine-type', { expected: 'string' });
  for (const property of ['meta', 'context'])
    if (value[property] !== undefined && !isObject(value[property]))
      refuse(reading, memberPath(path, property), 'machine-type', { expected: 'object' });
  const tags = value['tags'];
  if (tags !== undefined && typeof tags !== 'string' && !isTextArray(tags))
    refuse(reading, memberPath(path, 'tags'), 'machine-type', { expected: 'string or array of strings' });
}

function isTextArray(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function readId(id: unknown, path: string, reading: Reading): void {
  if (id === undefined) return;
  if (typeof id !== 'string') refuse(reading, path, 'machine-type', { expected: 'string' });
  else if (!isStateId(id)) refuse(reading, path, 'machine-id', { id });
}

/** The type, and what follows from it: child states and the initial one. */
function readKind(value: Readonly<Record<string, unknown>>, path: string, depth: number, reading: Reading): void {
  const states = value['states'];
  if (states !== undefined && !isObject(states)) {
    refuse(reading, memberPath(path, 'states'), 'machine-type', { expected: 'object' });
    return;
  }
  const names = states === undefined ? [] : Object.keys(states);
  const type = value['type'] ?? (names.length > 0 || depth === 0 ? 'compound' : 'atomic');
  switch (type) {
    case 'final':
    case 'atomic':
      if (depth === 0) refuse(reading, memberPath(path, 'type'), 'machine-unsupported', { property: 'type' });
      else if (type === 'final') refuseThese(value, FINAL_REFUSES, path, reading);
      else if (names.length > 0)
        refuse(reading, memberPath(path, 'states'), 'machine-unsupported', { property: 'states' });
      else refuseThese(value, ATOMIC_REFUSES, path, reading);
      return;
    case 'compound':
    case 'parallel':
      break;
    case 'history':
      refuse(reading, memberPath(path, 'type'), 'machine-unsupported', { property: 'history' });
      return;
    default:
      refuse(reading, memberPath(path, 'type'), 'machine-type', { expected: 'atomic, compound, parallel or final' });
      return;
  }
  if (states === undefined || names.length === 0) {
    refuse(reading, memberPath(path, 'states'), 'machine-empty');
    return;
  }
  if (type === 'parallel') refuseThese(value, PARALLEL_REFUSES, path, reading);
  else readInitial(value['initial'], names, memberPath(path, 'initial'), reading);
  readChildren(states, memberPath(path, 'states'), depth + 1, reading);
}

function readInitial(initial: unknown, names: readonly string[], path: string, reading: Reading): void {
  if (initial !== undefined && typeof initial !== 'string')
    refuse(reading, path, 'machine-type', { expected: 'string' });
  else if (initial === undefined || !names.includes(initial))
    refuse(reading, path, 'machine-initial', { initial: initial ?? '' });
}

function readChildren(states: Readonly<Record<string, unknown>>, path: string, depth: number, reading: Reading): void {
  if (depth > DEPTH_MAXIMUM) {
    refuse(reading, path, 'machine-too-deep', { maximum: DEPTH_MAXIMUM });
    return;
  }
  for (const [name, state] of Object.entries(states)) {
    if (++reading.states > STATES_MAXIMUM) {
      if (reading.states === STATES_MAXIMUM + 1)
        refuse(reading, path, 'machine-too-many-states', { maximum: STATES_MAXIMUM });
      return;
    }
    const statePath = memberPath(path, name);
    if (!isStateName(name)) refuse(reading, statePath, 'machine-state-name', { name });
    readState(state, statePath, depth, reading);
  }
}

function refuseThese(
  value: Readonly<Record<string, unknown>>,
  properties: readonly string[],
  path: string,
  reading: Reading,
): void {
  for (const property of properties)
    if (value[property] !== undefined) refuse(reading, memberPath(path, property), 'machine-unsupported', { property });
}

function readOn(value: unknown, path: string, reading: Reading): void {
  if (!isObject(value)) {
    refuse(reading, path, 'machine-type', { expected: 'object' });
    return;
  }
  for (const [event, transitions] of Object.entries(value)) {
    const eventPath = memberPath(path, event);
    if (event !== '*' && !isEventName(event)) refuse(reading, eventPath, 'machine-event', { event });
    readTransitions(transitions, eventPath, reading, true);
  }
}

function readAfter(value: unknown, path: string, reading: Reading): void {
  if (!isObject(value)) {
    refuse(reading, path, 'machine-type', { expected: 'object' });
    return;
  }
  for (const [delay, transitions] of Object.entries(value)) {
    const delayPath = memberPath(path, delay);
    if (!isDelay(delay)) refuse(reading, delayPath, 'machine-delay', { delay });
    readTransitions(transitions, delayPath, reading, false);
  }
}
