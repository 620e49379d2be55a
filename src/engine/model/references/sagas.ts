import type { Saga, SagaStep } from '../document.ts';
import { memberPath } from '../pointer.ts';
import { replyScope, sagaScope } from '../scope.ts';
import type { NamedScope } from '../scope.ts';
import { member, suggestMember } from './checking.ts';
import type { Checking } from './checking.ts';
import { checkOutgoing, checkReplyMessage } from './sends.ts';
import type { Sends } from './sends.ts';

/** The order in which the kinds of steps follow each other. */
const ORDER: Readonly<Record<SagaStep['kind'], number>> = { compensatable: 0, pivot: 1, retriable: 2 };

export function checkSagas(checking: Checking, sends: Sends): void {
  for (const [id, saga] of Object.entries(checking.scenario.sagas ?? {})) {
    const path = memberPath('/sagas', id);
    checkOwner(checking, saga, path);
    checkStates(checking, saga, path);
    checkOrder(checking, saga, path);
    const scope = sagaScope(saga);
    for (const [index, step] of saga.steps.entries())
      checkSagaStep(checking, sends, { id, saga, scope }, step, index, `${path}/steps/${index}`);
  }
}

function checkOwner(checking: Checking, saga: Saga, path: string): void {
  const { services, channels } = checking.scenario;
  const owner = member(services, saga.owner);
  if (owner === undefined) checking.report(`${path}/owner`, 'unknown-service', suggestMember(services, saga.owner));
  else if (owner.database === undefined) checking.report(`${path}/owner`, 'needs-database', { service: saga.owner });
  const channel = member(channels, saga.replyChannel);
  if (channel === undefined)
    checking.report(`${path}/replyChannel`, 'unknown-channel', suggestMember(channels, saga.replyChannel));
  else if (owner !== undefined && (channel.kind !== 'point-to-point' || channel.to.join(' ') !== saga.owner))
    checking.report(`${path}/replyChannel`, 'reply-channel', { channel: saga.replyChannel, owner: saga.owner });
}

/** How a saga can end: these states of its machine are there anyway. */
const ENDS: ReadonlySet<string> = new Set(['completed', 'compensated', 'failed']);

/** The other states of the saga's machine are named by its steps and by their compensations. */
function checkStates(checking: Checking, saga: Saga, path: string): void {
  const states = new Set<string>(ENDS);
  for (const [index, { id }] of saga.steps.entries()) {
    const at = `${path}/steps/${index}/id`;
    if (ENDS.has(id)) checking.report(at, 'reserved-name', { name: id });
    else if (states.has(id)) checking.report(at, 'duplicate-saga-step', { step: id });
    states.add(id);
  }
  for (const [index, { id, compensation }] of saga.steps.entries()) {
    if (compensation === undefined) continue;
    const state = compensation.state ?? `undoing-${id}`;
    if (states.has(state))
      checking.report(`${path}/steps/${index}/compensation/state`, 'duplicate-saga-state', { state });
    states.add(state);
  }
}

function checkOrder(checking: Checking, saga: Saga, path: string): void {
  let last: SagaStep | undefined;
  for (const [index, step] of saga.steps.entries()) {
    const at = `${path}/steps/${index}/kind`;
    if (last !== undefined && ORDER[step.kind] < ORDER[last.kind])
      checking.report(at, 'saga-step-order', { step: step.id, kind: step.kind, after: last.kind });
    else if (last?.kind === 'pivot' && step.kind === 'pivot')
      checking.report(at, 'second-pivot', { step: step.id, pivot: last.id });
    else last = step;
  }
}

interface SagaPlace {
  readonly id: string;
  readonly saga: Saga;
  readonly scope: NamedScope;
}

function checkSagaStep(
  checking: Checking,
  sends: Sends,
  place: SagaPlace,
  step: SagaStep,
  index: number,
  path: string,
): void {
  const { scope } = place;
  if (step.command !== undefined) checkOutgoing(checking, sends, step.command, 'send', scope, `${path}/command`);
  else checkLocalStep(checking, step, index, path);
  if (step.compensation !== undefined) {
    if (step.kind !== 'compensatable')
      checking.report(`${path}/compensation`, 'compensation-not-allowed', { step: step.id, kind: step.kind });
    checkOutgoing(checking, sends, step.compensation, 'send', scope, `${path}/compensation`);
  }
  if (step.timeoutMicros !== undefined && step.kind === 'retriable')
    checking.report(`${path}/timeoutMicros`, 'timeout-on-retriable', { step: step.id });
  checkReplies(checking, place, step, path);
}

/** A step without a command is done by the handler that starts the saga, so it comes first and nothing answers it. */
function checkLocalStep(checking: Checking, step: SagaStep, index: number, path: string): void {
  if (index > 0) checking.report(`${path}/command`, 'step-without-command', { step: step.id });
  for (const key of ['onReply', 'timeoutMicros'] as const)
    if (step[key] !== undefined) checking.report(`${path}/${key}`, 'unanswered-step', { step: step.id, key });
}

function checkReplies(checking: Checking, { id, saga }: SagaPlace, step: SagaStep, path: string): void {
  for (const [reply, data] of Object.entries(step.onReply ?? {})) {
    const at = memberPath(`${path}/onReply`, reply);
    const message = member(checking.scenario.messages, reply);
    if (!checkReplyMessage(checking, reply, at) || message === undefined) continue;
    checking.values(at, data, saga.data ?? {}, replyScope(saga, message), (field, suggestion) =>
      checking.report(field, 'unknown-field', { ...suggestion, of: id }),
    );
  }
}
