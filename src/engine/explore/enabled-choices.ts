import { NULL } from '../base/values.ts';
import type { Value } from '../base/values.ts';
import { ChoiceKind, choiceKind } from '../sim/choice.ts';
import { itemMessage, messageId } from '../sim/message.ts';
import type { InstanceState, ServiceState, World } from '../sim/world.ts';

/** The enabled choices by what they are of. */
export class EnabledChoices {
  readonly #world: World;
  readonly #enabled: readonly Value[];
  readonly #count: number;

  constructor(world: World, enabled: readonly Value[], count: number) {
    this.#world = world;
    this.#enabled = enabled;
    this.#count = count;
  }

  ofClient(client: number): Value[] | undefined {
    return this.#select(
      (kind, choice) =>
        (kind === ChoiceKind.request || kind === ChoiceKind.answer || kind === ChoiceKind.clientTimer) &&
        this.#field(choice, 1) === ~client,
    );
  }

  ofItem(channel: number, consumer: number, item: Value): Value[] | undefined {
    const { values } = this.#world;
    const id = messageId(values, itemMessage(values, item));
    const copy = values.field(item, 1);
    return this.#select((kind, choice) => {
      if (kind !== ChoiceKind.deliver && kind !== ChoiceKind.redeliver) return false;
      const at = kind === ChoiceKind.deliver ? 4 : 3;
      return (
        this.#field(choice, at) === id &&
        this.#field(choice, at + 1) === copy &&
        this.#field(choice, 1) === ~channel &&
        this.#field(choice, 2) === ~consumer
      );
    });
  }

  ofWork(service: number, instance: number, id: Value): Value[] | undefined {
    return this.#select((kind, choice) => {
      const isOfWork =
        kind === ChoiceKind.run ||
        kind === ChoiceKind.acknowledge ||
        kind === ChoiceKind.timer ||
        kind === ChoiceKind.resume;
      if (!isOfWork) return false;
      if (this.#field(choice, 1) !== ~service || this.#field(choice, 2) !== ~instance) return false;
      if (kind === ChoiceKind.resume) return this.#caller(choice) === id;
      return this.#field(choice, 3) === id;
    });
  }

  ofRelay(service: number): Value[] | undefined {
    return this.#select((kind, choice) => kind === ChoiceKind.relay && this.#field(choice, 1) === ~service);
  }

  ofTimer(saga: Value): Value[] | undefined {
    return this.#select((kind, choice) => kind === ChoiceKind.sagaTimer && this.#field(choice, 2) === saga);
  }

  #select(matches: (kind: number, choice: Value) => boolean): Value[] | undefined {
    let found: Value[] | undefined;
    for (let i = 0; i < this.#count; i++) {
      const choice = this.#enabled[i] as Value;
      if (!matches(choiceKind(this.#world.values, choice), choice)) continue;
      if (found === undefined) found = [choice];
      else found.push(choice);
    }
    return found;
  }

  #field(choice: Value, index: number): Value {
    return this.#world.values.field(choice, index);
  }

  /** The work that a reply to a call is for. */
  #caller(choice: Value): Value {
    const { values } = this.#world;
    const service = this.#world.services[~this.#field(choice, 1)] as ServiceState;
    const { mailbox } = service.instances[~this.#field(choice, 2)] as InstanceState;
    for (let i = 0; i < mailbox.length; i++)
      if (messageId(values, values.field(mailbox.at(i), 1)) === this.#field(choice, 3))
        return values.field(mailbox.at(i), 0);
    return NULL;
  }
}
