import type { Invariant, Table } from '../document.ts';
import { memberPath } from '../pointer.ts';
import { invariantScope, queryScope } from '../scope.ts';
import { member, suggestMember } from './checking.ts';
import type { Checking } from './checking.ts';
import { checkAggregate } from './handlers.ts';

export function checkInvariants(checking: Checking): void {
  for (const [id, invariant] of Object.entries(checking.scenario.invariants ?? {}))
    checkInvariant(checking, invariant, memberPath('/invariants', id));
}

function checkInvariant(checking: Checking, invariant: Invariant, path: string): void {
  const { forEach, queries } = invariant;
  if ((forEach === undefined) === (queries === undefined)) {
    checking.report(path, 'invariant-subject', {});
    return;
  }
  if (forEach !== undefined && tableOf(checking, forEach, `${path}/forEach`) === undefined) return;
  for (const [name, query] of Object.entries(queries ?? {})) {
    const at = memberPath(`${path}/queries`, name);
    const table = tableOf(checking, query, at);
    if (table !== undefined) checkAggregate(checking, query, queryScope(table), at);
  }
  checking.expression(`${path}/holds`, invariant.holds, invariantScope(checking.scenario, invariant), 'bool');
}

function tableOf(
  checking: Checking,
  { service: serviceId, table: tableId }: { readonly service: string; readonly table: string },
  path: string,
): Table | undefined {
  const { services } = checking.scenario;
  const service = member(services, serviceId);
  if (service === undefined) {
    checking.report(`${path}/service`, 'unknown-service', suggestMember(services, serviceId));
    return undefined;
  }
  if (service.database === undefined) {
    checking.report(`${path}/service`, 'needs-database', { service: serviceId });
    return undefined;
  }
  const { tables } = service.database;
  const table = member(tables, tableId);
  if (table === undefined)
    checking.report(`${path}/table`, 'unknown-table', { ...suggestMember(tables, tableId), service: serviceId });
  return table;
}
