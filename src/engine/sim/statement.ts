import { NULL } from '../base/values.ts';
import type { Scalar, Value, Values } from '../base/values.ts';
import { EvaluationError } from '../model/expression/expression.ts';
import { EntryKind, WriteForm } from '../trace/entry.ts';
import type { Instruction, RowBinding, TableProgram, Term } from './program.ts';
import { zeroOf } from './program.ts';
import type { HandlerContext } from './publish.ts';
import type { LocalTransaction } from './transaction.ts';

/** The instructions that read or write rows. */
export type StatementInstruction = Extract<
  Instruction,
  { op: 'read' | 'insert' | 'update' | 'delete' | 'query' | 'transition' | 'append' }
>;

export type StatementOutcome =
  | { readonly kind: 'next' }
  | { readonly kind: 'jump'; readonly target: number }
  | { readonly kind: 'fail'; readonly reason: string };

const NEXT: StatementOutcome = { kind: 'next' };

/** Executes one statement within a transaction of the service's database. */
export function executeStatement(
  work: HandlerContext,
  transaction: LocalTransaction,
  instruction: StatementInstruction,
): StatementOutcome {
  const { values, program } = work.world;
  const { registers } = work;
  const table = program.tables[instruction.table] as TableProgram;
  switch (instruction.op) {
    case 'read': {
      const key = values.scalar(instruction.key.evaluate(registers));
      bindRow(work, table, instruction.binding, transaction.read(table, key, instruction.mask));
      return NEXT;
    }
    case 'insert': {
      const key = values.scalar(instruction.key.evaluate(registers));
      const present = transaction.peek(table, key) !== NULL;
      if (present && instruction.onConflict === 'error') return { kind: 'fail', reason: 'unique-violation' };
      const writes = !present || instruction.onConflict === 'update';
      const form = present ? WriteForm.absolute : WriteForm.insert;
      if (writes) transaction.write(table, key, newRow(work, table, instruction.columns), allColumns(table), form);
      if (instruction.count >= 0) registers[instruction.count] = writes ? 1 : 0;
      return NEXT;
    }
    case 'delete': {
      const key = values.scalar(instruction.key.evaluate(registers));
      const present = transaction.peek(table, key) !== NULL;
      if (present) transaction.write(table, key, NULL, allColumns(table), WriteForm.delete);
      if (instruction.count >= 0) registers[instruction.count] = present ? 1 : 0;
      return NEXT;
    }
    case 'update':
      return update(work, transaction, table, instruction);
    case 'query':
      return query(work, transaction, table, instruction);
    case 'transition':
      return transition(work, transaction, table, instruction);
    case 'append':
      return append(work, transaction, table, instruction);
  }
}

function update(
  work: HandlerContext,
  transaction: LocalTransaction,
  table: TableProgram,
  instruction: Extract<Instruction, { op: 'update' }>,
): StatementOutcome {
  const { values } = work.world;
  const { registers } = work;
  const keys =
    instruction.key === undefined ? [...transaction.keys(table)] : [values.scalar(instruction.key.evaluate(registers))];
  let count = 0;
  for (const key of keys) {
    let row = transaction.peek(table, key);
    if (row === NULL) continue;
    bindRow(work, table, instruction.row, row);
    registers[instruction.rowKey] = values.toScalar(key);
    if (instruction.readMask !== 0) transaction.read(table, key, instruction.readMask);
    if (instruction.where !== undefined && instruction.where.evaluate(registers) !== true) continue;
    count++;
    const absolute = assignColumns(work, row, instruction.set);
    if (absolute.mask !== 0) {
      row = absolute.row;
      transaction.write(table, key, row, absolute.mask, WriteForm.absolute);
    }
    const added = addToColumns(work, row, instruction.add);
    if (added.mask !== 0) transaction.write(table, key, added.row, added.mask, WriteForm.delta);
  }
  if (instruction.count >= 0) registers[instruction.count] = count;
  return NEXT;
}

function query(
  work: HandlerContext,
  transaction: LocalTransaction,
  table: TableProgram,
  instruction: Extract<Instruction, { op: 'query' }>,
): StatementOutcome {
  const { values } = work.world;
  const { registers } = work;
  let total = 0;
  for (const key of transaction.keys(table)) {
    bindRow(work, table, instruction.row, transaction.read(table, key, instruction.readMask));
    registers[instruction.rowKey] = values.toScalar(key);
    if (instruction.where !== undefined && instruction.where.evaluate(registers) !== true) continue;
    total = checkedSum(total, instruction.aggregate === 'sum' ? Number(instruction.of?.evaluate(registers) ?? 0) : 1);
  }
  registers[instruction.slot] = instruction.aggregate === 'exists' ? total > 0 : total;
  return NEXT;
}

function transition(
  work: HandlerContext,
  transaction: LocalTransaction,
  table: TableProgram,
  instruction: Extract<Instruction, { op: 'transition' }>,
): StatementOutcome {
  const { values } = work.world;
  const { registers } = work;
  const key = values.scalar(instruction.key.evaluate(registers));
  const row = transaction.read(table, key, 1 << instruction.column);
  const from = row === NULL ? NULL : values.field(row, instruction.column);
  const fromText = from === NULL ? '' : values.toText(from);
  if (row !== NULL) bindRow(work, table, instruction.row, row);
  const next =
    row === NULL
      ? undefined
      : instruction.machine.step(fromText, instruction.event, (_guard, index) => {
          const term = instruction.guards.get(index);
          return term !== undefined && term.evaluate(registers) === true;
        });
  const to = next === undefined ? NULL : values.text(next.state);
  work.sink.emit(
    EntryKind.transitioned,
    work.id,
    transaction.id,
    table.index,
    key,
    table.columnNames[instruction.column] as Value,
    instruction.eventValue,
    from,
    to,
  );
  if (instruction.taken >= 0) registers[instruction.taken] = next !== undefined;
  if (instruction.from >= 0) registers[instruction.from] = fromText;
  if (instruction.to >= 0) registers[instruction.to] = next === undefined ? fromText : next.state;
  if (next === undefined)
    return instruction.otherwise >= 0
      ? { kind: 'jump', target: instruction.otherwise }
      : { kind: 'fail', reason: 'illegal-transition' };
  const assigned = assignColumns(work, row, instruction.set);
  const written = values.with(assigned.row, instruction.column, to);
  transaction.write(table, key, written, assigned.mask | (1 << instruction.column), WriteForm.absolute);
  return NEXT;
}

/** A stream's rows are keyed `<stream>/<version>`, versions from 1 without a gap. */
function append(
  work: HandlerContext,
  transaction: LocalTransaction,
  table: TableProgram,
  instruction: Extract<Instruction, { op: 'append' }>,
): StatementOutcome {
  const { values } = work.world;
  const { registers } = work;
  const stream = String(instruction.stream.evaluate(registers));
  let version = 1;
  while (transaction.peek(table, values.text(`${stream}/${version}`)) !== NULL) version++;
  if (instruction.expectedVersion !== undefined && instruction.expectedVersion.evaluate(registers) !== version - 1)
    return { kind: 'fail', reason: 'version-conflict' };
  const key = values.text(`${stream}/${version}`);
  transaction.write(table, key, newRow(work, table, instruction.columns), allColumns(table), WriteForm.insert);
  if (instruction.slot >= 0) registers[instruction.slot] = version;
  return NEXT;
}

/** Puts a row into registers; of an absent row the columns are 0, false and ''. */
function bindRow(work: HandlerContext, table: TableProgram, binding: RowBinding, row: Value): void {
  bindRowTo(work.world.values, work.registers, table, binding, row);
}

export function bindRowTo(
  values: Values,
  registers: Scalar[],
  table: TableProgram,
  binding: RowBinding,
  row: Value,
): void {
  if (binding.exists >= 0) registers[binding.exists] = row !== NULL;
  binding.columns.forEach((slot, column) => {
    if (slot < 0) return;
    registers[slot] = row === NULL ? zeroOf(table.types[column] ?? 'int') : values.toScalar(values.field(row, column));
  });
}

/** What new columns are computed in. */
export type RowContext = Pick<HandlerContext, 'world' | 'registers'>;

export function newRow(work: RowContext, table: TableProgram, columns: readonly (Term | undefined)[]): Value {
  const { values } = work.world;
  const fields = table.types.map((type, i) => values.scalar(columns[i]?.evaluate(work.registers) ?? zeroOf(type)));
  return values.tupleOf(fields, fields.length);
}

export function assignColumns(
  work: RowContext,
  row: Value,
  terms: readonly (Term | undefined)[],
): { row: Value; mask: number } {
  const { values } = work.world;
  let next = row;
  let mask = 0;
  terms.forEach((term, column) => {
    if (term === undefined) return;
    next = values.with(next, column, values.scalar(term.evaluate(work.registers)));
    mask |= 1 << column;
  });
  return { row: next, mask };
}

export function addToColumns(
  work: RowContext,
  row: Value,
  terms: readonly (Term | undefined)[],
): { row: Value; mask: number } {
  const { values } = work.world;
  let next = row;
  let mask = 0;
  terms.forEach((term, column) => {
    if (term === undefined) return;
    const sum = checkedSum(values.toInteger(values.field(row, column)), Number(term.evaluate(work.registers)));
    next = values.with(next, column, values.integer(sum));
    mask |= 1 << column;
  });
  return { row: next, mask };
}

const OVERFLOW = new EvaluationError('overflow', '', 0, 0);

/** The sum, or the failure of an expression when it leaves the safe integers. */
export function checkedSum(a: number, b: number): number {
  const sum = a + b;
  if (!Number.isSafeInteger(sum)) throw OVERFLOW;
  return sum;
}

/** Bits of all columns, at most 32. */
export function allColumns(table: TableProgram): number {
  return table.columns.length === 0 ? 0 : -1 >>> (32 - table.columns.length);
}
