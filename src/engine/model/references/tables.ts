import type { Service, Table } from '../document.ts';
import { suggest } from '../nearest-name.ts';
import { memberPath } from '../pointer.ts';
import { jsonType } from '../json-type.ts';
import { member, suggestMember } from './checking.ts';
import type { Checking } from './checking.ts';
import { conditionOf } from './machines.ts';

/** What `read` binds beside the columns. */
const EXISTS = 'exists';

export function checkTables(checking: Checking, service: Service, path: string): void {
  for (const [id, table] of Object.entries(service.database?.tables ?? {})) {
    const at = memberPath(`${path}/database/tables`, id);
    if (member(table.columns, table.key.name) !== undefined)
      checking.report(`${at}/key/name`, 'key-is-column', { name: table.key.name });
    if (member(table.columns, EXISTS) !== undefined)
      checking.report(`${at}/columns/${EXISTS}`, 'reserved-name', { name: EXISTS });
    checkStateColumns(checking, id, table, at);
    checkRows(checking, id, table, at);
  }
}

function checkStateColumns(checking: Checking, tableId: string, table: Table, path: string): void {
  const { machines } = checking.scenario;
  for (const [column, machine] of Object.entries(table.machines ?? {})) {
    const at = `${path}/machines/${column}`;
    const type = member(table.columns, column);
    if (type === undefined)
      checking.report(at, 'unknown-column', { ...suggestMember(table.columns, column), table: tableId });
    else if (type !== 'string') checking.report(at, 'state-column-type', { column });
    if (member(machines, machine) === undefined)
      checking.report(at, 'unknown-machine', suggestMember(machines, machine));
    for (const guard of checking.machine(machine)?.guards ?? [])
      if (conditionOf(guard) === undefined) checking.report(at, 'machine-guard', { guard: guard.type, machine });
  }
}

function checkRows(checking: Checking, tableId: string, table: Table, path: string): void {
  const types = { [table.key.name]: table.key.type, ...table.columns };
  const keys = new Set<string>();
  for (const [index, row] of (table.rows ?? []).entries()) {
    if (checking.isFull) return;
    const at = `${path}/rows/${index}`;
    for (const column of Object.keys(types))
      if (member(row, column) === undefined)
        checking.report(`${at}/${column}`, 'missing-value', { column, table: tableId });
    for (const [column, value] of Object.entries(row)) {
      const expected = member(types, column);
      const found = scalarType(value);
      if (expected === undefined)
        checking.report(`${at}/${column}`, 'unknown-column', { ...suggestMember(types, column), table: tableId });
      else if (expected !== found) checking.report(`${at}/${column}`, 'wrong-value-type', { expected, found });
      else checkState(checking, table, column, value, `${at}/${column}`);
    }
    const key = String(member(row, table.key.name));
    if (keys.has(key)) checking.report(`${at}/${table.key.name}`, 'duplicate-row', { key, table: tableId });
    keys.add(key);
  }
}

function checkState(checking: Checking, table: Table, column: string, value: unknown, path: string): void {
  const machineId = member(table.machines, column);
  const machine = machineId === undefined ? undefined : checking.machine(machineId);
  if (machine === undefined || machineId === undefined || typeof value !== 'string' || machine.isState(value)) return;
  checking.report(path, 'unknown-machine-state', { ...suggest(value, machine.stateNames), machine: machineId });
}

/** The type of a constant as the document names types. */
function scalarType(value: number | boolean | string): string {
  const type = jsonType(value);
  return type === 'integer' ? 'int' : type === 'boolean' ? 'bool' : type;
}
