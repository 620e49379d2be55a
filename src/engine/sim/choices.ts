import type { Sequence } from '../base/containers.ts';
import { NULL } from '../base/values.ts';
import type { Value } from '../base/values.ts';
import { nextRequest, waitingRequest } from './client.ts';
import { ChoiceKind, ChoiceVariant } from './choice.ts';
import { canCrash, canDuplicate, canLose, canLoseAcknowledgement } from './fault.ts';
import { ItemState, itemCopy, itemMessage, itemState, messageId, messageKey } from './message.ts';
import type { ChannelProgram, Program, SagaProgram, ServiceProgram } from './program.ts';
import { nextRelayAct, nextRelayed } from './relay.ts';
import { instanceSaga, instanceState } from './saga.ts';
import {
  WorkPhase,
  handlerOf,
  sessionParts,
  nextChannel,
  workChannel,
  workCounter,
  workExtra,
  workMessage,
  workPhase,
} from './work-record.ts';
import { isUp } from './world.ts';
import type { ClientState, InstanceState, PartSource, ServiceState, World } from './world.ts';

/**
 * Writes the enabled choices into `out`, in this order: clients, queues of channels by consumer, instances of services,
 * relays, timers of sagas, each in document order; within a queue from its head, within an instance by the identity of
 * work. An act comes before its faults. An empty poll, or a wait that could not end, is no choice.
 * @returns how many there are; `out` may be longer
 */
export function choices(_program: Program, world: World, out: Value[]): number {
  const { parts } = world;
  let count = 0;
  for (let part = 0; part < parts.count; part++) {
    const list = parts.lists[part] as Value[];
    if (parts.isStale(part)) {
      list.length = 0;
      listPart(world, parts.sources[part] as PartSource, list);
      parts.refreshed(part);
    }
    for (let i = 0; i < list.length; i++) out[count++] = list[i] as Value;
  }
  out.length = count;
  return count;
}

function listPart(world: World, source: PartSource, out: Value[]): void {
  const { channels, services } = world.program;
  switch (source.kind) {
    case 'client':
      return listClient(world, source.client, out);
    case 'queue':
      return listQueue(world, channels[source.channel] as ChannelProgram, source.consumer, out);
    case 'instance':
      return listInstance(world, services[source.service] as ServiceProgram, source.instance, out);
    case 'relay':
      return listRelay(world, services[source.service] as ServiceProgram, out);
    case 'saga-timers':
      return listSagaTimers(world, services[source.service] as ServiceProgram, out);
  }
}

function listClient(world: World, client: number, out: Value[]): void {
  const { values, program } = world;
  const state = world.clients[client] as ClientState;
  const request = nextRequest(world, client);
  if (request !== undefined)
    for (let alternative = 0; alternative < request.payloads.length; alternative++)
      withFates(world, program.channels[request.channel], out, (variant) =>
        request.payloads.length === 1
          ? values.tuple(~ChoiceKind.request, ~client, ~variant)
          : values.tuple(~ChoiceKind.request, ~client, ~alternative, ~variant),
      );
  for (let i = 0; i < state.mailbox.length; i++)
    out.push(values.tuple(~ChoiceKind.answer, ~client, messageId(values, state.mailbox.at(i)), ~0));
  const waiting = waitingRequest(world, client);
  if (waiting === undefined || waiting.request.timeoutMicros === 0) return;
  const again = waiting.attempt <= waiting.request.retries ? program.channels[waiting.request.channel] : undefined;
  withFates(world, again, out, (variant) => values.tuple(~ChoiceKind.clientTimer, ~client, ~variant));
}

export function listQueue(world: World, channel: ChannelProgram, consumer: number, out: Value[]): void {
  const { values, program } = world;
  const queue = (world.queues[channel.index] as readonly Sequence[])[consumer] as Sequence;
  if (queue.length === 0) return;
  const service = channel.consumers[consumer] as number;
  const { concurrency, wholeHandlers } = program.services[service] as ServiceProgram;
  const losesAcknowledgements = wholeHandlers && canLoseAcknowledgement(world, channel);
  const { instances } = world.services[service] as ServiceState;
  const place = (item: Value, kind: number, instance: number, variant: number): Value =>
    kind === ChoiceKind.deliver
      ? values.tuple(
          ~kind,
          ~channel.index,
          ~consumer,
          ~instance,
          messageId(values, itemMessage(values, item)),
          ~itemCopy(values, item),
          ~variant,
        )
      : values.tuple(
          ~kind,
          ~channel.index,
          ~consumer,
          messageId(values, itemMessage(values, item)),
          ~itemCopy(values, item),
          ~variant,
        );
  const keys = channel.ordering === 'key' ? new Set<Value>() : undefined;
  let headTaken = false;
  for (let i = 0; i < queue.length; i++) {
    const item = queue.at(i);
    const state = itemState(values, item);
    const key = messageKey(values, itemMessage(values, item));
    const held = keys !== undefined && key !== NULL && keys.has(key);
    keys?.add(key);
    if (state === ItemState.returning) out.push(place(item, ChoiceKind.redeliver, 0, ChoiceVariant.plain));
    if (state !== ItemState.ready || held || headTaken) continue;
    if (channel.ordering === 'fifo') headTaken = true;
    for (let instance = 0; instance < instances.length; instance++) {
      const own = instances[instance] as InstanceState;
      if (!isUp(own) || own.work.size >= concurrency) continue;
      out.push(place(item, ChoiceKind.deliver, instance, ChoiceVariant.plain));
      if (losesAcknowledgements) out.push(place(item, ChoiceKind.deliver, instance, ChoiceVariant.lost));
    }
  }
}

function listInstance(world: World, service: ServiceProgram, instance: number, out: Value[]): void {
  const { values } = world;
  const state = world.services[service.index] as ServiceState;
  const own = state.instances[instance] as InstanceState;
  if (!isUp(own)) {
    out.push(values.tuple(~ChoiceKind.restart, ~service.index, ~instance, ~0));
    return;
  }
  for (const id of own.work.keys()) listWork(world, service, state, instance, id, own.work.get(id), out);
  for (let i = 0; i < own.mailbox.length; i++) {
    const reply = values.field(own.mailbox.at(i), 1);
    out.push(values.tuple(~ChoiceKind.resume, ~service.index, ~instance, messageId(values, reply), ~0));
  }
  if (world.mayCrash(service.index) && canCrash(world, own))
    out.push(values.tuple(~ChoiceKind.crash, ~service.index, ~instance, ~0));
}

function listWork(
  world: World,
  service: ServiceProgram,
  state: ServiceState,
  instance: number,
  id: Value,
  work: Value,
  out: Value[],
): void {
  const { values, program } = world;
  const name = (kind: number, variant: number): Value => values.tuple(~kind, ~service.index, ~instance, id, ~variant);
  const phase = workPhase(values, work);
  if (phase === WorkPhase.done) {
    out.push(name(ChoiceKind.acknowledge, ChoiceVariant.plain));
    const channel = program.channels[workChannel(values, work)] as ChannelProgram;
    if (canLoseAcknowledgement(world, channel)) out.push(name(ChoiceKind.acknowledge, ChoiceVariant.lost));
    return;
  }
  if (phase === WorkPhase.blocked) return;
  const instruction = handlerOf(world, service, workMessage(values, work))?.instructions[workCounter(values, work)];
  if (phase === WorkPhase.paused || phase === WorkPhase.calling) {
    const timed = instruction?.op === 'pause' || (instruction?.op === 'call' && instruction.timeoutMicros > 0);
    if (timed) out.push(name(ChoiceKind.timer, ChoiceVariant.plain));
    return;
  }
  if (phase === WorkPhase.ready && instruction?.op === 'begin' && state.holder.value !== NULL) return;
  if (phase === WorkPhase.waiting) {
    const { transaction } = sessionParts(values, workExtra(values, work));
    if (state.database === undefined || state.database.blockers(transaction).length > 0) return;
    out.push(name(ChoiceKind.run, ChoiceVariant.plain));
    return;
  }
  withFates(world, program.channels[nextChannel(world, service, work)], out, (variant) =>
    name(ChoiceKind.run, variant),
  );
}

function listRelay(world: World, service: ServiceProgram, out: Value[]): void {
  const { values, program } = world;
  const act = nextRelayAct(world, service.index);
  if (act === undefined) return;
  const name = (variant: number): Value => values.tuple(~ChoiceKind.relay, ~service.index, ~variant);
  const channel = act === 'publish' ? program.channels[~values.field(nextRelayed(world, service.index), 1)] : undefined;
  withFates(world, channel, out, name);
}

function listSagaTimers(world: World, service: ServiceProgram, out: Value[]): void {
  const { values, program } = world;
  if (!service.hasSagaTimers) return;
  const { sagas, instances, holder } = world.services[service.index] as ServiceState;
  // The timers are durable, but whoever takes one is an instance, and the database must be free.
  if (holder.value !== NULL || !instances.some(isUp)) return;
  for (const id of sagas.keys()) {
    const instance = sagas.get(id);
    const saga = program.sagas[instanceSaga(values, instance)] as SagaProgram;
    const state = instanceState(values, instance);
    const act = saga.acts.get(values.toText(state));
    if (act !== undefined && act.timeoutMicros > 0)
      out.push(values.tuple(~ChoiceKind.sagaTimer, ~saga.index, id, state, ~0));
  }
}

function withFates(
  world: World,
  channel: ChannelProgram | undefined,
  out: Value[],
  name: (variant: number) => Value,
): void {
  out.push(name(ChoiceVariant.plain));
  if (channel === undefined) return;
  if (canLose(world, channel)) out.push(name(ChoiceVariant.lost));
  if (canDuplicate(world, channel)) out.push(name(ChoiceVariant.duplicated));
}
