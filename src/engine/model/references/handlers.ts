import type { FieldType, Service, Step, Table } from '../document.ts';
import { inferHandlerScope } from '../handler-scope.ts';
import { memberPath } from '../pointer.ts';
import { rowScope } from '../scope.ts';
import type { NamedScope } from '../scope.ts';
import { stepBodies } from '../steps.ts';
import { member, suggestMember } from './checking.ts';
import type { Checking } from './checking.ts';
import { checkOutgoing, checkPayload, checkReplyMessage } from './sends.ts';
import type { Sends } from './sends.ts';
import { checkTransition } from './transition.ts';

/** The handler that is being checked. */
export class HandlerChecking {
  readonly checking: Checking;
  readonly sends: Sends;
  readonly serviceId: string;
  readonly service: Service;
  /** Undefined if the names of the handler have problems of their own. */
  readonly scope: NamedScope | undefined;
  /** By label: where it was used first. */
  readonly labels = new Map<string, string>();
  readonly #rowScopes = new Map<Table, NamedScope>();

  constructor(checking: Checking, sends: Sends, serviceId: string, service: Service, scope: NamedScope | undefined) {
    this.checking = checking;
    this.sends = sends;
    this.serviceId = serviceId;
    this.service = service;
    this.scope = scope;
  }

  /** The handler's names and the row of a table. */
  rowScope(table: Table): NamedScope | undefined {
    if (this.scope === undefined) return undefined;
    const known = this.#rowScopes.get(table);
    if (known !== undefined) return known;
    const scope = rowScope(this.scope, table);
    this.#rowScopes.set(table, scope);
    return scope;
  }

  expression(path: string, expression: Parameters<Checking['expression']>[1], expected: FieldType | 'any'): void {
    this.checking.expression(path, expression, this.scope, expected);
  }

  /** The table that a step names, reported if there is none. `path` points to the step's own part. */
  table(id: string, path: string): Table | undefined {
    const { database } = this.service;
    if (database === undefined) {
      this.checking.report(path, 'needs-database', { service: this.serviceId });
      return undefined;
    }
    const table = member(database.tables, id);
    if (table === undefined)
      this.checking.report(`${path}/table`, 'unknown-table', {
        ...suggestMember(database.tables, id),
        service: this.serviceId,
      });
    return table;
  }
}

export function checkHandlers(
  checking: Checking,
  sends: Sends,
  serviceId: string,
  service: Service,
  path: string,
): void {
  const { messages } = checking.scenario;
  for (const [messageId, handler] of Object.entries(service.handlers)) {
    const at = memberPath(`${path}/handlers`, messageId);
    const message = member(messages, messageId);
    if (message === undefined) checking.report(at, 'unknown-message', suggestMember(messages, messageId));
    else if (message.kind === 'reply') checking.report(at, 'reply-handler', { message: messageId });
    const { scope, problems } = inferHandlerScope(checking.scenario, serviceId, messageId, checking.expressionTypes);
    for (const found of problems) checking.problems.push(found);
    const usable = problems.length === 0 && message !== undefined ? scope : undefined;
    const handling = new HandlerChecking(checking, sends, serviceId, service, usable);
    checkSteps(handling, handler.steps, `${at}/steps`, false);
  }
}

function checkSteps(handling: HandlerChecking, steps: readonly Step[], path: string, inTransaction: boolean): void {
  for (const [index, step] of steps.entries()) {
    const at = memberPath(path, index);
    checkLabel(handling, step, at);
    checkStep(handling, step, at, inTransaction);
    for (const body of stepBodies(step, at))
      checkSteps(
        handling,
        body.steps,
        body.path,
        body.place === 'same' ? inTransaction : body.place !== 'after-rollback',
      );
  }
}

function checkLabel({ checking, labels }: HandlerChecking, { label }: Step, path: string): void {
  if (label === undefined) return;
  const first = labels.get(label);
  if (first === undefined) labels.set(label, path);
  else checking.report(`${path}/label`, 'duplicate-label', { label, first });
}

function checkStep(handling: HandlerChecking, step: Step, path: string, inTransaction: boolean): void {
  const { checking, sends, scope } = handling;
  if ('read' in step) checkRead(handling, step.read, `${path}/read`);
  else if ('delete' in step) checkKeyed(handling, step.delete, `${path}/delete`);
  else if ('insert' in step) checkInsert(handling, step.insert, `${path}/insert`);
  else if ('update' in step) checkUpdate(handling, step.update, `${path}/update`);
  else if ('query' in step) checkQuery(handling, step.query, `${path}/query`);
  else if ('append' in step) checkAppend(handling, step.append, `${path}/append`);
  else if ('transition' in step) checkTransition(handling, step.transition, `${path}/transition`);
  else if ('transaction' in step) checkTransaction(handling, `${path}/transaction`, inTransaction);
  else if ('send' in step) checkOutgoing(checking, sends, step.send, 'send', scope, `${path}/send`);
  else if ('publish' in step) checkOutgoing(checking, sends, step.publish, 'publish', scope, `${path}/publish`);
  else if ('reply' in step) checkReply(handling, step.reply, `${path}/reply`);
  else if ('call' in step) checkCall(handling, step.call, `${path}/call`, inTransaction);
  else if ('startSaga' in step) checkStartSaga(handling, step.startSaga, `${path}/startSaga`, inTransaction);
  else if ('if' in step) handling.expression(`${path}/if`, step.if, 'bool');
  else if ('wait' in step) checkWait(handling, step.wait, `${path}/wait`, inTransaction);
}

type Part<Key extends string> = Extract<Step, Readonly<Record<Key, unknown>>>[Key];

function checkRead(handling: HandlerChecking, part: Part<'read'>, path: string): void {
  checkKeyed(handling, part, path);
  if (part.wait !== undefined && part.lock === undefined)
    handling.checking.report(`${path}/wait`, 'wait-without-lock', {});
}

function checkKeyed(handling: HandlerChecking, part: Part<'read'> | Part<'delete'>, path: string): void {
  const table = handling.table(part.table, path);
  if (table !== undefined) handling.expression(`${path}/key`, part.key, table.key.type);
}

function checkInsert(handling: HandlerChecking, part: Part<'insert'>, path: string): void {
  const table = handling.table(part.table, path);
  if (table === undefined) return;
  handling.expression(`${path}/key`, part.key, table.key.type);
  checkNewRow(handling, part.table, table, part.values, path);
}

/** Columns left out are 0, false or ''; but a state column must hold a state. */
function checkNewRow(
  { checking, scope }: HandlerChecking,
  tableId: string,
  table: Table,
  values: Part<'insert'>['values'],
  path: string,
): void {
  checking.columnValues(`${path}/values`, values, tableId, table, scope);
  for (const column of Object.keys(table.machines ?? {}))
    if (member(table.columns, column) !== undefined && member(values, column) === undefined)
      checking.report(`${path}/values/${column}`, 'missing-value', { column, table: tableId });
}

function checkUpdate(handling: HandlerChecking, part: Part<'update'>, path: string): void {
  const { checking } = handling;
  const table = handling.table(part.table, path);
  if (table === undefined) return;
  handling.expression(`${path}/key`, part.key, table.key.type);
  const scope = handling.rowScope(table);
  checking.columnValues(`${path}/set`, part.set, part.table, table, scope);
  checking.columnValues(`${path}/add`, part.add, part.table, table, scope);
  for (const column of Object.keys(part.add ?? {})) {
    const type = member(table.columns, column);
    if (type !== undefined && type !== 'int') checking.report(`${path}/add/${column}`, 'add-to-text', { column, type });
    else if (member(part.set, column) !== undefined)
      checking.report(`${path}/add/${column}`, 'column-twice', { column });
  }
  if (part.set === undefined && part.add === undefined) checking.report(path, 'empty-update', {});
  checking.expression(`${path}/where`, part.where, scope, 'bool');
}

function checkQuery(handling: HandlerChecking, part: Part<'query'>, path: string): void {
  const table = handling.table(part.table, path);
  if (table !== undefined) checkAggregate(handling.checking, part, handling.rowScope(table), path);
}

/** What a query computes over rows, in a handler or in an invariant. */
export function checkAggregate(
  checking: Checking,
  part: Pick<Part<'query'>, 'where' | 'aggregate' | 'of'>,
  scope: NamedScope | undefined,
  path: string,
): void {
  checking.expression(`${path}/where`, part.where, scope, 'bool');
  if (part.aggregate === 'sum') {
    if (part.of === undefined) checking.report(`${path}/of`, 'sum-without-of', {});
    checking.expression(`${path}/of`, part.of, scope, 'int');
  } else if (part.of !== undefined) checking.report(`${path}/of`, 'of-without-sum', { aggregate: part.aggregate });
}

/** A row of a stream has the key `<stream>/<version>`. */
function checkAppend(handling: HandlerChecking, part: Part<'append'>, path: string): void {
  const table = handling.table(part.table, path);
  if (table === undefined) return;
  if (table.key.type !== 'string') handling.checking.report(`${path}/table`, 'stream-key-type', { table: part.table });
  handling.expression(`${path}/stream`, part.stream, 'string');
  handling.expression(`${path}/expectedVersion`, part.expectedVersion, 'int');
  checkNewRow(handling, part.table, table, part.values, path);
}

function checkTransaction({ checking, service, serviceId }: HandlerChecking, path: string, inside: boolean): void {
  if (inside) checking.report(path, 'transaction-in-transaction', {});
  if (service.database === undefined) checking.report(path, 'needs-database', { service: serviceId });
}

function checkReply({ checking, scope }: HandlerChecking, part: Part<'reply'>, path: string): void {
  if (part.message === undefined) {
    if (part.payload !== undefined) checking.report(`${path}/payload`, 'payload-without-message', {});
  } else if (checkReplyMessage(checking, part.message, `${path}/message`))
    checkPayload(checking, `${path}/payload`, part.message, part.payload, scope);
}

/** What `call` binds beside the fields of replies. */
const OK = 'ok';

function checkCall(handling: HandlerChecking, part: Part<'call'>, path: string, inTransaction: boolean): void {
  const { checking, sends, scope } = handling;
  if (inTransaction) checking.report(path, 'call-in-transaction', {});
  checkOutgoing(checking, sends, part, 'send', scope, path);
  for (const [index, reply] of (part.replies ?? []).entries()) {
    const at = `${path}/replies/${index}`;
    if (!checkReplyMessage(checking, reply, at)) continue;
    if (member(checking.scenario.messages[reply]?.payload, OK) !== undefined)
      checking.report(at, 'reserved-name', { name: OK });
  }
}

function checkStartSaga(
  { checking, serviceId, scope }: HandlerChecking,
  part: Part<'startSaga'>,
  path: string,
  inTransaction: boolean,
): void {
  const { sagas } = checking.scenario;
  const saga = member(sagas, part.saga);
  if (saga === undefined) {
    checking.report(`${path}/saga`, 'unknown-saga', suggestMember(sagas, part.saga));
    return;
  }
  if (saga.owner !== serviceId)
    checking.report(`${path}/saga`, 'start-saga-elsewhere', { saga: part.saga, owner: saga.owner });
  else if (!inTransaction) checking.report(path, 'start-saga-outside-transaction', { saga: part.saga });
  checking.values(`${path}/data`, part.data, saga.data ?? {}, scope, (at, suggestion) =>
    checking.report(at, 'unknown-field', { ...suggestion, of: part.saga }),
  );
}

function checkWait(handling: HandlerChecking, part: Part<'wait'>, path: string, inTransaction: boolean): void {
  const { checking } = handling;
  if ('while' in part) {
    if (!inTransaction) checking.report(`${path}/while`, 'wait-while-outside-transaction', {});
    handling.expression(`${path}/while`, part.while, 'bool');
  } else if (inTransaction) checking.report(`${path}/forMicros`, 'pause-in-transaction', {});
}
