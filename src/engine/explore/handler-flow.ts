import type { Expression } from '../model/expression/expression.ts';
import type { HandlerProgram, Instruction, Term } from '../sim/program.ts';

/** The ways through a handler. */
export interface HandlerFlow {
  /** Whether the instruction is a visible operation, which a transaction is as a whole. */
  isVisible(at: number): boolean;
  isInTransaction(at: number): boolean;
  /** Where the handler may go on. */
  successors(at: number): readonly number[];
  /** Where work that stands at an instruction may go back to: the beginning of its transaction. */
  start(at: number): number;
  /** All instructions that may be done from there on. */
  reachable(from: number): readonly number[];
  /** Whether work that stands there may still be refused. */
  mayFail(from: number): boolean;
}

export function flowOf({ instructions }: HandlerProgram): HandlerFlow {
  const begins = beginnings(instructions);
  const successors = instructions.map((instruction, at): readonly number[] => {
    const begin = begins[at] as number;
    const opening = begin < 0 ? undefined : instructions[begin];
    // Anything within a transaction may roll it back.
    const rolledBack = opening?.op === 'begin' && opening.rollback >= 0 ? [opening.rollback] : [];
    return [...next(instruction, at), ...rolledBack].filter((target) => target < instructions.length);
  });
  const reached = new Map<number, readonly number[]>();
  const reachable = (from: number): readonly number[] => {
    const known = reached.get(from);
    if (known !== undefined) return known;
    const seen = new Set<number>(from < instructions.length ? [from] : []);
    for (const at of seen) for (const target of successors[at] as readonly number[]) seen.add(target);
    const list = [...seen];
    reached.set(from, list);
    return list;
  };
  return {
    isVisible: (at) => VISIBLE.has((instructions[at] as Instruction).op) && (begins[at] === at || begins[at] === -1),
    isInTransaction: (at) => (begins[at] as number) >= 0,
    successors: (at) => successors[at] as readonly number[],
    start: (at) => ((begins[at] ?? -1) < 0 ? at : (begins[at] as number)),
    reachable,
    mayFail: (from) => reachable(from).some((at) => canFail(instructions[at] as Instruction)),
  };
}

const VISIBLE: ReadonlySet<Instruction['op']> = new Set(['begin', 'send', 'reply', 'call', 'pause']);

/** By instruction: the `begin` of the transaction that it belongs to, or -1. */
function beginnings(instructions: readonly Instruction[]): readonly number[] {
  let begin = -1;
  return instructions.map(({ op }, at) => {
    if (op === 'begin') begin = at;
    const own = begin;
    if (op === 'commit') begin = -1;
    return own;
  });
}

function next(instruction: Instruction, at: number): readonly number[] {
  switch (instruction.op) {
    case 'jump':
      return [instruction.target];
    case 'branch':
      return [at + 1, instruction.otherwise];
    case 'transition':
      return instruction.otherwise < 0 ? [at + 1] : [at + 1, instruction.otherwise];
    case 'return':
    case 'fail':
      return [];
    default:
      return [at + 1];
  }
}

/** Whether the instruction may refuse the work, or roll its transaction back. */
function canFail(instruction: Instruction): boolean {
  switch (instruction.op) {
    case 'jump':
    case 'return':
    case 'pause':
    case 'begin':
    case 'commit':
      return false;
    case 'branch':
      return hasNoValue(instruction.condition);
    case 'assign':
      return hasNoValue(instruction.term);
    case 'read':
    case 'delete':
      return hasNoValue(instruction.key);
    case 'query':
      return instruction.aggregate === 'sum' || hasNoValue(instruction.where);
    case 'insert':
      return instruction.onConflict === 'error' || [instruction.key, ...instruction.columns].some(hasNoValue);
    case 'update':
      return (
        instruction.add.some((term) => term !== undefined) ||
        [instruction.key, instruction.where, ...instruction.set].some(hasNoValue)
      );
    case 'send':
    case 'call':
      return [instruction.message.key, ...instruction.message.payload].some(hasNoValue);
    case 'reply':
      return instruction.payload.some(hasNoValue);
    default:
      return true;
  }
}

/** Whether an expression may be without a value: sums leave the integers, divisors are zero, texts grow too long. */
function hasNoValue(term: Term | undefined): boolean {
  if (term === undefined || !('source' in term)) return false;
  return CALCULATES.test((term as Expression).source);
}

/** An operator that calculates, or a call. */
const CALCULATES = /[-+*/%]|\w\(/u;
