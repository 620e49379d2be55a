import { assert } from '../base/assert.ts';
import type { Value, Values } from '../base/values.ts';
import type { Handler, Json, OutgoingMessage, Scenario, Step } from '../model/document.ts';
import type { Expression } from '../model/document.ts';
import type { ExpressionCompiler } from '../model/expression/expression.ts';
import type { Machine } from '../model/machine/types.ts';
import { rowScope } from '../model/scope.ts';
import type { NamedScope } from '../model/scope.ts';
import { forEachStep } from '../model/steps.ts';
import type { HandlerProgram, Instruction, OutgoingProgram, RowBinding, TableProgram, Term } from './program.ts';

/** What compiling a handler needs to know of the rest of the program. */
export interface HandlerSurroundings {
  readonly scenario: Scenario;
  readonly values: Values;
  readonly compileExpression: ExpressionCompiler;
  readonly service: string;
  readonly tables: readonly TableProgram[];
  readonly messageTypes: ReadonlyMap<string, number>;
  readonly channels: ReadonlyMap<string, number>;
  readonly sagas: ReadonlyMap<string, number>;
  readonly machines: ReadonlyMap<string, Machine>;
}

/** Message types that every scenario has: replies without payload. */
export const SUCCEEDED = 'Succeeded';
export const FAILED = 'Failed';

/** Flattens the steps of a handler of a parsed scenario into instructions. */
export function compileHandler(
  surroundings: HandlerSurroundings,
  handler: Handler,
  messageType: string,
  scope: NamedScope,
): HandlerProgram {
  // Which columns a read is for shows only when all expressions are known: so everything is compiled twice.
  const used = new Set<number>();
  new HandlerCompiler(surroundings, handler, messageType, scope, used).program();
  return new HandlerCompiler(surroundings, handler, messageType, scope, used).program();
}

class HandlerCompiler {
  readonly #surroundings: HandlerSurroundings;
  readonly #handler: Handler;
  readonly #messageType: string;
  readonly #scope: NamedScope;
  readonly #used: Set<number>;
  readonly #instructions: Instruction[] = [];
  readonly #stepIndexes: number[] = [];
  readonly #indexes = new Map<Step, number>();
  readonly #labels = new Set<string>();
  #registerCount: number;

  constructor(
    surroundings: HandlerSurroundings,
    handler: Handler,
    messageType: string,
    scope: NamedScope,
    used: Set<number>,
  ) {
    this.#surroundings = surroundings;
    this.#handler = handler;
    this.#messageType = messageType;
    this.#scope = scope;
    this.#used = used;
    this.#registerCount = scope.variables.length;
    forEachStep(handler.steps, '', (step) => {
      this.#indexes.set(step, this.#indexes.size);
      if (step.label !== undefined) this.#labels.add(step.label);
    });
  }

  program(): HandlerProgram {
    this.#steps(this.#handler.steps, false);
    const { messageTypes, scenario } = this.#surroundings;
    return {
      messageType: messageTypes.get(this.#messageType) as number,
      instructions: this.#instructions,
      fieldCount: Object.keys(scenario.messages[this.#messageType]?.payload ?? {}).length,
      variables: this.#scope.variables,
      registerCount: this.#registerCount,
      stepIndexes: this.#stepIndexes,
    };
  }

  #steps(steps: readonly Step[], inTransaction: boolean): void {
    for (const step of steps) this.#step(step, inTransaction);
  }

  #step(step: Step, inTransaction: boolean): void {
    const index = this.#indexes.get(step) ?? -1;
    const emit = (instruction: Instruction): number => {
      this.#stepIndexes.push(index);
      return this.#instructions.push(instruction) - 1;
    };
    if ('transaction' in step) {
      const begin = emit({
        op: 'begin',
        label: this.#label(step, 'transaction'),
        rollback: -1,
        isolation: step.isolation,
        retries: step.retries ?? 0,
      });
      this.#steps(step.transaction, true);
      emit({ op: 'commit' });
      if (step.onRollback === undefined) return;
      const over = emit({ op: 'jump', target: -1 });
      this.#patch(begin, { rollback: this.#instructions.length });
      this.#steps(step.onRollback, false);
      this.#patch(over, { target: this.#instructions.length });
    } else if ('if' in step) {
      const branch = emit({ op: 'branch', condition: this.#term(step.if, this.#scope), otherwise: -1 });
      this.#steps(step.then, inTransaction);
      if (step.else === undefined) {
        this.#patch(branch, { otherwise: this.#instructions.length });
        return;
      }
      const over = emit({ op: 'jump', target: -1 });
      this.#patch(branch, { otherwise: this.#instructions.length });
      this.#steps(step.else, inTransaction);
      this.#patch(over, { target: this.#instructions.length });
    } else if ('set' in step) {
      for (const [name, expression] of Object.entries(step.set))
        emit({ op: 'assign', slot: this.#scope.slotOf(name), term: this.#term(expression, this.#scope) });
    } else if ('send' in step) {
      emit({ op: 'send', message: this.#outgoing(step.send, this.#label(step, step.send.message)) });
    } else if ('publish' in step) {
      emit({ op: 'send', message: this.#outgoing(step.publish, this.#label(step, step.publish.message)) });
    } else if ('reply' in step) {
      const type = step.reply.message ?? (step.reply.outcome === 'success' ? SUCCEEDED : FAILED);
      emit({
        op: 'reply',
        label: this.#label(step, 'reply'),
        outcome: step.reply.outcome === 'success' ? 0 : 1,
        messageType: this.#surroundings.messageTypes.get(type) as number,
        payload: this.#payload(type, step.reply.payload),
      });
    } else if ('call' in step) {
      const { as, replies = [], timeoutMicros = 0 } = step.call;
      const fields = replies.map((reply): [number, readonly number[]] => [
        this.#surroundings.messageTypes.get(reply) as number,
        Object.keys(this.#surroundings.scenario.messages[reply]?.payload ?? {}).map((field) =>
          this.#scope.slotOf(`${as}.${field}`),
        ),
      ]);
      emit({
        op: 'call',
        message: this.#outgoing(step.call, this.#label(step, step.call.message)),
        ok: this.#scope.slotOf(`${as}.ok`),
        fields: new Map(fields),
        timeoutMicros,
      });
    } else if ('startSaga' in step) {
      const { saga, data = {} } = step.startSaga;
      const fields = Object.keys(this.#surroundings.scenario.sagas?.[saga]?.data ?? {});
      emit({
        op: 'startSaga',
        saga: this.#surroundings.sagas.get(saga) as number,
        label: this.#label(step, saga),
        data: fields.map((field) => this.#optional(data[field], this.#scope)),
      });
    } else if ('wait' in step) {
      if ('while' in step.wait) emit({ op: 'waitWhile', condition: this.#term(step.wait.while, this.#scope) });
      else emit({ op: 'pause', label: this.#label(step, 'wait'), forMicros: step.wait.forMicros });
    } else if ('fail' in step) {
      emit({ op: 'fail', reason: this.#surroundings.values.text(step.fail.reason) });
    } else if ('return' in step) {
      emit({ op: 'return' });
    } else {
      this.#statement(step, inTransaction, emit);
    }
  }

  /** A statement outside of a transaction is one of its own. */
  #statement(
    step: Extract<
      Step,
      | { read: unknown }
      | { insert: unknown }
      | { update: unknown }
      | { delete: unknown }
      | { query: unknown }
      | { transition: unknown }
      | { append: unknown }
    >,
    inTransaction: boolean,
    emit: (instruction: Instruction) => number,
  ): void {
    if (!inTransaction)
      emit({ op: 'begin', label: this.#label(step, 'statement'), rollback: -1, isolation: undefined, retries: 0 });
    if ('read' in step) {
      const table = this.#table(step.read.table);
      const binding: RowBinding = {
        exists: this.#scope.slotOf(`${step.read.as}.exists`),
        columns: table.columns.map((column) => this.#scope.slotOf(`${step.read.as}.${column}`)),
      };
      emit({
        op: 'read',
        table: table.index,
        key: this.#term(step.read.key, this.#scope),
        binding,
        mask: this.#mask(binding.columns),
        lock: step.read.lock,
        wait: step.read.wait ?? 'wait',
      });
    } else if ('insert' in step) {
      const table = this.#table(step.insert.table);
      const columns = this.#columns(table, step.insert.values, this.#scope);
      const { onConflict = 'fail', as } = step.insert;
      emit({
        op: 'insert',
        table: table.index,
        key: this.#term(step.insert.key, this.#scope),
        columns,
        onConflict: onConflict === 'fail' ? 'error' : onConflict,
        count: as === undefined ? -1 : this.#scope.slotOf(as),
      });
    } else if ('update' in step) {
      const table = this.#table(step.update.table);
      const scope = this.#rowScope(table);
      const own = new Set<number>();
      const set = this.#columns(table, step.update.set ?? {}, scope, own);
      const add = this.#columns(table, step.update.add ?? {}, scope, own);
      const where = this.#optional(step.update.where, scope, own);
      const row = this.#rowBinding(table, scope);
      emit({
        op: 'update',
        table: table.index,
        key: this.#optional(step.update.key, this.#scope),
        set,
        add,
        where,
        row,
        rowKey: scope.slotOf(`row.${table.keyName}`),
        readMask: maskOf(row.columns, own),
        count: step.update.as === undefined ? -1 : this.#scope.slotOf(step.update.as),
      });
    } else if ('delete' in step) {
      const table = this.#table(step.delete.table);
      const count = step.delete.as === undefined ? -1 : this.#scope.slotOf(step.delete.as);
      emit({ op: 'delete', table: table.index, key: this.#term(step.delete.key, this.#scope), count });
    } else if ('query' in step) {
      const table = this.#table(step.query.table);
      const scope = this.#rowScope(table);
      const own = new Set<number>();
      const where = this.#optional(step.query.where, scope, own);
      const of = this.#optional(step.query.of, scope, own);
      const row = this.#rowBinding(table, scope);
      emit({
        op: 'query',
        table: table.index,
        where,
        of,
        aggregate: step.query.aggregate,
        row,
        rowKey: scope.slotOf(`row.${table.keyName}`),
        readMask: maskOf(row.columns, own),
        slot: this.#scope.slotOf(step.query.as),
      });
    } else if ('append' in step) {
      const table = this.#table(step.append.table);
      emit({
        op: 'append',
        table: table.index,
        stream: this.#term(step.append.stream, this.#scope),
        expectedVersion: this.#optional(step.append.expectedVersion, this.#scope),
        columns: this.#columns(table, step.append.values, this.#scope),
        slot: step.append.as === undefined ? -1 : this.#scope.slotOf(step.append.as),
      });
    } else {
      this.#transition(step, inTransaction, emit);
      if (step.transition.otherwise !== undefined) return;
    }
    if (!inTransaction) emit({ op: 'commit' });
  }

  #transition(
    step: Extract<Step, { transition: unknown }>,
    inTransaction: boolean,
    emit: (instruction: Instruction) => number,
  ): void {
    const { values } = this.#surroundings;
    const { transition } = step;
    const table = this.#table(transition.table);
    const scope = this.#rowScope(table);
    const column =
      transition.column === undefined
        ? table.machines.findIndex((machine) => machine !== undefined)
        : table.columns.indexOf(transition.column);
    const machine = table.machines[column];
    assert(machine !== undefined, 'a transition is of a column with a machine');
    const guards = new Map<number, Term>();
    machine.guards.forEach((guard, i) => {
      const when: Json | undefined = guard.params['when'] as Json | undefined;
      if (guard.type === 'cel' && typeof when === 'string') guards.set(i, this.#term(when, scope));
    });
    const bound = (name: string): number =>
      transition.as === undefined ? -1 : this.#scope.slotOf(`${transition.as}.${name}`);
    const at = emit({
      op: 'transition',
      table: table.index,
      key: this.#term(transition.key, this.#scope),
      column,
      machine,
      event: transition.event,
      eventValue: values.text(transition.event),
      set: this.#columns(table, transition.set ?? {}, scope),
      taken: bound('taken'),
      from: bound('from'),
      to: bound('to'),
      otherwise: -1,
      row: this.#rowBinding(table, scope),
      guards,
    });
    if (transition.otherwise === undefined) return;
    // In a transaction of its own, the step commits on both ways; what is done instead comes after.
    if (!inTransaction) emit({ op: 'commit' });
    const over = emit({ op: 'jump', target: -1 });
    this.#patch(at, { otherwise: this.#instructions.length });
    if (!inTransaction) emit({ op: 'commit' });
    this.#steps(transition.otherwise, inTransaction);
    this.#patch(over, { target: this.#instructions.length });
  }

  #outgoing(message: OutgoingMessage, label: Value): OutgoingProgram {
    return {
      label,
      messageType: this.#surroundings.messageTypes.get(message.message) as number,
      channel: this.#surroundings.channels.get(message.to) as number,
      payload: this.#payload(message.message, message.payload),
      key: this.#optional(message.key, this.#scope),
    };
  }

  #payload(type: string, payload: Readonly<Record<string, Expression>> = {}): (Term | undefined)[] {
    const fields = Object.keys(this.#surroundings.scenario.messages[type]?.payload ?? {});
    return fields.map((field) => this.#optional(payload[field], this.#scope));
  }

  #columns(
    table: TableProgram,
    terms: Readonly<Record<string, Expression>>,
    scope: NamedScope,
    used?: Set<number>,
  ): (Term | undefined)[] {
    return table.columns.map((column) => this.#optional(terms[column], scope, used));
  }

  #rowScope(table: TableProgram): NamedScope {
    const declared = this.#surroundings.scenario.services[this.#surroundings.service]?.database?.tables[table.id];
    assert(declared !== undefined, 'the table is declared');
    const scope = rowScope(this.#scope, declared);
    this.#registerCount = Math.max(this.#registerCount, scope.variables.length);
    return scope;
  }

  #rowBinding(table: TableProgram, scope: NamedScope): RowBinding {
    return { exists: -1, columns: table.columns.map((column) => scope.slotOf(`row.${column}`)) };
  }

  /** Columns of a bound row that some expression of the handler uses. */
  #mask(columns: readonly number[]): number {
    return maskOf(columns, this.#used);
  }

  #table(id: string): TableProgram {
    const table = this.#surroundings.tables.find((candidate) => candidate.id === id);
    assert(table !== undefined, 'the service has the table');
    return table;
  }

  #optional(expression: Expression | undefined, scope: NamedScope, used?: Set<number>): Term | undefined {
    return expression === undefined ? undefined : this.#term(expression, scope, used);
  }

  #term(expression: Expression, scope: NamedScope, used?: Set<number>): Term {
    return compileTerm(expression, scope, this.#surroundings.compileExpression, (slot) => {
      this.#used.add(slot);
      used?.add(slot);
    });
  }

  #label(step: Step, fallback: string): Value {
    const { values } = this.#surroundings;
    if (step.label !== undefined) return values.text(step.label);
    let label = fallback;
    for (let n = 2; this.#labels.has(label); n++) label = `${fallback}-${n}`;
    this.#labels.add(label);
    return values.text(label);
  }

  #patch(at: number, fields: object): void {
    this.#instructions[at] = { ...(this.#instructions[at] as Instruction), ...fields } as Instruction;
  }
}

function maskOf(columns: readonly number[], used: ReadonlySet<number>): number {
  let mask = 0;
  columns.forEach((slot, column) => {
    if (used.has(slot)) mask |= 1 << column;
  });
  return mask;
}

/** An expression of a parsed scenario as a term; numbers and booleans stand for themselves. */
export function compileTerm(
  expression: Expression,
  scope: NamedScope,
  compileExpression: ExpressionCompiler,
  noteSlot: (slot: number) => void = () => {},
): Term {
  if (typeof expression !== 'string') return { evaluate: () => expression };
  const compiled = compileExpression(expression, scope.scope);
  for (const slot of compiled.slots) noteSlot(slot);
  return compiled;
}
