import * as v from 'valibot';
import type * as document from '../document.ts';
import { LIMITS } from '../limits.ts';
import {
  distribution,
  expression,
  fieldName,
  fieldType,
  id,
  integer,
  messageTypeId,
  perMille,
  timeoutMicros,
  title,
  usedName,
} from './scalars.ts';
import { byId, closed, list, optional, word } from './shape.ts';
import type { Schema } from './shape.ts';
import { outgoing, outgoingMessage } from './step.ts';

export const messageType: Schema<document.MessageType> = closed<document.MessageType>({
  kind: word('command', 'event', 'reply', 'document'),
  payload: optional(byId(fieldName, fieldType, LIMITS.fields)),
  title: optional(title),
});

export const channel: Schema<document.Channel> = closed<document.Channel>({
  title: optional(title),
  kind: word('point-to-point', 'publish-subscribe'),
  to: list(id, LIMITS.consumers),
  delivery: optional(word('at-most-once', 'at-least-once')),
  ordering: optional(word('fifo', 'key', 'none')),
  latencyMicros: optional(distribution),
  lossPerMille: optional(perMille),
  duplicationPerMille: optional(perMille),
  lostAcknowledgementPerMille: optional(perMille),
  redeliveryMicros: optional(distribution),
  redelivery: optional(word('place', 'tail')),
  maximumDeliveries: optional(integer(0, LIMITS.maximumDeliveries)),
  deadLetter: optional(id),
});

export const compensation = closed<NonNullable<document.SagaStep['compensation']>>({
  ...outgoingMessage,
  state: optional(id),
});

export const sagaStep: Schema<document.SagaStep> = closed<document.SagaStep>({
  id,
  title: optional(title),
  kind: word('compensatable', 'pivot', 'retriable'),
  command: optional(outgoing),
  compensation: optional(compensation),
  onReply: optional(byId(messageTypeId, byId(usedName, expression, LIMITS.fields), LIMITS.fields)),
  timeoutMicros: optional(timeoutMicros),
});

export const saga: Schema<document.Saga> = closed<document.Saga>({
  title: optional(title),
  owner: id,
  replyChannel: id,
  data: optional(byId(fieldName, fieldType, LIMITS.fields)),
  steps: list(sagaStep, LIMITS.sagaSteps, 1),
  compensation: optional(v.boolean()),
});

export const clientRequest: Schema<document.ClientRequest> = closed<document.ClientRequest>({
  id,
  message: messageTypeId,
  to: id,
  count: optional(integer(1, LIMITS.requestCount)),
  afterMicros: distribution,
  afterRequest: optional(
    closed<NonNullable<document.ClientRequest['afterRequest']>>({ id, state: word('sent', 'succeeded') }),
  ),
  payload: optional(byId(usedName, expression, LIMITS.fields)),
  alternatives: optional(list(byId(usedName, expression, LIMITS.fields), LIMITS.alternatives, 2)),
  key: optional(expression),
  awaitReply: optional(v.boolean()),
  timeoutMicros: optional(timeoutMicros),
  retries: optional(integer(0, LIMITS.retries)),
});

export const client: Schema<document.Client> = closed<document.Client>({
  title: optional(title),
  requests: list(clientRequest, LIMITS.requests),
});

export const crashFault: Schema<document.CrashFault> = closed<document.CrashFault>({
  everyMicros: distribution,
  restartMicros: distribution,
  count: optional(integer(1, LIMITS.crashes)),
});

const budget = optional(integer(0, LIMITS.faultBudget));

export const faultBudget: Schema<document.FaultBudget> = closed<document.FaultBudget>({
  crashes: budget,
  losses: budget,
  duplicates: budget,
  lostAcknowledgements: budget,
  requests: optional(integer(0, LIMITS.requestBudget)),
});

export const faults: Schema<document.Faults> = closed<document.Faults>({
  crashes: optional(byId(id, crashFault, LIMITS.services)),
  budget: optional(faultBudget),
});
