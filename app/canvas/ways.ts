import { wayAround, wayThrough } from './geometry.ts';
import type { Box, Point, Way } from './geometry.ts';
import type { Graph, GraphEdge, GraphPart } from './graph.ts';
import type { Layout } from './layout.ts';

type Side = 'before' | 'after' | 'beside' | 'over';

interface End {
  readonly edge: GraphEdge;
  readonly atStart: boolean;
  readonly side: Side;
  /** Where along the side the line would like to meet the box. */
  readonly wanted: number;
  port: Point;
}

const MARGIN = 20;
const SPACING = 16;
const BOW = 72;

/** The ways of all edges: each meets its box at a port of its own, as straight as the boxes allow. */
export function routeEdges(graph: Graph, layout: Layout): Map<string, Way> {
  const kinds = new Map(graph.parts.map((part) => [part.id, part]));
  const ends = new Map<string, { readonly start: End; readonly finish: End }>();
  const bySide = new Map<string, End[]>();
  for (const edge of graph.edges) {
    const round = edge.direct && meetsOthers(edge, layout) ? sideAround(edge, layout) : undefined;
    const start = endOf(edge, true, layout, round);
    const finish = endOf(edge, false, layout, round);
    if (start === undefined || finish === undefined) continue;
    ends.set(edge.id, { start, finish });
    for (const [part, end] of [
      [edge.from, start],
      [edge.to, finish],
    ] as const) {
      const key = `${part}|${end.side}`;
      const list = bySide.get(key);
      if (list === undefined) bySide.set(key, [end]);
      else list.push(end);
    }
  }
  for (const [key, list] of bySide) {
    const part = kinds.get(key.slice(0, key.lastIndexOf('|'))) as GraphPart;
    placePorts(list, layout.boxes.get(part.id) as Box, part, layout);
  }
  const ways = new Map<string, Way>();
  for (const [id, { start, finish }] of ends) {
    const middle = layout.bends.get(id) ?? [];
    ways.set(
      id,
      start.side === 'beside' || start.side === 'over'
        ? wayAround(start.port, finish.port, bowOf(start.side), layout.direction)
        : wayThrough([start.port, ...middle, finish.port], layout.direction),
    );
  }
  return ways;
}

/** Whether the shortest way of an edge would lead through a part that it has nothing to do with. */
function meetsOthers(edge: GraphEdge, layout: Layout): boolean {
  const [start, finish] = [endOf(edge, true, layout), endOf(edge, false, layout)];
  if (start === undefined || finish === undefined || layout.bends.has(edge.id)) return false;
  const right = layout.direction === 'right';
  const port = ({ wanted, side }: End, part: string): Point => {
    const box = layout.boxes.get(part) as Box;
    const [from, to] = across(box, right);
    const along = Math.max(from + MARGIN, Math.min(to - MARGIN, wanted));
    const [near, far] = right ? [box.x, box.x + box.width] : [box.y, box.y + box.height];
    const out = side === 'after' ? far : near;
    return right ? { x: out, y: along } : { x: along, y: out };
  };
  const { samples } = wayThrough([port(start, edge.from), port(finish, edge.to)], layout.direction);
  return partsMet(samples, edge, layout) > 0;
}

/** The side on which a way round meets fewer parts; else that on which the other part stands: so ways do not cross. */
function sideAround(edge: GraphEdge, layout: Layout): Side {
  const [from, to] = [layout.boxes.get(edge.from) as Box, layout.boxes.get(edge.to) as Box];
  const met = (side: Side): number => {
    const ports = [from, to].map((box) => portAround(box, side, layout)) as [Point, Point];
    const { samples } = wayAround(...ports, bowOf(side), layout.direction);
    return partsMet(samples, edge, layout);
  };
  const [beside, over] = [met('beside'), met('over')];
  if (beside !== over) return beside < over ? 'beside' : 'over';
  const right = layout.direction === 'right';
  const middle = (box: Box): number => (right ? box.y + box.height / 2 : box.x + box.width / 2);
  return middle(to) > middle(from) ? 'beside' : 'over';
}

const bowOf = (side: Side): number => (side === 'over' ? -BOW : BOW);

/** Where a way round leaves a box. */
function portAround({ x, y, width, height }: Box, side: Side, { direction }: Layout): Point {
  if (direction === 'right') return { x: x + width / 2, y: side === 'over' ? y : y + height };
  return { x: side === 'over' ? x : x + width, y: y + height / 2 };
}

/** How many parts that an edge has nothing to do with lie in its way. */
function partsMet(samples: Way['samples'], edge: GraphEdge, layout: Layout): number {
  let met = 0;
  for (const [id, box] of layout.boxes) {
    if (id === edge.from || id === edge.to) continue;
    for (let i = 0; i < samples.length; i += 2) {
      const [x, y] = [samples[i] as number, samples[i + 1] as number];
      if (x <= box.x || x >= box.x + box.width || y <= box.y || y >= box.y + box.height) continue;
      met++;
      break;
    }
  }
  return met;
}

function endOf(edge: GraphEdge, atStart: boolean, layout: Layout, round?: Side): End | undefined {
  const own = layout.boxes.get(atStart ? edge.from : edge.to);
  const other = layout.boxes.get(atStart ? edge.to : edge.from);
  if (own === undefined || other === undefined) return undefined;
  const bends = layout.bends.get(edge.id);
  const toward = atStart ? bends?.[0] : bends?.[bends.length - 1];
  const right = layout.direction === 'right';
  const target: Box = toward === undefined ? other : { ...toward, width: 0, height: 0 };
  const [ownStart, ownEnd] = right ? [own.x, own.x + own.width] : [own.y, own.y + own.height];
  const [otherStart, otherEnd] = right ? [target.x, target.x + target.width] : [target.y, target.y + target.height];
  const side: Side =
    round !== undefined ? round : otherStart >= ownEnd ? 'after' : otherEnd <= ownStart ? 'before' : 'beside';
  return { edge, atStart, side, wanted: meeting(across(own, right), across(target, right)), port: { x: 0, y: 0 } };
}

/** The extent of a box along the side that edges meet. */
function across(box: Box, right: boolean): readonly [number, number] {
  return right ? [box.y, box.y + box.height] : [box.x, box.x + box.width];
}

/** In the middle of what two boxes share, so that the line between them is straight; else towards the other's middle. */
function meeting([from, to]: readonly [number, number], [otherFrom, otherTo]: readonly [number, number]): number {
  const start = Math.max(from + MARGIN, Math.min(otherFrom + MARGIN, (otherFrom + otherTo) / 2));
  const end = Math.min(to - MARGIN, Math.max(otherTo - MARGIN, (otherFrom + otherTo) / 2));
  return start <= end ? (start + end) / 2 : (otherFrom + otherTo) / 2;
}

function placePorts(ends: End[], box: Box, part: GraphPart, layout: Layout): void {
  const right = layout.direction === 'right';
  const middle = right ? box.y + box.height / 2 : box.x + box.width / 2;
  const from = (right ? box.y : box.x) + MARGIN;
  const to = (right ? box.y + box.height : box.x + box.width) - MARGIN;
  ends.sort((a, b) => a.wanted - b.wanted || (a.edge.id < b.edge.id ? -1 : 1));
  // A pipe has one mouth at each end.
  const places =
    part.kind === 'channel' && right
      ? ends.map(() => middle)
      : spread(
          ends.map((end) => end.wanted),
          from,
          to,
        );
  ends.forEach((end, i) => {
    const along = places[i] as number;
    if (end.side === 'over' || end.side === 'beside') end.port = portAround(box, end.side, layout);
    else if (right) end.port = { x: end.side === 'after' ? box.x + box.width : box.x, y: along };
    else end.port = { x: along, y: end.side === 'after' ? box.y + box.height : box.y };
  });
}

/** The wanted places, in order, within the side and at least `SPACING` apart as far as there is room. */
export function spread(wanted: readonly number[], from: number, to: number): number[] {
  const spacing = wanted.length > 1 ? Math.min(SPACING, (to - from) / (wanted.length - 1)) : 0;
  const places = wanted.map((place) => Math.max(from, Math.min(to, place)));
  for (let i = 1; i < places.length; i++) {
    places[i] = Math.max(places[i] as number, (places[i - 1] as number) + spacing);
  }
  for (let i = places.length - 1, limit = to; i >= 0; i--, limit -= spacing) {
    places[i] = Math.min(places[i] as number, limit);
  }
  return places;
}
