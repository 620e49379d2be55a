import type { Sequence } from '../../engine/base/containers.ts';
import type { Scalar, Value } from '../../engine/base/values.ts';
import {
  itemMessage,
  messageOutcome,
  messagePayload,
  messageSaga,
  messageType,
  referenceRole,
  referenceSaga,
  referenceStep,
} from '../../engine/sim/message.ts';
import { instanceData, instanceSaga, instanceState } from '../../engine/sim/saga.ts';
import type { ServiceState, World } from '../../engine/sim/world.ts';
import { TransactionRole } from '../../engine/trace/entry.ts';
import type { OrderSagaModel } from './model.mjs';

const ORDER_STATES = ['', 'PENDING', 'APPROVED', 'REJECTED', 'CANCEL_PENDING', 'CANCELLED', 'REVISION_PENDING'];
const TICKET_STATES = ['NONE', 'CREATED', 'CANCELLED', 'REVISED'];
/** What a saga waits for, as the reference counts it; all other states are the end of it. */
const WAITING: readonly Readonly<Record<string, number>>[] = [
  { reserve: 1, ticket: 2, approve: 3, 'undoing-create': 4 },
  { begin: 1, ticket: 2, adjust: 3, confirm: 4, 'undoing-begin': 5 },
];
const ENDED = 6;
const COMMANDS: Readonly<Record<string, readonly [saga: number, step: number]>> = {
  ReserveCredit: [0, 1],
  CreateTicket: [0, 2],
  ApproveOrder: [0, 3],
  RejectOrder: [0, 4],
  BeginChange: [1, 1],
  ChangeTicket: [1, 2],
  AdjustCredit: [1, 3],
  ConfirmChange: [1, 4],
  UndoChange: [1, 5],
};
const COMMAND_CHANNELS = ['order-commands', 'credit-commands', 'kitchen-commands'];

/**
 * The state of the reference that a state of ours stands for, as a text of its bytes: ids, copies and deliveries are
 * forgotten, everything else is there.
 */
export function referenceState(model: OrderSagaModel, world: World): string {
  const { NO, XK, PC, Q, QC, R, RC, DUPL } = model;
  const { program, values, services } = world;
  const state = new Uint8Array(model.SZ);
  const put = (at: number, byte: number): void => {
    state[at] = byte;
  };
  const append = (queue: number, byte: number): void => {
    const length = (state[queue] as number) + 1;
    put(queue, length);
    put(queue + length, byte);
  };
  const rows = function* (service: string, id: string): Iterable<readonly [key: number, row: Scalar[]]> {
    const index = program.services.find((candidate) => candidate.id === service)?.index;
    const table = program.tables.find((candidate) => candidate.service === index && candidate.id === id);
    if (table === undefined) return;
    const content = world.tables[table.index]?.rows;
    for (const key of content?.keys() ?? []) {
      const row = content?.get(key) as Value;
      yield [~key, table.columns.map((_, column) => values.toScalar(values.field(row, column)))];
    }
  };
  for (const [order, [named, cancelled]] of rows('order', 'orders')) {
    put(order, ORDER_STATES.indexOf(named as string));
    put(4 * NO + order, cancelled === true ? 1 : 0);
  }
  for (const [order, [amount]] of rows('credit', 'reservations')) put(NO + order, amount as number);
  for (const [order, [named]] of rows('kitchen', 'tickets')) put(2 * NO + order, TICKET_STATES.indexOf(named as string));
  for (const [, [available]] of rows('credit', 'accounts')) put(5 * NO, available as number);
  put(DUPL, ~world.budgets.lostAcknowledgements.value);
  const { sagas } = services[0] as ServiceState;
  const sagaOf = (id: Value): number => {
    const instance = sagas.get(id);
    return 2 * ~values.field(instanceData(values, instance), 0) + instanceSaga(values, instance);
  };
  for (const id of sagas.keys()) {
    const instance = sagas.get(id);
    const kind = instanceSaga(values, instance);
    put(PC + sagaOf(id), WAITING[kind]?.[values.toText(instanceState(values, instance))] ?? ENDED);
    const data = instanceData(values, instance);
    if (kind === 1) put(XK + ~values.field(data, 0), values.toScalar(values.field(data, 1)) === true ? 1 : 2);
  }
  for (const service of ['order', 'credit', 'kitchen'])
    for (const [key, [ok]] of rows(service, 'done')) {
      const saga = 2 * (key >> 4) + ((key >> 3) & 1);
      put(PC + model.NS + saga * 5 + (key & 7) - 1, ok === true ? 2 : 1);
    }
  COMMAND_CHANNELS.forEach((id, queue) => {
    for (const message of messages(world, id)) {
      const [kind, step] = COMMANDS[program.messageTypes[messageType(values, message)]?.id ?? ''] as [number, number];
      const saga = 2 * ~values.field(messagePayload(values, message), 0) + kind;
      append(Q + queue * (QC + 1), saga * 8 + step);
    }
  });
  for (const message of messages(world, 'replies')) {
    const reference = messageSaga(values, message);
    const saga = sagaOf(referenceSaga(values, reference));
    const step = values.toText(referenceStep(values, reference));
    const undoes = referenceRole(values, reference) === TransactionRole.compensation;
    const number = WAITING[saga & 1]?.[undoes ? `undoing-${step}` : step] as number;
    append(R + saga * (RC + 1), number * 2 + 1 - messageOutcome(values, message));
  }
  return String.fromCharCode(...state);
}

function messages(world: World, channel: string): Value[] {
  const index = world.program.channels.findIndex(({ id }) => id === channel);
  const queue = world.queues[index]?.[0] as Sequence;
  return Array.from({ length: queue.length }, (_, i) => itemMessage(world.values, queue.at(i)));
}

/** What counts in the end: orders, credit, tickets, and what was asked for. */
export function outcomeOf(model: OrderSagaModel, state: string): string {
  return state.slice(0, 5 * model.NO + 1);
}
