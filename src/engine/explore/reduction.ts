import type { Sequence } from '../base/containers.ts';
import { NULL } from '../base/values.ts';
import type { Value } from '../base/values.ts';
import { ChoiceKind, ChoiceVariant, choiceKind, choiceVariant } from '../sim/choice.ts';
import { waitingRequest } from '../sim/client.ts';
import type { ServiceProgram } from '../sim/program.ts';
import { nextRelayAct } from '../sim/relay.ts';
import type { ClientState, World } from '../sim/world.ts';

/**
 * A choice that alone is an ample set of the state, or undefined. What is done by it commutes with everything that anyone
 * else can do before it, now and later, so trying it first loses no outcome (Peled 1993; Clarke, Grumberg, Peled, ch. 10):
 *
 * - an acknowledgement takes out its own copy and frees a place: it enables deliveries and disables nothing;
 * - a relay with batches of one takes out the row that it has published: until then it does nothing else, and commits
 *   add at the other end of the outbox;
 * - an answer on its way to a client that would not time out: nobody else touches it.
 *
 * None of them touches a row or is seen by a monitor. All of it holds only while no fault is left that could hit in
 * between: a crash loses acknowledgement and relay alike, a duplicate brings a second answer. Each of these choices
 * uses something up, so there is no cycle to be caught in.
 */
export function ampleChoice(world: World, enabled: readonly Value[], count: number): Value | undefined {
  if (!isFaultless(world)) return undefined;
  for (let i = 0; i < count; i++) {
    const choice = enabled[i] as Value;
    if (isAmple(world, choice)) return choice;
  }
  return undefined;
}

function isFaultless(world: World): boolean {
  const { budgets } = world;
  if (budgets.declared) return false;
  const isSpent = (value: Value): boolean => value === NULL || value === ~0;
  return (
    isSpent(budgets.crashes.value) &&
    isSpent(budgets.losses.value) &&
    isSpent(budgets.duplicates.value) &&
    isSpent(budgets.lostAcknowledgements.value)
  );
}

function isAmple(world: World, choice: Value): boolean {
  const { values, program } = world;
  if (choiceVariant(values, choice) !== ChoiceVariant.plain) return false;
  const subject = ~values.field(choice, 1);
  switch (choiceKind(values, choice)) {
    case ChoiceKind.acknowledge:
      return true;
    case ChoiceKind.relay:
      return (program.services[subject] as ServiceProgram).relayBatch === 1 && nextRelayAct(world, subject) === 'mark';
    case ChoiceKind.answer: {
      const mailbox: Sequence = (world.clients[subject] as ClientState).mailbox;
      return mailbox.length === 1 && (waitingRequest(world, subject)?.request.timeoutMicros ?? 0) === 0;
    }
    default:
      return false;
  }
}
