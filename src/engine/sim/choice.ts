import type { Value, Values } from '../base/values.ts';
import { identityText } from '../trace/identity.ts';
import type { Program } from './program.ts';

/**
 * A choice is an interned tuple whose first field is its kind; equal choices are equal integers within a program. The
 * last field of every choice is its variant: 0 for the act itself, else the fault that hits it.
 */
export const ChoiceKind = {
  /** (client, variant); of a request with alternatives (client, alternative, variant) */
  request: 0,
  /** (channel, consumer index, instance, message id, copy, variant); the variant is of an acknowledgement within the act */
  deliver: 1,
  /** (client, message id, 0): the answer reaches the client. */
  answer: 2,
  /** (service, instance, work id, variant): a handler goes on to its next visible operation. */
  run: 3,
  /** (service, instance, work id, variant) */
  acknowledge: 4,
  /** (service, variant) */
  relay: 5,
  /** (channel, consumer index, message id, copy, 0): an unacknowledged copy comes back. */
  redeliver: 6,
  /** (service, instance, work id, 0): a pause is over or a call has timed out. */
  timer: 7,
  /** (saga, saga id, state, 0): the step that a state of the saga's machine waits for has timed out. */
  sagaTimer: 8,
  /** (client, variant): a request has timed out, and is sent again or given up. */
  clientTimer: 9,
  /** (service, instance, message id, 0): the reply to a call reaches the caller. */
  resume: 10,
  /** (service, instance, 0) */
  crash: 11,
  /** (service, instance, 0) */
  restart: 12,
} as const;

export type ChoiceKindCode = (typeof ChoiceKind)[keyof typeof ChoiceKind];

/** The fault that hits an act; `lost` and `duplicated` are the fates of a message, `lost` also of an acknowledgement. */
export const ChoiceVariant = { plain: 0, lost: 1, duplicated: 2 } as const;

export function choiceKind(values: Values, choice: Value): ChoiceKindCode {
  return values.toInteger(values.field(choice, 0)) as ChoiceKindCode;
}

export function choiceVariant(values: Values, choice: Value): number {
  return values.toInteger(values.field(choice, values.size(choice) - 1));
}

/** Which of its request's alternatives the client sends. */
export function choiceAlternative(values: Values, request: Value): number {
  return values.size(request) === 4 ? values.toInteger(values.field(request, 2)) : 0;
}

/** The act that a fault hits; of a request with alternatives the first of them: all of them are one act. */
export function plainAct(values: Values, choice: Value): Value {
  const plain = values.with(choice, values.size(choice) - 1, ~ChoiceVariant.plain);
  const hasAlternatives = choiceKind(values, choice) === ChoiceKind.request && values.size(choice) === 4;
  return hasAlternatives ? values.with(plain, 2, ~0) : plain;
}

/** Whether a choice is a fault, of which a search has only so many. */
export function isFault(values: Values, choice: Value): boolean {
  return choiceKind(values, choice) === ChoiceKind.crash || choiceVariant(values, choice) !== ChoiceVariant.plain;
}

const VARIANT_TEXTS = ['', ' (lost)', ' (duplicated)'];

/** The stable text of a choice: what scripts, links and counterexamples write down. */
export function choiceName(program: Program, choice: Value): string {
  const { values } = program;
  const number = (i: number): number => values.toInteger(values.field(choice, i));
  const id = (i: number): string => identityText(values, values.field(choice, i));
  const service = (i: number): string => program.services[number(i)]?.id ?? '';
  const channel = (i: number): string => program.channels[number(i)]?.id ?? '';
  const client = (i: number): string => program.clients[number(i)]?.id ?? '';
  const copy = (i: number): string => (number(i) === 1 ? '' : ` copy ${number(i)}`);
  const variant = VARIANT_TEXTS[choiceVariant(values, choice)] ?? '';
  switch (choiceKind(values, choice)) {
    case ChoiceKind.request: {
      const alternative = values.size(choice) === 4 ? ` alternative ${number(2) + 1}` : '';
      return `request ${client(1)}${alternative}${variant}`;
    }
    case ChoiceKind.deliver: {
      const consumers = program.channels[number(1)]?.consumers ?? [];
      const consumer = program.services[consumers[number(2)] ?? -1]?.id ?? '';
      return `deliver ${channel(1)} ${id(4)}${copy(5)} to ${consumer}.${number(3)}${variant}`;
    }
    case ChoiceKind.answer:
      return `answer ${client(1)} ${id(2)}`;
    case ChoiceKind.run:
      return `run ${service(1)}.${number(2)} ${id(3)}${variant}`;
    case ChoiceKind.acknowledge:
      return `acknowledge ${service(1)}.${number(2)} ${id(3)}${variant}`;
    case ChoiceKind.relay:
      return `relay ${service(1)}${variant}`;
    case ChoiceKind.redeliver: {
      const consumers = program.channels[number(1)]?.consumers ?? [];
      return `redeliver ${channel(1)} ${id(3)}${copy(4)} to ${program.services[consumers[number(2)] ?? -1]?.id ?? ''}`;
    }
    case ChoiceKind.timer:
      return `timer ${service(1)}.${number(2)} ${id(3)}`;
    case ChoiceKind.sagaTimer:
      return `timer ${id(2)} at ${values.toText(values.field(choice, 3))}`;
    case ChoiceKind.clientTimer:
      return `timer ${client(1)}${variant}`;
    case ChoiceKind.resume:
      return `resume ${service(1)}.${number(2)} ${id(3)}`;
    case ChoiceKind.crash:
      return `crash ${service(1)}.${number(2)}`;
    case ChoiceKind.restart:
      return `restart ${service(1)}.${number(2)}`;
  }
}
