import { assert } from '../base/assert.ts';
import { FALSE, NULL, TRUE } from '../base/values.ts';
import type { Scalar, Value } from '../base/values.ts';
import { EvaluationError } from '../model/expression/expression.ts';
import { MachineError } from '../model/machine/machine-error.ts';
import { EntryKind, Fate, Outcome, TransactionRole } from '../trace/entry.ts';
import type { Sink } from '../trace/entry.ts';
import { identity } from '../trace/identity.ts';
import { acknowledge, requeue, sendMessage } from './channel.ts';
import {
  ReplyAddress,
  makeMessage,
  messageId,
  messageKey,
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
import { channelOf, payloadOf, publish, nextCopy } from './publish.ts';
import type { HandlerContext } from './publish.ts';
import { startSaga, takeReply } from './saga.ts';
import type { SessionOutcome } from './session.ts';
import { executeStatement } from './statement.ts';
import type { StatementInstruction } from './statement.ts';
import { LocalTransaction, fieldsOf } from './transaction.ts';
import {
  WorkPhase,
  handlerOf,
  makeSession,
  sessionParts,
  workChannel,
  workCopy,
  workCounter,
  workDelivery,
  workExtra,
  workIdentity,
  workMessage,
  workPhase,
  workRegisters,
} from './work-record.ts';
import type { SessionParts } from './work-record.ts';
import type { InstanceState, ServiceState, World } from './world.ts';

/** What is sent before the commit cannot be taken back, so nothing can begin again after it. */
const WAIT_AFTER_SEND = 'wait-after-send';

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

  /**
   * A copy has reached an instance: work begins, and stands at its first visible operation.
   * @param fate of its acknowledgement, where that belongs to the same choice
   */
  static begin(
    world: World,
    sink: Sink,
    channel: ChannelProgram,
    consumer: number,
    instance: number,
    message: Value,
    copy: number,
    delivery: number,
    fate: number,
  ): void {
    const { values } = world;
    const service = channel.consumers[consumer] as number;
    const id = workIdentity(values, channel, consumer, message, copy, delivery);
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
    if (work.service.wholeHandlers) work.#runWhole(fate);
    work.#store();
  }

  static load(world: World, sink: Sink, service: number, instance: number, id: Value): Work {
    const { values } = world;
    const work = ((world.services[service] as ServiceState).instances[instance] as InstanceState).work.get(id);
    assert(work !== NULL, 'the work exists');
    const registers = fieldsOf(values, workRegisters(values, work)).map((value) => values.toScalar(value));
    const handler = handlerOf(world, world.program.services[service] as ServiceProgram, workMessage(values, work));
    while (registers.length < (handler?.registerCount ?? 0)) registers.push(0);
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

  /** Goes on through one visible operation and up to the next, or, handled as one, as far as it gets. */
  run(fate: number): void {
    this.#operate(fate);
    if (this.service.wholeHandlers) this.#runWhole(Fate.arrived);
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
    if (this.#phase !== WorkPhase.calling) return;
    const { values } = this.world;
    const instruction = this.#instruction();
    const label = values.field(messageReplyTo(values, reply), 4);
    if (instruction.op !== 'call' || instruction.message.label !== label) return;
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
    if (this.#phase === WorkPhase.session || this.#phase === WorkPhase.waiting)
      this.#abandon(this.world.values.text('crash'));
    const channel = this.#channelProgram();
    const consumer = channel.consumers.indexOf(this.service.index);
    requeue(this.world, this.sink, this.id, channel, consumer, this.message, this.#copy, 'crash');
    this.#ended = true;
    this.#store();
  }

  #runWhole(fate: number): void {
    const goesOn: readonly number[] = [WorkPhase.ready, WorkPhase.publishing, WorkPhase.open, WorkPhase.session];
    while (!this.#ended && goesOn.includes(this.#phase)) this.#operate(Fate.arrived);
    if (!this.#ended && this.#phase === WorkPhase.done) this.#settle(fate);
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
      const unsent = transaction.takeUnsent();
      this.#extra = NULL;
      this.#phase = WorkPhase.ready;
      this.state.holder.set(NULL);
      if (unsent === NULL) {
        this.#transact(transaction);
        return;
      }
      const channel = ~values.field(unsent, 1);
      const message = values.field(unsent, 0);
      const firstCopy = this.handler === this.service.sagaReplies ? nextCopy(this.state, values, message) : 1;
      sendMessage(this.world, this.sink, this.id, message, channel, fate, transaction.id, firstCopy);
      try {
        while (!transaction.hasUnsent && this.#publishNext(transaction));
      } catch (error) {
        this.#rollback(transaction, values.text(reasonOf(error)));
        return;
      }
      // What follows the send is another operation: a crash can fall between the two.
      this.#hold(transaction);
      return;
    }
    if (this.#phase === WorkPhase.session || this.#phase === WorkPhase.waiting) {
      this.#operateSession(fate);
      return;
    }
    assert(this.#phase === WorkPhase.ready, 'only ready work runs');
    const instruction = this.#instruction();
    if (instruction.op === 'begin') {
      this.#begin(instruction);
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

  #begin(instruction: Extract<Instruction, { op: 'begin' }>): void {
    const { values } = this.world;
    const id = messageId(values, this.message);
    const attempt = this.#extra === NULL ? 1 : ~this.#extra;
    this.#extra = NULL;
    const transaction = new LocalTransaction(
      this.world,
      this.state,
      this.sink,
      identity(values, this.id, instruction.label, attempt),
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
      reference === NULL
        ? TransactionRole.other
        : isReply
          ? TransactionRole.orchestration
          : referenceRole(values, reference),
      id,
    );
    if (this.service.inbox && !this.#inboxed) {
      if (this.state.inbox.has(id)) {
        this.#skip(transaction);
        return;
      }
      transaction.inbox(id);
    }
    const { database } = this.state;
    if (database === undefined || isReply) {
      this.#counter++;
      this.#transact(transaction);
      return;
    }
    const level = instruction.isolation ?? this.service.isolation;
    assert(level !== undefined, 'a database at statement granularity has a level');
    database.begin(transaction.id, level);
    const registers = this.#storedRegisters();
    this.#counter++;
    this.#advanceSession(transaction, {
      transaction: transaction.id,
      effects: NULL,
      registers: values.tupleOf(registers, registers.length),
      attempt,
      memo: NULL,
    });
  }

  /** The idempotent consumer knows the message: nothing is done, and the copy is acknowledged. */
  #skip(transaction: LocalTransaction): void {
    const { values } = this.world;
    this.sink.emit(EntryKind.skipped, this.id, messageId(values, this.message), this.service.index);
    transaction.rollback(values.text('duplicate'));
    this.#phase = WorkPhase.ready;
    this.#extra = NULL;
    this.#counter = this.handler.instructions.length;
    this.#advance();
  }

  /** One visible operation of a transaction at statement granularity: a statement, a send before the commit, the commit. */
  #operateSession(fate: number): void {
    const { values } = this.world;
    const parts = sessionParts(values, this.#extra);
    const transaction = LocalTransaction.resume(this.world, this.state, this.sink, parts.effects, this.id);
    const instruction = this.#instruction();
    const unsent = transaction.takeUnsent();
    if (unsent !== NULL) {
      const channel = ~values.field(unsent, 1);
      // An earlier attempt may have sent the same message: its copies count on.
      const firstCopy = 2 * parts.attempt - 1;
      sendMessage(this.world, this.sink, this.id, values.field(unsent, 0), channel, fate, transaction.id, firstCopy);
      this.#advanceSession(transaction, parts);
    } else if (instruction.op === 'commit' || instruction.op === 'return') {
      this.#commitSession(transaction, parts, instruction.op === 'return');
    } else {
      this.#executeSession(transaction, parts, instruction as StatementInstruction);
    }
  }

  #executeSession(transaction: LocalTransaction, parts: SessionParts, instruction: StatementInstruction): void {
    const { values } = this.world;
    const { statements } = this.world.program;
    const { database } = this.state;
    assert(database !== undefined && statements !== undefined, 'a session belongs to a database');
    const resumed = this.#phase === WorkPhase.waiting;
    if (resumed) this.sink.emit(EntryKind.resumed, this.id, this.service.index, this.instance);
    let outcome: SessionOutcome;
    try {
      const session = {
        database,
        transaction: parts.transaction,
        handler: this.handler,
        counter: this.#counter,
        resumed,
        memo: parts.memo,
      };
      outcome = statements.executeInSession(this, session, instruction);
    } catch (error) {
      outcome = { kind: 'fail', reason: reasonOf(error) };
    }
    if (outcome.kind === 'fail') {
      this.#failSession(transaction, parts, values.text(outcome.reason));
    } else if (outcome.kind === 'blocked') {
      this.#phase = WorkPhase.waiting;
      this.#extra = makeSession(values, { ...parts, effects: transaction.suspend(), memo: outcome.memo });
      this.sink.emit(
        EntryKind.blocked,
        this.id,
        this.service.index,
        this.instance,
        values.text('lock'),
        outcome.table,
        outcome.key,
        values.tupleOf(outcome.by, outcome.by.length),
      );
    } else {
      this.#counter = outcome.kind === 'jump' ? outcome.target : this.#counter + 1;
      this.#advanceSession(transaction, { ...parts, memo: NULL });
    }
  }

  /** Goes on over what nobody can see, to the next statement, send or the commit. */
  #advanceSession(transaction: LocalTransaction, parts: SessionParts): void {
    const { values } = this.world;
    try {
      while (!transaction.hasUnsent) {
        const instruction = this.#instruction();
        if (instruction.op === 'jump' || instruction.op === 'branch' || instruction.op === 'assign') {
          this.#move(instruction);
        } else if (instruction.op === 'fail') {
          this.#failSession(transaction, parts, instruction.reason);
          return;
        } else if (instruction.op === 'waitWhile') {
          if (instruction.condition.evaluate(this.registers) === true) {
            if (transaction.hasSent) {
              this.#failSession(transaction, parts, values.text(WAIT_AFTER_SEND));
              return;
            }
            this.#abandon(values.text('waits'), parts);
            this.#block(transaction, parts);
            return;
          }
          this.#counter++;
        } else if (instruction.op === 'startSaga') {
          startSaga(this, transaction, instruction);
          this.#counter++;
        } else if (!this.#publishNext(transaction)) break;
      }
    } catch (error) {
      this.#failSession(transaction, parts, values.text(reasonOf(error)));
      return;
    }
    this.#phase = WorkPhase.session;
    this.#extra = makeSession(values, { ...parts, effects: transaction.suspend() });
  }

  #commitSession(transaction: LocalTransaction, parts: SessionParts, returns: boolean): void {
    const { values } = this.world;
    const { database } = this.state;
    assert(database !== undefined, 'a session belongs to a database');
    const id = messageId(values, this.message);
    if (this.service.inbox && !this.#inboxed && this.state.inbox.has(id)) {
      database.rollback(parts.transaction);
      this.#skip(transaction);
      return;
    }
    const outcome = database.commit(parts.transaction);
    if (outcome.status !== 'committed') {
      this.#failSession(transaction, parts, values.text('serialization-failure'));
      return;
    }
    this.#phase = WorkPhase.ready;
    this.#extra = NULL;
    this.#commit(transaction, returns);
  }

  /** The transaction has failed: it begins again if it may, else the handler does what it does after a rollback. */
  #failSession(transaction: LocalTransaction, parts: SessionParts, reason: Value): void {
    const { values } = this.world;
    this.#abandon(reason, parts);
    this.#phase = WorkPhase.ready;
    this.#extra = NULL;
    const begin = this.handler.instructions[this.#beginOf(this.#counter)];
    assert(begin !== undefined && begin.op === 'begin', 'a transaction has a beginning');
    const text = values.toText(reason);
    const again = text === 'serialization-failure' || text === 'deadlock';
    if (again && parts.attempt <= begin.retries) {
      this.#restore(parts);
      this.#extra = ~(parts.attempt + 1);
      return;
    }
    this.#afterRollback(begin.rollback, reason);
    assert(transaction.id === parts.transaction, 'a session is of one transaction');
  }

  /** Rolls an open session back; what it did is gone. */
  #abandon(reason: Value, parts = sessionParts(this.world.values, this.#extra)): void {
    const { database } = this.state;
    if (database?.isKnown(parts.transaction) === true) database.rollback(parts.transaction);
    this.sink.emit(EntryKind.rolledBack, this.id, parts.transaction, reason);
  }

  /** Back to the beginning of the transaction. */
  #restore(parts: SessionParts): void {
    const { values } = this.world;
    fieldsOf(values, parts.registers).forEach((value, slot) => {
      this.registers[slot] = values.toScalar(value);
    });
    this.#counter = this.#beginOf(this.#counter);
  }

  /** Executes a transaction from the program counter to its end, or to a send that must come before its commit. */
  #transact(transaction: LocalTransaction): void {
    const { values } = this.world;
    const registers = this.#storedRegisters();
    const before: SessionParts = {
      transaction: transaction.id,
      effects: NULL,
      registers: values.tupleOf(registers, registers.length),
      attempt: 1,
      memo: NULL,
    };
    try {
      for (;;) {
        if (transaction.hasUnsent) {
          this.#hold(transaction);
          return;
        }
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
              if (transaction.hasSent) {
                this.#rollback(transaction, values.text(WAIT_AFTER_SEND));
                return;
              }
              transaction.rollback(values.text('waits'));
              this.#block(transaction, before);
              return;
            }
            this.#counter++;
            break;
          case 'send':
          case 'reply':
            this.#publishNext(transaction);
            break;
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

  /** Publishes from within a transaction if a send or a reply comes next; says whether it did. */
  #publishNext(transaction: LocalTransaction): boolean {
    const instruction = this.#instruction();
    if (instruction.op !== 'send' && instruction.op !== 'reply') return false;
    const [message, channel] = this.#outgoing(instruction);
    if (message !== NULL) publish(this, transaction, message, channel);
    this.#counter++;
    return true;
  }

  /** The transaction stays open over a choice, and the database is its own until it goes on. */
  #hold(transaction: LocalTransaction): void {
    this.#phase = WorkPhase.open;
    this.#extra = transaction.suspend();
    this.state.holder.set(this.id);
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
    this.#afterRollback(begin.rollback, reason);
  }

  #afterRollback(target: number, reason: Value): void {
    if (target < 0) {
      this.#fail(this.world.values.toText(reason));
      return;
    }
    this.#counter = target;
    this.#advance();
  }

  /** The transaction, rolled back, waits until a row that it read is changed; of a session until anything is committed. */
  #block(transaction: LocalTransaction, parts: SessionParts): void {
    const { values } = this.world;
    this.#restore(parts);
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
      NULL,
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
        else if (instruction.op === 'jump' || instruction.op === 'branch' || instruction.op === 'assign')
          this.#move(instruction);
        else if (instruction.op === 'reply' && messageReplyTo(this.world.values, this.message) === NULL)
          this.#counter++;
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
      this.#counter =
        instruction.condition.evaluate(this.registers) === true ? this.#counter + 1 : instruction.otherwise;
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

  /** The handler gave up: the copy is refused; where it will not come again, whoever asked directly is told. */
  #fail(reason: string): void {
    const { values } = this.world;
    const id = messageId(values, this.message);
    this.sink.emit(
      EntryKind.handled,
      this.id,
      id,
      this.service.index,
      this.instance,
      Outcome.failed,
      values.text(reason),
    );
    const address = messageReplyTo(values, this.message);
    const isFinal = !this.#channelProgram().atLeastOnce;
    if (isFinal && address !== NULL && ~values.field(address, 0) !== ReplyAddress.channel) {
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
    if (this.service.wholeHandlers) this.#runWhole(Fate.arrived);
    this.#store();
  }

  #store(): void {
    const { values } = this.world;
    const { work } = this.state.instances[this.instance] as InstanceState;
    if (this.#ended) {
      work.delete(this.id);
      return;
    }
    const registers = this.#storedRegisters();
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

  /** Those that have a name. The place of a row is scratch: nothing reads it that did not write it before. */
  #storedRegisters(): Value[] {
    return this.handler.variables.map((_, slot) => this.world.values.scalar(this.registers[slot] as Scalar));
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
      key: messageKey(values, this.message),
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
    return instruction.op === 'call'
      ? instruction.message.label
      : instruction.op === 'pause'
        ? instruction.label
        : NULL;
  }
}

/** Wakes all work of the service that waits for one of the rows that were written. */
function wake(world: World, sink: Sink, service: number, writes: Iterable<Value>): void {
  const { values } = world;
  const { instances } = world.services[service] as ServiceState;
  if (instances.every(({ work }) => work.size === 0)) return;
  const written = new Set(writes);
  for (const place of Array.from(written)) written.add(values.with(place, 1, NULL));
  if (written.size === 0 && world.program.services[service]?.isolation === undefined) return;
  instances.forEach((instance, index) => {
    for (const id of instance.work.keys()) {
      const work = instance.work.get(id);
      if (workPhase(values, work) !== WorkPhase.blocked) continue;
      const places = fieldsOf(values, workExtra(values, work));
      if (places.length === 0 || places.some((place) => written.has(place)))
        Work.load(world, sink, service, index, id).unblock();
    }
  });
}

/** Simulated failures of expressions and machines; anything else is a broken invariant and goes on up. */
export function reasonOf(error: unknown): string {
  if (error instanceof EvaluationError) return error.code;
  if (error instanceof MachineError) return error.code;
  throw error;
}
