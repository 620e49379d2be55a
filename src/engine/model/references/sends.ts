import type { Channel, MessageKind, OutgoingMessage } from '../document.ts';
import { memberPath } from '../pointer.ts';
import { member, suggestMember } from './checking.ts';
import type { Checking } from './checking.ts';
import type { NamedScope } from '../scope.ts';

/** A step or a saga sends commands and documents, a step publishes events, a client does both. */
export type SendForm = 'send' | 'publish' | 'request';

/** A message on its way: `path` is where that is said. */
interface Send {
  readonly message: string;
  readonly channel: string;
  readonly path: string;
}

/** Everything that is sent, so that in the end each consumer can be asked for a handler. */
export class Sends {
  readonly #all: Send[] = [];

  add(message: string, channel: string, path: string): void {
    this.#all.push({ message, channel, path });
  }

  /** A service that consumes a channel has a handler for each message sent to it, also by way of dead letters. */
  check(checking: Checking): void {
    const { channels } = checking.scenario;
    const arriving = new Map<string, Set<string>>();
    for (const { message, channel: id, path } of this.#all) {
      const channel = member(channels, id);
      if (channel === undefined) continue;
      if (channel.kind === 'point-to-point' && channel.to.length === 0)
        checking.report(path, 'no-consumer', { channel: id });
      checkConsumers(checking, message, id, channel, path);
      for (const reached of deadLetterChain(channels, id))
        arriving.set(reached, (arriving.get(reached) ?? new Set()).add(message));
    }
    for (const [id, messages] of arriving) {
      const deadLetter = member(channels, id)?.deadLetter;
      const channel = deadLetter === undefined ? undefined : member(channels, deadLetter);
      if (deadLetter === undefined || channel === undefined) continue;
      const path = `${memberPath('/channels', id)}/deadLetter`;
      for (const message of messages) checkConsumers(checking, message, deadLetter, channel, path);
    }
  }
}

/** A channel and where its messages go when they cannot be delivered, and on from there, until the chain ends or closes. */
export function deadLetterChain(channels: Readonly<Record<string, Channel>>, from: string): ReadonlySet<string> {
  const chain = new Set<string>();
  for (let id: string | undefined = from; id !== undefined && !chain.has(id); id = member(channels, id)?.deadLetter)
    chain.add(id);
  return chain;
}

function checkConsumers(checking: Checking, message: string, channelId: string, channel: Channel, path: string): void {
  for (const consumer of channel.to) {
    const service = member(checking.scenario.services, consumer);
    if (service !== undefined && member(service.handlers, message) === undefined)
      checking.report(path, 'no-handler', { service: consumer, message, channel: channelId });
  }
}

/** A message that leaves by a step, a saga or a client. Its expressions are in `scope`. */
export function checkOutgoing(
  checking: Checking,
  sends: Sends,
  outgoing: OutgoingMessage,
  form: SendForm,
  scope: NamedScope | undefined,
  path: string,
): void {
  const { messages, channels } = checking.scenario;
  const message = member(messages, outgoing.message);
  const channel = member(channels, outgoing.to);
  if (message === undefined)
    checking.report(`${path}/message`, 'unknown-message', suggestMember(messages, outgoing.message));
  else checkPayload(checking, `${path}/payload`, outgoing.message, outgoing.payload, scope);
  if (channel === undefined) checking.report(`${path}/to`, 'unknown-channel', suggestMember(channels, outgoing.to));
  if (message !== undefined && isOfKind(checking, outgoing.message, message.kind, form, `${path}/message`)) {
    const isEvent = message.kind === 'event';
    if (channel !== undefined && isEvent !== (channel.kind === 'publish-subscribe'))
      checking.report(`${path}/to`, isEvent ? 'needs-publish-subscribe' : 'needs-point-to-point', {
        channel: outgoing.to,
      });
    else sends.add(outgoing.message, outgoing.to, path);
  }
  checking.expression(`${path}/key`, outgoing.key, scope, 'any');
}

/** Whether a message of this kind can leave in this way; reported if not. */
function isOfKind(checking: Checking, message: string, kind: MessageKind, form: SendForm, path: string): boolean {
  switch (form) {
    case 'publish':
      if (kind === 'event') return true;
      checking.report(path, 'needs-event', { message, kind });
      return false;
    case 'send':
      if (kind === 'command' || kind === 'document') return true;
      checking.report(path, 'needs-command', { message, kind });
      return false;
    default:
      if (kind !== 'reply') return true;
      checking.report(path, 'client-sends-reply', { message });
      return false;
  }
}

/** The fields of a message whose type is known. Those left out are 0, false or ''. */
export function checkPayload(
  checking: Checking,
  path: string,
  messageId: string,
  payload: OutgoingMessage['payload'],
  scope: NamedScope | undefined,
): void {
  const types = member(checking.scenario.messages, messageId)?.payload ?? {};
  checking.values(path, payload, types, scope, (at, suggestion) =>
    checking.report(at, 'unknown-field', { ...suggestion, of: messageId }),
  );
}

/** A message type of kind reply; false, and reported, if it is none. */
export function checkReplyMessage(checking: Checking, messageId: string, path: string): boolean {
  const { messages } = checking.scenario;
  const message = member(messages, messageId);
  if (message === undefined) checking.report(path, 'unknown-message', suggestMember(messages, messageId));
  else if (message.kind !== 'reply') checking.report(path, 'needs-reply', { message: messageId, kind: message.kind });
  else return true;
  return false;
}
