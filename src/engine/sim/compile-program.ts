import { assert } from '../base/assert.ts';
import { NULL, Values } from '../base/values.ts';
import type { Scalar, Value } from '../base/values.ts';
import type { Channel, Client, Invariant, Scenario, Service, Table } from '../model/document.ts';
import type { ExpressionTyping } from '../model/expression-check.ts';
import { handlerScope } from '../model/handler-scope.ts';
import type { ExpressionCompiler } from '../model/expression/expression.ts';
import { compileMachine } from '../model/machine/compile.ts';
import type { Machine } from '../model/machine/types.ts';
import { invariantScope, queryScope, requestScope } from '../model/scope.ts';
import { identity } from '../trace/identity.ts';
import { FAILED, SUCCEEDED, compileHandler, compileTerm } from './compile-handler.ts';
import type { HandlerSurroundings } from './compile-handler.ts';
import { compileSaga } from './compile-saga.ts';
import type {
  ChannelProgram,
  ClientProgram,
  HandlerProgram,
  InvariantProgram,
  MessageTypeProgram,
  Program,
  RequestProgram,
  ServiceProgram,
  StatementGranularity,
  TableProgram,
} from './program.ts';
import { zeroOf } from './program.ts';

const SERVICE_TIME_MICROS = { fixed: 1000 };
const RELAY_INTERVAL_MICROS = { uniform: [2000, 10_000] } as const;
const LATENCY_MICROS = { uniform: [1000, 3000] } as const;
const REDELIVERY_MICROS = { fixed: 50_000 };
const MAXIMUM_DELIVERIES = 5;

/** How the expressions of a document are compiled, and how their types are told. */
export interface Expressions {
  readonly compileExpression: ExpressionCompiler;
  readonly types: ExpressionTyping;
}

/**
 * Compiles a scenario that was parsed, with its options applied. Asserts what the parser guarantees. Expressions are
 * compiled by what is given: those that have been checked before do without the parser and the type checker.
 */
export function compileProgram(
  scenario: Scenario,
  { compileExpression, types }: Expressions,
  statements: StatementGranularity | undefined,
): Program {
  const values = new Values();
  const messageTypes = compileMessageTypes(scenario);
  const indexOf = (ids: readonly string[]): ReadonlyMap<string, number> => new Map(ids.map((id, i) => [id, i]));
  const typeIndexes = indexOf(messageTypes.map((type) => type.id));
  const channels = indexOf(Object.keys(scenario.channels));
  const services = indexOf(Object.keys(scenario.services));
  const sagaIndexes = indexOf(Object.keys(scenario.sagas ?? {}));
  const machines = new Map(Object.entries(scenario.machines ?? {}).map(([id, config]) => [id, compileMachine(config)]));
  const tables = compileTables(scenario, values, machines);
  const surroundings = { scenario, values, compileExpression, messageTypes: typeIndexes, channels, services };
  return {
    scenario,
    values,
    messageTypes,
    tables,
    services: Object.entries(scenario.services).map(([id, service], index) =>
      compileService(
        {
          ...surroundings,
          service: id,
          types,
          sagas: sagaIndexes,
          machines,
          tables: tables.filter((table) => table.service === index),
        },
        service,
        index,
        messageTypes,
      ),
    ),
    channels: Object.entries(scenario.channels).map(([id, channel], index) =>
      compileChannel(surroundings, id, channel, index),
    ),
    sagas: Object.keys(scenario.sagas ?? {}).map((id, index) => compileSaga(surroundings, id, index)),
    clients: Object.entries(scenario.clients).map(([id, client], index) =>
      compileClient(surroundings, id, client, index),
    ),
    invariants: Object.entries(scenario.invariants ?? {}).map(([id, invariant]) =>
      compileInvariant(surroundings, tables, id, invariant),
    ),
    statements,
  };
}

function compileMessageTypes(scenario: Scenario): MessageTypeProgram[] {
  const declared = Object.entries(scenario.messages).map(([id, type]) => ({
    id,
    kind: type.kind,
    fields: Object.keys(type.payload ?? {}),
    types: Object.values(type.payload ?? {}),
  }));
  const builtIn = [SUCCEEDED, FAILED]
    .filter((id) => scenario.messages[id] === undefined)
    .map((id) => ({ id, kind: 'reply' as const, fields: [], types: [] }));
  return [...declared, ...builtIn].map((type, index) => ({ index, ...type }));
}

function compileTables(scenario: Scenario, values: Values, machines: ReadonlyMap<string, Machine>): TableProgram[] {
  const all = Object.values(scenario.services).flatMap((service, index) =>
    Object.entries(service.database?.tables ?? {}).map(([id, table]) => ({ id, table, service: index })),
  );
  return all.map(({ id, table, service }, index) => {
    const columns = Object.keys(table.columns);
    return {
      index,
      id,
      service,
      keyName: table.key.name,
      keyType: table.key.type,
      columns,
      types: Object.values(table.columns),
      columnNames: columns.map((column) => values.text(column)),
      machines: columns.map((column) => machines.get(table.machines?.[column] ?? '')),
      rows: (table.rows ?? []).map((row) => initialRow(values, table, columns, row)),
    };
  });
}

function initialRow(
  values: Values,
  table: Table,
  columns: readonly string[],
  row: Readonly<Record<string, Scalar>>,
): readonly [Value, Value] {
  const key = row[table.key.name];
  assert(key !== undefined, 'an initial row has its key');
  const fields = columns.map((column) => values.scalar(row[column] ?? zeroOf(table.columns[column] ?? 'int')));
  return [values.scalar(key), values.tupleOf(fields, fields.length)];
}

function compileService(
  surroundings: HandlerSurroundings & Pick<Expressions, 'types'>,
  service: Service,
  index: number,
  messageTypes: readonly MessageTypeProgram[],
): ServiceProgram {
  const { scenario, values } = surroundings;
  const id = surroundings.service;
  const crash = scenario.faults?.crashes?.[id];
  const handlers = messageTypes.map((type): HandlerProgram | undefined => {
    const handler = service.handlers[type.id];
    if (handler === undefined) return undefined;
    const scope = handlerScope(scenario, id, type.id, surroundings.types);
    assert(scope.ok, 'the scope of a parsed handler is found');
    return compileHandler(surroundings, handler, type.id, scope.value);
  });
  const sagaReplies: HandlerProgram = {
    messageType: -1,
    instructions: [
      { op: 'begin', label: values.text('orchestrate'), rollback: -1, isolation: undefined, retries: 0 },
      { op: 'sagaReply' },
      { op: 'commit' },
    ],
    fieldCount: 0,
    variables: [],
    registerCount: 0,
    stepIndexes: [-1, -1, -1],
  };
  return {
    index,
    id,
    instances: service.instances ?? 1,
    concurrency: service.concurrency ?? 1,
    serviceTimeMicros: service.serviceTimeMicros ?? SERVICE_TIME_MICROS,
    hasDatabase: service.database !== undefined,
    isolation: isolationOf(service),
    publishing: service.publishing ?? 'outbox',
    relayIntervalMicros: service.relay?.intervalMicros ?? RELAY_INTERVAL_MICROS,
    relayBatch: service.relay?.batch ?? 1,
    inbox: service.inbox ?? false,
    wholeHandlers: service.granularity === 'handler',
    tables: surroundings.tables.map((table) => table.index),
    handlers,
    sagaReplies,
    hasSagaTimers: Object.values(scenario.sagas ?? {}).some(
      ({ owner, steps }) => owner === id && steps.some(({ timeoutMicros = 0 }) => timeoutMicros > 0),
    ),
    crash:
      crash === undefined
        ? undefined
        : { everyMicros: crash.everyMicros, restartMicros: crash.restartMicros, count: crash.count ?? 1 },
  };
}

/** Whether any database of a scenario, with its options applied, runs single statements and not whole transactions. */
export function hasStatementGranularity(scenario: Scenario): boolean {
  return Object.values(scenario.services).some((service) => isolationOf(service) !== undefined);
}

/** Undefined: atomic transactions. */
function isolationOf(service: Service): ServiceProgram['isolation'] {
  const level = service.database?.level ?? 'atomic';
  return level === 'atomic' ? undefined : level;
}

/** Subscribers are told apart by their ids; work on a dead letter from work on the message by the id of the channel. */
function workLabel(scenario: Scenario, id: string, channel: Channel, service: string): string | undefined {
  const isDeadLetter = Object.values(scenario.channels).some((other) => other.deadLetter === id);
  const parts = [...(isDeadLetter ? [id] : []), ...(channel.kind === 'publish-subscribe' ? [service] : [])];
  return parts.length === 0 ? undefined : parts.join('/');
}

function compileChannel(
  surroundings: Pick<HandlerSurroundings, 'scenario' | 'values' | 'channels'> & {
    readonly services: ReadonlyMap<string, number>;
  },
  id: string,
  channel: Channel,
  index: number,
): ChannelProgram {
  const { scenario, values, services, channels } = surroundings;
  return {
    index,
    id,
    consumers: channel.to.map((service) => services.get(service) as number),
    workLabels: channel.to.map((service) => {
      const label = workLabel(scenario, id, channel, service);
      return label === undefined ? NULL : values.text(label);
    }),
    atLeastOnce: channel.delivery !== 'at-most-once',
    ordering: channel.ordering ?? 'fifo',
    latencyMicros: channel.latencyMicros ?? LATENCY_MICROS,
    redeliveryMicros: channel.redeliveryMicros ?? REDELIVERY_MICROS,
    redeliversAtTail: channel.redelivery === 'tail',
    lossPerMille: channel.lossPerMille ?? 0,
    duplicationPerMille: channel.duplicationPerMille ?? 0,
    lostAcknowledgementPerMille: channel.lostAcknowledgementPerMille ?? 0,
    maximumDeliveries: channel.maximumDeliveries === 0 ? Infinity : (channel.maximumDeliveries ?? MAXIMUM_DELIVERIES),
    deadLetter: channel.deadLetter === undefined ? -1 : (channels.get(channel.deadLetter) as number),
  };
}

function compileClient(
  surroundings: Pick<HandlerSurroundings, 'scenario' | 'values' | 'compileExpression' | 'messageTypes' | 'channels'>,
  id: string,
  client: Client,
  index: number,
): ClientProgram {
  const { scenario, values, compileExpression, messageTypes, channels } = surroundings;
  const requests: RequestProgram[] = [];
  const scope = requestScope();
  for (const request of client.requests) {
    const after = request.afterRequest === undefined ? undefined : request.afterRequest;
    for (let ordinal = 1; ordinal <= (request.count ?? 1); ordinal++) {
      const type = scenario.messages[request.message];
      const payloads = (request.alternatives ?? [{}]).map((alternative) => {
        const fields = Object.entries(type?.payload ?? {}).map(([field, fieldType]) => {
          const expression = alternative[field] ?? request.payload?.[field];
          return values.scalar(
            expression === undefined
              ? zeroOf(fieldType)
              : compileTerm(expression, scope, compileExpression).evaluate([ordinal]),
          );
        });
        return values.tupleOf(fields, fields.length);
      });
      const label = values.text(`${id}/${request.id}`);
      requests.push({
        identity: identity(values, NULL, label, ordinal),
        id: values.text(request.id),
        ordinal,
        messageType: messageTypes.get(request.message) as number,
        channel: channels.get(request.to) as number,
        payloads,
        key:
          request.key === undefined
            ? NULL
            : values.scalar(compileTerm(request.key, scope, compileExpression).evaluate([ordinal])),
        afterMicros: request.afterMicros,
        awaitReply: request.awaitReply ?? false,
        timeoutMicros: request.timeoutMicros ?? 0,
        retries: request.retries ?? 0,
        after:
          after === undefined || after.state === 'sent'
            ? -1
            : requests.findIndex((before) => before.id === values.text(after.id)),
      });
    }
  }
  return { index, id, requests };
}

function compileInvariant(
  surroundings: Pick<HandlerSurroundings, 'scenario' | 'compileExpression'> & {
    readonly services: ReadonlyMap<string, number>;
  },
  tables: readonly TableProgram[],
  id: string,
  invariant: Invariant,
): InvariantProgram {
  const { scenario, compileExpression, services } = surroundings;
  const find = (service: string, table: string): TableProgram => {
    const found = tables.find((candidate) => candidate.service === services.get(service) && candidate.id === table);
    assert(found !== undefined, 'the table of an invariant is declared');
    return found;
  };
  const declared = (table: TableProgram): Table => {
    const service = Object.values(scenario.services)[table.service];
    return service?.database?.tables[table.id] as Table;
  };
  const scope = invariantScope(scenario, invariant);
  const about = invariant.forEach === undefined ? undefined : find(invariant.forEach.service, invariant.forEach.table);
  return {
    id,
    when: invariant.when,
    table: about?.index ?? -1,
    queries: Object.entries(invariant.queries ?? {}).map(([name, query]) => {
      const table = find(query.service, query.table);
      const rows = queryScope(declared(table));
      return {
        table: table.index,
        where: query.where === undefined ? undefined : compileTerm(query.where, rows, compileExpression),
        of: query.of === undefined ? undefined : compileTerm(query.of, rows, compileExpression),
        aggregate: query.aggregate,
        slot: scope.slotOf(name),
      };
    }),
    row: {
      exists: -1,
      columns: about === undefined ? [] : about.columns.map((column) => scope.slotOf(`row.${column}`)),
    },
    rowKey: about === undefined ? -1 : scope.slotOf(`row.${about.keyName}`),
    registerCount: scope.variables.length,
    holds: compileTerm(invariant.holds, scope, compileExpression),
  };
}
