import type { Scenario } from '../document.ts';
import type { ExpressionTypes } from '../expression-check.ts';
import { memberPath } from '../pointer.ts';
import type { Problem } from '../problem.ts';
import { checkChannels } from './channels.ts';
import { Checking, member, suggestMember } from './checking.ts';
import { checkClients } from './clients.ts';
import { checkHandlers } from './handlers.ts';
import { checkInvariants } from './invariants.ts';
import { checkMachines } from './machines.ts';
import type { MachineTypes } from './machines.ts';
import { checkSagas } from './sagas.ts';
import { Sends } from './sends.ts';
import { checkTables } from './tables.ts';

/** Whether the parts of a document fit together: all that it runs by. Options and stories are looked at elsewhere. */
export function checkReferences(
  scenario: Scenario,
  expressionTypes: ExpressionTypes,
  machineTypes: MachineTypes,
): readonly Problem[] {
  const checking = new Checking(scenario, expressionTypes, machineTypes);
  const sends = new Sends();
  checkMachines(checking);
  for (const [id, service] of Object.entries(scenario.services)) {
    const path = memberPath('/services', id);
    checkTables(checking, service, path);
    checkHandlers(checking, sends, id, service, path);
    if (service.inbox === true && service.database === undefined)
      checking.report(`${path}/inbox`, 'needs-database', { service: id });
  }
  checkChannels(checking);
  checkSagas(checking, sends);
  checkClients(checking, sends);
  sends.check(checking);
  checkFaults(checking);
  checkInvariants(checking);
  return checking.problems;
}

function checkFaults(checking: Checking): void {
  const { services, faults } = checking.scenario;
  for (const id of Object.keys(faults?.crashes ?? {}))
    if (member(services, id) === undefined)
      checking.report(memberPath('/faults/crashes', id), 'unknown-service', suggestMember(services, id));
}
