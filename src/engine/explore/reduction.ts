import { NULL } from '../base/values.ts';
import type { Value } from '../base/values.ts';
import { ChoiceKind, ChoiceVariant, choiceKind, choiceVariant } from '../sim/choice.ts';
import { waitingRequest } from '../sim/client.ts';
import { messageReplyTo } from '../sim/message.ts';
import type { ClientProgram, ServiceProgram } from '../sim/program.ts';
import { nextRelayAct } from '../sim/relay.ts';
import type { ClientState, InstanceState, ServiceState, World } from '../sim/world.ts';

/**
 * Leaves out of the enabled choices what need not be tried, without losing an outcome or a violation:
 *
 * - the crash of an instance that has nothing to lose (no work, no reply on its way to it, no row half published): until it
 *   is restarted it only makes others wait, and they may wait without it;
 * - all but one choice, where one alone is an ample set (Peled 1993; Clarke, Grumberg, Peled, Model Checking, ch. 10).
 *
 * The choices left are written to the front of `enabled`.
 * @returns how many are left
 */
export function reduce(world: World, enabled: Value[], count: number): number {
  let left = 0;
  for (let i = 0; i < count; i++) {
    const choice = enabled[i] as Value;
    if (isAmple(world, choice)) {
      enabled[0] = choice;
      return 1;
    }
    if (!isIdleCrash(world, choice)) enabled[left++] = choice;
  }
  return left;
}

/**
 * Whether the choice commutes with everything that anyone else can do before it, now and later, and disables nothing:
 *
 * - a restart: all that depends on the instance is disabled until then;
 * - an acknowledgement takes out its own copy and frees a place, while no crash and no lost acknowledgement can come;
 * - a relay with batches of one takes out the row that it has published, while no crash can come: until then it does
 *   nothing else, and commits add at the other end of the outbox;
 * - an answer on its way to a client, if it is the only one that the request can ever get and nothing times out.
 *
 * None of them touches a row or is seen by a monitor. Each uses something up, so no cycle can put off the rest for ever.
 */
function isAmple(world: World, choice: Value): boolean {
  const { values, program, budgets } = world;
  if (budgets.declared || choiceVariant(values, choice) !== ChoiceVariant.plain) return false;
  const subject = ~values.field(choice, 1);
  switch (choiceKind(values, choice)) {
    case ChoiceKind.restart:
      return true;
    case ChoiceKind.acknowledge:
      return isSpent(budgets.crashes.value) && isSpent(budgets.lostAcknowledgements.value);
    case ChoiceKind.relay: {
      if (!isSpent(budgets.crashes.value)) return false;
      return (program.services[subject] as ServiceProgram).relayBatch === 1 && nextRelayAct(world, subject) === 'mark';
    }
    case ChoiceKind.answer:
      return isOnlyAnswer(world, subject);
    default:
      return false;
  }
}

const isSpent = (budget: Value): boolean => budget === NULL || budget === ~0;

function isOnlyAnswer(world: World, client: number): boolean {
  const { values, program, budgets } = world;
  const { mailbox } = world.clients[client] as ClientState;
  if (mailbox.length !== 1 || !isSpent(budgets.duplicates.value)) return false;
  if ((waitingRequest(world, client)?.request.timeoutMicros ?? 0) > 0) return false;
  const answered = values.field(messageReplyTo(values, mailbox.at(0)), 2);
  const request = (program.clients[client] as ClientProgram).requests.find(({ identity }) => identity === answered);
  return request !== undefined && request.retries === 0 && program.channels[request.channel]?.atLeastOnce === false;
}

function isIdleCrash(world: World, choice: Value): boolean {
  const { values } = world;
  if (choiceKind(values, choice) !== ChoiceKind.crash) return false;
  const service = world.services[~values.field(choice, 1)] as ServiceState;
  const instance = ~values.field(choice, 2);
  const own = service.instances[instance] as InstanceState;
  const relays = instance === 0 && service.relayed.value !== NULL;
  return own.work.size === 0 && own.mailbox.length === 0 && !relays;
}
