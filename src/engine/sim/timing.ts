import type { Distribution } from '../base/draw.ts';
import { NULL } from '../base/values.ts';
import type { Value } from '../base/values.ts';
import { identity } from '../trace/identity.ts';
import { ChoiceKind, choiceKind } from './choice.ts';
import { nextRequest, waitingRequest } from './client.ts';
import { messageId, messageReplyTo } from './message.ts';
import type { ChannelProgram, ClientProgram, Instruction, SagaProgram, ServiceProgram } from './program.ts';
import { channelOf } from './publish.ts';
import { nextRelayAct, nextRelayed } from './relay.ts';
import { instanceAttempt, instanceState } from './saga.ts';
import { WorkPhase, handlerOf, workCounter, workExtra, workMessage, workPhase } from './work-record.ts';
import type { ClientState, InstanceState, ServiceState, World } from './world.ts';

/**
 * What play needs to know of an enabled choice: how long it takes, from when on, and under which identity the draws are
 * made. A delivery counts from when its message was sent, everything else from when it became possible.
 */
export interface ChoiceTiming {
  readonly delayMicros: Distribution;
  readonly key: Value;
  readonly attempt: number;
  /** The message whose sending the time counts from, or null. */
  readonly sent: Value;
  /** The channel whose faults may hit the act. */
  readonly channel: ChannelProgram | undefined;
}

const INSTANT: Distribution = { fixed: 0 };

export function choiceTiming(world: World, choice: Value): ChoiceTiming {
  const { values, program } = world;
  const number = (i: number): number => ~values.field(choice, i);
  const timing = (
    delayMicros: Distribution,
    key: Value,
    more: Partial<Omit<ChoiceTiming, 'delayMicros' | 'key'>> = {},
  ): ChoiceTiming => ({ delayMicros, key, attempt: 0, sent: NULL, channel: undefined, ...more });
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
      const id = values.field(choice, 4);
      return timing(channel.latencyMicros, id, { attempt: number(2) * 8 + number(5), sent: id });
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
      return timing(channel?.latencyMicros ?? INSTANT, id, { sent: id });
    }
    case ChoiceKind.run: {
      const at = workAt(world, number(1), number(2), values.field(choice, 3));
      return timing(service().serviceTimeMicros, operationKey(world, values.field(choice, 3), at), {
        attempt: at.phase === WorkPhase.publishing ? 1 + values.size(workExtra(values, at.work)) : 0,
        channel: program.channels[at.channel],
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
        attempt: publishes ? 0 : 1,
        channel: publishes ? program.channels[~values.field(row, 1)] : undefined,
      });
    }
    case ChoiceKind.redeliver: {
      const channel = program.channels[number(1)] as ChannelProgram;
      return timing(channel.redeliveryMicros, values.field(choice, 3), { attempt: number(2) * 8 + number(4) });
    }
    case ChoiceKind.timer: {
      const { instruction } = workAt(world, number(1), number(2), values.field(choice, 3));
      const key = identity(values, values.field(choice, 3), values.text('timer'), 1);
      if (instruction?.op === 'pause') return timing(instruction.forMicros, key);
      return timing({ fixed: instruction?.op === 'call' ? instruction.timeoutMicros : 0 }, key);
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
      return timing(channel?.latencyMicros ?? INSTANT, id, { sent: id });
    }
    case ChoiceKind.crash: {
      const { crashesLeft } = (world.services[number(1)] as ServiceState).instances[number(2)] as InstanceState;
      return timing(service().crash?.everyMicros ?? INSTANT, instanceKey(world, choice), {
        attempt: ~crashesLeft.value,
      });
    }
    case ChoiceKind.restart: {
      const { crashesLeft } = (world.services[number(1)] as ServiceState).instances[number(2)] as InstanceState;
      return timing(service().crash?.restartMicros ?? INSTANT, instanceKey(world, choice), {
        attempt: ~crashesLeft.value,
      });
    }
  }
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
  /** The channel that the next operation sends to, or -1. */
  readonly channel: number;
}

function workAt(world: World, service: number, instance: number, id: Value): WorkPlace {
  const { values, program } = world;
  const work = ((world.services[service] as ServiceState).instances[instance] as InstanceState).work.get(id);
  if (work === NULL) return { work, phase: -1, instruction: undefined, step: -1, channel: -1 };
  const handler = handlerOf(world, program.services[service] as ServiceProgram, workMessage(values, work));
  const instruction = handler?.instructions[workCounter(values, work)];
  const phase = workPhase(values, work);
  let channel = -1;
  if (phase === WorkPhase.publishing) channel = channelOf(values, values.field(workExtra(values, work), 0));
  else if (instruction?.op === 'send' || instruction?.op === 'call') channel = instruction.message.channel;
  return { work, phase, instruction, step: handler?.stepIndexes[workCounter(values, work)] ?? -1, channel };
}

/** Operations are keyed by their label, so that adding a step before leaves their draws as they were. */
function operationKey(world: World, id: Value, at: WorkPlace): Value {
  const { values } = world;
  const { instruction } = at;
  const label =
    instruction?.op === 'begin' || instruction?.op === 'reply' || instruction?.op === 'pause'
      ? instruction.label
      : instruction?.op === 'send' || instruction?.op === 'call'
        ? instruction.message.label
        : values.text(`${instruction?.op ?? 'run'}-${at.step}`);
  return identity(values, id, label, 1);
}
