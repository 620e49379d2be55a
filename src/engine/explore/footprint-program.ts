import { assert } from '../base/assert.ts';
import { NULL } from '../base/values.ts';
import type { Value } from '../base/values.ts';
import { EvaluationError } from '../model/expression/expression.ts';
import type { Expression } from '../model/expression/expression.ts';
import type {
  ChannelProgram,
  HandlerProgram,
  Instruction,
  Program,
  SagaAct,
  SagaProgram,
  ServiceProgram,
  Term,
} from '../sim/program.ts';
import { SAGA_FINAL_STATES, SagaEvent } from '../sim/saga.ts';
import { TransactionRole } from '../trace/entry.ts';
import type { Bits, Demand, ResourceKind } from './footprint.ts';
import { Resource, Resources, addAll, addBit, hasBit } from './footprint.ts';
import { flowOf } from './handler-flow.ts';
import type { HandlerFlow } from './handler-flow.ts';

/** What of an exploration decides which acts depend on each other. */
export interface Asked {
  /** Whether an acknowledgement may be lost. */
  readonly lostAcknowledgements: boolean;
  /** Requests are bounded over all clients. */
  readonly boundsRequests: boolean;
  /** Judges see in which order sagas begin and end, and what they do meanwhile. */
  readonly ledger: boolean;
  /** Judges see in which order messages are promised and sent. */
  readonly promises: boolean;
  /** Indexes of tables that are looked at after every step. */
  readonly watchedTables: ReadonlySet<number>;
}

/** Who gets the replies to a message. `state`: what the saga's machine waits for it in; `late`: it does so no more. */
export type Context =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'client'; readonly client: number }
  | { readonly kind: 'work'; readonly service: number }
  | { readonly kind: 'saga'; readonly saga: number; readonly state: string; readonly late: boolean };

export const NOBODY: Context = { kind: 'nobody' };

/** Something that may happen one day, with what may follow from it. */
export class Future {
  /** What it uses itself, of a message that is not known. */
  readonly own: Bits;
  /** The same of a known message: rows by their keys. */
  readonly known: Bits;
  readonly next: Future[] = [];
  /** The queue that its message has to come through, or -1. */
  readonly queue: number;
  readonly #closures: (Bits | undefined)[] = [];

  constructor(resources: Resources, queue: number) {
    this.own = resources.none();
    this.known = resources.none();
    this.queue = queue;
  }

  add(resource: number): void {
    addBit(this.own, resource);
    addBit(this.known, resource);
  }

  /** What it and all that may follow from it can use before something passes the barrier. */
  closure(barrier: Barrier): Bits {
    const cached = this.#closures[barrier.index];
    if (cached !== undefined) return cached;
    const closure = this.known.slice().fill(0);
    if (!barrier.holds(this.queue)) {
      addAll(closure, this.known);
      const seen = new Set<Future>();
      const waiting = [...this.next];
      for (let future = waiting.pop(); future !== undefined; future = waiting.pop()) {
        if (seen.has(future) || barrier.holds(future.queue)) continue;
        seen.add(future);
        addAll(closure, future.own);
        waiting.push(...future.next);
      }
    }
    this.#closures[barrier.index] = closure;
    return closure;
  }
}

/** Queues that nothing comes through: 0 none, then each queue by itself, then those of each service. */
export class Barrier {
  readonly index: number;
  readonly #queues: Uint8Array;

  constructor(index: number, queues: Uint8Array) {
    this.index = index;
    this.#queues = queues;
  }

  holds(queue: number): boolean {
    return queue >= 0 && this.#queues[queue] === 1;
  }
}

/** How far an act goes: to a visible operation that follows, over one of them, or as far as it gets. */
export type Reach = 'advance' | 'operation' | 'whole';

/** What a message that is known tells about its handling. */
export interface KnownMessage {
  /** By place of the instruction: the key of the row that it is about. */
  readonly keys: ReadonlyMap<number, Value>;
  /** Of the message itself; replies have it too. */
  readonly key: Value;
}

/** The footprints of a compiled program: what handlers use, what they lead to. Everything is computed once, when asked for. */
export class FootprintProgram {
  readonly program: Program;
  readonly resources: Resources;
  readonly asked: Asked;
  readonly barriers: readonly Barrier[];
  readonly #queueServices: readonly number[];
  readonly #futures = new Map<string, Future>();
  readonly #flows = new Map<HandlerProgram, HandlerFlow>();
  readonly #waits: readonly boolean[];
  readonly #later = new Map<string, ReadonlySet<string>>();

  constructor(program: Program, asked: Asked) {
    this.program = program;
    this.asked = asked;
    this.resources = new Resources(program);
    this.#queueServices = program.channels.flatMap(({ consumers }) => consumers);
    const count = this.#queueServices.length;
    const none = (): Uint8Array => new Uint8Array(count);
    this.barriers = [
      none(),
      ...this.#queueServices.map((_, queue) => none().fill(1, queue, queue + 1)),
      ...program.services.map(({ index }) => Uint8Array.from(this.#queueServices, (own) => (own === index ? 1 : 0))),
    ].map((queues, index) => new Barrier(index, queues));
    this.#waits = program.services.map(({ handlers }) =>
      handlers.some((handler) => handler?.instructions.some(({ op }) => op === 'waitWhile')),
    );
  }

  barrierOfQueue(queue: number): Barrier {
    return this.barriers[1 + queue] as Barrier;
  }

  barrierOfService(service: number): Barrier {
    return this.barriers[1 + this.#queueServices.length + service] as Barrier;
  }

  flow(handler: HandlerProgram): HandlerFlow {
    let flow = this.#flows.get(handler);
    if (flow === undefined) {
      flow = flowOf(handler);
      this.#flows.set(handler, flow);
    }
    return flow;
  }

  handler(service: number, type: number, context: Context): HandlerProgram | undefined {
    const { handlers, sagaReplies } = this.program.services[service] as ServiceProgram;
    return this.program.messageTypes[type]?.kind === 'reply' && context.kind === 'saga' ? sagaReplies : handlers[type];
  }

  /** A message of a type stands in a queue, or will. */
  delivery(channel: number, consumer: number, type: number, context: Context): Future {
    const queue = this.resources.queue(channel, consumer);
    return this.#remember(`delivery ${queue} ${type} ${nameOf(context)}`, queue, (future) => {
      const { consumers, atLeastOnce, deadLetter } = this.program.channels[channel] as ChannelProgram;
      const service = this.program.services[consumers[consumer] as number] as ServiceProgram;
      const handler = this.handler(service.index, type, context);
      if (handler === undefined) return;
      future.add(this.resources.of(this.canStop(service, handler) ? Resource.place : Resource.passing, queue));
      this.#refuse(future, atLeastOnce, context);
      if (atLeastOnce && deadLetter >= 0) this.#toConsumers(future, deadLetter, type, context, false);
      if (this.mayReturnToTail(channel, service, handler, 0)) future.add(this.resources.of(Resource.end, channel));
      if (this.mayLoseToTail(channel)) future.add(this.resources.of(Resource.lostEnd, channel));
      this.#call(future, service, handler);
      for (const at of this.flow(handler).reachable(0)) this.#instruction(future, service, handler, at, context);
    });
  }

  /** Work on such a message stands at an instruction. */
  work(channel: number, consumer: number, type: number, context: Context, counter: number): Future {
    const queue = this.resources.queue(channel, consumer);
    return this.#remember(`work ${queue} ${type} ${nameOf(context)} ${counter}`, -1, (future) => {
      const { consumers, atLeastOnce, deadLetter } = this.program.channels[channel] as ChannelProgram;
      const service = this.program.services[consumers[consumer] as number] as ServiceProgram;
      const handler = this.handler(service.index, type, context);
      if (handler === undefined) return;
      this.#refuse(future, atLeastOnce, context);
      if (atLeastOnce && deadLetter >= 0) this.#toConsumers(future, deadLetter, type, context, false);
      if (this.mayReturnToTail(channel, service, handler, counter))
        future.add(this.resources.of(Resource.end, channel));
      if (this.mayLoseToTail(channel)) future.add(this.resources.of(Resource.lostEnd, channel));
      future.add(this.resources.of(Resource.freed, service.index));
      this.#call(future, service, handler);
      const flow = this.flow(handler);
      for (const at of flow.reachable(flow.start(counter))) this.#instruction(future, service, handler, at, context);
    });
  }

  /** The timer of a state of a saga is armed. */
  timer(saga: number, state: string): Future {
    return this.#remember(`timer ${saga} ${state}`, -1, (future) => {
      const { owner } = this.program.sagas[saga] as SagaProgram;
      this.#ownersTransaction(future, owner);
      for (const next of this.#nextStates(saga, state, [SagaEvent.timedOut]))
        future.next.push(this.#entered(saga, next));
    });
  }

  /** A message is put into the queues of a channel, by a client (-1) or by a service. */
  sending(channel: number, hasKey: boolean, sender: number): Future {
    return this.#remember(`sending ${channel} ${hasKey} ${sender}`, -1, (future) => {
      const { resources, asked } = this;
      const { ordering, consumers } = this.program.channels[channel] as ChannelProgram;
      if (ordering === 'fifo' || (ordering === 'key' && hasKey)) future.add(resources.of(Resource.end, channel));
      for (const [consumer, service] of consumers.entries())
        if (sender < 0 && this.program.services[service]?.wholeHandlers === true)
          future.add(resources.of(Resource.atOnce, resources.queue(channel, consumer)));
      if (sender < 0 && asked.boundsRequests) future.add(resources.of(Resource.requestBudget));
      if (sender >= 0 && asked.promises) future.add(resources.of(Resource.promises, sender));
      if (sender >= 0 && asked.ledger) future.add(resources.of(Resource.ledgerRead));
    });
  }

  /** A reply goes straight back to whoever asked. */
  answering(context: Context): Future {
    return this.#remember(`answering ${nameOf(context)}`, -1, (future) => this.#refuse(future, false, context));
  }

  /** Whether the machine of a saga can come from one state to another, or is there. */
  reaches(saga: number, from: string, to: string): boolean {
    const name = `${saga} ${from}`;
    let later = this.#later.get(name);
    if (later === undefined) {
      const reached = new Set([from]);
      for (const state of reached)
        for (const next of this.#nextStates(saga, state, Object.values(SagaEvent))) reached.add(next);
      later = reached;
      this.#later.set(name, later);
    }
    return later.has(to);
  }

  /** Whether a saga may be started by something that follows. */
  startsLater(future: Future): boolean {
    return future.next.some((next) =>
      hasBit(next.closure(this.barriers[0] as Barrier), this.resources.of(Resource.start)),
    );
  }

  /** Whether work that stands there may be refused one day. */
  mayFail(service: ServiceProgram, handler: HandlerProgram, counter: number): boolean {
    return service.isolation !== undefined || this.flow(handler).mayFail(this.flow(handler).start(counter));
  }

  /** Whether a copy that is refused comes to stand behind all others again. */
  mayReturnToTail(channel: number, service: ServiceProgram, handler: HandlerProgram, counter: number): boolean {
    const { redeliversAtTail } = this.program.channels[channel] as ChannelProgram;
    return redeliversAtTail && this.mayFail(service, handler, counter);
  }

  /** Whether a copy whose acknowledgement is lost does. */
  mayLoseToTail(channel: number): boolean {
    const { redeliversAtTail } = this.program.channels[channel] as ChannelProgram;
    return redeliversAtTail && this.asked.lostAcknowledgements;
  }

  /** A place at an instance becomes free, or the instance is there again. */
  freeing(service: number): Future {
    return this.#remember(`freeing ${service}`, -1, (future) => future.add(this.resources.of(Resource.freed, service)));
  }

  /** Whether a piece of work can be seen between two choices, and so keeps its place over one. */
  canStop(service: ServiceProgram, handler: HandlerProgram): boolean {
    if (!service.wholeHandlers) return true;
    return (
      handler.instructions.some(({ op }) => op === 'call' || op === 'pause' || op === 'waitWhile') ||
      (service.isolation !== undefined && handler !== service.sagaReplies)
    );
  }

  /** Whether an expression is computed from the fields of the message alone. */
  isOfMessage(handler: HandlerProgram, term: Term): boolean {
    return slotsOf(term).every((slot) => slot < handler.fieldCount);
  }

  /** What an act of work depends on, from an instruction on, as far as it reaches. */
  demand(
    demand: Demand,
    service: ServiceProgram,
    handler: HandlerProgram,
    counter: number,
    reach: Reach,
    context: Context,
    known: KnownMessage,
  ): void {
    const flow = this.flow(handler);
    const seen = new Set<number>();
    const waiting = [counter];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const instruction = handler.instructions[at];
      if (seen.has(at) || instruction === undefined) continue;
      const isVisible = flow.isVisible(at);
      if (isVisible && reach !== 'whole' && (reach === 'advance' || at !== counter)) continue;
      seen.add(at);
      this.#demandOf(demand, service, handler, at, reach, context, known);
      if (instruction.op === 'call' || instruction.op === 'pause') continue;
      waiting.push(...flow.successors(at));
    }
  }

  /**
   * What sending to a channel at once depends on.
   * @param key null: none, undefined: not known
   */
  demandOfSending(demand: Demand, channel: number, key: Value | undefined): void {
    const { ordering } = this.program.channels[channel] as ChannelProgram;
    if (ordering === 'fifo') demand.add(this.resources.of(Resource.end, channel));
    else if (ordering === 'key' && key !== NULL) demand.add(this.resources.of(Resource.endOfKey, channel), key);
  }

  /** What the owner's transaction that moves a saga to a state depends on, apart from the saga itself and what work does. */
  demandOfMove(
    demand: Demand,
    saga: SagaProgram,
    state: string,
    keys: readonly Value[] | undefined,
    isDirect: boolean,
  ): void {
    const { resources, asked } = this;
    const service = this.program.services[saga.owner] as ServiceProgram;
    const act = saga.acts.get(state);
    if (asked.ledger) demand.add(resources.of(act === undefined ? Resource.ledgerWrite : Resource.ledgerRead));
    if (act === undefined) return;
    if (asked.promises) demand.add(resources.of(Resource.promises, saga.owner));
    if (service.publishing === 'outbox' && !service.wholeHandlers) {
      demand.add(resources.of(Resource.outboxEnd, saga.owner));
      return;
    }
    if (!isDirect && !service.wholeHandlers && service.publishing !== 'before-commit') return;
    const { channel, key } = act.message;
    const known = key === undefined ? NULL : keys?.length === 1 ? keys[0] : undefined;
    this.demandOfSending(demand, channel, known);
  }

  /** What every transaction of the owner of a saga depends on. */
  demandOfOwner(demand: Demand, owner: number): void {
    const service = this.program.services[owner] as ServiceProgram;
    if (service.publishing === 'before-commit') demand.add(this.resources.of(Resource.holder, owner));
    if (this.#waits[owner] === true) demand.add(this.resources.of(Resource.waiting, owner));
  }

  /** Keys by which a saga with this data sends; undefined: not known. */
  keysOf(saga: SagaProgram, data: Value): readonly Value[] | undefined {
    const { values } = this.program;
    const keys = new Set<Value>();
    for (const act of saga.acts.values()) {
      if (act.onReply.size > 0) return undefined;
      const { key } = act.message;
      if (key === undefined) continue;
      if (slotsOf(key).some((slot) => slot >= saga.fields.length)) return undefined;
      const registers = saga.fields.map((_, field) => values.toScalar(values.field(data, field)));
      const value = attempt(() => values.scalar(key.evaluate(registers)));
      if (value === undefined) return undefined;
      keys.add(value);
    }
    return [...keys];
  }

  /** The state of a saga's machine in which it waits for the answer of a step in a role. */
  stateOf(saga: SagaProgram, step: Value, role: number): string {
    const found = [...saga.acts].find(([, act]) => act.stepId === step && act.role === role);
    assert(found !== undefined, 'a command is of a step of its saga');
    return found[0];
  }

  #remember(name: string, queue: number, fill: (future: Future) => void): Future {
    const known = this.#futures.get(name);
    if (known !== undefined) return known;
    const future = new Future(this.resources, queue);
    this.#futures.set(name, future);
    fill(future);
    return future;
  }

  /** A handler may give up: at most once, whoever asked directly is told. */
  #refuse(future: Future, atLeastOnce: boolean, context: Context): void {
    if (atLeastOnce) return;
    if (context.kind === 'client') future.add(this.resources.of(Resource.clientMailbox, context.client));
    if (context.kind === 'work') future.add(this.resources.of(Resource.callMailbox, context.service));
  }

  /** A reply reaches whoever has called as long as its work lasts. */
  #call(future: Future, service: ServiceProgram, { instructions }: HandlerProgram): void {
    if (instructions.some(({ op }) => op === 'call'))
      future.add(this.resources.of(Resource.callMailbox, service.index));
  }

  #instruction(future: Future, service: ServiceProgram, handler: HandlerProgram, at: number, context: Context): void {
    const { resources, asked } = this;
    const instruction = handler.instructions[at] as Instruction;
    switch (instruction.op) {
      case 'begin':
        for (const resource of this.#ofTransaction(service, handler, context)) future.add(resource);
        break;
      case 'read':
      case 'query':
      case 'insert':
      case 'update':
      case 'delete':
      case 'transition':
      case 'append': {
        const { table } = instruction;
        const writes = instruction.op !== 'read' && instruction.op !== 'query';
        const byKey = this.#rowKey(handler, instruction) !== undefined;
        addBit(future.own, resources.of(writes ? Resource.tableWrite : Resource.tableRead, table));
        const kinds: ResourceKind = writes
          ? byKey
            ? Resource.rowWrite
            : Resource.tableWrite
          : byKey
            ? Resource.rowRead
            : Resource.tableRead;
        addBit(future.known, resources.of(kinds, table));
        if (writes && asked.watchedTables.has(table)) future.add(resources.of(Resource.watched));
        break;
      }
      case 'send':
      case 'call': {
        const to: Context = instruction.op === 'call' ? { kind: 'work', service: service.index } : NOBODY;
        const { channel, messageType, key } = instruction.message;
        this.#emit(
          future,
          service,
          channel,
          this.flow(handler).isInTransaction(at),
          key === undefined ? 'none' : 'any',
        );
        this.#toConsumers(future, channel, messageType, to, true);
        break;
      }
      case 'reply':
        this.#reply(future, service, this.flow(handler).isInTransaction(at), instruction.messageType, context);
        break;
      case 'startSaga':
        future.add(resources.of(Resource.start));
        if (asked.ledger) future.add(resources.of(Resource.ledgerWrite));
        future.next.push(this.#entered(instruction.saga, this.startState(instruction.saga)));
        break;
      case 'sagaReply':
        if (context.kind !== 'saga' || context.late) break;
        future.add(resources.of(Resource.saga));
        for (const next of this.#nextStates(context.saga, context.state, [SagaEvent.succeeded, SagaEvent.failed]))
          future.next.push(this.#entered(context.saga, next));
        break;
      default:
    }
  }

  startState(saga: number): string {
    return this.program.values.toText((this.program.sagas[saga] as SagaProgram).startState);
  }

  /** What every transaction of a handler uses. */
  #ofTransaction(service: ServiceProgram, handler: HandlerProgram, context: Context): readonly number[] {
    const { resources, asked } = this;
    const used: number[] = [];
    if (service.publishing === 'before-commit') used.push(resources.of(Resource.holder, service.index));
    if (this.#waits[service.index] === true) used.push(resources.of(Resource.waiting, service.index));
    if (service.isolation !== undefined && handler !== service.sagaReplies)
      used.push(resources.of(Resource.database, service.index));
    if (service.inbox) used.push(resources.of(Resource.inbox, service.index));
    if (asked.ledger) used.push(resources.of(this.#isUndoing(context) ? Resource.ledgerWrite : Resource.ledgerRead));
    return used;
  }

  #isUndoing(context: Context): boolean {
    return context.kind === 'saga' && this.#act(context.saga, context.state)?.role === TransactionRole.compensation;
  }

  #act(saga: number, state: string): SagaAct | undefined {
    return this.program.sagas[saga]?.acts.get(state);
  }

  #ownersTransaction(future: Future, owner: number): void {
    const service = this.program.services[owner] as ServiceProgram;
    if (service.publishing === 'before-commit') future.add(this.resources.of(Resource.holder, owner));
    if (this.#waits[owner] === true) future.add(this.resources.of(Resource.waiting, owner));
    if (this.asked.ledger) future.add(this.resources.of(Resource.ledgerRead));
    future.add(this.resources.of(Resource.saga));
  }

  /** A saga has come to a state: it asks for something, or has ended. */
  #entered(saga: number, state: string): Future {
    return this.#remember(`entered ${saga} ${state}`, -1, (future) => {
      const act = this.#act(saga, state);
      if (act === undefined) {
        if (this.asked.ledger) future.add(this.resources.of(Resource.ledgerWrite));
        return;
      }
      const service = this.program.services[(this.program.sagas[saga] as SagaProgram).owner] as ServiceProgram;
      const { channel, messageType, key } = act.message;
      this.#emit(future, service, channel, true, key === undefined ? 'none' : 'own');
      this.#toConsumers(future, channel, messageType, { kind: 'saga', saga, state, late: false }, true);
      if (act.timeoutMicros > 0) future.next.push(this.timer(saga, state));
    });
  }

  #reply(future: Future, service: ServiceProgram, inTransaction: boolean, type: number, context: Context): void {
    const { resources, asked } = this;
    if (context.kind === 'client') future.add(resources.of(Resource.clientMailbox, context.client));
    if (context.kind === 'work') future.add(resources.of(Resource.callMailbox, context.service));
    if (asked.ledger) future.add(resources.of(Resource.ledgerRead));
    if (context.kind !== 'saga') return;
    const { replyChannel } = this.program.sagas[context.saga] as SagaProgram;
    const keyed = this.#act(context.saga, context.state)?.message.key !== undefined;
    this.#emit(future, service, replyChannel, inTransaction, keyed ? 'own' : 'none');
    this.#toConsumers(future, replyChannel, type, context, true);
  }

  /** @param key of the message: none, that of the saga that it belongs to, or any */
  #emit(
    future: Future,
    service: ServiceProgram,
    channel: number,
    inTransaction: boolean,
    key: 'none' | 'own' | 'any',
  ): void {
    const { resources, asked } = this;
    const { ordering } = this.program.channels[channel] as ChannelProgram;
    if (inTransaction && service.publishing === 'outbox' && !service.wholeHandlers)
      future.add(resources.of(Resource.outboxEnd, service.index));
    if (ordering === 'fifo' || (ordering === 'key' && key === 'any')) future.add(resources.of(Resource.end, channel));
    if (ordering === 'key' && key === 'own') future.add(resources.of(Resource.endOfKey, channel));
    if (asked.promises) future.add(resources.of(Resource.promises, service.index));
    if (asked.ledger) future.add(resources.of(Resource.ledgerRead));
  }

  #toConsumers(future: Future, channel: number, type: number, context: Context, isOrdered: boolean): void {
    const { consumers, ordering } = this.program.channels[channel] as ChannelProgram;
    // Whoever sends says which key; a dead letter has the one that it had.
    if (!isOrdered && ordering !== 'none') future.add(this.resources.of(Resource.end, channel));
    consumers.forEach((_, consumer) => future.next.push(this.delivery(channel, consumer, type, context)));
  }

  #nextStates(saga: number, state: string, events: readonly string[]): readonly string[] {
    if (state in SAGA_FINAL_STATES) return [];
    const { machine } = this.program.sagas[saga] as SagaProgram;
    return events.flatMap((event) =>
      [true, false].flatMap((answer) => {
        const step = machine.step(state, event, () => answer);
        return step === undefined ? [] : [step.state];
      }),
    );
  }

  /** The key of the row that a statement is about, if the message tells it. */
  #rowKey(handler: HandlerProgram, instruction: Instruction): Term | undefined {
    const term =
      instruction.op === 'read' ||
      instruction.op === 'insert' ||
      instruction.op === 'update' ||
      instruction.op === 'delete' ||
      instruction.op === 'transition'
        ? instruction.key
        : undefined;
    return term !== undefined && this.isOfMessage(handler, term) ? term : undefined;
  }

  /** By place of the instruction: the terms of the rows that a message tells. */
  rowKeys(handler: HandlerProgram): ReadonlyMap<number, Term> {
    const keys = new Map<number, Term>();
    handler.instructions.forEach((instruction, at) => {
      const key = this.#rowKey(handler, instruction);
      if (key !== undefined) keys.set(at, key);
    });
    return keys;
  }

  #demandOf(
    demand: Demand,
    service: ServiceProgram,
    handler: HandlerProgram,
    at: number,
    reach: Reach,
    context: Context,
    known: KnownMessage,
  ): void {
    const { resources, asked } = this;
    const instruction = handler.instructions[at] as Instruction;
    const send = (channel: number, key: Value | undefined): void => {
      const inTransaction = this.flow(handler).isInTransaction(at);
      if (asked.promises) demand.add(resources.of(Resource.promises, service.index));
      if (asked.ledger) demand.add(resources.of(Resource.ledgerRead));
      if (inTransaction && service.publishing === 'outbox' && !service.wholeHandlers) {
        demand.add(resources.of(Resource.outboxEnd, service.index));
        return;
      }
      // What follows the commit is an operation of its own, unless the handler is one.
      if (inTransaction && reach !== 'whole' && service.publishing !== 'before-commit') return;
      this.demandOfSending(demand, channel, key);
    };
    switch (instruction.op) {
      case 'begin':
        for (const resource of this.#ofTransaction(service, handler, context))
          if (resource !== resources.of(Resource.inbox, service.index)) demand.add(resource);
        break;
      case 'read':
      case 'query':
      case 'insert':
      case 'update':
      case 'delete':
      case 'transition':
      case 'append': {
        const writes = instruction.op !== 'read' && instruction.op !== 'query';
        const { table } = instruction;
        const isOfMessage = this.#rowKey(handler, instruction) !== undefined;
        const key = known.keys.get(at);
        if (!isOfMessage) demand.add(resources.of(writes ? Resource.tableWrite : Resource.tableRead, table));
        else if (key !== undefined) demand.add(resources.of(writes ? Resource.rowWrite : Resource.rowRead, table), key);
        if (writes && asked.watchedTables.has(table)) demand.add(resources.of(Resource.watched));
        break;
      }
      case 'send':
      case 'call':
        send(instruction.message.channel, instruction.message.key === undefined ? NULL : undefined);
        break;
      case 'reply':
        if (asked.ledger) demand.add(resources.of(Resource.ledgerRead));
        if (context.kind === 'client') demand.add(resources.of(Resource.clientMailbox, context.client));
        if (context.kind === 'work') demand.add(resources.of(Resource.callMailbox, context.service));
        if (context.kind === 'saga') send((this.program.sagas[context.saga] as SagaProgram).replyChannel, known.key);
        break;
      case 'startSaga': {
        const { owner, acts } = this.program.sagas[instruction.saga] as SagaProgram;
        if (asked.ledger) demand.add(resources.of(Resource.ledgerWrite));
        const act = acts.get(this.startState(instruction.saga));
        assert(owner === service.index, 'a saga is started by its owner');
        if (act !== undefined) send(act.message.channel, act.message.key === undefined ? NULL : undefined);
        break;
      }
      default:
    }
  }
}

/** The slots that a term names; a constant names none. */
function slotsOf(term: Term): readonly number[] {
  return (term as Partial<Expression>).slots ?? [];
}

function nameOf(context: Context): string {
  switch (context.kind) {
    case 'nobody':
      return 'nobody';
    case 'client':
      return `client ${context.client}`;
    case 'work':
      return `work ${context.service}`;
    case 'saga':
      return `saga ${context.saga} ${context.state}${context.late ? ' late' : ''}`;
  }
}

/** What an expression gives, or undefined where it has no value. */
export function attempt<T>(evaluate: () => T): T | undefined {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof EvaluationError) return undefined;
    throw error;
  }
}
