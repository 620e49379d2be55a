import type { Value, Values } from '../base/values.ts';

/**
 * A message is a tuple (id, type, key, saga reference, reply address, payload, outcome). The id is causal; the outcome
 * is that of a reply, 0 success and 1 failure. Headers that follow from these (correlation, causation, idempotency key)
 * are not stored twice: the correlation id is the reply's request in the id's parent, the idempotency key is the id.
 */
export interface MessageParts {
  readonly id: Value;
  readonly type: number;
  readonly key: Value;
  readonly saga: Value;
  readonly replyTo: Value;
  readonly payload: Value;
  readonly outcome: number;
}

const ID = 0;
const TYPE = 1;
const KEY = 2;
const SAGA = 3;
const REPLY_TO = 4;
const PAYLOAD = 5;
const OUTCOME = 6;

export function makeMessage(values: Values, parts: MessageParts): Value {
  return values.tuple(
    parts.id,
    values.integer(parts.type),
    parts.key,
    parts.saga,
    parts.replyTo,
    parts.payload,
    values.integer(parts.outcome),
  );
}

export const messageId = (values: Values, message: Value): Value => values.field(message, ID);
export const messageType = (values: Values, message: Value): number => ~values.field(message, TYPE);
export const messageKey = (values: Values, message: Value): Value => values.field(message, KEY);
export const messageSaga = (values: Values, message: Value): Value => values.field(message, SAGA);
export const messageReplyTo = (values: Values, message: Value): Value => values.field(message, REPLY_TO);
export const messagePayload = (values: Values, message: Value): Value => values.field(message, PAYLOAD);
export const messageOutcome = (values: Values, message: Value): number => ~values.field(message, OUTCOME);

/** What a message has to do with a saga: (saga id, index of the saga, step id, role). */
export function sagaReference(values: Values, saga: Value, sagaIndex: number, step: Value, role: number): Value {
  return values.tuple(saga, values.integer(sagaIndex), step, values.integer(role));
}

export const referenceSaga = (values: Values, reference: Value): Value => values.field(reference, 0);
export const referenceSagaIndex = (values: Values, reference: Value): number => ~values.field(reference, 1);
export const referenceStep = (values: Values, reference: Value): Value => values.field(reference, 2);
export const referenceRole = (values: Values, reference: Value): number => ~values.field(reference, 3);

/** Where a reply goes: to a channel, straight back to a client, or to the work that made a call. */
export const ReplyAddress = { channel: 0, client: 1, work: 2 } as const;

export const replyToChannel = (values: Values, channel: number): Value =>
  values.tuple(values.integer(ReplyAddress.channel), values.integer(channel));

/** (kind, client, identity of the request) */
export const replyToClient = (values: Values, client: number, request: Value): Value =>
  values.tuple(values.integer(ReplyAddress.client), values.integer(client), request);

/** (kind, service, instance, work, label of the call) */
export const replyToWork = (values: Values, service: number, instance: number, work: Value, label: Value): Value =>
  values.tuple(values.integer(ReplyAddress.work), values.integer(service), values.integer(instance), work, label);

/**
 * A copy of a message in a queue: (message, copy, deliveries, state). `out` copies keep their place, so that a requeued
 * one comes back where it was.
 */
export const ItemState = { ready: 0, out: 1, returning: 2 } as const;

export function makeItem(values: Values, message: Value, copy: number, deliveries: number, state: number): Value {
  return values.tuple(message, values.integer(copy), values.integer(deliveries), values.integer(state));
}

export const itemMessage = (values: Values, item: Value): Value => values.field(item, 0);
export const itemCopy = (values: Values, item: Value): number => ~values.field(item, 1);
export const itemDeliveries = (values: Values, item: Value): number => ~values.field(item, 2);
export const itemState = (values: Values, item: Value): number => ~values.field(item, 3);
