import { assert } from '../base/assert.ts';
import type { Sequence } from '../base/containers.ts';
import { NULL, TRUE } from '../base/values.ts';
import type { Value } from '../base/values.ts';
import { EntryKind, Fate } from '../trace/entry.ts';
import type { Sink } from '../trace/entry.ts';
import {
  ItemState,
  ReplyAddress,
  itemCopy,
  itemDeliveries,
  itemMessage,
  itemState,
  makeItem,
  messageId,
  messageKey,
  messageReplyTo,
  messageType,
} from './message.ts';
import type { ChannelProgram } from './program.ts';
import type { ClientState, InstanceState, ServiceState, World } from './world.ts';

/**
 * Puts a message on its way. The fault, if any, is decided here, at the send: a lost message reaches nobody, a
 * duplicated one reaches every consumer twice.
 * @param channel its index, or -1 for a reply that goes straight back to whoever asked
 * @param transaction the local transaction that is still open, or null
 * @param firstCopy number of the first copy; each time that one message is sent again its copies count on by two
 */
export function sendMessage(
  world: World,
  sink: Sink,
  actor: Value,
  message: Value,
  channel: number,
  fate: number,
  transaction: Value,
  firstCopy = 1,
): void {
  const { values } = world;
  const id = messageId(values, message);
  const toClient = channel < 0 ? clientOf(world, message) : 0;
  sink.emit(EntryKind.sent, actor, id, messageType(values, message), channel, fate, transaction, toClient, message);
  if (channel < 0) {
    sendBack(world, message);
    return;
  }
  if (fate === Fate.lost) return;
  const copies = fate === Fate.duplicated ? 2 : 1;
  const { ordering } = world.program.channels[channel] as ChannelProgram;
  for (const queue of world.queues[channel] as readonly Sequence[])
    for (let i = 0; i < copies; i++)
      enqueue(world, queue, ordering, makeItem(values, message, firstCopy + i, 0, ItemState.ready));
}

/**
 * Puts a copy where it belongs. Only the order that the channel promises is part of the state: without a promise copies
 * stand in the order of their content, and by key the keys do, each with its copies in the order of sending; those without
 * a key are promised nothing.
 */
function enqueue(world: World, queue: Sequence, ordering: ChannelProgram['ordering'], item: Value): void {
  const { values } = world;
  if (ordering === 'fifo') {
    queue.push(item);
    return;
  }
  const place = (of: Value): Value => {
    const message = itemMessage(values, of);
    const key = ordering === 'key' ? messageKey(values, message) : NULL;
    return key === NULL ? message : key;
  };
  let at = queue.length;
  while (at > 0 && values.compare(place(queue.at(at - 1)), place(item)) > 0) at--;
  queue.insertAt(at, item);
}

/** 1 + the index of the client that a reply goes straight back to, or 0. */
function clientOf(world: World, message: Value): number {
  const { values } = world;
  const address = messageReplyTo(values, message);
  return ~values.field(address, 0) === ReplyAddress.client ? 1 + ~values.field(address, 1) : 0;
}

function sendBack(world: World, message: Value): void {
  const { values } = world;
  const address = messageReplyTo(values, message);
  const kind = ~values.field(address, 0);
  if (kind === ReplyAddress.client) {
    (world.clients[~values.field(address, 1)] as ClientState).mailbox.push(message);
    return;
  }
  assert(kind === ReplyAddress.work, 'a reply without a channel goes to a client or to work');
  const service = world.services[~values.field(address, 1)] as ServiceState;
  const instance = service.instances[~values.field(address, 2)] as InstanceState;
  const work = values.field(address, 3);
  // Whoever made the call may have crashed or given up: then there is nobody to answer.
  if (instance.work.has(work)) instance.mailbox.push(values.tuple(work, message));
}

/** The place of a copy in a queue; it is there until it is acknowledged or taken out for good. */
export function findItem(world: World, queue: Sequence, id: Value, copy: number): number {
  const { values } = world;
  for (let i = 0; i < queue.length; i++) {
    const item = queue.at(i);
    if (itemCopy(values, item) === copy && messageId(values, itemMessage(values, item)) === id) return i;
  }
  return -1;
}

/** Takes an acknowledged copy out of its queue; with a lost acknowledgement it stays, to come back one day. */
export function acknowledge(
  world: World,
  sink: Sink,
  actor: Value,
  channel: ChannelProgram,
  consumer: number,
  message: Value,
  copy: number,
  fate: number,
): void {
  const { values } = world;
  const queue = (world.queues[channel.index] as readonly Sequence[])[consumer] as Sequence;
  const id = messageId(values, message);
  const at = findItem(world, queue, id, copy);
  assert(at >= 0, 'an unacknowledged copy is in its queue');
  sink.emit(EntryKind.acknowledged, actor, id, copy, channel.index, fate);
  if (fate !== Fate.lost) queue.removeAt(at);
  else if (channel.redeliversAtTail) returnToTail(world, sink, actor, channel, consumer, at, 'redelivery');
  else returnItem(world, queue, at, ItemState.returning);
}

/**
 * What becomes of a copy whose handling failed or whose consumer died: it goes back to its old place, or, after its last
 * delivery, to the dead-letter channel.
 */
export function requeue(
  world: World,
  sink: Sink,
  actor: Value,
  channel: ChannelProgram,
  consumer: number,
  message: Value,
  copy: number,
  reason: string,
): void {
  const { values } = world;
  if (!channel.atLeastOnce) return;
  const queue = (world.queues[channel.index] as readonly Sequence[])[consumer] as Sequence;
  const id = messageId(values, message);
  const at = findItem(world, queue, id, copy);
  assert(at >= 0, 'an unacknowledged copy is in its queue');
  const crashed = reason === 'crash';
  if (!crashed && itemDeliveries(values, queue.at(at)) >= channel.maximumDeliveries) {
    queue.removeAt(at);
    sink.emit(EntryKind.deadLettered, actor, id, copy, channel.index, values.text(reason), consumer);
    if (channel.deadLetter < 0) return;
    // Copies of one message, and those of several consumers, must not become one there.
    const deadCopy = 1 + (copy - 1) * channel.consumers.length + consumer;
    sendMessage(world, sink, actor, message, channel.deadLetter, Fate.arrived, NULL, deadCopy);
    return;
  }
  if (!crashed && channel.redeliversAtTail) {
    returnToTail(world, sink, actor, channel, consumer, at, reason);
    return;
  }
  sink.emit(EntryKind.requeued, actor, id, copy, channel.index, values.text(reason), consumer);
  returnItem(world, queue, at, crashed ? ItemState.ready : ItemState.returning);
}

/** The copy stands behind all others at once, as one that was sent just now. */
function returnToTail(
  world: World,
  sink: Sink,
  actor: Value,
  channel: ChannelProgram,
  consumer: number,
  at: number,
  reason: string,
): void {
  const { values } = world;
  const queue = (world.queues[channel.index] as readonly Sequence[])[consumer] as Sequence;
  const item = queue.removeAt(at);
  const message = itemMessage(values, item);
  const copy = itemCopy(values, item);
  sink.emit(EntryKind.requeued, actor, messageId(values, message), copy, channel.index, values.text(reason), consumer);
  const again = makeItem(values, message, copy, itemDeliveries(values, item), ItemState.ready);
  enqueue(world, queue, channel.ordering, again);
}

function returnItem(world: World, queue: Sequence, at: number, state: number): void {
  const { values } = world;
  const item = queue.at(at);
  queue.set(
    at,
    makeItem(values, itemMessage(values, item), itemCopy(values, item), itemDeliveries(values, item), state),
  );
}

/** A copy whose acknowledgement was lost, or that was refused, can be delivered again. */
export function redeliver(
  world: World,
  sink: Sink,
  channel: ChannelProgram,
  consumer: number,
  id: Value,
  copy: number,
): void {
  const { values } = world;
  const queue = (world.queues[channel.index] as readonly Sequence[])[consumer] as Sequence;
  const at = findItem(world, queue, id, copy);
  assert(
    at >= 0 && itemState(values, queue.at(at)) === ItemState.returning,
    'a copy that comes back is on its way back',
  );
  sink.emit(
    EntryKind.requeued,
    values.text(`channel/${channel.id}`),
    id,
    copy,
    channel.index,
    values.text('redelivery'),
    consumer,
  );
  returnItem(world, queue, at, ItemState.ready);
}

export function isDown(world: World, service: number, instance: number): boolean {
  return ((world.services[service] as ServiceState).instances[instance] as InstanceState).down.value === TRUE;
}
