import { Graph as LayeredGraph, layout } from '@dagrejs/dagre';
import type { Box, Direction, Point } from './geometry.ts';
import type { Graph } from './graph.ts';
import type { Layout, Places } from './layout.ts';

const GRID = 8;
const onGrid = (length: number): number => Math.round(length / GRID) * GRID;

/** Layers from the clients on; edges that lead back are given to the library reversed. */
export function layOutByLayers(graph: Graph, places: Places, direction: Direction): Layout {
  const layered = new LayeredGraph();
  layered.setGraph({
    rankdir: direction === 'right' ? 'LR' : 'TB',
    nodesep: direction === 'right' ? 40 : 48,
    edgesep: 24,
    ranksep: direction === 'right' ? 88 : 72,
    marginx: 0,
    marginy: 0,
  });
  layered.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of graph.parts) layered.setNode(id, { width, height });
  for (const { from, to, backward, direct } of graph.edges) {
    if (direct) continue;
    if (backward) layered.setEdge(to, from);
    else layered.setEdge(from, to);
  }
  layout(layered);
  const boxes = new Map<string, Box>();
  for (const { id, width, height } of graph.parts) {
    const { x, y } = layered.node(id);
    const place = places[id] ?? { x: onGrid(x - width / 2), y: onGrid(y - height / 2) };
    boxes.set(id, { ...place, width, height });
  }
  const bends = new Map<string, readonly Point[]>();
  for (const { id, from, to, backward, direct } of graph.edges) {
    if (direct || places[from] !== undefined || places[to] !== undefined) continue;
    const points: Point[] = layered.edge(backward ? { v: to, w: from } : { v: from, w: to })?.points ?? [];
    // The first and last are where the line meets the boxes; three points in all are a line between neighbouring layers.
    if (points.length > 3) {
      const middle = points.slice(1, -1);
      bends.set(id, backward ? middle.reverse() : middle);
    }
  }
  return { direction, boxes, bends };
}
