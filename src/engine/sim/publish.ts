import { assert } from '../base/assert.ts';
import { NULL } from '../base/values.ts';
import type { Scalar, Value, Values } from '../base/values.ts';
import { EntryKind } from '../trace/entry.ts';
import type { Sink } from '../trace/entry.ts';
import { messageId, messageType } from './message.ts';
import type { ServiceProgram, Term } from './program.ts';
import { zeroOf } from './program.ts';
import type { LocalTransaction } from './transaction.ts';
import type { ServiceState, World } from './world.ts';

/** Whoever acts within a service: a piece of work, or the timer of a saga. Its id is the actor of its entries. */
export interface WorkContext {
  readonly world: World;
  readonly sink: Sink;
  readonly id: Value;
  readonly service: ServiceProgram;
}

/** Work that handles a message, with the variables of its handler. */
export interface HandlerContext extends WorkContext {
  readonly message: Value;
  readonly registers: Scalar[];
}

/**
 * Sends from within a transaction, as the service publishes: into the outbox, before the commit or after it. Where a handler
 * is one choice the relay would only publish later what nothing can come before: it leaves with the commit.
 */
export function publish(work: WorkContext, transaction: LocalTransaction, message: Value, channel: number): void {
  const { values } = work.world;
  const id = messageId(values, message);
  const type = messageType(values, message);
  if (channel >= 0 && work.service.publishing === 'outbox' && !work.service.wholeHandlers) {
    transaction.outbox(message, channel);
    work.sink.emit(EntryKind.outboxed, work.id, transaction.id, id, type, channel, message);
  } else if (channel >= 0 && work.service.publishing === 'before-commit') {
    transaction.beforeCommit(message, channel);
  } else {
    transaction.afterCommit(message, channel);
    work.sink.emit(EntryKind.intended, work.id, transaction.id, id, type, channel);
  }
}

/** The payload as a tuple of all fields of the type, in its order; what is left out is 0, false or ''. */
export function payloadOf(
  world: World,
  messageType: number,
  terms: readonly (Term | undefined)[],
  registers: readonly Scalar[],
): Value {
  const { values, program } = world;
  const type = program.messageTypes[messageType];
  assert(type !== undefined, 'a message has a type');
  const fields = type.types.map((fieldType, i) => values.scalar(terms[i]?.evaluate(registers) ?? zeroOf(fieldType)));
  return values.tupleOf(fields, fields.length);
}

/**
 * Number of the first copy of a saga's command that is sent before the commit. The command has its name from the saga, not
 * from the work that sends it: whoever handled the reply, or one like it, may have sent it before it died, and its copies
 * count on.
 */
export function nextCopy(state: ServiceState, values: Values, message: Value): number {
  const id = messageId(values, message);
  const times = state.sentBeforeCommit.get(id);
  const before = times === NULL ? 0 : ~times;
  state.sentBeforeCommit.set(id, ~(before + 1));
  return 1 + 2 * before;
}

/** Channel of a (message, channel) that follows a commit; -1 is stored as an interned integer. */
export const channelOf = (values: Values, pending: Value): number => values.toInteger(values.field(pending, 1));
