import type { TableStructure } from '../../src/engine/index.ts';

/** The column that says how a row fares: with a machine, or a state by name, else the first. */
export function stateColumn({ columns, machines }: TableStructure): number {
  const withMachine = columns.findIndex((name) => machines[name] !== undefined);
  return withMachine >= 0
    ? withMachine
    : Math.max(
        0,
        columns.findIndex((name) => name === 'state' || name === 'status'),
      );
}
