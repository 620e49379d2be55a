import type { Table, TransitionStep } from '../document.ts';
import type { Machine } from '../machine/types.ts';
import { suggest } from '../nearest-name.ts';
import { member, suggestMember } from './checking.ts';
import type { HandlerChecking } from './handlers.ts';
import { conditionOf, takesAnyEvent } from './machines.ts';

/** A step that takes the machine of a row through an event. */
export function checkTransition(handling: HandlerChecking, part: TransitionStep['transition'], path: string): void {
  const { checking } = handling;
  const table = handling.table(part.table, path);
  if (table === undefined) return;
  handling.expression(`${path}/key`, part.key, table.key.type);
  checking.columnValues(`${path}/set`, part.set, part.table, table, handling.rowScope(table));
  const column = stateColumn(handling, part, table, path);
  if (column === undefined) return;
  if (member(part.set, column) !== undefined) checking.report(`${path}/set/${column}`, 'state-column-set', { column });
  const machineId = member(table.machines, column);
  const machine = machineId === undefined ? undefined : checking.machine(machineId);
  if (machine === undefined || machineId === undefined) return;
  if (!machine.events.includes(part.event) && !takesAnyEvent(machine))
    checking.report(`${path}/event`, 'unknown-machine-event', {
      ...suggest(part.event, machine.events),
      machine: machineId,
    });
  checkGuards(handling, machine, table, path);
}

/** The column that the step means. */
function stateColumn(
  { checking }: HandlerChecking,
  part: TransitionStep['transition'],
  table: Table,
  path: string,
): string | undefined {
  const columns = Object.keys(table.machines ?? {});
  if (part.column !== undefined) {
    if (columns.includes(part.column)) return part.column;
    if (member(table.columns, part.column) === undefined)
      checking.report(`${path}/column`, 'unknown-column', {
        ...suggestMember(table.columns, part.column),
        table: part.table,
      });
    else checking.report(`${path}/column`, 'column-without-machine', { column: part.column, table: part.table });
    return undefined;
  }
  if (columns.length === 1) return columns[0];
  if (columns.length === 0) checking.report(`${path}/table`, 'table-without-machine', { table: part.table });
  else checking.report(`${path}/column`, 'which-state-column', { table: part.table, known: columns.join(', ') });
  return undefined;
}

/** Guards are conditions on the row and on what the handler may name. Those of another form are reported with the table. */
function checkGuards(handling: HandlerChecking, machine: Machine, table: Table, path: string): void {
  for (const guard of machine.guards) {
    const condition = conditionOf(guard);
    handling.checking.expression(`${path}/event`, condition, handling.rowScope(table), 'bool');
  }
}
