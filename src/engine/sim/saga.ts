import { assert } from '../base/assert.ts';
import { NULL } from '../base/values.ts';
import type { Scalar, Value, Values } from '../base/values.ts';
import { EntryKind, Outcome, TransactionRole } from '../trace/entry.ts';
import { identity, identityText } from '../trace/identity.ts';
import {
  makeMessage,
  messageId,
  messageOutcome,
  messagePayload,
  messageSaga,
  messageType,
  referenceRole,
  referenceSaga,
  referenceSagaIndex,
  referenceStep,
  replyToChannel,
  sagaReference,
} from './message.ts';
import type { Instruction, SagaAct, SagaProgram } from './program.ts';
import { payloadOf, publish } from './publish.ts';
import type { HandlerContext, WorkContext } from './publish.ts';
import type { LocalTransaction } from './transaction.ts';

/**
 * A saga instance is a tuple (index of the saga, state of its machine, attempt of what the state asks for, data, outcome).
 * It is a row of its owner's database: what is done with it and the command that follows are one local transaction.
 * Outcome: 0 running, else 1 + `Outcome`.
 */
export const instanceSaga = (values: Values, instance: Value): number => ~values.field(instance, 0);
export const instanceState = (values: Values, instance: Value): Value => values.field(instance, 1);
export const instanceAttempt = (values: Values, instance: Value): number => ~values.field(instance, 2);
export const instanceData = (values: Values, instance: Value): Value => values.field(instance, 3);
export const instanceOutcome = (values: Values, instance: Value): number => ~values.field(instance, 4);

/** What a saga's machine is told. */
export const SagaEvent = { succeeded: 'succeeded', failed: 'failed', timedOut: 'timed-out' } as const;

/** Final states of every saga's machine, and how the saga has then ended. */
export const SAGA_FINAL_STATES: Readonly<Record<string, number>> = {
  completed: Outcome.completed,
  compensated: Outcome.compensated,
  failed: Outcome.failed,
};

export function startSaga(
  work: HandlerContext,
  transaction: LocalTransaction,
  instruction: Extract<Instruction, { op: 'startSaga' }>,
): void {
  const { values, program } = work.world;
  const saga = program.sagas[instruction.saga] as SagaProgram;
  const id = identity(values, work.id, instruction.label, 1);
  const fields = saga.types.map((type, i) => {
    const term = instruction.data[i];
    return values.scalar(
      term === undefined ? (type === 'int' ? 0 : type === 'bool' ? false : '') : term.evaluate(work.registers),
    );
  });
  const data = values.tupleOf(fields, fields.length);
  work.sink.emit(EntryKind.sagaStarted, work.id, id, saga.index, transaction.id, saga.localStep, saga.startState);
  enter(work, transaction, saga, id, saga.startState, 1, data);
}

/** A reply has reached the orchestrator: one step of its machine, and the next command. */
export function takeReply(work: HandlerContext, transaction: LocalTransaction): void {
  const { values, program } = work.world;
  const reference = messageSaga(values, work.message);
  const id = referenceSaga(values, reference);
  const saga = program.sagas[referenceSagaIndex(values, reference)] as SagaProgram;
  const instance = transaction.saga(id);
  const act = instance === NULL ? undefined : saga.acts.get(values.toText(instanceState(values, instance)));
  if (
    act === undefined ||
    act.stepId !== referenceStep(values, reference) ||
    act.role !== referenceRole(values, reference)
  ) {
    work.sink.emit(EntryKind.ignored, work.id, id, saga.index, messageId(values, work.message));
    return;
  }
  const event = messageOutcome(values, work.message) === 0 ? SagaEvent.succeeded : SagaEvent.failed;
  const data = keepReply(work, act, instanceData(values, instance));
  move(work, transaction, saga, id, instance, event, data);
}

/** Gives the machine of a running saga an event, within a transaction of its owner. */
export function move(
  work: WorkContext,
  transaction: LocalTransaction,
  saga: SagaProgram,
  id: Value,
  instance: Value,
  event: string,
  data: Value,
): void {
  const { values } = work.world;
  const from = instanceState(values, instance);
  const attempt = instanceAttempt(values, instance);
  const step = saga.machine.step(values.toText(from), event, () => attempt < saga.maximumAttempts);
  assert(step !== undefined, 'a saga that waits takes every answer');
  const to = values.text(step.state);
  work.sink.emit(EntryKind.sagaMoved, work.id, id, saga.index, transaction.id, values.text(event), from, to);
  enter(work, transaction, saga, id, to, to === from ? attempt + 1 : 1, data);
}

/** The saga is in a state: it asks for what the state asks for, or has ended. */
function enter(
  work: WorkContext,
  transaction: LocalTransaction,
  saga: SagaProgram,
  id: Value,
  state: Value,
  attempt: number,
  data: Value,
): void {
  const { values } = work.world;
  const outcome = SAGA_FINAL_STATES[values.toText(state)];
  const instance = values.tuple(~saga.index, state, ~attempt, data, ~(outcome === undefined ? 0 : 1 + outcome));
  transaction.writeSaga(id, instance);
  if (outcome !== undefined) {
    work.sink.emit(EntryKind.sagaEnded, work.id, id, saga.index, transaction.id, outcome);
    return;
  }
  const act = saga.acts.get(values.toText(state));
  assert(act !== undefined, 'a state that is not final asks for something');
  const { message } = act;
  const registers: Scalar[] = sagaRegisters(values, id, data);
  const label =
    act.role === TransactionRole.compensation ? values.text(`undo-${values.toText(act.stepId)}`) : act.stepId;
  const command = makeMessage(values, {
    id: identity(values, id, label, attempt),
    type: message.messageType,
    key: message.key === undefined ? NULL : values.scalar(message.key.evaluate(registers)),
    saga: sagaReference(values, id, saga.index, act.stepId, act.role),
    replyTo: replyToChannel(values, saga.replyChannel),
    payload: payloadOf(work.world, message.messageType, message.payload, registers),
    outcome: 0,
  });
  publish(work, transaction, command, message.channel);
}

/** Registers of a saga's expressions: the fields of its data, then the text of its id. */
function sagaRegisters(values: Values, id: Value, data: Value): Scalar[] {
  const registers: Scalar[] = [];
  for (let i = 0; i < values.size(data); i++) registers.push(values.toScalar(values.field(data, i)));
  registers.push(identityText(values, id));
  return registers;
}

function keepReply(work: HandlerContext, act: SagaAct, data: Value): Value {
  const { values } = work.world;
  const kept = act.onReply.get(messageType(values, work.message));
  if (kept === undefined) return data;
  const reference = messageSaga(values, work.message);
  const registers = sagaRegisters(values, referenceSaga(values, reference), data);
  const payload = messagePayload(values, work.message);
  for (let i = 0; payload !== NULL && i < values.size(payload); i++)
    registers.push(values.toScalar(values.field(payload, i)));
  let next = data;
  for (const { field, term } of kept) next = values.with(next, field, values.scalar(term.evaluate(registers)));
  return next;
}
