import type { HistoryItem, HistoryTransaction } from '../trace/history.ts';
import type { WitnessOperation, WitnessRole } from './finding.ts';
import type { Installed, Part, TakenRead } from './saga-history.ts';

export function readOperation(role: WitnessRole, taken: TakenRead): WitnessOperation {
  const { read, part, transaction } = taken;
  return { ...placeOperation(role, read.entry, read, part, transaction), value: read.value };
}

export function writeOperation(role: WitnessRole, installed: Installed): WitnessOperation {
  const { write, part, transaction, form } = installed;
  return { ...placeOperation(role, write.entry, write, part, transaction), value: write.value, form };
}

export function placeOperation(
  role: WitnessRole,
  entry: number,
  item: HistoryItem,
  part: Part | null,
  transaction: HistoryTransaction,
): WitnessOperation {
  return {
    role,
    entry,
    ...(part === null ? {} : { saga: part.saga.id, sagaType: part.saga.type, compensating: part.compensating }),
    ...(part === null || part.step === null ? {} : { step: part.step }),
    transaction: transaction.id,
    service: item.service,
    table: item.table,
    key: item.key,
    column: item.column,
  };
}

/** Which row, as a text to tell rows apart by: columns of one row make one finding. */
export const rowOf = (item: HistoryItem): string => JSON.stringify([item.service, item.table, item.key]);
