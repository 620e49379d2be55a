import { assert } from '../base/assert.ts';
import { NULL } from '../base/values.ts';
import type { Scalar, Value, Values } from '../base/values.ts';
import { EntryKind, WriteForm } from '../trace/entry.ts';
import type { Database } from './database/database.ts';
import { everyRow, keyPredicate } from './database/predicate.ts';
import type { Predicate } from './database/predicate.ts';
import { LockMode } from './database/statement.ts';
import type { DoneOutcome, Outcome, RowSeen, RowWritten, Statement } from './database/statement.ts';
import type { HandlerProgram, Instruction, Program, ServiceProgram, TableProgram, Term } from './program.ts';
import type { HandlerContext } from './publish.ts';
import { addToColumns, allColumns, assignColumns, bindRowTo, checkedSum, newRow } from './statement.ts';
import type { StatementInstruction, StatementOutcome } from './statement.ts';

/** A transaction of a database at statement granularity, as the work that runs it sees it. */
export interface Session {
  readonly database: Database;
  readonly transaction: Value;
  readonly handler: HandlerProgram;
  /** The place of the statement in the handler. */
  readonly counter: number;
  /** The statement waited and may go on. */
  readonly resumed: boolean;
  /** What the statement had found out before it waited, or null. */
  readonly memo: Value;
}

export type SessionOutcome =
  | StatementOutcome
  | {
      readonly kind: 'blocked';
      readonly by: readonly Value[];
      readonly table: number;
      readonly key: Value;
      readonly memo: Value;
    };

const NEXT: SessionOutcome = { kind: 'next' };

/** Executes one statement of an open transaction. It may have to wait, or fail the transaction. */
export function executeInSession(
  work: HandlerContext,
  session: Session,
  instruction: StatementInstruction,
): SessionOutcome {
  const { program } = work.world;
  const table = program.tables[instruction.table] as TableProgram;
  switch (instruction.op) {
    case 'read':
      return read(work, session, table, instruction);
    case 'insert': {
      const key = keyOf(work, instruction.key);
      const row = newRow(work, table, instruction.columns);
      return insert(work, session, table, key, row, instruction.onConflict, instruction.count, NULL);
    }
    case 'update':
      return update(work, session, table, instruction);
    case 'delete': {
      const where = keyPredicate(work.world.values, keyOf(work, instruction.key));
      const outcome = perform(work, session, table, { op: 'delete', table: localTable(work, table), where });
      return conclude(outcome, table, NULL, (done) => {
        // That there was nothing to delete is something that it has learnt.
        if (done.count === 0) emitQuery(work, session, table, where, done.seen);
        if (instruction.count >= 0) work.registers[instruction.count] = done.count;
      });
    }
    case 'query':
      return query(work, session, table, instruction);
    case 'transition':
      return transition(work, session, table, instruction);
    case 'append':
      return append(work, session, table, instruction);
  }
}

function read(
  work: HandlerContext,
  session: Session,
  table: TableProgram,
  instruction: Extract<Instruction, { op: 'read' }>,
): SessionOutcome {
  const { values } = work.world;
  const key = keyOf(work, instruction.key);
  const outcome = perform(work, session, table, {
    op: 'read',
    table: localTable(work, table),
    where: keyPredicate(values, key),
    ...(instruction.lock === undefined ? {} : { lock: LockMode[instruction.lock] }),
    wait: instruction.wait,
  });
  return conclude(outcome, table, NULL, (done) => {
    const found = done.rows[0];
    const looked = found ?? done.seen[0];
    emitRead(work, session, table, key, instruction.mask, looked, found?.row ?? NULL);
    bindRowTo(values, work.registers, table, instruction.binding, found?.row ?? NULL);
  });
}

function insert(
  work: HandlerContext,
  session: Session,
  table: TableProgram,
  key: Value,
  row: Value,
  onConflict: 'error' | 'nothing' | 'update',
  count: number,
  memo: Value,
): SessionOutcome {
  const outcome = perform(work, session, table, { op: 'insert', table: localTable(work, table), key, row, onConflict });
  return conclude(outcome, table, memo, (done) => {
    // It has learnt that the row is there, and nothing of what it holds.
    if (done.count === 0) emitQuery(work, session, table, keyPredicate(work.world.values, key), done.seen);
    if (count >= 0) work.registers[count] = done.count;
  });
}

function update(
  work: HandlerContext,
  session: Session,
  table: TableProgram,
  instruction: Extract<Instruction, { op: 'update' }>,
): SessionOutcome {
  const { values } = work.world;
  const registers = [...work.registers];
  const bind = (key: Value, row: Value): void => {
    bindRowTo(values, registers, table, instruction.row, row);
    registers[instruction.rowKey] = values.toScalar(key);
  };
  const absolute = maskOf(instruction.set);
  const delta = maskOf(instruction.add);
  const where = wherePredicate(work, session, table, instruction);
  const outcome = perform(
    work,
    session,
    table,
    {
      op: 'update',
      table: localTable(work, table),
      where,
      change: (key, row) => {
        bind(key, row);
        const context = { world: work.world, registers };
        return addToColumns(context, assignColumns(context, row, instruction.set).row, instruction.add).row;
      },
      mask: absolute | delta,
    },
    [
      { mask: absolute, form: WriteForm.absolute },
      { mask: delta, form: WriteForm.delta },
    ],
  );
  return conclude(outcome, table, NULL, (done) => {
    if (instruction.key === undefined || done.count === 0) emitQuery(work, session, table, where, done.seen);
    if (instruction.readMask !== 0)
      for (const seen of done.seen)
        // Of rows that a condition has not selected only this is known, and that is what the query says.
        if (seen.row !== NULL && (seen.matched || instruction.key !== undefined))
          emitRead(work, session, table, seen.key, instruction.readMask, seen, seen.row);
    if (instruction.count >= 0) work.registers[instruction.count] = done.count;
  });
}

function query(
  work: HandlerContext,
  session: Session,
  table: TableProgram,
  instruction: Extract<Instruction, { op: 'query' }>,
): SessionOutcome {
  const { values } = work.world;
  const { registers } = work;
  const where = wherePredicate(work, session, table, instruction);
  const outcome = perform(work, session, table, { op: 'read', table: localTable(work, table), where });
  return conclude(outcome, table, NULL, (done) => {
    emitQuery(work, session, table, where, done.seen);
    let total = 0;
    for (const seen of done.rows) {
      emitRead(work, session, table, seen.key, instruction.readMask, seen, seen.row);
      bindRowTo(values, registers, table, instruction.row, seen.row);
      registers[instruction.rowKey] = values.toScalar(seen.key);
      total = checkedSum(total, instruction.aggregate === 'sum' ? Number(instruction.of?.evaluate(registers) ?? 0) : 1);
    }
    registers[instruction.slot] = instruction.aggregate === 'exists' ? total > 0 : total;
  });
}

/** The row is locked and read, then its machine decides and the row is written: a read for update and an update. */
function transition(
  work: HandlerContext,
  session: Session,
  table: TableProgram,
  instruction: Extract<Instruction, { op: 'transition' }>,
): SessionOutcome {
  const { values } = work.world;
  const { registers } = work;
  const key = keyOf(work, instruction.key);
  const where = keyPredicate(values, key);
  const locked = perform(work, session, table, {
    op: 'read',
    table: localTable(work, table),
    where,
    lock: LockMode.update,
  });
  if (locked.status !== 'done') return conclude(locked, table, NULL, () => {});
  const found = locked.rows[0];
  const row = found?.row ?? NULL;
  emitRead(work, session, table, key, 1 << instruction.column, found ?? locked.seen[0], row);
  const from = row === NULL ? NULL : values.field(row, instruction.column);
  const fromText = from === NULL ? '' : values.toText(from);
  if (row !== NULL) bindRowTo(values, registers, table, instruction.row, row);
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
    session.transaction,
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
  const mask = assigned.mask | (1 << instruction.column);
  const outcome = perform(
    work,
    { ...session, resumed: false },
    table,
    { op: 'update', table: localTable(work, table), where, change: () => written, mask },
    [{ mask, form: WriteForm.absolute }],
  );
  assert(outcome.status !== 'blocked', 'a row that is locked for update is written without waiting');
  return conclude(outcome, table, NULL, () => {});
}

function append(
  work: HandlerContext,
  session: Session,
  table: TableProgram,
  instruction: Extract<Instruction, { op: 'append' }>,
): SessionOutcome {
  const { values } = work.world;
  const { registers } = work;
  const stream = String(instruction.stream.evaluate(registers));
  const keyAt = (version: number): Value => values.text(`${stream}/${version}`);
  let version = session.memo === NULL ? 1 : ~session.memo;
  if (session.memo === NULL) {
    for (;;) {
      const where = keyPredicate(values, keyAt(version));
      const looked = perform(work, session, table, { op: 'read', table: localTable(work, table), where });
      if (looked.status !== 'done') return conclude(looked, table, NULL, () => {});
      if (looked.rows.length === 0) break;
      version++;
    }
    if (instruction.expectedVersion !== undefined && instruction.expectedVersion.evaluate(registers) !== version - 1)
      return { kind: 'fail', reason: 'version-conflict' };
  }
  const row = newRow(work, table, instruction.columns);
  const outcome = insert(work, session, table, keyAt(version), row, 'error', -1, ~version);
  if (outcome.kind === 'next' && instruction.slot >= 0) registers[instruction.slot] = version;
  return outcome;
}

/** Hands a statement to the database and reports what it wrote. */
function perform(
  work: HandlerContext,
  session: Session,
  table: TableProgram,
  statement: Statement,
  forms: readonly { readonly mask: number; readonly form: number }[] = [],
): Outcome {
  const { database, transaction } = session;
  const outcome = session.resumed ? database.resume(transaction, statement) : database.execute(transaction, statement);
  if (outcome.status === 'error') return outcome;
  for (const row of outcome.written) {
    const all = allColumns(table);
    if (row.form === 'insert') emitWritten(work, session, table, row, all, WriteForm.insert);
    else if (row.form === 'delete') emitWritten(work, session, table, row, all, WriteForm.delete);
    else if (forms.length === 0) emitWritten(work, session, table, row, row.mask, WriteForm.absolute);
    else for (const { mask, form } of forms) if (mask !== 0) emitWritten(work, session, table, row, mask, form);
  }
  return outcome;
}

function conclude(
  outcome: Outcome,
  table: TableProgram,
  memo: Value,
  done: (outcome: DoneOutcome) => void,
): SessionOutcome {
  if (outcome.status === 'error') return { kind: 'fail', reason: outcome.error.replaceAll('_', '-') };
  if (outcome.status === 'blocked')
    return { kind: 'blocked', by: outcome.by, table: table.index, key: outcome.key, memo };
  done(outcome);
  return NEXT;
}

function emitRead(
  work: HandlerContext,
  session: Session,
  table: TableProgram,
  key: Value,
  mask: number,
  seen: RowSeen | undefined,
  row: Value,
): void {
  work.sink.emit(EntryKind.read, work.id, session.transaction, table.index, key, mask, seen?.versions ?? NULL, row);
}

function emitQuery(
  work: HandlerContext,
  session: Session,
  table: TableProgram,
  where: Predicate,
  seen: readonly RowSeen[],
): void {
  const { values } = work.world;
  const rows = seen.map((row) => values.tuple(row.key, row.versions, values.boolean(row.matched)));
  const list = values.tupleOf(rows, rows.length);
  work.sink.emit(EntryKind.queried, work.id, session.transaction, table.index, where.id, list);
}

function emitWritten(
  work: HandlerContext,
  session: Session,
  table: TableProgram,
  written: RowWritten,
  mask: number,
  form: number,
): void {
  const { values, tracksVersions } = work.world;
  let pairs: Value = NULL;
  if (tracksVersions) {
    const versionOf = (versions: Value, column: number): Value =>
      versions === NULL ? NULL : values.field(versions, column);
    const list = table.columns.map((_, column) =>
      (mask & (1 << column)) === 0
        ? NULL
        : values.tuple(versionOf(written.versionsBefore, column), versionOf(written.versions, column)),
    );
    pairs = values.tupleOf(list, list.length);
  }
  work.sink.emit(
    EntryKind.written,
    work.id,
    session.transaction,
    table.index,
    written.key,
    mask,
    form,
    pairs,
    written.row,
  );
}

/** The rows that an update or a query is about: by key, by condition, or all. */
function wherePredicate(
  work: HandlerContext,
  session: Session,
  table: TableProgram,
  instruction: Extract<Instruction, { op: 'update' | 'query' }>,
): Predicate {
  const { values } = work.world;
  const key = instruction.op === 'update' && instruction.key !== undefined ? keyOf(work, instruction.key) : NULL;
  if (instruction.where === undefined) return key === NULL ? everyRow(values) : keyPredicate(values, key);
  const captured = session.handler.variables.map((_, slot) => values.scalar(work.registers[slot] as Scalar));
  const id = values.tuple(
    values.text('where'),
    ~work.service.index,
    ~session.handler.messageType,
    ~session.counter,
    key,
    values.tupleOf(captured, captured.length),
  );
  return conditionPredicate(values, table, instruction, id, key, [...work.registers]);
}

function conditionPredicate(
  values: Values,
  table: TableProgram,
  instruction: Extract<Instruction, { op: 'update' | 'query' }>,
  id: Value,
  key: Value,
  registers: Scalar[],
): Predicate {
  return {
    id,
    keys: key === NULL ? undefined : [key],
    matches: (candidate, row) => {
      if (key !== NULL && candidate !== key) return false;
      bindRowTo(values, registers, table, instruction.row, row);
      registers[instruction.rowKey] = values.toScalar(candidate);
      return instruction.where === undefined || instruction.where.evaluate(registers) === true;
    },
  };
}

/** Finds a predicate again by its id, in a world that was unpacked. */
export function resolvePredicate(program: Program, id: Value): Predicate {
  const { values } = program;
  if (!values.isTuple(id)) return everyRow(values);
  if (values.size(id) === 2) return keyPredicate(values, values.field(id, 1));
  const service = program.services[~values.field(id, 1)] as ServiceProgram;
  const handler = service.handlers[~values.field(id, 2)];
  const instruction = handler?.instructions[~values.field(id, 3)];
  assert(instruction?.op === 'update' || instruction?.op === 'query', 'a predicate belongs to an update or a query');
  const captured = values.field(id, 5);
  const registers = Array.from({ length: values.size(captured) }, (_, i) => values.toScalar(values.field(captured, i)));
  const table = program.tables[instruction.table] as TableProgram;
  return conditionPredicate(values, table, instruction, id, values.field(id, 4), registers);
}

/** Databases number their own tables. */
function localTable(work: HandlerContext, table: TableProgram): number {
  return work.service.tables.indexOf(table.index);
}

function keyOf(work: HandlerContext, term: Term): Value {
  return work.world.values.scalar(term.evaluate(work.registers));
}

function maskOf(terms: readonly (Term | undefined)[]): number {
  let mask = 0;
  terms.forEach((term, column) => {
    if (term !== undefined) mask |= 1 << column;
  });
  return mask;
}
