import type { Run } from '../state/run.ts';
import { laneOf, LANES } from './sentence.ts';

const LANE_HEIGHT = 14;
const TOP = 18;
const HEIGHT = TOP + LANES.length * LANE_HEIGHT + 6;

/** How many entries of each lane fall on each pixel column: `counts[lane * columns + column]`. */
function countTicks(run: Run, columns: number): Uint16Array {
  const counts = new Uint16Array(LANES.length * columns);
  const { trace, pacing } = run;
  for (let i = 0; i < trace.length; i++) {
    const column = Math.min(columns - 1, Math.floor(((pacing.millis[i] as number) / pacing.durationMillis) * columns));
    const at = laneOf(trace, i) * columns + column;
    counts[at] = (counts[at] as number) + 1;
  }
  return counts;
}

/** Draws all ticks of a run in the canvas's own colour. @param width in pixels of the page */
export function drawTicks(canvas: HTMLCanvasElement, run: Run, width: number): void {
  const brush = canvas.getContext('2d');
  if (brush === null) return;
  const ratio = Math.min(2, devicePixelRatio);
  canvas.width = width * ratio;
  canvas.height = HEIGHT * ratio;
  brush.scale(ratio, ratio);
  const step = 2;
  const columns = Math.max(1, Math.floor(width / step));
  const counts = countTicks(run, columns);
  brush.fillStyle = getComputedStyle(canvas).color;
  for (let lane = 0; lane < LANES.length; lane++) {
    for (let column = 0; column < columns; column++) {
      const entriesHere = counts[lane * columns + column] as number;
      if (entriesHere === 0) continue;
      const height = Math.min(LANE_HEIGHT - 4, 5 + entriesHere * 1.5);
      brush.globalAlpha = Math.min(1, 0.55 + entriesHere * 0.15);
      brush.fillRect(column * step, TOP + (lane + 0.5) * LANE_HEIGHT - height / 2, 1.5, height);
    }
  }
}
