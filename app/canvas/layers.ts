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
    nodesep: direction === 'right' ? 32 : 40,
    edgesep: 24,
    ranksep: 48,
    marginx: 0,
    marginy: 0,
  });
  layered.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of graph.parts) layered.setNode(id, { width, height });
  for (const { from, to, backward, direct } of graph.edges) {
    // Answers go round the channels that their requests came through, but do not pull the parts about.
    const label = { weight: direct ? 0 : 2 };
    if (backward) layered.setEdge(to, from, label);
    else layered.setEdge(from, to, label);
  }
  layout(layered);
  const boxes = new Map<string, Box>();
  for (const { id, width, height } of graph.parts) {
    const { x, y } = layered.node(id);
    const place = places[id] ?? { x: onGrid(x - width / 2), y: onGrid(y - height / 2) };
    boxes.set(id, { ...place, width, height });
  }
  const bends = new Map<string, readonly Point[]>();
  for (const { id, from, to, backward } of graph.edges) {
    if (places[from] !== undefined || places[to] !== undefined) continue;
    const points: Point[] = layered.edge(backward ? { v: to, w: from } : { v: from, w: to })?.points ?? [];
    // The first and last are where the line meets the boxes. Of those between them every second lies in a layer, where
    // boxes must be passed; the others lie between layers and only make corners.
    const passed = points.slice(1, -1).filter((_point, i) => i % 2 === 1);
    if (passed.length > 0) bends.set(id, backward ? passed.reverse() : passed);
  }
  return { direction, boxes, bends };
}
