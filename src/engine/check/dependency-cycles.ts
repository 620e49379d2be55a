/**
 * Dependencies between committed transactions (Adya 1999), as bits. An edge leads from the transaction that comes first
 * to the one that depends on it: ww, wrote the version before; wr, wrote what the other read; rw, read what the other then
 * overwrote. `wrp` and `rwp` are wr and rw by way of a predicate.
 */
export const DependencyKind = { ww: 1, wr: 2, rw: 4, wrp: 8, rwp: 16 } as const;
export type DependencyKindCode = (typeof DependencyKind)[keyof typeof DependencyKind];

const { ww, wr, rw, wrp, rwp } = DependencyKind;

export interface DependencyEdge {
  readonly from: number;
  readonly to: number;
  /** Bits of `DependencyKind`. */
  readonly kinds: number;
}

/** A cycle of one edge with a bit of `required`, and otherwise edges with a bit of `path`. */
export interface CycleClass {
  readonly required: number;
  readonly path: number;
}

/** The cycles that define the phenomena: rule AN34. */
export const CYCLE_CLASSES = {
  G0: { required: ww, path: ww },
  G1c: { required: wr | wrp, path: ww | wr | wrp },
  /** Exactly one anti-dependency. */
  GSingle: { required: rw | rwp, path: ww | wr | wrp },
  G2Item: { required: rw, path: ww | wr | wrp | rw },
  G2: { required: rw | rwp, path: ww | wr | wrp | rw | rwp },
} as const satisfies Readonly<Record<string, CycleClass>>;

/** Of more edges that could close a cycle only so many are tried, so that one giant component does not take for ever. */
const CLOSING_EDGES_TRIED = 256;

/** Edges by their source, in compressed rows: those of node n are at `offsets[n]` to `offsets[n + 1] - 1` of `edges`. */
interface Adjacency {
  readonly offsets: Int32Array;
  readonly edges: Int32Array;
}

function adjacency(nodes: number, edges: readonly DependencyEdge[], mask: number): Adjacency {
  const offsets = new Int32Array(nodes + 1);
  for (const { from, kinds } of edges) if ((kinds & mask) !== 0) offsets[from + 1] = (offsets[from + 1] as number) + 1;
  for (let node = 0; node < nodes; node++)
    offsets[node + 1] = (offsets[node + 1] as number) + (offsets[node] as number);
  const next = offsets.slice();
  const list = new Int32Array(offsets[nodes] as number);
  edges.forEach(({ from, kinds }, index) => {
    if ((kinds & mask) === 0) return;
    const at = next[from] as number;
    list[at] = index;
    next[from] = at + 1;
  });
  return { offsets, edges: list };
}

/**
 * Strongly connected components over the edges of `mask` by Tarjan's algorithm, without recursion.
 * @returns by node the number of its component; a number is shared exactly by those that reach each other
 */
export function components(nodes: number, edges: readonly DependencyEdge[], mask: number): Int32Array {
  const { offsets, edges: list } = adjacency(nodes, edges, mask);
  const component = new Int32Array(nodes).fill(-1);
  const order = new Int32Array(nodes).fill(-1);
  const low = new Int32Array(nodes);
  const next = offsets.slice(0, nodes);
  const path = new Int32Array(nodes);
  const stack = new Int32Array(nodes);
  let pathLength = 0;
  let stackLength = 0;
  let visited = 0;
  let found = 0;
  const enter = (node: number): void => {
    order[node] = visited;
    low[node] = visited++;
    path[pathLength++] = node;
    stack[stackLength++] = node;
  };
  for (let root = 0; root < nodes; root++) {
    if (order[root] !== -1) continue;
    enter(root);
    while (pathLength > 0) {
      const node = path[pathLength - 1] as number;
      const at = next[node] as number;
      if (at < (offsets[node + 1] as number)) {
        next[node] = at + 1;
        const { to } = edges[list[at] as number] as DependencyEdge;
        if (order[to] === -1) enter(to);
        else if (component[to] === -1) low[node] = Math.min(low[node] as number, order[to] as number);
        continue;
      }
      pathLength--;
      if (pathLength > 0) {
        const parent = path[pathLength - 1] as number;
        low[parent] = Math.min(low[parent] as number, low[node] as number);
      }
      if (low[node] !== order[node]) continue;
      let member: number;
      do {
        member = stack[--stackLength] as number;
        component[member] = found;
      } while (member !== node);
      found++;
    }
  }
  return component;
}

/** Whether there is a cycle of the class. */
export function hasCycle(nodes: number, edges: readonly DependencyEdge[], cycle: CycleClass): boolean {
  const closing = closingEdges(nodes, edges, cycle);
  if (closing.length === 0 || isInPath(cycle)) return closing.length > 0;
  const paths = adjacency(nodes, edges, cycle.path);
  return closing.some((index) => {
    const { from, to } = edges[index] as DependencyEdge;
    return shortestPath(nodes, edges, paths, to, from) !== undefined;
  });
}

/**
 * A shortest cycle of the class, as indexes of edges: the required edge first, then the path back. Among equally short
 * ones that of the edge that comes first. When more than 256 edges could close one, the last 256 are tried first, and the
 * others only until one is found.
 */
export function findCycle(
  nodes: number,
  edges: readonly DependencyEdge[],
  cycle: CycleClass,
): readonly number[] | undefined {
  const closing = closingEdges(nodes, edges, cycle);
  if (closing.length === 0) return undefined;
  const paths = adjacency(nodes, edges, cycle.path);
  const first = closing.slice(-CLOSING_EDGES_TRIED);
  const others = closing.slice(0, -CLOSING_EDGES_TRIED);
  let shortest: readonly number[] | undefined;
  for (const index of [...first, ...others]) {
    if (shortest !== undefined && (shortest.length === 2 || !first.includes(index))) break;
    const { from, to } = edges[index] as DependencyEdge;
    const back = shortestPath(nodes, edges, paths, to, from);
    if (back !== undefined && (shortest === undefined || back.length + 1 < shortest.length))
      shortest = [index, ...back];
  }
  return shortest;
}

/** The required edge may be used again on the way back: then every one within a component closes a cycle. */
const isInPath = ({ required, path }: CycleClass): boolean => (required & ~path) === 0;

/** Edges of the required kind whose ends reach each other. */
function closingEdges(nodes: number, edges: readonly DependencyEdge[], cycle: CycleClass): number[] {
  const component = components(nodes, edges, cycle.required | cycle.path);
  const closing: number[] = [];
  edges.forEach(({ from, to, kinds }, index) => {
    if ((kinds & cycle.required) !== 0 && component[from] === component[to]) closing.push(index);
  });
  return closing;
}

/** Breadth first; the edges from `start` to `goal`. */
function shortestPath(
  nodes: number,
  edges: readonly DependencyEdge[],
  { offsets, edges: list }: Adjacency,
  start: number,
  goal: number,
): readonly number[] | undefined {
  const arrivedBy = new Int32Array(nodes).fill(-1);
  const queue = new Int32Array(nodes);
  let length = 0;
  queue[length++] = start;
  for (let at = 0; at < length; at++) {
    const node = queue[at] as number;
    for (let i = offsets[node] as number; i < (offsets[node + 1] as number); i++) {
      const index = list[i] as number;
      const { to } = edges[index] as DependencyEdge;
      if (to === start || arrivedBy[to] !== -1) continue;
      arrivedBy[to] = index;
      if (to === goal) return pathTo(edges, arrivedBy, start, goal);
      queue[length++] = to;
    }
  }
  return undefined;
}

function pathTo(edges: readonly DependencyEdge[], arrivedBy: Int32Array, start: number, goal: number): number[] {
  const path: number[] = [];
  for (let node = goal; node !== start;) {
    const index = arrivedBy[node] as number;
    path.push(index);
    node = (edges[index] as DependencyEdge).from;
  }
  return path.reverse();
}
