import { Graph as LayeredGraph, layout } from '@dagrejs/dagre';
import type { MachineDrawing, StateDrawing, TransitionDrawing } from '../../src/engine/index.ts';

export interface ChartState {
  readonly path: string;
  readonly name: string;
  readonly type: StateDrawing['type'];
  readonly initial: boolean;
  /** States within it are drawn inside its box. */
  readonly isGroup: boolean;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ChartArrow {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly path: string;
  readonly labels: readonly string[];
  readonly labelX: number;
  readonly labelY: number;
}

export interface Chart {
  readonly states: readonly ChartState[];
  readonly arrows: readonly ChartArrow[];
  readonly width: number;
  readonly height: number;
}

const CHARACTER = 6.6;
const LABEL_CHARACTER = 5.6;
const LINE = 14;
const MARGIN = 16;

/** What a transition is drawn with: `EVENT [guard]`. */
export function transitionLabel(transition: TransitionDrawing): string {
  const event =
    transition.kind === 'after'
      ? `${transition.delayMillis ?? 0} ms`
      : transition.kind === 'onDone'
        ? 'done'
        : transition.event;
  const guard = transition.guard === undefined ? '' : ` [${transition.guard.type}]`;
  return `${event}${guard}`.trim();
}

/** Places states from top to bottom; transitions between the same two states share one arrow. */
export function layOutChart(drawing: MachineDrawing): Chart {
  const graph = new LayeredGraph({ compound: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 16, edgesep: 12, ranksep: 24, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  const all: StateDrawing[] = [];
  const collect = (states: readonly StateDrawing[], parent: string | undefined): void => {
    for (const state of states) {
      all.push(state);
      const width = Math.max(56, Math.ceil(state.name.length * CHARACTER) + 24);
      graph.setNode(state.path, state.states.length > 0 ? {} : { width, height: 28 });
      if (parent !== undefined) graph.setParent(state.path, parent);
      collect(state.states, state.path);
    }
  };
  collect(drawing.states, undefined);

  /** An arrow of the library cannot end at a group: it ends at the first leaf in it. */
  const leafOf = (path: string): string => {
    const state = all.find((candidate) => candidate.path === path);
    const inner = state?.states.find(({ initial }) => initial) ?? state?.states[0];
    return inner === undefined ? path : leafOf(inner.path);
  };
  const bundles = new Map<string, { from: string; to: string; labels: string[] }>();
  for (const transition of drawing.transitions) {
    for (const target of transition.to) {
      if (transition.from === '') continue;
      const [from, to] = [leafOf(transition.from), leafOf(target)];
      const id = `${from}>${to}`;
      const label = transitionLabel(transition);
      const bundle = bundles.get(id);
      if (bundle === undefined) bundles.set(id, { from, to, labels: [label] });
      else if (!bundle.labels.includes(label)) bundle.labels.push(label);
    }
  }
  for (const { from, to, labels } of bundles.values()) {
    const width = Math.max(...labels.map((label) => Math.ceil(label.length * LABEL_CHARACTER))) + 8;
    graph.setEdge(from, to, { width, height: labels.length * LINE, labelpos: 'c' });
  }
  layout(graph);

  const states = all.map((state): ChartState => {
    const { x, y, width, height } = graph.node(state.path);
    return {
      path: state.path,
      name: state.name,
      type: state.type,
      initial: state.initial,
      isGroup: state.states.length > 0,
      x: x - width / 2,
      y: y - height / 2,
      width,
      height,
    };
  });
  const arrows = [...bundles].map(([id, { from, to, labels }]): ChartArrow => {
    const edge = graph.edge(from, to);
    const points: { x: number; y: number }[] = edge.points ?? [];
    if (from === to) return selfArrow(id, from, labels, graph.node(from), edge.x ?? 0);
    return {
      id,
      from,
      to,
      path: smooth(points),
      labels,
      labelX: edge.x ?? points[1]?.x ?? 0,
      labelY: edge.y ?? points[1]?.y ?? 0,
    };
  });
  const { width = 0, height = 0 } = graph.graph();
  return { states, arrows, width, height };
}

/** An arrow from a state to itself: a small bow at the side where the library left room for its label. */
function selfArrow(
  id: string,
  state: string,
  labels: readonly string[],
  box: { readonly x: number; readonly y: number; readonly width: number },
  labelX: number,
): ChartArrow {
  const side = labelX < box.x ? -1 : 1;
  const edge = box.x + (side * box.width) / 2;
  const out = edge + side * 20;
  return {
    id,
    from: state,
    to: state,
    path: `M${edge} ${box.y - 7}C${out} ${box.y - 16} ${out} ${box.y + 16} ${edge} ${box.y + 7}`,
    labels,
    labelX: edge + side * (20 + (Math.max(...labels.map(({ length }) => length)) * LABEL_CHARACTER) / 2),
    labelY: box.y,
  };
}

/** Through the middles between bends, so that the line has no corners. */
function smooth(points: readonly { readonly x: number; readonly y: number }[]): string {
  const first = points[0];
  const last = points[points.length - 1];
  if (first === undefined || last === undefined) return '';
  let path = `M${first.x} ${first.y}`;
  for (let i = 1; i < points.length - 1; i++) {
    const bend = points[i] as { x: number; y: number };
    const next = points[i + 1] as { x: number; y: number };
    const end = i === points.length - 2 ? next : { x: (bend.x + next.x) / 2, y: (bend.y + next.y) / 2 };
    path += `Q${bend.x} ${bend.y} ${end.x} ${end.y}`;
  }
  if (points.length === 2) path += `L${last.x} ${last.y}`;
  return path;
}
