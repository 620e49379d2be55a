import { components } from '../dependency-cycles.ts';
import type { DependencyEdge } from '../dependency-cycles.ts';

/**
 * A shortest cycle with anti-dependencies of which no two follow each other, as indexes of edges, an anti-dependency first.
 * Walks that come by a transaction twice are passed over.
 *
 * @param dependencies the kinds of edges besides @param antiDependency the kind of anti-dependencies
 */
export function findNonadjacentCycle(
  nodes: number,
  edges: readonly DependencyEdge[],
  dependencies: number,
  antiDependency: number,
): readonly number[] | undefined {
  const component = components(nodes, edges, dependencies | antiDependency);
  const outgoing = Array.from({ length: nodes }, (): number[] => []);
  edges.forEach(({ from, to, kinds }, index) => {
    if ((kinds & (dependencies | antiDependency)) !== 0 && component[from] === component[to])
      outgoing[from]?.push(index);
  });
  let shortest: readonly number[] | undefined;
  edges.forEach(({ from, to, kinds }, index) => {
    if ((kinds & antiDependency) === 0 || component[from] !== component[to]) return;
    const back = walkBack(edges, outgoing, antiDependency, to, from);
    if (back === undefined) return;
    const cycle = [index, ...back];
    const visited = new Set(cycle.map((at) => edges[at]?.from));
    if (visited.size === cycle.length && (shortest === undefined || cycle.length < shortest.length)) shortest = cycle;
  });
  return shortest;
}

/** Breadth first over (transaction, whether the last edge was an anti-dependency); it ends with an edge that is none. */
function walkBack(
  edges: readonly DependencyEdge[],
  outgoing: readonly (readonly number[])[],
  antiDependency: number,
  start: number,
  goal: number,
): readonly number[] | undefined {
  const first = 2 * start + 1;
  const arrivedBy = new Map<number, { readonly edge: number; readonly from: number }>();
  const queue = [first];
  for (const state of queue) {
    const wasAnti = state % 2 === 1;
    for (const edge of outgoing[state >>> 1] ?? []) {
      const { to, kinds } = edges[edge] as DependencyEdge;
      const isAnti = (kinds & antiDependency) !== 0;
      const next = 2 * to + (isAnti ? 1 : 0);
      if ((isAnti && wasAnti) || next === first || arrivedBy.has(next)) continue;
      arrivedBy.set(next, { edge, from: state });
      if (to === goal && !isAnti) {
        const path: number[] = [];
        for (let at = next; at !== first;) {
          const step = arrivedBy.get(at) as { readonly edge: number; readonly from: number };
          path.push(step.edge);
          at = step.from;
        }
        return path.reverse();
      }
      queue.push(next);
    }
  }
  return undefined;
}
