import type { ReadMemory } from '../base/read-memory.ts';
import { EvaluationError } from '../model/expression/expression.ts';
import type { Scalar } from '../base/values.ts';
import type { InvariantProgram, TableProgram } from './program.ts';
import { bindRowTo, checkedSum } from './statement.ts';
import type { TableState, World } from './world.ts';

/**
 * Whether an invariant holds in the committed state: for each row of its table, or once over the results of its queries.
 * An expression that has no value (an overflow, a division by zero) does not hold.
 */
export function holds(world: World, invariant: InvariantProgram): boolean {
  const { memory, program } = world;
  if (memory === undefined) return isMet(world, invariant);
  const { invariants } = memory;
  const place = program.invariants.indexOf(invariant);
  return invariants.find(place)?.result ?? learn(world, invariants, place, invariant);
}

/** By itself: the closure would cost every look, also at what is known. */
function learn(world: World, memory: ReadMemory<boolean>, place: number, invariant: InvariantProgram): boolean {
  return memory.learn(place, () => isMet(world, invariant));
}

function isMet(world: World, invariant: InvariantProgram): boolean {
  const { program, values } = world;
  const registers: Scalar[] = Array.from({ length: invariant.registerCount }, () => 0);
  try {
    for (const query of invariant.queries) registers[query.slot] = aggregate(world, query);
    if (invariant.table < 0) return invariant.holds.evaluate(registers) === true;
    const table = program.tables[invariant.table] as TableProgram;
    const { rows } = world.tables[invariant.table] as TableState;
    for (const key of rows.keys()) {
      registers[invariant.rowKey] = values.toScalar(key);
      bindRowTo(values, registers, table, invariant.row, rows.get(key));
      if (invariant.holds.evaluate(registers) !== true) return false;
    }
    return true;
  } catch (error) {
    if (error instanceof EvaluationError) return false;
    throw error;
  }
}

function aggregate(world: World, query: InvariantProgram['queries'][number]): Scalar {
  const { program, values } = world;
  const table = program.tables[query.table] as TableProgram;
  const { rows } = world.tables[query.table] as TableState;
  const row = { exists: -1, columns: table.columns.map((_, column) => column + 1) };
  const registers: Scalar[] = Array.from({ length: table.columns.length + 1 }, () => 0);
  let total = 0;
  for (const key of rows.keys()) {
    registers[0] = values.toScalar(key);
    bindRowTo(values, registers, table, row, rows.get(key));
    if (query.where !== undefined && query.where.evaluate(registers) !== true) continue;
    total = checkedSum(total, query.aggregate === 'sum' ? Number(query.of?.evaluate(registers) ?? 0) : 1);
  }
  return query.aggregate === 'exists' ? total > 0 : total;
}
