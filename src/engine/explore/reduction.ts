import { assert } from '../base/assert.ts';
import type { Cell, Sequence } from '../base/containers.ts';
import { NULL } from '../base/values.ts';
import type { Value, Values } from '../base/values.ts';
import type { AnomalyId } from '../check/catalogue.ts';
import type { FaultBudget } from '../model/document.ts';
import { ChoiceKind, ChoiceVariant, choiceKind, choiceVariant } from '../sim/choice.ts';
import { sentRequests, waitingRequest } from '../sim/client.ts';
import {
  ItemState,
  itemDeliveries,
  itemMessage,
  itemState,
  makeMessage,
  messageKey,
  messageOutcome,
  messageSaga,
  referenceSagaIndex,
  replyToClient,
} from '../sim/message.ts';
import type {
  ChannelProgram,
  ClientProgram,
  Program,
  RequestProgram,
  SagaProgram,
  ServiceProgram,
} from '../sim/program.ts';
import { channelOf } from '../sim/publish.ts';
import { nextRelayAct } from '../sim/relay.ts';
import { SagaEvent, instanceAttempt, instanceData, instanceState } from '../sim/saga.ts';
import { fieldsOf } from '../sim/transaction.ts';
import {
  WorkPhase,
  unsentOf,
  workChannel,
  workCounter,
  workDelivery,
  workExtra,
  workMessage,
  workPhase,
} from '../sim/work-record.ts';
import { isUp } from '../sim/world.ts';
import type { ClientState, InstanceState, ServiceState, World } from '../sim/world.ts';
import { Demand, Resource, hasBit } from './footprint.ts';
import type { Bits } from './footprint.ts';
import { FootprintProgram, NOBODY } from './footprint-program.ts';
import type { Asked, Barrier, Context, Future } from './footprint-program.ts';
import { EnabledChoices } from './enabled-choices.ts';
import { KnownMessages, late } from './known-message.ts';
import type { Known } from './known-message.ts';
import type { Properties } from './property.ts';

/**
 * Writes to the front of `enabled` the choices that have to be tried, so that no outcome and no violation is lost.
 * @returns how many are left
 */
export type Reduce = (enabled: Value[], count: number) => number;

/** @returns the reduction for a search of a world for these properties within this budget; see the rules PO */
export function createReduction(world: World, properties: Properties, budget: FaultBudget): Reduce {
  const reduction = new Reduction(world, askedOf(properties, budget));
  return (enabled, count) => reduction.reduce(enabled, count);
}

const SAGA_JUDGES: readonly AnomalyId[] = [
  'saga-lost-update',
  'saga-dirty-read',
  'saga-dirty-read-exposure',
  'saga-fuzzy-read',
  'saga-write-skew',
];

function askedOf({ anomalies, invariants }: Properties, budget: FaultBudget): Asked {
  const always = invariants.filter(({ when }) => when === 'always');
  const tables = always.flatMap(({ table, queries }) => [table, ...queries.map((query) => query.table)]);
  return {
    lostAcknowledgements: (budget.lostAcknowledgements ?? 0) > 0,
    boundsRequests: budget.requests !== undefined,
    ledger: anomalies.some((anomaly) => SAGA_JUDGES.includes(anomaly)),
    promises: anomalies.includes('lost-message'),
    watchedTables: new Set(tables.filter((table) => table >= 0)),
  };
}

/** What a piece of work that was looked at once tells. */
interface KnownWork {
  readonly known: Known;
  /** In time, and late. */
  readonly futures: (Future | undefined)[];
  /** By saga instance: what its next act depends on, if that is known. */
  readonly demands: Map<Value, Demand | undefined>;
}

/** Something in the world from which acts may follow. */
interface Token {
  /** What belongs together: a client, a copy, a piece of work, an outbox, a timer. */
  readonly group: number;
  readonly future: Future;
  /** What follows if the work begins once more. */
  readonly again: Future | undefined;
  readonly known: Known | undefined;
  /** Ids of the sagas that it can move; undefined: not known. */
  readonly sagas: readonly Value[] | undefined;
  /** Keys by which sagas may send in its course; undefined: not known. */
  readonly keys: readonly Value[] | undefined;
}

/** What may be done next of a group, all of it. */
interface Site {
  readonly demand: Demand;
  readonly barrier: Barrier;
  readonly choices: Value[];
}

const NONE: readonly Value[] = [];

class Reduction {
  readonly #program: Program;
  readonly #footprints: FootprintProgram;
  readonly #open: Barrier;
  /** Bits of budgets that are not spent, and of everything else. */
  readonly #live: Bits;
  /** Identities that repeat tell nothing apart. */
  readonly #repeats: boolean;
  readonly #timed: readonly boolean[];
  readonly #messages: KnownMessages;
  readonly #keys: Map<Value, readonly Value[] | undefined>[];
  readonly #kinds: Uint8Array;
  /** By service: whether no work of it ever lasts from one choice to the next. */
  readonly #isMomentary: readonly boolean[];
  readonly #requests = new Map<RequestProgram, readonly Value[]>();
  /** By service. */
  readonly #works: readonly Map<Value, KnownWork>[];
  readonly #world: World;
  #tokens: Token[] = [];
  #groups = 0;
  /** By service: whether an instance of it may yet crash. */
  readonly #crashes: boolean[] = [];

  constructor(world: World, asked: Asked) {
    const { program } = world;
    this.#world = world;
    this.#program = program;
    this.#footprints = new FootprintProgram(program, asked);
    const { resources, barriers } = this.#footprints;
    this.#open = barriers[0] as Barrier;
    this.#live = resources.none().fill(-1);
    this.#repeats = program.channels.some(({ maximumDeliveries }) => !Number.isFinite(maximumDeliveries));
    this.#timed = program.services.map(({ index }) =>
      program.sagas.some(
        ({ owner, acts }) => owner === index && [...acts.values()].some((act) => act.timeoutMicros > 0),
      ),
    );
    this.#messages = new KnownMessages(program, this.#footprints);
    this.#keys = program.sagas.map(() => new Map<Value, readonly Value[] | undefined>());
    this.#kinds = resources.kinds();
    this.#isMomentary = program.services.map(
      (service) =>
        service.wholeHandlers &&
        ![...service.handlers, service.sagaReplies].some(
          (handler) => handler !== undefined && this.#footprints.canStop(service, handler),
        ),
    );
    this.#works = program.services.map(() => new Map<Value, KnownWork>());
  }

  reduce(enabled: Value[], count: number): number {
    const world = this.#world;
    const { budgets } = world;
    if (count < 2 || budgets.declared) return count;
    const crashes = isLeft(budgets.crashes);
    for (const { index } of this.#program.services) this.#crashes[index] = crashes && world.mayCrash(index);
    const certain = this.#certain(enabled, count);
    if (certain !== undefined) {
      enabled[0] = certain;
      return 1;
    }
    const sites = this.#look(enabled, count);
    const best = this.#smallest(sites);
    if (best !== undefined) {
      best.forEach((choice, i) => (enabled[i] = choice));
      return best.length;
    }
    let left = 0;
    for (let i = 0; i < count; i++) if (!this.#isIdleCrash(enabled[i] as Value)) enabled[left++] = enabled[i] as Value;
    return left;
  }

  /** Acts that depend on nothing that others can do, whatever these are (PO4). */
  #certain(enabled: readonly Value[], count: number): Value | undefined {
    const { values, budgets } = this.#world;
    for (let i = 0; i < count; i++) {
      const choice = enabled[i] as Value;
      const kind = choiceKind(values, choice);
      if (kind === ChoiceKind.restart && !this.#isAskedAtOnce(~values.field(choice, 1))) return choice;
      if (
        kind === ChoiceKind.acknowledge &&
        !this.#crashes[~values.field(choice, 1)] &&
        !isLeft(budgets.lostAcknowledgements)
      )
        return choice;
    }
    return undefined;
  }

  /** Whether a client may yet ask for what is then handled with the asking, so that it matters whether the service is there. */
  #isAskedAtOnce(service: number): boolean {
    if (!(this.#program.services[service] as ServiceProgram).wholeHandlers) return false;
    return this.#program.clients.some(({ index, requests }) => {
      const sent = sentRequests(this.#world.clients[index] as ClientState);
      const waiting = waitingRequest(this.#world, index);
      return requests.some((request, i) => {
        const isToCome = i >= sent || (request === waiting?.request && request.timeoutMicros > 0);
        return isToCome && (this.#program.channels[request.channel] as ChannelProgram).consumers.includes(service);
      });
    });
  }

  /** Whether a crash of the service may still change something. */
  #canCrash(service: number): boolean {
    return this.#crashes[service] === true && (!this.#isMomentary[service] || this.#isAskedAtOnce(service));
  }

  /** Whether no instance of the service has anything to lose before something is delivered to it or put into its outbox. */
  #staysIdle(service: number): boolean {
    const { instances, outbox } = this.#world.services[service] as ServiceState;
    if (outbox.length > 0 || this.#isAskedAtOnce(service)) return false;
    return instances.every(({ work, mailbox, down }) => down.value === NULL && work.size === 0 && mailbox.length === 0);
  }

  /**
   * The crash of an instance that has nothing to lose (no work, no reply on its way to it, no row half published) only makes
   * others wait until it is restarted, and they may wait without it.
   */
  #isIdleCrash(choice: Value): boolean {
    const { values } = this.#program;
    if (choiceKind(values, choice) !== ChoiceKind.crash) return false;
    const service = ~values.field(choice, 1);
    // What clients ask is handled as they ask it: without a crash it does not wait.
    if (this.#isAskedAtOnce(service)) return false;
    const state = this.#world.services[service] as ServiceState;
    const instance = ~values.field(choice, 2);
    const own = state.instances[instance] as InstanceState;
    const relays = instance === 0 && state.relayed.value !== NULL;
    return own.work.size === 0 && own.mailbox.length === 0 && !relays;
  }

  /** Finds what is under way, and what may be done next of it. */
  #look(enabled: readonly Value[], count: number): Map<number, Site> {
    const { resources } = this.#footprints;
    const { budgets } = this.#world;
    this.#tokens = [];
    this.#groups = 0;
    for (const { index } of this.#program.channels)
      this.#setLive(resources.of(Resource.lostEnd, index), budgets.lostAcknowledgements);
    const sites = new Map<number, Site>();
    const choices = new EnabledChoices(this.#world, enabled, count);
    this.#lookAtClients(choices, sites);
    this.#lookAtQueues(choices, sites);
    this.#lookAtServices(choices, sites);
    return sites;
  }

  #setLive(resource: number, budget: Cell): void {
    const bit = 1 << (resource & 31);
    const word = this.#live[resource >> 5] as number;
    this.#live[resource >> 5] = isLeft(budget) ? word | bit : word & ~bit;
  }

  /**
   * The fewest choices that are a persistent set: those of some groups, such that nothing that another group can ever do
   * depends on them.
   */
  #smallest(sites: ReadonlyMap<number, Site>): readonly Value[] | undefined {
    let best: readonly Value[] | undefined;
    for (const group of sites.keys()) {
      const chosen = this.#closed(group, sites, best?.length ?? Infinity);
      if (chosen === undefined) continue;
      best = chosen;
      if (best.length === 1) break;
    }
    return best;
  }

  #closed(first: number, sites: ReadonlyMap<number, Site>, lessThan: number): readonly Value[] | undefined {
    const groups = [first];
    let size = 0;
    for (const group of groups) {
      const site = sites.get(group);
      if (site === undefined) return undefined;
      size += site.choices.length;
      if (size >= lessThan) return undefined;
      for (const token of this.#tokens)
        if (!groups.includes(token.group) && this.#depends(site, token)) groups.push(token.group);
    }
    return groups.flatMap((group) => sites.get(group)?.choices ?? []);
  }

  #depends({ demand, barrier }: Site, token: Token): boolean {
    const closure = token.future.closure(barrier);
    if (this.#touches(demand, closure, token)) return true;
    return token.again !== undefined && this.#touches(demand, token.again.closure(barrier), token);
  }

  #touches({ hard, soft }: Demand, closure: Bits, token: Token): boolean {
    const live = this.#live;
    for (let i = 0; i < hard.length; i++)
      if (((hard[i] as number) & (closure[i] as number) & (live[i] as number)) !== 0) return true;
    for (const { resource, value } of soft)
      if (hasBit(closure, resource) && this.#mayBe(token, resource, value)) return true;
    return false;
  }

  /** Whether what a token uses of a resource may be the one with this value. */
  #mayBe({ known, sagas, keys }: Token, resource: number, value: Value): boolean {
    switch (this.#kinds[resource]) {
      case Resource.inbox:
        return this.#repeats || known?.id === value;
      case Resource.saga:
        return this.#repeats || sagas === undefined || sagas.includes(value);
      case Resource.endOfKey:
        return keys === undefined || keys.includes(value);
      default: {
        const rows = known?.rows.get(resource);
        return rows === undefined || rows.includes(value);
      }
    }
  }

  #lookAtClients(choices: EnabledChoices, sites: Map<number, Site>): void {
    const world = this.#world;
    for (const client of this.#program.clients) {
      const group = this.#groups++;
      const state = world.clients[client.index] as ClientState;
      const waiting = waitingRequest(world, client.index);
      if (waiting !== undefined && waiting.request.timeoutMicros > 0 && waiting.attempt <= waiting.request.retries)
        this.#tokensOfRequest(group, client, waiting.request);
      if (world.budgets.requests.value !== ~0)
        for (let i = sentRequests(state); i < client.requests.length; i++)
          this.#tokensOfRequest(group, client, client.requests[i] as RequestProgram);
      const own = choices.ofClient(client.index);
      if (own === undefined) continue;
      const demand = this.#demandOfClient(client, own);
      if (demand !== undefined) sites.set(group, { demand, barrier: this.#open, choices: own });
    }
  }

  #tokensOfRequest(group: number, client: ClientProgram, request: RequestProgram): void {
    this.#add(group, this.#footprints.sending(request.channel, request.key !== NULL, -1));
    for (let alternative = 0; alternative < request.payloads.length; alternative++)
      this.#addMessage(group, this.#requestMessage(client, request, alternative), request.channel);
  }

  #requestMessage(client: ClientProgram, request: RequestProgram, alternative: number): Value {
    const { values } = this.#program;
    let messages = this.#requests.get(request);
    if (messages === undefined) {
      messages = request.payloads.map((_, other) => this.#makeRequest(values, client, request, other));
      this.#requests.set(request, messages);
    }
    return messages[alternative] as Value;
  }

  #makeRequest(values: Values, client: ClientProgram, request: RequestProgram, alternative: number): Value {
    return makeMessage(values, {
      id: request.identity,
      type: request.messageType,
      key: request.key,
      saga: NULL,
      replyTo: request.awaitReply ? replyToClient(values, client.index, request.identity) : NULL,
      payload: request.payloads[alternative] as Value,
      outcome: 0,
    });
  }

  #demandOfClient(client: ClientProgram, own: readonly Value[]): Demand | undefined {
    const { values } = this.#program;
    const { resources, asked } = this.#footprints;
    const demand = new Demand(resources);
    demand.add(resources.of(Resource.clientMailbox, client.index));
    const state = this.#world.clients[client.index] as ClientState;
    for (const choice of own) {
      const kind = choiceKind(values, choice);
      if (kind === ChoiceKind.answer) continue;
      const waiting = waitingRequest(this.#world, client.index);
      if (kind === ChoiceKind.clientTimer && waiting !== undefined && waiting.attempt > waiting.request.retries)
        continue;
      const request = kind === ChoiceKind.request ? client.requests[sentRequests(state)] : waiting?.request;
      assert(request !== undefined, 'a client that may send has something to send');
      const { channel, key } = request;
      const { consumers, ordering } = this.#program.channels[channel] as ChannelProgram;
      this.#footprints.demandOfSending(demand, channel, key);
      if (asked.boundsRequests && kind === ChoiceKind.request) demand.add(resources.of(Resource.requestBudget));
      const handled = consumers.some((service) => (this.#program.services[service] as ServiceProgram).wholeHandlers);
      if (!handled) continue;
      // It is handled at once, if it can be.
      if (kind !== ChoiceKind.request || ordering === 'key') return undefined;
      if (consumers.some((service) => this.#crashes[service])) return undefined;
      const queues = this.#world.queues[channel] as readonly Sequence[];
      consumers.forEach((_, consumer) => demand.add(resources.of(Resource.atOnce, resources.queue(channel, consumer))));
      if (ordering === 'fifo' && queues.some((queue) => queue.length > 0)) return undefined;
      for (let alternative = 0; alternative < request.payloads.length; alternative++)
        for (const [consumer, service] of consumers.entries()) {
          if (!(this.#program.services[service] as ServiceProgram).wholeHandlers) continue;
          const known = this.#messages.of(this.#requestMessage(client, request, alternative), channel, consumer);
          if (known === undefined || !this.#demandOfDelivery(demand, known, 1)) return undefined;
        }
    }
    return demand;
  }

  #lookAtQueues(choices: EnabledChoices, sites: Map<number, Site>): void {
    const { values } = this.#program;
    for (const channel of this.#program.channels)
      channel.consumers.forEach((service, consumer) => {
        const queue = (this.#world.queues[channel.index] as readonly Sequence[])[consumer] as Sequence;
        for (let i = 0; i < queue.length; i++) {
          const item = queue.at(i);
          const state = itemState(values, item);
          if (state === ItemState.out) continue;
          const known = this.#messages.of(itemMessage(values, item), channel.index, consumer);
          if (known === undefined) continue;
          const group = this.#groups++;
          this.#addKnown(group, known);
          const own = choices.ofItem(channel.index, consumer, item);
          if (own === undefined) continue;
          if (state === ItemState.returning) {
            const demand = new Demand(this.#footprints.resources);
            if (channel.ordering === 'fifo') {
              if (queue.length > 1 || this.#isAskedAtOnce(service)) continue;
              demand.add(this.#footprints.resources.of(Resource.end, channel.index));
            }
            sites.set(group, { demand, barrier: this.#open, choices: own });
            continue;
          }
          // What stands before it may come between; and it must be clear which instances can have it.
          const canCrash = this.#canCrash(service);
          if ((canCrash && !this.#staysIdle(service)) || (channel.ordering === 'fifo' && i > 0)) continue;
          const plain = own.filter((choice) => choiceVariant(values, choice) === ChoiceVariant.plain);
          if (plain.length < (this.#program.services[service] as ServiceProgram).instances) continue;
          const demand = this.#knownDelivery(
            known,
            itemDeliveries(values, item) + 1,
            plain.length < own.length,
            canCrash,
          );
          if (demand === undefined) continue;
          const barrier = channel.ordering === 'fifo' ? this.#footprints.barrierOfQueue(known.queue) : this.#open;
          sites.set(group, { demand, barrier, choices: own });
        }
      });
  }

  #knownDelivery(known: Known, delivery: number, canBeLost: boolean, canCrash: boolean): Demand | undefined {
    const instance = known.saga === NULL ? NULL : this.#sagaOf(known).instance;
    let demands = known.deliveries.get(instance);
    if (demands === undefined) {
      demands = [];
      known.deliveries.set(instance, demands);
    }
    const place = 4 * delivery + (canBeLost ? 1 : 0) + (canCrash ? 2 : 0);
    if (place in demands) return demands[place];
    const demand = new Demand(this.#footprints.resources);
    const isKnown = this.#demandOfDelivery(demand, known, delivery);
    if (canBeLost) this.#demandOfLoss(demand, known.channel);
    if (canCrash) demand.add(this.#footprints.resources.of(Resource.outboxEnd, known.service.index));
    demands[place] = isKnown ? demand : undefined;
    return demands[place];
  }

  /** An acknowledgement may be lost. */
  #demandOfLoss(demand: Demand, channel: number): void {
    if (this.#footprints.mayLoseToTail(channel)) demand.add(this.#footprints.resources.of(Resource.lostEnd, channel));
  }

  /** @returns false where it is not known well enough */
  #demandOfDelivery(demand: Demand, known: Known, delivery: number): boolean {
    const footprints = this.#footprints;
    const { service, handler, queue, context } = known;
    const place = footprints.canStop(service, handler) ? Resource.place : Resource.passing;
    demand.add(footprints.resources.of(place, queue));
    this.#demandOfRefusal(demand, known, delivery, 0);
    if (!service.wholeHandlers) {
      footprints.demand(demand, service, handler, 0, 'advance', context, known);
      return true;
    }
    return this.#demandOfHandling(demand, known, 0, 'whole');
  }

  /** What is done from an instruction on, with what a transaction there needs. */
  #demandOfHandling(demand: Demand, known: Known, counter: number, reach: 'operation' | 'whole'): boolean {
    const { service, handler, context } = known;
    this.#footprints.demand(demand, service, handler, counter, reach, context, known);
    if (service.inbox) demand.add(this.#footprints.resources.of(Resource.inbox, service.index), known.id);
    return handler !== service.sagaReplies || this.#demandOfReply(demand, known);
  }

  /** A reply moves its saga if that waits for it. */
  #demandOfReply(demand: Demand, known: Known): boolean {
    const { values } = this.#program;
    const { context } = known;
    if (context.kind !== 'saga') return false;
    const { index, instance, program } = this.#sagaOf(known);
    if (instance === NULL) return false;
    const state = values.toText(instanceState(values, instance));
    if (!this.#footprints.reaches(index, state, context.state)) return true;
    demand.add(this.#footprints.resources.of(Resource.saga), known.saga);
    if (state !== context.state) return true;
    const event = messageOutcome(values, known.message) === 0 ? SagaEvent.succeeded : SagaEvent.failed;
    this.#demandOfMove(demand, program, instance, event, false);
    return true;
  }

  #demandOfMove(demand: Demand, saga: SagaProgram, instance: Value, event: string, isDirect: boolean): void {
    const { values } = this.#program;
    const attempts = instanceAttempt(values, instance);
    const step = saga.machine.step(
      values.toText(instanceState(values, instance)),
      event,
      () => attempts < saga.maximumAttempts,
    );
    assert(step !== undefined, 'a saga that waits takes every answer');
    const keys = this.#keysOf(saga, instanceData(values, instance));
    this.#footprints.demandOfMove(demand, saga, step.state, keys, isDirect);
  }

  /** Work may be refused: after its last delivery it becomes a dead letter, at most once whoever asked is told. */
  #demandOfRefusal(demand: Demand, known: Known, delivery: number, counter: number): void {
    const { channel, context, service, handler } = known;
    const { resources } = this.#footprints;
    const { atLeastOnce, maximumDeliveries, deadLetter } = this.#program.channels[channel] as ChannelProgram;
    if (atLeastOnce) {
      if (this.#footprints.mayReturnToTail(channel, service, handler, counter))
        this.#footprints.demandOfSending(demand, channel, known.key);
      if (delivery >= maximumDeliveries && deadLetter >= 0)
        this.#footprints.demandOfSending(demand, deadLetter, undefined);
      return;
    }
    if (context.kind === 'client') demand.add(resources.of(Resource.clientMailbox, context.client));
    if (context.kind === 'work') demand.add(resources.of(Resource.callMailbox, context.service));
  }

  #lookAtServices(choices: EnabledChoices, sites: Map<number, Site>): void {
    for (const service of this.#program.services) {
      const state = this.#world.services[service.index] as ServiceState;
      state.instances.forEach((instance, index) => {
        if (!isUp(instance)) this.#add(this.#groups++, this.#footprints.freeing(service.index));
        for (const id of instance.work.keys())
          this.#lookAtWork(choices, sites, service, index, id, instance.work.get(id));
      });
      this.#lookAtOutbox(choices, sites, service, state);
      if (this.#timed[service.index] === true) this.#lookAtTimers(choices, sites, service, state);
    }
  }

  #lookAtWork(
    choices: EnabledChoices,
    sites: Map<number, Site>,
    service: ServiceProgram,
    instance: number,
    id: Value,
    work: Value,
  ): void {
    const { values, channels } = this.#program;
    const channel = channels[workChannel(values, work)] as ChannelProgram;
    const consumer = channel.consumers.indexOf(service.index);
    const works = this.#works[service.index] as Map<Value, KnownWork>;
    let looked = works.get(work);
    if (looked === undefined) {
      const message = this.#messages.of(workMessage(values, work), channel.index, consumer);
      assert(message !== undefined, 'what is worked on has a handler');
      looked = { known: message, futures: [undefined, undefined], demands: new Map() };
      works.set(work, looked);
    }
    const { known, futures, demands } = looked;
    const phase = workPhase(values, work);
    const counter = workCounter(values, work);
    const group = this.#groups++;
    const isLate = this.#isLate(known);
    const context = late(known.context, isLate);
    const future =
      futures[isLate ? 1 : 0] ?? this.#footprints.work(channel.index, consumer, known.type, context, counter);
    futures[isLate ? 1 : 0] = future;
    const mayComeAgain =
      channel.atLeastOnce &&
      (this.#crashes[service.index] === true ||
        (this.#footprints.asked.lostAcknowledgements && isLeft(this.#world.budgets.lostAcknowledgements)) ||
        (phase !== WorkPhase.done && this.#footprints.mayFail(service, known.handler, counter)));
    const isOpen = phase === WorkPhase.open || phase === WorkPhase.session || phase === WorkPhase.waiting;
    this.#tokens.push({
      group,
      future,
      again: mayComeAgain ? (isLate ? known.late : known.future) : undefined,
      known,
      // What an open transaction has started is already known elsewhere.
      sagas: isOpen ? undefined : this.#sagasOf(known),
      keys: this.#keysOfToken(known),
    });
    if (phase === WorkPhase.publishing) this.#addUnsent(group, work, service, known.context);
    const own = choices.ofWork(service.index, instance, id);
    if (own === undefined || this.#canCrash(service.index)) return;
    const saga = known.saga === NULL ? NULL : this.#sagaOf(known).instance;
    if (!demands.has(saga)) demands.set(saga, this.#demandOfWork(service, known, work));
    const demand = demands.get(saga);
    if (demand === undefined) return;
    const isAlone = service.instances * service.concurrency === 1;
    const barrier = isAlone ? this.#footprints.barrierOfService(service.index) : this.#open;
    sites.set(group, { demand, barrier, choices: own });
  }

  /** Messages that work has already made and not yet sent. */
  #addUnsent(group: number, work: Value, service: ServiceProgram, context: Context): void {
    const { values } = this.#program;
    for (const next of fieldsOf(values, workExtra(values, work))) {
      const message = values.field(next, 0);
      const channel = channelOf(values, next);
      if (channel < 0) {
        this.#add(group, this.#footprints.answering(context));
        continue;
      }
      this.#add(group, this.#footprints.sending(channel, messageKey(values, message) !== NULL, service.index));
      this.#addMessage(group, message, channel);
    }
  }

  #demandOfWork(service: ServiceProgram, known: Known, work: Value): Demand | undefined {
    const { values } = this.#program;
    const footprints = this.#footprints;
    const { resources, asked } = footprints;
    const { handler, context } = known;
    const demand = new Demand(resources);
    const counter = workCounter(values, work);
    const reach = service.wholeHandlers ? 'whole' : 'operation';
    const instruction = handler.instructions[counter];
    this.#demandOfRefusal(demand, known, workDelivery(values, work), counter);
    demand.add(resources.of(Resource.freed, service.index));
    switch (workPhase(values, work)) {
      case WorkPhase.ready:
        return this.#demandOfHandling(demand, known, counter, reach) ? demand : undefined;
      case WorkPhase.paused:
      case WorkPhase.calling:
        if (instruction?.op === 'call') demand.add(resources.of(Resource.callMailbox, service.index));
        if (!service.wholeHandlers) footprints.demand(demand, service, handler, counter + 1, 'advance', context, known);
        else if (!this.#demandOfHandling(demand, known, counter + 1, 'whole')) return undefined;
        return demand;
      case WorkPhase.done:
        this.#demandOfLoss(demand, known.channel);
        return demand;
      case WorkPhase.publishing: {
        const next = values.field(workExtra(values, work), 0);
        this.#demandOfMessage(demand, values.field(next, 0), channelOf(values, next), context);
        if (asked.promises) demand.add(resources.of(Resource.promises, service.index));
        if (asked.ledger) demand.add(resources.of(Resource.ledgerRead));
        footprints.demand(demand, service, handler, counter, 'advance', context, known);
        return demand;
      }
      case WorkPhase.open:
      case WorkPhase.session:
      case WorkPhase.waiting: {
        const unsent = unsentOf(values, work);
        if (unsent !== NULL) this.#demandOfMessage(demand, values.field(unsent, 0), ~values.field(unsent, 1), context);
        const start = footprints.flow(handler).start(counter);
        return this.#demandOfHandling(demand, known, start, reach) ? demand : undefined;
      }
      default:
        return undefined;
    }
  }

  #demandOfMessage(demand: Demand, message: Value, channel: number, context: Context): void {
    const { resources } = this.#footprints;
    if (channel < 0) {
      if (context.kind === 'client') demand.add(resources.of(Resource.clientMailbox, context.client));
      if (context.kind === 'work') demand.add(resources.of(Resource.callMailbox, context.service));
      return;
    }
    this.#footprints.demandOfSending(demand, channel, messageKey(this.#program.values, message));
  }

  #lookAtOutbox(choices: EnabledChoices, sites: Map<number, Site>, service: ServiceProgram, state: ServiceState): void {
    const { values } = this.#program;
    const { outbox } = state;
    if (outbox.length === 0) return;
    const group = this.#groups++;
    const published = state.relayed.value === NULL ? 0 : ~state.relayed.value;
    for (let i = this.#crashes[service.index] === true ? 0 : published; i < outbox.length; i++) {
      const row = outbox.at(i);
      const message = values.field(row, 0);
      const channel = ~values.field(row, 1);
      this.#add(group, this.#footprints.sending(channel, messageKey(values, message) !== NULL, service.index));
      this.#addMessage(group, message, channel);
    }
    const own = choices.ofRelay(service.index);
    if (own === undefined || this.#canCrash(service.index)) return;
    const { resources, asked } = this.#footprints;
    const demand = new Demand(resources);
    if (nextRelayAct(this.#world, service.index) === 'publish') {
      const row = outbox.at(published);
      this.#demandOfMessage(demand, values.field(row, 0), ~values.field(row, 1), NOBODY);
      if (asked.promises) demand.add(resources.of(Resource.promises, service.index));
    } else if (published < service.relayBatch) demand.add(resources.of(Resource.outboxEnd, service.index));
    sites.set(group, { demand, barrier: this.#open, choices: own });
  }

  #lookAtTimers(choices: EnabledChoices, sites: Map<number, Site>, service: ServiceProgram, state: ServiceState): void {
    const { values, sagas } = this.#program;
    const { resources } = this.#footprints;
    for (const id of state.sagas.keys()) {
      const instance = state.sagas.get(id);
      const saga = sagas[~values.field(instance, 0)] as SagaProgram;
      const name = values.toText(instanceState(values, instance));
      const act = saga.acts.get(name);
      if (act === undefined || act.timeoutMicros === 0) continue;
      const group = this.#groups++;
      const keys = this.#keysOf(saga, instanceData(values, instance));
      const future = this.#footprints.timer(saga.index, name);
      const starts = this.#footprints.startsLater(future);
      this.#tokens.push({
        group,
        future,
        again: undefined,
        known: undefined,
        sagas: [id],
        keys: starts ? undefined : keys,
      });
      const own = choices.ofTimer(id);
      if (own === undefined || this.#canCrash(service.index)) continue;
      const demand = new Demand(resources);
      demand.add(resources.of(Resource.saga), id);
      this.#footprints.demandOfOwner(demand, service.index);
      this.#demandOfMove(demand, saga, instance, SagaEvent.timedOut, true);
      sites.set(group, { demand, barrier: this.#open, choices: own });
    }
  }

  #add(group: number, future: Future): void {
    this.#tokens.push({ group, future, again: undefined, known: undefined, sagas: NONE, keys: NONE });
  }

  /** A message that comes to all consumers of a channel. */
  #addMessage(group: number, message: Value, channel: number): void {
    const { consumers } = this.#program.channels[channel] as ChannelProgram;
    for (let consumer = 0; consumer < consumers.length; consumer++) {
      const known = this.#messages.of(message, channel, consumer);
      if (known !== undefined) this.#addKnown(group, known);
    }
  }

  #addKnown(group: number, known: Known): void {
    this.#tokens.push({
      group,
      future: this.#isLate(known) ? known.late : known.future,
      again: undefined,
      known,
      sagas: this.#sagasOf(known),
      keys: this.#keysOfToken(known),
    });
  }

  #sagasOf({ saga }: Known): readonly Value[] {
    return saga === NULL ? NONE : [saga];
  }

  #sagaOf({ message, saga }: Known): { index: number; program: SagaProgram; instance: Value } {
    const { values, sagas } = this.#program;
    const index = referenceSagaIndex(values, messageSaga(values, message));
    const program = sagas[index] as SagaProgram;
    const { sagas: instances } = this.#world.services[program.owner] as ServiceState;
    return { index, program, instance: instances.get(saga) };
  }

  /** Whether the saga of a message can never again wait for it. */
  #isLate(known: Known): boolean {
    const { values } = this.#program;
    if (known.context.kind !== 'saga') return false;
    const { index, instance } = this.#sagaOf(known);
    if (instance === NULL) return false;
    let isLate = known.lateness.get(instance);
    if (isLate === undefined) {
      isLate = !this.#footprints.reaches(index, values.toText(instanceState(values, instance)), known.context.state);
      known.lateness.set(instance, isLate);
    }
    return isLate;
  }

  #keysOfToken(known: Known): readonly Value[] | undefined {
    if (known.startKeys === undefined) return undefined;
    if (known.context.kind !== 'saga') return known.startKeys;
    const { program, instance } = this.#sagaOf(known);
    if (instance === NULL) return undefined;
    const keys = this.#keysOf(program, instanceData(this.#program.values, instance));
    return keys === undefined ? undefined : known.startKeys.length === 0 ? keys : [...keys, ...known.startKeys];
  }

  #keysOf(saga: SagaProgram, data: Value): readonly Value[] | undefined {
    const memo = this.#keys[saga.index] as Map<Value, readonly Value[] | undefined>;
    if (!memo.has(data)) memo.set(data, this.#footprints.keysOf(saga, data));
    return memo.get(data);
  }
}

const isLeft = (budget: Cell): boolean => budget.value !== NULL && budget.value !== ~0;
