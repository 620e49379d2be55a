import type { Run } from '../state/run.ts';
import { laneOf, LANES } from './sentence.ts';

/** How many entries of each lane fall on each pixel column: `counts[lane * columns + column]`. */
export function countTicks(run: Run, columns: number): Uint16Array {
  const counts = new Uint16Array(LANES.length * columns);
  const { trace, pacing } = run;
  for (let i = 0; i < trace.length; i++) {
    const column = Math.min(columns - 1, Math.floor(((pacing.millis[i] as number) / pacing.durationMillis) * columns));
    const at = laneOf(trace, i) * columns + column;
    counts[at] = (counts[at] as number) + 1;
  }
  return counts;
}
