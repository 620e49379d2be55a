import type { Sequence } from '../base/containers.ts';
import { NULL } from '../base/values.ts';
import type { Value, Values } from '../base/values.ts';
import { ChoiceKind, choiceKind, choiceName, isFault } from '../sim/choice.ts';
import { sentRequests, waitingRequest } from '../sim/client.ts';
import {
  ItemState,
  itemCopy,
  itemDeliveries,
  itemMessage,
  itemState,
  messageId,
  messagePayload,
  messageType,
} from '../sim/message.ts';
import type { ChannelProgram, ClientProgram, Program, SagaProgram, ServiceProgram } from '../sim/program.ts';
import { instanceData, instanceOutcome, instanceSaga, instanceState } from '../sim/saga.ts';
import {
  WorkPhase,
  handlerOf,
  workCounter,
  sessionParts,
  workDelivery,
  workExtra,
  workMessage,
  workPhase,
  workRegisters,
} from '../sim/work-record.ts';
import { isUp } from '../sim/world.ts';
import type { ClientState, InstanceState, ServiceState, TableState, World } from '../sim/world.ts';
import { Outcome } from '../trace/entry.ts';
import { identityText } from '../trace/identity.ts';
import { plainValue } from '../trace/plain-value.ts';
import type { PlainValue } from '../trace/trace.ts';
import { LockMode } from '../sim/database/statement.ts';
import type { DatabaseView } from '../sim/database/view.ts';
import type {
  ChannelFrame,
  ChoiceFrame,
  ClientFrame,
  DatabaseFrame,
  InstanceFrame,
  LockModeName,
  RowAwaited,
  SagaFrame,
  SagaStepState,
  ServiceFrame,
  WorkFrame,
} from './frame.ts';

/** How far the steps of each saga instance had come, by the text of its id: what `SagaProgress` collects. */
export type SagaStepStates = ReadonlyMap<Value, readonly SagaStepState[]>;

export function describeServices(world: World): ServiceFrame[] {
  const { program, values } = world;
  return program.services.map((service): ServiceFrame => {
    const state = world.services[service.index] as ServiceState;
    return {
      id: service.id,
      instances: state.instances.map((instance) => describeInstance(world, service, instance)),
      tables: service.tables.map((index) => describeTable(world, index)),
      outbox: sequence(state.outbox).map((row) => {
        const message = values.field(row, 0);
        return { message: identityText(values, messageId(values, message)), type: typeName(program, message) };
      }),
      inboxSize: state.inbox.size,
      ...(state.database === undefined ? {} : { database: describeDatabase(world, service, state.database.view()) }),
    };
  });
}

const LOCK_MODE_NAMES: Readonly<Record<number, LockModeName>> = {
  [LockMode.keyShare]: 'key-share',
  [LockMode.share]: 'share',
  [LockMode.noKeyUpdate]: 'no-key-update',
  [LockMode.update]: 'update',
};

function describeDatabase(world: World, service: ServiceProgram, view: DatabaseView): DatabaseFrame {
  const { program, values } = world;
  const text = (transaction: Value): string => identityText(values, transaction);
  const at = (place: { readonly table: number; readonly key: Value }): { table: string; key: PlainValue } => ({
    table: program.tables[service.tables[place.table] ?? -1]?.id ?? '',
    key: plainValue(values, place.key),
  });
  const row = (of: Value): readonly PlainValue[] | null =>
    of === NULL ? null : fields(values, of).map((field) => plainValue(values, field));
  const claims = (of: DatabaseView['locks'][number]['holders']): { transaction: string; mode: LockModeName }[] =>
    of.map((claim) => ({ transaction: text(claim.transaction), mode: LOCK_MODE_NAMES[claim.mode] ?? 'update' }));
  return {
    sessions: view.sessions.map((session) => ({
      transaction: text(session.transaction),
      level: session.level,
      state: session.failed ? 'failed' : session.waitsFor === undefined ? 'active' : 'waiting',
      snapshot: session.snapshot,
      ...(session.waitsFor === undefined
        ? {}
        : { waitsFor: { ...at(session.waitsFor), by: session.waitsFor.by.map((by) => text(by)) } }),
    })),
    locks: view.locks.map((lock) => ({ ...at(lock), holders: claims(lock.holders), waiting: claims(lock.queue) })),
    versions: [
      ...view.pending.map((version) => ({
        ...at(version),
        kind: 'uncommitted' as const,
        transaction: text(version.writer),
        values: row(version.row),
      })),
      ...view.older.map((version) => ({
        ...at(version),
        kind: 'snapshot' as const,
        transaction: text(version.reader),
        values: row(version.row),
      })),
    ],
  };
}

function describeTable(world: World, index: number): ServiceFrame['tables'][number] {
  const { program, values } = world;
  const { rows, versions } = world.tables[index] as TableState;
  return {
    id: program.tables[index]?.id ?? '',
    rows: rows.keys().map((key) => {
      const row = rows.get(key);
      const written = versions.get(key);
      return {
        key: plainValue(values, key),
        values: fields(values, row).map((field) => plainValue(values, field)),
        writers: fields(values, row).map((_, column) => {
          const version = written === NULL ? NULL : values.field(written, column);
          return version === NULL ? null : identityText(values, values.field(version, 0));
        }),
      };
    }),
  };
}

function describeInstance(world: World, service: ServiceProgram, instance: InstanceState): InstanceFrame {
  return {
    up: isUp(instance),
    work: instance.work.keys().map((id) => describeWork(world, service, instance.work.get(id))),
  };
}

function describeWork(world: World, service: ServiceProgram, work: Value): WorkFrame {
  const { values, program } = world;
  const message = workMessage(values, work);
  const handler = handlerOf(world, service, message);
  const phase = workPhase(values, work);
  const registers = workRegisters(values, work);
  const waits = phase === WorkPhase.paused || phase === WorkPhase.calling;
  const isOpen = phase === WorkPhase.session || phase === WorkPhase.waiting;
  const transaction = isOpen ? sessionParts(values, workExtra(values, work)).transaction : NULL;
  const { database } = world.services[service.index] as ServiceState;
  const awaited = phase === WorkPhase.blocked ? fields(values, workExtra(values, work)).map(awaitedRow(world)) : [];
  const blockers = phase === WorkPhase.waiting ? (database?.blockers(transaction) ?? []) : [];
  return {
    message: identityText(values, messageId(values, message)),
    type: typeName(program, message),
    delivery: workDelivery(values, work),
    stepIndex: phase === WorkPhase.done ? -1 : (handler?.stepIndexes[workCounter(values, work)] ?? -1),
    state: phase === WorkPhase.blocked || phase === WorkPhase.waiting ? 'blocked' : waits ? 'waiting' : 'ready',
    ...(isOpen ? { transaction: identityText(values, transaction) } : {}),
    ...(blockers.length === 0 ? {} : { blockedBy: blockers.map((blocker) => identityText(values, blocker)) }),
    ...(awaited.length === 0 ? {} : { waitsFor: awaited }),
    variables: (handler?.variables ?? []).map((variable, slot) => ({
      name: variable.name,
      value: plainValue(values, values.field(registers, slot)),
    })),
  };
}

/** Of a (table, key) that waiting work has read. */
function awaitedRow(world: World): (read: Value) => RowAwaited {
  const { program, values } = world;
  return (read) => {
    const index = ~values.field(read, 0);
    const key = values.field(read, 1);
    const written = key === NULL ? NULL : (world.tables[index] as TableState).versions.get(key);
    const version = written === NULL ? undefined : fields(values, written).find((one) => one !== NULL);
    return {
      table: program.tables[index]?.id ?? '',
      key: plainValue(values, key),
      writer: version === undefined ? null : identityText(values, values.field(version, 0)),
    };
  };
}

export function describeChannels(world: World): ChannelFrame[] {
  const { program, values } = world;
  return program.channels.map((channel) => ({
    id: channel.id,
    queues: channel.consumers.map((consumer, i) => ({
      consumer: program.services[consumer]?.id ?? '',
      items: sequence((world.queues[channel.index] as readonly Sequence[])[i] as Sequence).map((item) => {
        const message = itemMessage(values, item);
        const state = itemState(values, item);
        return {
          message: identityText(values, messageId(values, message)),
          type: typeName(program, message),
          copy: itemCopy(values, item),
          deliveries: itemDeliveries(values, item),
          state:
            state === ItemState.ready
              ? ('ready' as const)
              : state === ItemState.out
                ? ('out' as const)
                : ('returning' as const),
          payload: describePayload(program, message),
        };
      }),
    })),
  }));
}

export function describeSagas(world: World, progress: SagaStepStates): SagaFrame[] {
  const { values, program } = world;
  return world.services.flatMap((service) =>
    service.sagas.keys().map((id): SagaFrame => {
      const instance = service.sagas.get(id);
      const saga = program.sagas[instanceSaga(values, instance)] as SagaProgram;
      const outcome = instanceOutcome(values, instance) - 1;
      const data = instanceData(values, instance);
      return {
        id: identityText(values, id),
        saga: saga.id,
        state: values.toText(instanceState(values, instance)),
        outcome:
          outcome < 0
            ? 'running'
            : outcome === Outcome.completed
              ? 'completed'
              : outcome === Outcome.compensated
                ? 'compensated'
                : 'failed',
        steps: progress.get(id) ?? [],
        data: Object.fromEntries(saga.fields.map((field, i) => [field, plainValue(values, values.field(data, i))])),
      };
    }),
  );
}

export function describeClients(world: World): ClientFrame[] {
  const { values, program } = world;
  return program.clients.map((client: ClientProgram): ClientFrame => {
    const state = world.clients[client.index] as ClientState;
    const sent = sentRequests(state);
    const waiting = waitingRequest(world, client.index);
    return {
      id: client.id,
      requests: client.requests.map((request, position) => {
        const answer = state.answers.get(request.identity);
        const outcome = answer === NULL ? -1 : ~answer;
        return {
          id: values.toText(request.id),
          ordinal: request.ordinal,
          state:
            outcome === Outcome.completed
              ? 'succeeded'
              : outcome > 0
                ? 'failed'
                : position >= sent
                  ? 'to-come'
                  : waiting?.request === request
                    ? 'waiting'
                    : 'sent',
        };
      }),
    };
  });
}

const KIND_NAMES: Readonly<Record<number, ChoiceFrame['kind']>> = {
  [ChoiceKind.request]: 'request',
  [ChoiceKind.deliver]: 'deliver',
  [ChoiceKind.answer]: 'deliver',
  [ChoiceKind.run]: 'run',
  [ChoiceKind.acknowledge]: 'acknowledge',
  [ChoiceKind.relay]: 'relay',
  [ChoiceKind.redeliver]: 'redeliver',
  [ChoiceKind.timer]: 'timer',
  [ChoiceKind.sagaTimer]: 'timer',
  [ChoiceKind.clientTimer]: 'timer',
  [ChoiceKind.resume]: 'deliver',
  [ChoiceKind.crash]: 'crash',
  [ChoiceKind.restart]: 'restart',
};

export function describeChoices(world: World, enabled: readonly Value[]): ChoiceFrame[] {
  const { values, program } = world;
  return enabled.map((choice) => {
    const message = choiceMessage(world, choice);
    return {
      name: choiceName(program, choice),
      kind: KIND_NAMES[choiceKind(values, choice)] ?? 'run',
      fault: isFault(values, choice),
      part: choicePart(program, values, choice),
      ...(message === NULL
        ? {}
        : { message: identityText(values, messageId(values, message)), messageType: typeName(program, message) }),
    };
  });
}

function choicePart(program: Program, values: Values, choice: Value): string {
  const index = ~values.field(choice, 1);
  switch (choiceKind(values, choice)) {
    case ChoiceKind.request:
    case ChoiceKind.answer:
    case ChoiceKind.clientTimer:
      return `client:${program.clients[index]?.id ?? ''}`;
    case ChoiceKind.deliver:
    case ChoiceKind.redeliver:
      return `channel:${program.channels[index]?.id ?? ''}`;
    case ChoiceKind.sagaTimer:
      return `saga:${program.sagas[index]?.id ?? ''}`;
    default:
      return `service:${program.services[index]?.id ?? ''}`;
  }
}

/** The message that a choice is about, or null. */
function choiceMessage(world: World, choice: Value): Value {
  const { values, program } = world;
  const kind = choiceKind(values, choice);
  const at = (i: number): number => ~values.field(choice, i);
  if (kind === ChoiceKind.deliver || kind === ChoiceKind.redeliver) {
    const channel = program.channels[at(1)] as ChannelProgram;
    const id = values.field(choice, kind === ChoiceKind.deliver ? 4 : 3);
    const queue = (world.queues[channel.index] as readonly Sequence[])[at(2)] as Sequence;
    const found = sequence(queue).find((item) => messageId(values, itemMessage(values, item)) === id);
    return found === undefined ? NULL : itemMessage(values, found);
  }
  if (kind === ChoiceKind.run || kind === ChoiceKind.acknowledge || kind === ChoiceKind.timer) {
    const instance = (world.services[at(1)] as ServiceState).instances[at(2)] as InstanceState;
    const work = instance.work.get(values.field(choice, 3));
    return work === NULL ? NULL : workMessage(values, work);
  }
  return NULL;
}

function describePayload(program: Program, message: Value): Readonly<Record<string, PlainValue>> {
  const { values } = program;
  const type = program.messageTypes[messageType(values, message)];
  const payload = messagePayload(values, message);
  return Object.fromEntries(
    (type?.fields ?? []).map((field, i) => [field, plainValue(values, values.field(payload, i))]),
  );
}

function typeName(program: Program, message: Value): string {
  return program.messageTypes[messageType(program.values, message)]?.id ?? '';
}

function sequence(items: Sequence): Value[] {
  return Array.from({ length: items.length }, (_, i) => items.at(i));
}

function fields(values: Values, tuple: Value): Value[] {
  return Array.from({ length: values.size(tuple) }, (_, i) => values.field(tuple, i));
}
