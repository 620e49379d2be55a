import { completedInTime, timingFeasibility } from '../../src/engine/index.ts';
import type { ExplorationResult, FaultBudget, Program } from '../../src/engine/index.ts';
import type { FoundReply } from './protocol.ts';

/** A chunk of its own: searches and their monitors are loaded when someone asks for them. */
export { createExploration } from '../../src/engine/index.ts';

/** Holds a counterexample against the declared latencies, and looks for one near it that they allow. */
export function inTime(
  program: Program,
  budget: FaultBudget,
  found: Extract<ExplorationResult, { readonly verdict: 'found' }>,
): FoundReply {
  const { property, schedule } = found;
  const timing = timingFeasibility(program, budget, schedule);
  const possible = timing.possible
    ? { schedule, timesMicros: timing.timesMicros }
    : completedInTime(program, budget, property, schedule);
  return { ...found, timing, ...(possible === undefined ? {} : { possible }) };
}
