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
 * Puts every part somewhere: where the document says, or turned if that way it is seen larger, else by layers from the
 * clients on. The library that finds the layers is loaded only when something has no place.
 *
 * @param room the stage; layers go the way in which the graph is seen larger
 */
export async function layOut(graph: Graph, places: Places, room: Size): Promise<Layout> {
  if (graph.parts.every(({ id }) => places[id] !== undefined)) {
    const right = layOutAsPlaced(graph, places);
    if (zoomIn(room, right) >= LEGIBLE) return right;
    const down = turn(graph, places);
    return zoomIn(room, down) > zoomIn(room, right) * RELUCTANCE ? down : right;
  }
  const { layOutByLayers } = await import('./layers.ts');
  const right = layOutByLayers(graph, room.width >= NARROW ? places : {}, 'right');
  const down = layOutByLayers(graph, {}, 'down');
  return zoomIn(room, down) > zoomIn(room, right) * RELUCTANCE ? down : right;
}

function layOutAsPlaced(graph: Graph, places: Places): Layout {
  const boxes = graph.parts.map(({ id, width, height }) => [id, { ...(places[id] as Point), width, height }] as const);
  return { direction: 'right', boxes: new Map(boxes), bends: new Map() };
}

/** The document's columns as rows, in the same order: for a stage that is too narrow for them side by side. */
export function turn(graph: Graph, places: Places): Layout {
  const boxes = graph.parts.map(({ id, width, height }) => ({ id, ...(places[id] as Point), width, height }));
  const rows: (typeof boxes)[] = [];
  let right = -Infinity;
  for (const box of boxes.toSorted((a, b) => a.x - b.x || a.y - b.y)) {
    // What stands above or below each other on the document's stage is one column.
    if (box.x >= right) rows.push([box]);
    else rows[rows.length - 1]?.push(box);
    right = Math.max(right, box.x + box.width);
  }
  const turned = new Map<string, Box>();
  let top = 0;
  for (const row of rows) {
    let left = -row.reduce((sum, { width }) => sum + width + ROW_GAP.beside, -ROW_GAP.beside) / 2;
    for (const { id, width, height } of row.toSorted((a, b) => a.y - b.y)) {
      turned.set(id, { x: left, y: top, width, height });
      left += width + ROW_GAP.beside;
    }
    top += Math.max(...row.map(({ height }) => height)) + ROW_GAP.below;
  }
  return { direction: 'down', boxes: turned, bends: new Map() };
}

const ROW_GAP = { beside: 40, below: 48 } as const;

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Below this a document's places for some of its parts, made for a wide stage, are not used. */
const NARROW = 640;
/** Left to right reads better: top to bottom must show more than this many times larger. */
const RELUCTANCE = 1.08;
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
