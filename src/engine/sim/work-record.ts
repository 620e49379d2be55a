import { NULL } from '../base/values.ts';
import type { Value, Values } from '../base/values.ts';
import { identity } from '../trace/identity.ts';
import { ReplyAddress, messageId, messageReplyTo, messageSaga, messageType } from './message.ts';
import type { ChannelProgram, HandlerProgram, ServiceProgram } from './program.ts';
import { channelOf } from './publish.ts';
import { suspendedUnsent } from './transaction.ts';
import type { World } from './world.ts';

/**
 * Work is one attempt of an instance to handle one copy of a message: a tuple (message, copy, delivery, channel, program
 * counter, phase, extra, inboxed, registers). Between two choices its program counter stands at a visible operation, or
 * at the end.
 */
export const WorkPhase = {
  /** The next visible operation is the instruction at the program counter. */
  ready: 0,
  /** The transaction waits; extra: the (table, key)s that it read, key null for all rows of the table. */
  blocked: 1,
  /** A pause, until its timer. */
  paused: 2,
  /** A call, until its reply or its timer. */
  calling: 3,
  /** Nothing is left but the acknowledgement. */
  done: 4,
  /** A transaction has committed and its sends follow; extra: (message, channel)s. */
  publishing: 5,
  /** A transaction is open, about to send before it commits or having sent; extra: the transaction, see `suspend`. */
  open: 6,
  /** A transaction at statement granularity is open; the instruction is its next statement. Extra: see `makeSession`. */
  session: 7,
  /** A statement of it waits for a lock; extra the same. */
  waiting: 8,
} as const;

export const workMessage = (values: Values, work: Value): Value => values.field(work, 0);
export const workCopy = (values: Values, work: Value): number => ~values.field(work, 1);
export const workDelivery = (values: Values, work: Value): number => ~values.field(work, 2);
/** Index of the channel. */
export const workChannel = (values: Values, work: Value): number => ~values.field(work, 3);
export const workCounter = (values: Values, work: Value): number => ~values.field(work, 4);
export const workPhase = (values: Values, work: Value): number => ~values.field(work, 5);
export const workExtra = (values: Values, work: Value): Value => values.field(work, 6);
export const workRegisters = (values: Values, work: Value): Value => values.field(work, 8);

/** The first attempt of an only consumer is named by its message; any other says what it is. */
export function workIdentity(
  values: Values,
  channel: ChannelProgram,
  consumer: number,
  message: Value,
  copy: number,
  delivery: number,
): Value {
  const label = channel.workLabels[consumer] ?? NULL;
  const sent = messageId(values, message);
  const id = label === NULL ? sent : identity(values, sent, label, 1);
  const ofCopy = copy === 1 ? id : identity(values, id, values.text('copy'), copy);
  return delivery === 1 ? ofCopy : identity(values, ofCopy, values.text('delivery'), delivery);
}

/** The (message, channel) that an open transaction is about to send, or null. */
export function unsentOf(values: Values, work: Value): Value {
  const extra = workExtra(values, work);
  const phase = workPhase(values, work);
  if (phase === WorkPhase.open) return suspendedUnsent(values, extra);
  return phase === WorkPhase.session ? suspendedUnsent(values, sessionParts(values, extra).effects) : NULL;
}

/** Index of the channel that the next visible operation of work sends to, or -1. */
export function nextChannel(world: World, service: ServiceProgram, work: Value): number {
  const { values } = world;
  const phase = workPhase(values, work);
  if (phase === WorkPhase.publishing) return channelOf(values, values.field(workExtra(values, work), 0));
  if (phase === WorkPhase.open || phase === WorkPhase.session) {
    const unsent = unsentOf(values, work);
    return unsent === NULL ? -1 : ~values.field(unsent, 1);
  }
  const instruction = handlerOf(world, service, workMessage(values, work))?.instructions[workCounter(values, work)];
  if (instruction?.op === 'send' || instruction?.op === 'call') return instruction.message.channel;
  if (instruction?.op !== 'reply') return -1;
  const address = messageReplyTo(values, workMessage(values, work));
  return address !== NULL && ~values.field(address, 0) === ReplyAddress.channel ? ~values.field(address, 1) : -1;
}

/** The handler of a message at a service: replies to its sagas have one of their own. */
export function handlerOf(world: World, service: ServiceProgram, message: Value): HandlerProgram | undefined {
  const { values, program } = world;
  const type = messageType(values, message);
  const saga = messageSaga(values, message);
  if (program.messageTypes[type]?.kind === 'reply' && saga !== NULL) return service.sagaReplies;
  return service.handlers[type];
}

/**
 * What a transaction at statement granularity keeps in the work between its statements: (transaction, what it will do
 * besides rows when it commits, registers at its beginning, attempt, memo of a statement that waits).
 */
export interface SessionParts {
  readonly transaction: Value;
  readonly effects: Value;
  readonly registers: Value;
  readonly attempt: number;
  readonly memo: Value;
}

export function makeSession(values: Values, parts: SessionParts): Value {
  return values.tuple(parts.transaction, parts.effects, parts.registers, ~parts.attempt, parts.memo);
}

export function sessionParts(values: Values, session: Value): SessionParts {
  return {
    transaction: values.field(session, 0),
    effects: values.field(session, 1),
    registers: values.field(session, 2),
    attempt: ~values.field(session, 3),
    memo: values.field(session, 4),
  };
}
