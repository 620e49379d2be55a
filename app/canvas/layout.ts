import type { Box, Direction, Point } from './geometry.ts';
import type { Graph } from './graph.ts';

export interface Layout {
  readonly direction: Direction;
  readonly boxes: ReadonlyMap<string, Box>;
  /** Points that an edge passes between its ends, from its `from` to its `to`. */
  readonly bends: ReadonlyMap<string, readonly Point[]>;
}

/** Places by part id, `service:order`; the document's own coordinates are the left upper corners. */
export type Places = Readonly<Record<string, Point>>;

/**
 * Puts every part somewhere: where the document says, else by layers from the clients on. The library that finds the
 * layers is loaded only when something has no place.
 *
 * @param room the stage; layers go the way in which the graph is seen larger
 */
export async function layOut(graph: Graph, places: Places, room: Size): Promise<Layout> {
  const isPlaced = room.width >= NARROW && graph.parts.every(({ id }) => places[id] !== undefined);
  const placed = isPlaced ? layOutAsPlaced(graph, places) : undefined;
  if (placed !== undefined && zoomIn(room, placed) >= LEGIBLE) return placed;
  const { layOutByLayers } = await import('./layers.ts');
  const right = placed ?? layOutByLayers(graph, room.width >= NARROW ? places : {}, 'right');
  const down = layOutByLayers(graph, {}, 'down');
  return zoomIn(room, down) > zoomIn(room, right) * (placed === undefined ? RELUCTANCE : RELUCTANCE_IF_PLACED) ? down : right;
}

function layOutAsPlaced(graph: Graph, places: Places): Layout {
  const boxes = graph.parts.map(({ id, width, height }) => [id, { ...(places[id] as Point), width, height }] as const);
  return { direction: 'right', boxes: new Map(boxes), bends: new Map() };
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Below this the document's own places, made for a wide stage, are not used. */
const NARROW = 640;
/** Left to right reads better: top to bottom must show more than this many times larger. */
const RELUCTANCE = 1.08;
/** The document's own places are given up only for much. */
const RELUCTANCE_IF_PLACED = 1.25;
/** At this zoom the small texts of a card can still be read. */
const LEGIBLE = 0.75;

/** How large a layout can be shown. */
function zoomIn(room: Size, { boxes }: Layout): number {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const box of boxes.values()) {
    left = Math.min(left, box.x);
    top = Math.min(top, box.y);
    right = Math.max(right, box.x + box.width);
    bottom = Math.max(bottom, box.y + box.height);
  }
  return Math.min(room.width / (right - left), room.height / (bottom - top), 1);
}
