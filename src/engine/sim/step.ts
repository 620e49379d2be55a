import { assert, unreachable } from '../base/assert.ts';
import type { Sequence } from '../base/containers.ts';
import { NULL } from '../base/values.ts';
import type { Value } from '../base/values.ts';
import { EntryKind, Fate, TransactionRole } from '../trace/entry.ts';
import type { Sink } from '../trace/entry.ts';
import { identity } from '../trace/identity.ts';
import { findItem, redeliver, sendMessage } from './channel.ts';
import { ChoiceKind, ChoiceVariant, choiceAlternative, choiceKind, choiceVariant } from './choice.ts';
import { listQueue } from './choices.ts';
import { sendRequest, sentRequests, takeAnswer, timeOutRequest, waitingRequest } from './client.ts';
import { crash, restart, spendAcknowledgement, spendFate } from './fault.ts';
import { ItemState, itemCopy, itemDeliveries, itemMessage, makeItem, messageId } from './message.ts';
import type { ChannelProgram, Program, RequestProgram, SagaProgram, ServiceProgram } from './program.ts';
import { channelOf, nextCopy } from './publish.ts';
import { relay } from './relay.ts';
import { SagaEvent, instanceAttempt, instanceData, instanceState, move } from './saga.ts';
import type { StepMemory } from './step-memory.ts';
import { LocalTransaction } from './transaction.ts';
import { Work, reasonOf } from './work.ts';
import type { ClientState, InstanceState, ServiceState, World } from './world.ts';

/**
 * Does one of the enabled choices and reports to the sink. Never draws, reads a clock or invents an id. A choice that is
 * not enabled is a broken invariant: choosers pick from `choices`.
 */
export function step(program: Program, world: World, choice: Value, sink: Sink): void {
  world.journal.mark();
  const { memory } = world;
  if (memory === undefined) perform(program, world, choice, sink);
  else if (!memory.repeat(choice, sink)) learn(program, world, memory, choice, sink);
}

/** By itself: the closure would cost every step, also those that are repeated. */
function learn(program: Program, world: World, memory: StepMemory, choice: Value, sink: Sink): void {
  memory.learn(choice, sink, (noting) => {
    perform(program, world, choice, noting);
  });
}

function perform(program: Program, world: World, choice: Value, sink: Sink): void {
  const { values } = world;
  const number = (i: number): number => ~values.field(choice, i);
  const variant = choiceVariant(values, choice);
  const kind = choiceKind(values, choice);
  switch (kind) {
    case ChoiceKind.request:
      spendFate(world, variant);
      sendRequest(world, sink, number(1), choiceAlternative(values, choice), variant);
      return handleAtOnce(world, sink, program.clients[number(1)]?.requests[requested(world, number(1))], variant);
    case ChoiceKind.deliver:
      spendAcknowledgement(world, variant);
      return deliver(
        world,
        sink,
        program.channels[number(1)] as ChannelProgram,
        number(2),
        number(3),
        values.field(choice, 4),
        number(5),
        variant,
      );
    case ChoiceKind.answer:
      return takeAnswer(world, sink, number(1), values.field(choice, 2));
    case ChoiceKind.run:
      spendFate(world, variant);
      return Work.load(world, sink, number(1), number(2), values.field(choice, 3)).run(variant);
    case ChoiceKind.acknowledge:
      spendAcknowledgement(world, variant);
      return Work.load(world, sink, number(1), number(2), values.field(choice, 3)).acknowledge(variant);
    case ChoiceKind.relay:
      spendFate(world, variant);
      return relay(world, sink, number(1), variant);
    case ChoiceKind.redeliver:
      return redeliver(
        world,
        sink,
        program.channels[number(1)] as ChannelProgram,
        number(2),
        values.field(choice, 3),
        number(4),
      );
    case ChoiceKind.timer:
      return Work.load(world, sink, number(1), number(2), values.field(choice, 3)).timeOut();
    case ChoiceKind.sagaTimer:
      return timeOutSaga(world, sink, program.sagas[number(1)] as SagaProgram, values.field(choice, 2));
    case ChoiceKind.clientTimer:
      spendFate(world, variant);
      return timeOutClient(world, sink, number(1), variant);
    case ChoiceKind.resume:
      return resumeCall(world, sink, number(1), number(2), values.field(choice, 3));
    case ChoiceKind.crash:
      return crash(world, sink, number(1), number(2));
    case ChoiceKind.restart:
      return restart(world, sink, number(1), number(2));
    default:
      return unreachable(kind, 'a kind of choice');
  }
}

/** Takes the last step back exactly. */
export function undo(world: World): void {
  world.journal.undo();
}

/** Position of the request that the client has sent last. */
const requested = (world: World, client: number): number => sentRequests(world.clients[client] as ClientState) - 1;

function timeOutClient(world: World, sink: Sink, client: number, variant: number): void {
  const waiting = waitingRequest(world, client);
  timeOutRequest(world, sink, client, variant);
  if (waitingRequest(world, client) !== undefined) handleAtOnce(world, sink, waiting?.request, variant);
}

/** Where a handler is one choice, so is what a client asks and its handling, if it can be delivered as things stand. */
function handleAtOnce(world: World, sink: Sink, request: RequestProgram | undefined, fate: number): void {
  assert(request !== undefined, 'a request has been sent');
  if (fate === Fate.lost) return;
  const { values, program } = world;
  const channel = program.channels[request.channel] as ChannelProgram;
  channel.consumers.forEach((service, consumer) => {
    if (!(program.services[service] as ServiceProgram).wholeHandlers) return;
    const deliveries: Value[] = [];
    listQueue(world, channel, consumer, deliveries);
    const own = deliveries.find(
      (choice) => choiceKind(values, choice) === ChoiceKind.deliver && values.field(choice, 4) === request.identity,
    );
    if (own === undefined) return;
    const [instance, copy] = [~values.field(own, 3), ~values.field(own, 5)];
    deliver(world, sink, channel, consumer, instance, request.identity, copy, ChoiceVariant.plain);
  });
}

function deliver(
  world: World,
  sink: Sink,
  channel: ChannelProgram,
  consumer: number,
  instance: number,
  id: Value,
  copy: number,
  variant: number,
): void {
  const { values } = world;
  const queue = (world.queues[channel.index] as readonly Sequence[])[consumer] as Sequence;
  const at = findItem(world, queue, id, copy);
  assert(at >= 0, 'what is delivered is in its queue');
  const item = queue.at(at);
  const message = itemMessage(values, item);
  const delivery = world.deliveryAfter(itemDeliveries(values, item), channel);
  if (channel.atLeastOnce) queue.set(at, makeItem(values, message, itemCopy(values, item), delivery, ItemState.out));
  else queue.removeAt(at);
  Work.begin(world, sink, channel, consumer, instance, message, copy, delivery, variant);
}

function resumeCall(world: World, sink: Sink, service: number, instance: number, id: Value): void {
  const { values } = world;
  const own = (world.services[service] as ServiceState).instances[instance] as InstanceState;
  let at = 0;
  while (at < own.mailbox.length && messageId(values, values.field(own.mailbox.at(at), 1)) !== id) at++;
  assert(at < own.mailbox.length, 'the reply is on its way to the caller');
  const entry = own.mailbox.removeAt(at);
  const work = values.field(entry, 0);
  if (own.work.has(work)) Work.load(world, sink, service, instance, work).takeCallReply(values.field(entry, 1));
}

/**
 * A durable timer of a saga: one transaction of the owner that counts the step as failed. If the next command has no value
 * it is rolled back, and the timer fires again one day. What a service that publishes
 * after its commits has to send follows at once: no work is there that a crash could interrupt.
 */
function timeOutSaga(world: World, sink: Sink, saga: SagaProgram, id: Value): void {
  const { values } = world;
  const service = world.program.services[saga.owner] as ServiceProgram;
  const state = world.services[saga.owner] as ServiceState;
  const instance = state.sagas.get(id);
  const timer = identity(
    values,
    id,
    values.text(`timer-${values.toText(instanceState(values, instance))}`),
    instanceAttempt(values, instance),
  );
  sink.emit(EntryKind.timerFired, id, timer);
  const transaction = new LocalTransaction(world, state, sink, timer, id);
  sink.emit(EntryKind.begun, id, transaction.id, saga.owner, id, NULL, TransactionRole.orchestration, NULL);
  const data = instanceData(values, instance);
  try {
    move({ world, sink, id, service }, transaction, saga, id, instance, SagaEvent.timedOut, data);
  } catch (error) {
    transaction.rollback(values.text(reasonOf(error)));
    return;
  }
  for (let unsent = transaction.takeUnsent(); unsent !== NULL; unsent = transaction.takeUnsent()) {
    const [message, channel] = [values.field(unsent, 0), ~values.field(unsent, 1)];
    sendMessage(world, sink, id, message, channel, Fate.arrived, transaction.id, nextCopy(state, values, message));
  }
  transaction.commit();
  for (const pending of transaction.pending)
    sendMessage(world, sink, id, values.field(pending, 0), channelOf(values, pending), Fate.arrived, NULL);
}

/** Whether nothing can happen any more but faults: the end of a run, where `finally` is judged. */
export function isQuiescent(world: World, enabled: readonly Value[], count: number): boolean {
  for (let i = 0; i < count; i++) {
    const choice = enabled[i] as Value;
    if (choiceKind(world.values, choice) !== ChoiceKind.crash) return false;
  }
  return true;
}
