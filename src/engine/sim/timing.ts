import type { Sequence } from '../base/containers.ts';
import type { Distribution } from '../base/draw.ts';
import { NULL } from '../base/values.ts';
import type { Value } from '../base/values.ts';
import { identity } from '../trace/identity.ts';
import { findItem } from './channel.ts';
import { ChoiceKind, choiceKind } from './choice.ts';
import { nextRequest, waitingRequest } from './client.ts';
import { itemDeliveries, itemMessage, messageId, messageReplyTo } from './message.ts';
import type { ChannelProgram, ClientProgram, Instruction, SagaProgram, ServiceProgram } from './program.ts';
import { nextRelayAct, nextRelayed, timesRelayed } from './relay.ts';
import { instanceAttempt, instanceState } from './saga.ts';
import {
  WorkPhase,
  handlerOf,
  nextChannel,
  unsentOf,
  workCounter,
  workExtra,
  workIdentity,
  workMessage,
  workPhase,
} from './work-record.ts';
import type { ClientState, InstanceState, ServiceState, World } from './world.ts';

/**
 * What play needs to know of an enabled choice: how long it takes, from when on, and under which identity the draws are
 * made. A delivery counts from when its message was sent, everything else from when it became possible.
 */
export interface ChoiceTiming {
  readonly delayMicros: Distribution;
  readonly key: Value;
  readonly attempt: number;
  /** What was sent, if the time counts from then. */
  readonly sent: Departure | undefined;
  /** The channel whose faults may hit the act. */
  readonly channel: ChannelProgram | undefined;
}

/** A copy of a message on its way: to a consumer of a channel, or, with -1, straight back to whoever asked. */
export interface Departure {
  readonly message: Value;
  readonly channel: number;
  readonly consumer: number;
  readonly copy: number;
}

const INSTANT: Distribution = { fixed: 0 };

export function choiceTiming(world: World, choice: Value): ChoiceTiming {
  const { values, program } = world;
  const number = (i: number): number => ~values.field(choice, i);
  const timing = (
    delayMicros: Distribution,
    key: Value,
    more: Partial<Omit<ChoiceTiming, 'delayMicros' | 'key'>> = {},
  ): ChoiceTiming => ({ delayMicros, key, attempt: 0, sent: undefined, channel: undefined, ...more });
  const service = (): ServiceProgram => program.services[number(1)] as ServiceProgram;
  switch (choiceKind(values, choice)) {
    case ChoiceKind.request: {
      const request = nextRequest(world, number(1));
      return timing(request?.afterMicros ?? INSTANT, request?.identity ?? NULL, {
        channel: program.channels[request?.channel ?? -1],
      });
    }
    case ChoiceKind.deliver: {
      const channel = program.channels[number(1)] as ChannelProgram;
      const sent = { message: values.field(choice, 4), channel: channel.index, consumer: number(2), copy: number(5) };
      return timing(channel.latencyMicros, deliveryKey(world, channel, sent, 1), { sent, channel });
    }
    case ChoiceKind.answer: {
      const client = program.clients[number(1)] as ClientProgram;
      const { mailbox } = world.clients[number(1)] as ClientState;
      const id = values.field(choice, 2);
      let request: Value = NULL;
      for (let i = 0; i < mailbox.length; i++)
        if (messageId(values, mailbox.at(i)) === id) request = values.field(messageReplyTo(values, mailbox.at(i)), 2);
      const asked = client.requests.find((candidate) => candidate.identity === request);
      const channel = program.channels[asked?.channel ?? -1];
      return timing(channel?.latencyMicros ?? INSTANT, id, {
        sent: { message: id, channel: -1, consumer: 0, copy: 1 },
      });
    }
    case ChoiceKind.run: {
      const at = workAt(world, number(1), number(2), values.field(choice, 3));
      return timing(service().serviceTimeMicros, operationKey(world, values.field(choice, 3), at), {
        channel: program.channels[nextChannel(world, service(), at.work)],
      });
    }
    case ChoiceKind.acknowledge: {
      const work = workAt(world, number(1), number(2), values.field(choice, 3)).work;
      const channel = program.channels[~values.field(work, 3)];
      return timing(
        service().serviceTimeMicros,
        identity(values, values.field(choice, 3), values.text('acknowledge'), 1),
        { channel },
      );
    }
    case ChoiceKind.relay: {
      const row = nextRelayed(world, number(1));
      const id = messageId(values, values.field(row, 0));
      const publishes = nextRelayAct(world, number(1)) === 'publish';
      return timing(service().relayIntervalMicros, id, {
        attempt: 2 * timesRelayed(values, row) + (publishes ? 0 : 1),
        channel: publishes ? program.channels[~values.field(row, 1)] : undefined,
      });
    }
    case ChoiceKind.redeliver: {
      const channel = program.channels[number(1)] as ChannelProgram;
      const sent = { message: values.field(choice, 3), channel: channel.index, consumer: number(2), copy: number(4) };
      return timing(channel.redeliveryMicros, deliveryKey(world, channel, sent, 0));
    }
    case ChoiceKind.timer: {
      const { instruction } = workAt(world, number(1), number(2), values.field(choice, 3));
      const work = values.field(choice, 3);
      if (instruction?.op === 'pause')
        return timing(instruction.forMicros, identity(values, work, instruction.label, 1));
      return timing({ fixed: instruction?.op === 'call' ? instruction.timeoutMicros : 0 }, work);
    }
    case ChoiceKind.sagaTimer: {
      const saga = program.sagas[number(1)] as SagaProgram;
      const instance = (world.services[saga.owner] as ServiceState).sagas.get(values.field(choice, 2));
      const act = saga.acts.get(values.toText(instanceState(values, instance)));
      return timing({ fixed: act?.timeoutMicros ?? 0 }, values.field(choice, 2), {
        attempt: instanceAttempt(values, instance),
      });
    }
    case ChoiceKind.clientTimer: {
      const waiting = waitingRequest(world, number(1));
      return timing({ fixed: waiting?.request.timeoutMicros ?? 0 }, waiting?.request.identity ?? NULL, {
        attempt: waiting?.attempt ?? 0,
      });
    }
    case ChoiceKind.resume: {
      const id = values.field(choice, 3);
      const { mailbox } = (world.services[number(1)] as ServiceState).instances[number(2)] as InstanceState;
      let channel: ChannelProgram | undefined;
      for (let i = 0; i < mailbox.length; i++) {
        if (messageId(values, values.field(mailbox.at(i), 1)) !== id) continue;
        const { instruction } = workAt(world, number(1), number(2), values.field(mailbox.at(i), 0));
        if (instruction?.op === 'call') channel = program.channels[instruction.message.channel];
      }
      return timing(channel?.latencyMicros ?? INSTANT, id, {
        sent: { message: id, channel: -1, consumer: 0, copy: 1 },
      });
    }
    case ChoiceKind.crash: {
      const attempt = pastCrashes(world, service(), number(2));
      return timing(service().crash?.everyMicros ?? INSTANT, instanceKey(world, choice), { attempt });
    }
    case ChoiceKind.restart: {
      const attempt = pastCrashes(world, service(), number(2));
      return timing(service().crash?.restartMicros ?? INSTANT, instanceKey(world, choice), { attempt });
    }
  }
}

/** The work that the delivery of a copy leads to, or, with nothing added, that the last one led to. */
function deliveryKey(world: World, channel: ChannelProgram, sent: Departure, added: number): Value {
  const { values } = world;
  const queue = (world.queues[channel.index] as readonly Sequence[])[sent.consumer] as Sequence;
  const item = queue.at(findItem(world, queue, sent.message, sent.copy));
  const delivery = itemDeliveries(values, item) + added;
  return workIdentity(values, channel, sent.consumer, itemMessage(values, item), sent.copy, delivery);
}

/** How often an instance has crashed as the document has it: the ordinal of its next crash, from 0. */
function pastCrashes(world: World, service: ServiceProgram, instance: number): number {
  const { crashesLeft } = (world.services[service.index] as ServiceState).instances[instance] as InstanceState;
  return crashesLeft.value === NULL ? 0 : (service.crash?.count ?? 0) - ~crashesLeft.value;
}

function instanceKey(world: World, choice: Value): Value {
  const { values, program } = world;
  return values.tuple(values.text(program.services[~values.field(choice, 1)]?.id ?? ''), values.field(choice, 2));
}

interface WorkPlace {
  readonly work: Value;
  readonly phase: number;
  readonly instruction: Instruction | undefined;
  /** Index of the step of the handler. */
  readonly step: number;
}

function workAt(world: World, service: number, instance: number, id: Value): WorkPlace {
  const { values, program } = world;
  const work = ((world.services[service] as ServiceState).instances[instance] as InstanceState).work.get(id);
  if (work === NULL) return { work, phase: -1, instruction: undefined, step: -1 };
  const handler = handlerOf(world, program.services[service] as ServiceProgram, workMessage(values, work));
  const instruction = handler?.instructions[workCounter(values, work)];
  const phase = workPhase(values, work);
  return { work, phase, instruction, step: handler?.stepIndexes[workCounter(values, work)] ?? -1 };
}

/**
 * Operations are keyed by their label, or by the message that a transaction sends, so that adding a step before or after
 * leaves their draws as they were.
 */
function operationKey(world: World, id: Value, at: WorkPlace): Value {
  const { values } = world;
  const { instruction } = at;
  const leaving =
    at.phase === WorkPhase.publishing ? values.field(workExtra(values, at.work), 0) : unsentOf(values, at.work);
  if (leaving !== NULL) return messageId(values, values.field(leaving, 0));
  const label =
    instruction?.op === 'begin' || instruction?.op === 'reply' || instruction?.op === 'pause'
      ? instruction.label
      : instruction?.op === 'send' || instruction?.op === 'call'
        ? instruction.message.label
        : values.text(`${instruction?.op ?? 'run'}-${at.step}`);
  return identity(values, id, label, 1);
}
