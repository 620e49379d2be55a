import type { Scenario, Service, Step } from '../model/document.ts';
import { forEachStep } from '../model/steps.ts';
import type { Program, SagaProgram, ServiceProgram } from '../sim/program.ts';
import type { ChannelStructure, ServiceStructure, Structure } from './frame.ts';

/** What a program looks like before anything has happened. */
export function structureOf(program: Program): Structure {
  const { scenario } = program;
  return {
    services: program.services.map((service) => serviceStructure(program, service)),
    channels: program.channels.map((channel): ChannelStructure => {
      const declared = scenario.channels[channel.id];
      return {
        id: channel.id,
        title: declared?.title ?? { en: channel.id },
        kind: declared?.kind ?? 'point-to-point',
        delivery: channel.atLeastOnce ? 'at-least-once' : 'at-most-once',
        from: sendersOf(scenario, channel.id),
        to: declared?.to ?? [],
      };
    }),
    sagas: program.sagas.map((saga) => sagaStructure(scenario, saga)),
    clients: program.clients.map((client) => ({
      id: client.id,
      title: scenario.clients[client.id]?.title ?? { en: client.id },
      requests: (scenario.clients[client.id]?.requests ?? []).map((request) => ({
        id: request.id,
        message: request.message,
        to: request.to,
        count: request.count ?? 1,
      })),
    })),
    messageTypes: program.messageTypes.map((type) => {
      const title = scenario.messages[type.id]?.title;
      return { id: type.id, kind: type.kind, ...(title === undefined ? {} : { title }) };
    }),
    tables: program.tables.map((table) => {
      const service = program.services[table.service]?.id ?? '';
      const declared = scenario.services[service]?.database?.tables[table.id];
      return {
        id: table.id,
        service,
        title: declared?.title ?? { en: table.id },
        key: table.keyName,
        columns: table.columns,
        machines: declared?.machines ?? {},
      };
    }),
  };
}

function serviceStructure(program: Program, service: ServiceProgram): ServiceStructure {
  const declared = program.scenario.services[service.id] as Service;
  const sendsInTransaction = service.hasDatabase && service.publishing === 'outbox';
  return {
    id: service.id,
    title: declared.title ?? { en: service.id },
    instances: service.instances,
    concurrency: service.concurrency,
    tables: service.tables,
    publishing: service.publishing,
    hasOutbox: sendsInTransaction,
    hasInbox: service.inbox,
    sagas: program.sagas.filter((saga) => saga.owner === service.index).map((saga) => saga.id),
    handlers: Object.entries(declared.handlers).map(([message, handler]) => {
      const steps: { label: string; depth: number; text: string }[] = [];
      forEachStep(handler.steps, '', (step, path) => {
        steps.push({ label: step.label ?? '', depth: (path.split('/').length - 2) >> 1, text: stepText(step) });
      });
      return { message, steps };
    }),
  };
}

function sagaStructure(scenario: Scenario, saga: SagaProgram): Structure['sagas'][number] {
  const declared = scenario.sagas?.[saga.id];
  return {
    id: saga.id,
    title: declared?.title ?? { en: saga.id },
    owner: declared?.owner ?? '',
    steps: (declared?.steps ?? []).map((step) => {
      const participant = step.command === undefined ? undefined : scenario.channels[step.command.to]?.to[0];
      return {
        id: step.id,
        title: step.title ?? { en: step.id },
        kind: step.kind,
        hasCompensation: step.compensation !== undefined,
        ...(participant === undefined ? {} : { participant }),
      };
    }),
    machine: saga.config,
  };
}

/** Services and clients that can send to a channel: by a step, a request, a command of a saga, or a reply. */
function sendersOf(scenario: Scenario, channel: string): ChannelStructure['from'] {
  const services = new Set<string>();
  const clients = new Set<string>();
  for (const [id, service] of Object.entries(scenario.services))
    for (const handler of Object.values(service.handlers))
      forEachStep(handler.steps, '', (step) => {
        const to =
          'send' in step
            ? step.send.to
            : 'publish' in step
              ? step.publish.to
              : 'call' in step
                ? step.call.to
                : undefined;
        if (to === channel) services.add(id);
      });
  for (const saga of Object.values(scenario.sagas ?? {})) {
    const commands = saga.steps.flatMap((step) => [step.command, step.compensation]);
    for (const command of commands) if (command?.to === channel) services.add(saga.owner);
    if (saga.replyChannel !== channel) continue;
    for (const command of commands)
      for (const participant of command === undefined ? [] : (scenario.channels[command.to]?.to ?? []))
        services.add(participant);
  }
  for (const [id, client] of Object.entries(scenario.clients))
    if (client.requests.some((request) => request.to === channel)) clients.add(id);
  for (const other of Object.values(scenario.channels))
    if (other.deadLetter === channel) for (const consumer of other.to) services.add(consumer);
  return [
    ...[...services].map((id) => ({ kind: 'service' as const, id })),
    ...[...clients].map((id) => ({ kind: 'client' as const, id })),
  ];
}

/** One line for a step, in the words of the document. */
function stepText(step: Step): string {
  if ('transaction' in step) return 'transaction';
  if ('read' in step) return `read ${step.read.table}[${step.read.key}] as ${step.read.as}`;
  if ('insert' in step)
    return `insert ${step.insert.table}[${step.insert.key}] ${assignments(step.insert.values, '=')}`;
  if ('update' in step) {
    const { table, key, set = {}, add = {}, where } = step.update;
    const changes = [assignments(set, '='), assignments(add, '+=')].filter((text) => text !== '').join(', ');
    return `update ${table}${key === undefined ? '' : `[${key}]`} ${changes}${where === undefined ? '' : ` where ${where}`}`;
  }
  if ('delete' in step) return `delete ${step.delete.table}[${step.delete.key}]`;
  if ('query' in step) {
    const { table, aggregate, of, where, as } = step.query;
    return `${as} = ${aggregate}(${table}${of === undefined ? '' : ` ${of}`})${where === undefined ? '' : ` where ${where}`}`;
  }
  if ('send' in step) return `send ${step.send.message} to ${step.send.to}`;
  if ('publish' in step) return `publish ${step.publish.message} to ${step.publish.to}`;
  if ('reply' in step) return `reply ${step.reply.message ?? step.reply.outcome}`;
  if ('call' in step) return `${step.call.as} = call ${step.call.message} at ${step.call.to}`;
  if ('startSaga' in step) return `start saga ${step.startSaga.saga}`;
  if ('transition' in step)
    return `transition ${step.transition.table}[${step.transition.key}] by ${step.transition.event}`;
  if ('append' in step) return `append to ${step.append.table}[${step.append.stream}]`;
  if ('set' in step) return `set ${assignments(step.set, '=')}`;
  if ('if' in step) return `if ${step.if}`;
  if ('wait' in step) return 'while' in step.wait ? `wait while ${step.wait.while}` : 'wait';
  if ('fail' in step) return `fail ${step.fail.reason}`;
  return 'return';
}

function assignments(terms: Readonly<Record<string, string | number | boolean>>, sign: string): string {
  return Object.entries(terms)
    .map(([name, term]) => `${name} ${sign} ${term}`)
    .join(', ');
}
