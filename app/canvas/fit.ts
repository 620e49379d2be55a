import type { Box } from './geometry.ts';
import type { Size } from './layout.ts';

/** What is left free around the graph, in pixels. */
export interface Margins {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** From the graph to the stage: x, y, zoom. */
export type Transform = readonly [x: number, y: number, zoom: number];

export const LARGEST_ZOOM = 1.1;
export const SMALLEST_ZOOM = 0.15;

/** Small changes of size need no new layout and no new view. */
export function roomOf(width: number, height: number): Size {
  return { width: Math.round(width / 16) * 16, height: Math.round(height / 16) * 16 };
}

/** Leaves room for the tools below the graph, where there are any. */
export function stageMargins(room: Size): Margins {
  if (room.width < 640) return { top: 20, right: 20, bottom: 20, left: 20 };
  return { top: 24, right: 24, bottom: 60, left: 24 };
}

/** The box around all boxes. */
export function around(boxes: Iterable<Box>): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, width, height } of boxes) {
    [left, top] = [Math.min(left, x), Math.min(top, y)];
    [right, bottom] = [Math.max(right, x + width), Math.max(bottom, y + height)];
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/**
 * Where the graph stands on the stage, to the pixel as React Flow fits it: in the middle, unless that comes too near to
 * the tools. So the first picture and the graph that takes its place are one.
 */
export function fitGraph(box: Box, { width, height }: Size, margins: Margins): Transform {
  const zoomToFit = Math.min(
    (width - margins.left - margins.right) / box.width,
    (height - margins.top - margins.bottom) / box.height,
  );
  const zoom = Math.min(LARGEST_ZOOM, Math.max(SMALLEST_ZOOM, zoomToFit));
  const x = width / 2 - (box.x + box.width / 2) * zoom;
  const y = height / 2 - (box.y + box.height / 2) * zoom;
  const missing = (free: number, margin: number): number => Math.min(Math.floor(free) - margin, 0);
  const left = missing(box.x * zoom + x, margins.left);
  const top = missing(box.y * zoom + y, margins.top);
  const right = missing(width - ((box.x + box.width) * zoom + x), margins.right);
  const bottom = missing(height - ((box.y + box.height) * zoom + y), margins.bottom);
  return [x - left + right, y - top + bottom, zoom];
}
