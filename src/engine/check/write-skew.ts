import type { Anomaly } from './anomaly.ts';
import { DependencyKind } from './dependency-cycles.ts';
import type { DependencyEdge } from './dependency-cycles.ts';
import type { Finding } from './finding.ts';
import { firstOfEach } from './first-of-each.ts';
import { deedOperation, nodeFinding } from './isolation-finding.ts';
import { isolationOf } from './isolation-history.ts';
import type { IsolationNode } from './isolation-history.ts';

const ANTI_DEPENDENCY = DependencyKind.rw | DependencyKind.rwp;

/** A5B: two transactions each read what the other then overwrites, and have written nothing in common (rule AN39). */
export const writeSkew: Anomaly = {
  id: 'write-skew',
  isolation: { predicates: true },

  findings(history) {
    const isolation = isolationOf(history);
    const { nodes, dependencies } = isolation;
    const named: (readonly [string, Finding])[] = [];
    for (const [one, other] of mutual(dependencies)) {
      if (haveCommonItem(nodes[one.from] as IsolationNode, nodes[one.to] as IsolationNode)) continue;
      const at = Math.max(one.since, other.since);
      const operations = [
        deedOperation('read', one.before),
        deedOperation('second-read', other.before),
        deedOperation('write', other.after),
        deedOperation('second-write', one.after),
      ];
      const name = [one.from, one.to].sort((a, b) => a - b).join(' ');
      named.push([name, nodeFinding('write-skew', isolation, { at, node: one.from }, operations)]);
    }
    return firstOfEach(named);
  },

  watch({ isolation, detector }) {
    isolation.listen({
      get found() {
        return detector.found;
      },
      depended(dependencies) {
        for (const [{ from, to }] of mutual(dependencies.edges))
          if (!dependencies.haveCommonItem(from, to)) return detector.report();
      },
    });
    return { containers: [] };
  },
};

/** Pairs of anti-dependencies between the same two, one in each direction; the first of each direction. */
function mutual<Edge extends DependencyEdge>(edges: readonly Edge[]): (readonly [Edge, Edge])[] {
  const first = new Map<string, Edge>();
  const pairs: (readonly [Edge, Edge])[] = [];
  for (const edge of edges) {
    const name = `${edge.from} ${edge.to}`;
    if ((edge.kinds & ANTI_DEPENDENCY) === 0 || first.has(name)) continue;
    first.set(name, edge);
    const back = first.get(`${edge.to} ${edge.from}`);
    if (back !== undefined) pairs.push([back, edge]);
  }
  return pairs;
}

function haveCommonItem(one: IsolationNode, other: IsolationNode): boolean {
  for (const item of one.written) if (other.written.has(item)) return true;
  return false;
}
