import { assert } from '../base/assert.ts';
import { NULL } from '../base/values.ts';
import type { Scalar, Value, Values } from '../base/values.ts';
import {
  ReplyAddress,
  messageId,
  messageKey,
  messagePayload,
  messageReplyTo,
  messageSaga,
  messageType,
  referenceRole,
  referenceSaga,
  referenceSagaIndex,
  referenceStep,
} from '../sim/message.ts';
import type { ChannelProgram, HandlerProgram, Program, SagaProgram, ServiceProgram } from '../sim/program.ts';
import { zeroOf } from '../sim/program.ts';
import { Resource } from './footprint.ts';
import type { Demand } from './footprint.ts';
import { NOBODY, attempt } from './footprint-program.ts';
import type { Context, FootprintProgram, Future, KnownMessage } from './footprint-program.ts';

/** What a message in a queue, or under way to it, tells. */
export interface Known extends KnownMessage {
  readonly message: Value;
  readonly id: Value;
  readonly channel: number;
  readonly consumer: number;
  readonly queue: number;
  readonly service: ServiceProgram;
  readonly type: number;
  readonly handler: HandlerProgram;
  readonly context: Context;
  readonly future: Future;
  /** The same when the saga that it belongs to does not wait for it any more. */
  readonly late: Future;
  /** By resource: the keys of rows that its handling is about. */
  readonly rows: ReadonlyMap<number, readonly Value[]>;
  /** Keys by which sagas that its handling starts may send; undefined: not known. */
  readonly startKeys: readonly Value[] | undefined;
  /** Id of the saga that it belongs to, or null. */
  readonly saga: Value;
  /** By saga instance: whether that can never again wait for the message. */
  readonly lateness: Map<Value, boolean>;
  /** What the delivery depends on, by saga instance and number of the delivery. */
  readonly deliveries: Map<Value, (Demand | undefined)[]>;
}

/** What messages tell about their handling, each looked at once for each consumer. */
export class KnownMessages {
  readonly #program: Program;
  readonly #footprints: FootprintProgram;
  readonly #byQueue: readonly Map<Value, Known>[];

  constructor(program: Program, footprints: FootprintProgram) {
    this.#program = program;
    this.#footprints = footprints;
    this.#byQueue = program.channels.flatMap(({ consumers }) => consumers.map(() => new Map<Value, Known>()));
  }

  /** What a message tells about its handling by a consumer; undefined if that does not handle it. */
  of(message: Value, channel: number, consumer: number): Known | undefined {
    const queue = this.#footprints.resources.queue(channel, consumer);
    const memo = this.#byQueue[queue] as Map<Value, Known>;
    const before = memo.get(message);
    if (before !== undefined) return before;
    const known = this.#examine(message, channel, consumer, queue);
    if (known !== undefined) memo.set(message, known);
    return known;
  }

  #examine(message: Value, channel: number, consumer: number, queue: number): Known | undefined {
    const { values, services, channels, messageTypes } = this.#program;
    const footprints = this.#footprints;
    const service = services[(channels[channel] as ChannelProgram).consumers[consumer] as number] as ServiceProgram;
    const context = this.#contextOf(message);
    const type = messageType(values, message);
    const handler = footprints.handler(service.index, type, context);
    if (handler === undefined) return undefined;
    const registers = registersOf(handler, message, messageTypes[type]?.types ?? [], values);
    const keys = new Map<number, Value>();
    const rows = new Map<number, Value[]>();
    for (const [at, term] of footprints.rowKeys(handler)) {
      const instruction = handler.instructions[at];
      const key = attempt(() => values.scalar(term.evaluate(registers)));
      // Without a value the statement fails before it looks at any row.
      assert(instruction !== undefined && 'table' in instruction, 'a row belongs to a table');
      const kind = instruction.op === 'read' ? Resource.rowRead : Resource.rowWrite;
      const resource = footprints.resources.of(kind, instruction.table);
      const list = rows.get(resource) ?? [];
      rows.set(resource, list);
      if (key === undefined) continue;
      keys.set(at, key);
      list.push(key);
    }
    const future = footprints.delivery(channel, consumer, type, context);
    const reference = messageSaga(values, message);
    return {
      message,
      id: messageId(values, message),
      channel,
      consumer,
      queue,
      service,
      type,
      handler,
      context,
      future,
      late: footprints.delivery(channel, consumer, type, late(context, true)),
      rows,
      keys,
      key: messageKey(values, message),
      startKeys: this.#startKeys(handler, future, registers),
      saga: reference === NULL ? NULL : referenceSaga(values, reference),
      lateness: new Map(),
      deliveries: new Map(),
    };
  }

  /** Keys by which the sagas that a handler starts send, if they are all that may be started in its course. */
  #startKeys(handler: HandlerProgram, future: Future, registers: readonly Scalar[]): readonly Value[] | undefined {
    const { values, sagas } = this.#program;
    if (this.#footprints.startsLater(future)) return undefined;
    const keys = new Set<Value>();
    for (const instruction of handler.instructions) {
      if (instruction.op !== 'startSaga') continue;
      const saga = sagas[instruction.saga] as SagaProgram;
      if (!instruction.data.every((term) => term === undefined || this.#footprints.isOfMessage(handler, term)))
        return undefined;
      const data = attempt(() =>
        saga.types.map((type, i) => values.scalar(instruction.data[i]?.evaluate(registers) ?? zeroOf(type))),
      );
      // Without a value the transaction is rolled back.
      if (data === undefined) continue;
      const own = this.#footprints.keysOf(saga, values.tupleOf(data, data.length));
      if (own === undefined) return undefined;
      for (const key of own) keys.add(key);
    }
    return [...keys];
  }

  #contextOf(message: Value): Context {
    const { values, sagas } = this.#program;
    const reference = messageSaga(values, message);
    if (reference !== NULL) {
      const index = referenceSagaIndex(values, reference);
      const program = sagas[index] as SagaProgram;
      const state = this.#footprints.stateOf(
        program,
        referenceStep(values, reference),
        referenceRole(values, reference),
      );
      return { kind: 'saga', saga: index, state, late: false };
    }
    const address = messageReplyTo(values, message);
    if (address === NULL) return NOBODY;
    const party = ~values.field(address, 1);
    const isClient = ~values.field(address, 0) === ReplyAddress.client;
    return isClient ? { kind: 'client', client: party } : { kind: 'work', service: party };
  }
}

/** The same context for a message that comes too late for its saga. */
export const late = (context: Context, isLate: boolean): Context =>
  isLate && context.kind === 'saga' ? { ...context, late: true } : context;

function registersOf(
  handler: HandlerProgram,
  message: Value,
  types: readonly ('int' | 'bool' | 'string')[],
  values: Values,
): Scalar[] {
  const payload = messagePayload(values, message);
  const size = payload === NULL ? 0 : values.size(payload);
  return Array.from({ length: handler.fieldCount }, (_, i) =>
    i < size ? values.toScalar(values.field(payload, i)) : zeroOf(types[i] ?? 'int'),
  );
}
