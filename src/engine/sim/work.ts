import { assert } from '../base/assert.ts';
import { FALSE, NULL, TRUE } from '../base/values.ts';
import type { Scalar, Value, Values } from '../base/values.ts';
import { EvaluationError } from '../model/expression/compile.ts';
import { MachineError } from '../model/machine/machine-error.ts';
import { EntryKind, Fate, Outcome, TransactionRole } from '../trace/entry.ts';
import type { Sink } from '../trace/entry.ts';
import { identity } from '../trace/identity.ts';
import { acknowledge, requeue, sendMessage } from './channel.ts';
import {
  ReplyAddress,
  makeMessage,
  messageId,
  messageOutcome,
  messagePayload,
  messageReplyTo,
  messageSaga,
  messageType,
  referenceRole,
  referenceSaga,
  referenceStep,
  replyToWork,
} from './message.ts';
import type { ChannelProgram, HandlerProgram, Instruction, OutgoingProgram, ServiceProgram, Term } from './program.ts';
import { zeroOf } from './program.ts';
import { channelOf, payloadOf, publish } from './publish.ts';
import type { HandlerContext } from './publish.ts';
import { startSaga, takeReply } from './saga.ts';
import { executeStatement } from './statement.ts';
import { LocalTransaction, fieldsOf } from './transaction.ts';
import type { InstanceState, ServiceState, World } from './world.ts';

/**
 * Work is one attempt of an instance to handle one copy of a message: a tuple (message, copy, delivery, channel, program
 * counter, phase, extra, inboxed, registers). Between two choices its program counter stands at a visible operation, or
 * at the end.
 */
export const WorkPhase = {
  /** The next visible operation is the instruction at the program counter. */
  ready: 0,
  /** The transaction waits; extra: the (table, key)s that it read. */
  blocked: 1,
  /** A pause, until its timer. */
  paused: 2,
  /** A call, until its reply or its timer. */
  calling: 3,
  /** Nothing is left but the acknowledgement. */
  done: 4,
  /** A transaction has committed and its sends follow; extra: (message, channel)s. */
  publishing: 5,
  /** A transaction is open, about to send before it commits or having sent; extra: the transaction. */
  open: 6,
} as const;

export const workMessage = (values: Values, work: Value): Value => values.field(work, 0);
export const workCopy = (values: Values, work: Value): number => ~values.field(work, 1);
export const workDelivery = (values: Values, work: Value): number => ~values.field(work, 2);
/** Index of the channel. */
export const workChannel = (values: Values, work: Value): number => ~values.field(work, 3);
export const workCounter = (values: Values, work: Value): number => ~values.field(work, 4);
export const workPhase = (values: Values, work: Value): number => ~values.field(work, 5);
export const workExtra = (values: Values, work: Value): Value => values.field(work, 6);
export const workRegisters = (values: Values, work: Value): Value => values.field(work, 8);

/** The first attempt is named by its message; a later one says what it was. */
export function workIdentity(values: Values, message: Value, copy: number, delivery: number): Value {
  const id = messageId(values, message);
  const ofCopy = copy === 1 ? id : identity(values, id, values.text('copy'), copy);
  return delivery === 1 ? ofCopy : identity(values, ofCopy, values.text('delivery'), delivery);
}

/** The handler of a message at a service: replies to its sagas have one of their own. */
export function handlerOf(world: World, service: ServiceProgram, message: Value): HandlerProgram | undefined {
  const { values, program } = world;
  const type = messageType(values, message);
  const saga = messageSaga(values, message);
  if (program.messageTypes[type]?.kind === 'reply' && saga !== NULL) return service.sagaReplies;
  return service.handlers[type];
}

/** One piece of work, unpacked for the time of one choice. */
export class Work implements HandlerContext {
  readonly world: World;
  readonly sink: Sink;
  readonly service: ServiceProgram;
  readonly state: ServiceState;
  readonly instance: number;
  readonly id: Value;
  readonly message: Value;
  readonly handler: HandlerProgram;
  readonly registers: Scalar[];
  readonly #copy: number;
  readonly #delivery: number;
  readonly #channel: number;
  #counter: number;
  #phase: number;
  #extra: Value;
  #inboxed: boolean;
  #ended = false;

  private constructor(
    world: World,
    sink: Sink,
    service: number,
    instance: number,
    fields: {
      id: Value;
      message: Value;
      copy: number;
      delivery: number;
      channel: number;
      counter: number;
      phase: number;
      extra: Value;
      inboxed: boolean;
      registers: Scalar[] | undefined;
    },
  ) {
    this.world = world;
    this.sink = sink;
    this.service = world.program.services[service] as ServiceProgram;
    this.state = world.services[service] as ServiceState;
    this.instance = instance;
    this.id = fields.id;
    this.message = fields.message;
    this.#copy = fields.copy;
    this.#delivery = fields.delivery;
    this.#channel = fields.channel;
    this.#counter = fields.counter;
    this.#phase = fields.phase;
    this.#extra = fields.extra;
    this.#inboxed = fields.inboxed;
    const handler = handlerOf(world, this.service, fields.message);
    assert(handler !== undefined, 'a consumer has a handler for what is delivered to it');
    this.handler = handler;
    this.registers = fields.registers ?? this.#firstRegisters();
  }

  /** A copy has reached an instance: work begins, and stands at its first visible operation. */
  static begin(
    world: World,
    sink: Sink,
    channel: ChannelProgram,
    consumer: number,
    instance: number,
    message: Value,
    copy: number,
    delivery: number,
  ): void {
    const { values } = world;
    const service = channel.consumers[consumer] as number;
    const id = workIdentity(values, message, copy, delivery);
    sink.emit(
      EntryKind.delivered,
      id,
      messageId(values, message),
      copy,
      delivery,
      channel.index,
      service,
      instance,
      messageType(values, message),
    );
    const work = new Work(world, sink, service, instance, {
      id,
      message,
      copy,
      delivery,
      channel: channel.index,
      counter: 0,
      phase: WorkPhase.ready,
      extra: NULL,
      inboxed: false,
      registers: undefined,
    });
    work.#advance();
    if (work.service.wholeHandlers) work.#runWhole();
    work.#store();
  }

  static load(world: World, sink: Sink, service: number, instance: number, id: Value): Work {
    const { values } = world;
    const work = ((world.services[service] as ServiceState).instances[instance] as InstanceState).work.get(id);
    assert(work !== NULL, 'the work exists');
    const registers = fieldsOf(values, workRegisters(values, work)).map((value) => values.toScalar(value));
    return new Work(world, sink, service, instance, {
      id,
      message: workMessage(values, work),
      copy: workCopy(values, work),
      delivery: workDelivery(values, work),
      channel: workChannel(values, work),
      counter: workCounter(values, work),
      phase: workPhase(values, work),
      extra: workExtra(values, work),
      inboxed: values.field(work, 7) === TRUE,
      registers,
    });
  }

  /** Goes on through one visible operation and up to the next. */
  run(fate: number): void {
    this.#operate(fate);
    this.#store();
  }

  acknowledge(fate: number): void {
    assert(this.#phase === WorkPhase.done, 'work is acknowledged when it is done');
    this.#settle(fate);
    this.#store();
  }

  /** The timer of a pause, or of a call whose reply did not come. */
  timeOut(): void {
    const instruction = this.#instruction();
    this.sink.emit(EntryKind.timerFired, this.id, this.#labelOf(instruction));
    if (instruction.op === 'call') this.registers[instruction.ok] = false;
    else assert(instruction.op === 'pause', 'only pauses and calls have timers');
    this.#resume();
  }

  /** The reply to a call has come back; one that nobody waits for any more is dropped. */
  takeCallReply(reply: Value): void {
    const { values } = this.world;
    const instruction = this.#instruction();
    const label = values.field(messageReplyTo(values, reply), 4);
    if (this.#phase !== WorkPhase.calling || instruction.op !== 'call' || instruction.message.label !== label) return;
    this.registers[instruction.ok] = messageOutcome(values, reply) === 0;
    const slots = instruction.fields.get(messageType(values, reply)) ?? [];
    slots.forEach((slot, i) => {
      this.registers[slot] = values.toScalar(values.field(messagePayload(values, reply), i));
    });
    this.sink.emit(EntryKind.resumed, this.id, this.service.index, this.instance);
    this.#resume();
  }

  /** A row that the waiting transaction had read was changed: it may try again. */
  unblock(): void {
    assert(this.#phase === WorkPhase.blocked, 'only what waits is woken');
    this.sink.emit(EntryKind.resumed, this.id, this.service.index, this.instance);
    this.#phase = WorkPhase.ready;
    this.#extra = NULL;
    this.#store();
  }

  /** The instance died: an open transaction is rolled back and the copy goes back to its channel. */
  crash(): void {
    if (this.#phase === WorkPhase.open) {
      const transaction = LocalTransaction.resume(this.world, this.state, this.sink, this.#extra, this.id);
      transaction.rollback(this.world.values.text('crash'));
      this.state.holder.set(NULL);
    }
    const channel = this.#channelProgram();
    const consumer = channel.consumers.indexOf(this.service.index);
    requeue(this.world, this.sink, this.id, channel, consumer, this.message, this.#copy, 'crash');
    this.#ended = true;
    this.#store();
  }

  #runWhole(): void {
    while (!this.#ended && (this.#phase === WorkPhase.ready || this.#phase === WorkPhase.publishing || this.#phase === WorkPhase.open))
      this.#operate(Fate.arrived);
    if (!this.#ended && this.#phase === WorkPhase.done) this.#settle(Fate.arrived);
  }

  #operate(fate: number): void {
    const { values } = this.world;
    if (this.#phase === WorkPhase.publishing) {
      const [next, ...rest] = fieldsOf(values, this.#extra);
      assert(next !== undefined, 'there is something to publish');
      sendMessage(this.world, this.sink, this.id, values.field(next, 0), channelOf(values, next), fate, NULL);
      this.#extra = rest.length === 0 ? NULL : values.tupleOf(rest, rest.length);
      if (rest.length === 0) {
        this.#phase = WorkPhase.ready;
        this.#advance();
      }
      return;
    }
    if (this.#phase === WorkPhase.open) {
      const transaction = LocalTransaction.resume(this.world, this.state, this.sink, this.#extra, this.id);
      const instruction = this.#instruction();
      const [message, channel] =
        instruction.op === 'send' || instruction.op === 'reply' ? this.#outgoing(instruction) : [NULL, -1];
      if (message !== NULL && channel >= 0) {
        // What follows the send is another operation: a crash can fall between the two.
        sendMessage(this.world, this.sink, this.id, message, channel, fate, transaction.id);
        this.#counter++;
        return;
      }
      this.#extra = NULL;
      this.#phase = WorkPhase.ready;
      this.state.holder.set(NULL);
      this.#transact(transaction);
      return;
    }
    assert(this.#phase === WorkPhase.ready, 'only ready work runs');
    const instruction = this.#instruction();
    if (instruction.op === 'begin') {
      this.#begin(instruction.label);
      return;
    }
    try {
      this.#operateAlone(instruction, fate);
    } catch (error) {
      this.#fail(reasonOf(error));
    }
  }

  #operateAlone(instruction: Instruction, fate: number): void {
    const { values } = this.world;
    if (instruction.op === 'send' || instruction.op === 'reply') {
      const [message, channel] = this.#outgoing(instruction);
      if (message !== NULL) sendMessage(this.world, this.sink, this.id, message, channel, fate, NULL);
      this.#counter++;
      this.#advance();
    } else if (instruction.op === 'call') {
      const address = replyToWork(values, this.service.index, this.instance, this.id, instruction.message.label);
      const message = this.#build(instruction.message, address);
      sendMessage(this.world, this.sink, this.id, message, instruction.message.channel, fate, NULL);
      this.#phase = WorkPhase.calling;
      if (instruction.timeoutMicros > 0) this.sink.emit(EntryKind.timerArmed, this.id, instruction.message.label);
    } else {
      assert(instruction.op === 'pause', 'what is left is a pause');
      this.#phase = WorkPhase.paused;
      this.sink.emit(EntryKind.timerArmed, this.id, instruction.label);
    }
  }

  #begin(label: Value): void {
    const { values } = this.world;
    const id = messageId(values, this.message);
    const transaction = new LocalTransaction(
      this.world,
      this.state,
      this.sink,
      identity(values, this.id, label, 1),
      this.id,
    );
    const reference = messageSaga(values, this.message);
    const isReply = this.handler === this.service.sagaReplies;
    this.sink.emit(
      EntryKind.begun,
      this.id,
      transaction.id,
      this.service.index,
      reference === NULL ? NULL : referenceSaga(values, reference),
      reference === NULL ? NULL : referenceStep(values, reference),
      reference === NULL ? TransactionRole.other : isReply ? TransactionRole.orchestration : referenceRole(values, reference),
      id,
    );
    if (this.service.inbox && !this.#inboxed) {
      if (this.state.inbox.has(id)) {
        this.sink.emit(EntryKind.skipped, this.id, id, this.service.index);
        transaction.rollback(values.text('duplicate'));
        this.#counter = this.handler.instructions.length;
        this.#advance();
        return;
      }
      transaction.inbox(id);
    }
    this.#counter++;
    this.#transact(transaction);
  }

  /** Executes a transaction from the program counter to its end, or to a send that must come before its commit. */
  #transact(transaction: LocalTransaction): void {
    const { values } = this.world;
    const before = [...this.registers];
    try {
      for (;;) {
        const instruction = this.#instruction();
        switch (instruction.op) {
          case 'commit':
          case 'return':
            this.#commit(transaction, instruction.op === 'return');
            return;
          case 'fail':
            this.#rollback(transaction, instruction.reason);
            return;
          case 'waitWhile':
            if (instruction.condition.evaluate(this.registers) === true) {
              this.#block(transaction, before);
              return;
            }
            this.#counter++;
            break;
          case 'send':
          case 'reply': {
            const [message, channel] = this.#outgoing(instruction);
            if (message !== NULL && channel >= 0 && this.service.publishing === 'before-commit') {
              this.#phase = WorkPhase.open;
              this.#extra = transaction.suspend();
              this.state.holder.set(this.id);
              return;
            }
            if (message !== NULL) publish(this, transaction, message, channel);
            this.#counter++;
            break;
          }
          case 'startSaga':
            startSaga(this, transaction, instruction);
            this.#counter++;
            break;
          case 'sagaReply':
            takeReply(this, transaction);
            this.#counter++;
            break;
          case 'jump':
          case 'branch':
          case 'assign':
            this.#move(instruction);
            break;
          case 'begin':
          case 'call':
          case 'pause':
            assert(false, 'no visible operation stands within a transaction');
            break;
          default: {
            const outcome = executeStatement(this, transaction, instruction);
            if (outcome.kind === 'fail') {
              this.#rollback(transaction, values.text(outcome.reason));
              return;
            }
            this.#counter = outcome.kind === 'jump' ? outcome.target : this.#counter + 1;
          }
        }
      }
    } catch (error) {
      this.#rollback(transaction, values.text(reasonOf(error)));
    }
  }

  #commit(transaction: LocalTransaction, returns: boolean): void {
    const { values } = this.world;
    transaction.commit();
    this.#inboxed = true;
    wake(this.world, this.sink, this.service.index, transaction.writes);
    this.#counter = returns ? this.handler.instructions.length : this.#counter + 1;
    const { pending } = transaction;
    if (pending.length > 0) {
      this.#phase = WorkPhase.publishing;
      this.#extra = values.tupleOf(pending, pending.length);
    } else {
      this.#advance();
    }
  }

  #rollback(transaction: LocalTransaction, reason: Value): void {
    transaction.rollback(reason);
    const begin = this.handler.instructions[this.#beginOf(this.#counter)];
    assert(begin !== undefined && begin.op === 'begin', 'a transaction has a beginning');
    if (begin.rollback < 0) {
      this.#fail(this.world.values.toText(reason));
      return;
    }
    this.#counter = begin.rollback;
    this.#advance();
  }

  #block(transaction: LocalTransaction, registers: readonly Scalar[]): void {
    const { values } = this.world;
    transaction.rollback(values.text('waits'));
    registers.forEach((value, slot) => {
      this.registers[slot] = value;
    });
    this.#counter = this.#beginOf(this.#counter);
    this.#phase = WorkPhase.blocked;
    this.#extra = values.tupleOf(transaction.reads, transaction.reads.length);
    const last = transaction.reads[transaction.reads.length - 1];
    this.sink.emit(
      EntryKind.blocked,
      this.id,
      this.service.index,
      this.instance,
      values.text('waits'),
      last === undefined ? 0 : ~values.field(last, 0),
      last === undefined ? NULL : values.field(last, 1),
    );
  }

  #beginOf(counter: number): number {
    let at = counter;
    while (at >= 0 && this.handler.instructions[at]?.op !== 'begin') at--;
    return at;
  }

  /** Moves on over everything that nobody can see, to the next visible operation or the end. */
  #advance(): void {
    try {
      while (this.#counter < this.handler.instructions.length) {
        const instruction = this.#instruction();
        if (instruction.op === 'return') this.#counter = this.handler.instructions.length;
        else if (instruction.op === 'fail') return this.#fail(this.world.values.toText(instruction.reason));
        else if (instruction.op === 'jump' || instruction.op === 'branch' || instruction.op === 'assign') this.#move(instruction);
        else if (instruction.op === 'reply' && messageReplyTo(this.world.values, this.message) === NULL) this.#counter++;
        else return;
      }
    } catch (error) {
      this.#fail(reasonOf(error));
      return;
    }
    this.#phase = WorkPhase.done;
    this.#extra = NULL;
    if (!this.#channelProgram().atLeastOnce) this.#settle(Fate.arrived);
  }

  #move(instruction: Extract<Instruction, { op: 'jump' | 'branch' | 'assign' }>): void {
    if (instruction.op === 'jump') this.#counter = instruction.target;
    else if (instruction.op === 'branch')
      this.#counter = instruction.condition.evaluate(this.registers) === true ? this.#counter + 1 : instruction.otherwise;
    else {
      this.registers[instruction.slot] = instruction.term.evaluate(this.registers);
      this.#counter++;
    }
  }

  /** The work is over. */
  #settle(fate: number): void {
    const channel = this.#channelProgram();
    const { values } = this.world;
    const id = messageId(values, this.message);
    this.sink.emit(EntryKind.handled, this.id, id, this.service.index, this.instance, Outcome.completed, NULL);
    if (channel.atLeastOnce) {
      const consumer = channel.consumers.indexOf(this.service.index);
      acknowledge(this.world, this.sink, this.id, channel, consumer, this.message, this.#copy, fate);
    }
    this.#ended = true;
  }

  /** The handler gave up: whoever asked directly is told, and the copy is refused. */
  #fail(reason: string): void {
    const { values } = this.world;
    const id = messageId(values, this.message);
    this.sink.emit(EntryKind.handled, this.id, id, this.service.index, this.instance, Outcome.failed, values.text(reason));
    const address = messageReplyTo(values, this.message);
    if (address !== NULL && ~values.field(address, 0) !== ReplyAddress.channel) {
      const failed = this.world.program.messageTypes.findIndex((type) => type.id === 'Failed');
      const answer = this.#reply(values.text('failed'), failed, 1, []);
      sendMessage(this.world, this.sink, this.id, answer, -1, Fate.arrived, NULL);
    }
    const channel = this.#channelProgram();
    const consumer = channel.consumers.indexOf(this.service.index);
    requeue(this.world, this.sink, this.id, channel, consumer, this.message, this.#copy, reason);
    this.#ended = true;
  }

  #resume(): void {
    this.#phase = WorkPhase.ready;
    this.#extra = NULL;
    this.#counter++;
    this.#advance();
    this.#store();
  }

  #store(): void {
    const { values } = this.world;
    const { work } = this.state.instances[this.instance] as InstanceState;
    if (this.#ended) {
      work.delete(this.id);
      return;
    }
    const registers = this.registers.map((scalar) => values.scalar(scalar));
    work.set(
      this.id,
      values.tuple(
        this.message,
        values.integer(this.#copy),
        values.integer(this.#delivery),
        values.integer(this.#channel),
        values.integer(this.#counter),
        values.integer(this.#phase),
        this.#extra,
        this.#inboxed ? TRUE : FALSE,
        values.tupleOf(registers, registers.length),
      ),
    );
  }

  #firstRegisters(): Scalar[] {
    const { values, program } = this.world;
    const payload = messagePayload(values, this.message);
    const registers: Scalar[] = [];
    const size = payload === NULL ? 0 : Math.min(values.size(payload), this.handler.fieldCount);
    for (let i = 0; i < size; i++) registers.push(values.toScalar(values.field(payload, i)));
    const types = program.messageTypes[this.handler.messageType]?.types ?? [];
    for (let i = size; i < this.handler.fieldCount; i++) registers.push(zeroOf(types[i] ?? 'int'));
    for (const variable of this.handler.variables.slice(this.handler.fieldCount)) registers.push(zeroOf(variable.type));
    while (registers.length < this.handler.registerCount) registers.push(0);
    return registers;
  }

  /** The message of a send or a reply and its channel; a reply that nobody waits for is null. */
  #outgoing(instruction: Instruction): readonly [Value, number] {
    const { values } = this.world;
    if (instruction.op === 'send') return [this.#build(instruction.message, NULL), instruction.message.channel];
    assert(instruction.op === 'reply', 'a send or a reply');
    const address = messageReplyTo(values, this.message);
    if (address === NULL) return [NULL, -1];
    const reply = this.#reply(instruction.label, instruction.messageType, instruction.outcome, instruction.payload);
    return [reply, ~values.field(address, 0) === ReplyAddress.channel ? ~values.field(address, 1) : -1];
  }

  #build(outgoing: OutgoingProgram, replyTo: Value): Value {
    const { values } = this.world;
    return makeMessage(values, {
      id: identity(values, this.id, outgoing.label, 1),
      type: outgoing.messageType,
      key: outgoing.key === undefined ? NULL : values.scalar(outgoing.key.evaluate(this.registers)),
      saga: NULL,
      replyTo,
      payload: payloadOf(this.world, outgoing.messageType, outgoing.payload, this.registers),
      outcome: 0,
    });
  }

  #reply(label: Value, type: number, outcome: number, payload: readonly (Term | undefined)[]): Value {
    const { values } = this.world;
    return makeMessage(values, {
      id: identity(values, this.id, label, 1),
      type,
      key: NULL,
      saga: messageSaga(values, this.message),
      replyTo: messageReplyTo(values, this.message),
      payload: payloadOf(this.world, type, payload, this.registers),
      outcome,
    });
  }

  #channelProgram(): ChannelProgram {
    return this.world.program.channels[this.#channel] as ChannelProgram;
  }

  #instruction(): Instruction {
    const instruction = this.handler.instructions[this.#counter];
    assert(instruction !== undefined, 'the program counter is within the handler');
    return instruction;
  }

  #labelOf(instruction: Instruction): Value {
    return instruction.op === 'call' ? instruction.message.label : instruction.op === 'pause' ? instruction.label : NULL;
  }
}

/** Wakes all work of the service that waits for one of the rows that were written. */
function wake(world: World, sink: Sink, service: number, writes: Iterable<Value>): void {
  const { values } = world;
  const written = new Set(writes);
  if (written.size === 0) return;
  (world.services[service] as ServiceState).instances.forEach((instance, index) => {
    for (const id of instance.work.keys()) {
      const work = instance.work.get(id);
      if (workPhase(values, work) !== WorkPhase.blocked) continue;
      if (fieldsOf(values, workExtra(values, work)).some((place) => written.has(place)))
        Work.load(world, sink, service, index, id).unblock();
    }
  });
}

/** Simulated failures of expressions and machines; anything else is a broken invariant and goes on up. */
function reasonOf(error: unknown): string {
  if (error instanceof EvaluationError) return error.code;
  if (error instanceof MachineError) return 'machine-endless';
  throw error;
}

