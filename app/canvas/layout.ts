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
 */
export async function layOut(graph: Graph, places: Places, direction: Direction): Promise<Layout> {
  const placed = graph.parts.every(({ id }) => places[id] !== undefined);
  if (placed) {
    const boxes = graph.parts.map(({ id, width, height }) => [id, { ...(places[id] as Point), width, height }] as const);
    return { direction, boxes: new Map(boxes), bends: new Map() };
  }
  const { layOutByLayers } = await import('./layers.ts');
  return layOutByLayers(graph, places, direction);
}
