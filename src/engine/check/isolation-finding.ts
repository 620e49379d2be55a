import type { History } from '../trace/history.ts';
import type { AnomalyId } from './catalogue.ts';
import { DependencyKind, components, findCycle, hasCycle } from './dependency-cycles.ts';
import type { CycleClass, DependencyKindCode } from './dependency-cycles.ts';
import type { Finding, WitnessOperation, WitnessRole } from './finding.ts';
import { groupBy } from './group.ts';
import { isolationOf } from './isolation-history.ts';
import type { Deed, Dependency, IsolationHistory } from './isolation-history.ts';

const ROLES: Readonly<Record<DependencyKindCode, readonly [WitnessRole, WitnessRole]>> = {
  [DependencyKind.ww]: ['write', 'overwriting'],
  [DependencyKind.wr]: ['write', 'read'],
  [DependencyKind.rw]: ['read', 'overwriting'],
  [DependencyKind.wrp]: ['write', 'predicate-read'],
  [DependencyKind.rwp]: ['predicate-read', 'overwriting'],
};

/** One finding for each circle of transactions that depend on each other: a shortest cycle when there first was one. */
export function cycleFindings(anomaly: AnomalyId, history: History, cycle: CycleClass): Finding[] {
  const { nodes, dependencies, component } = isolationOf(history);
  const circles = components(nodes.length, dependencies, cycle.required | cycle.path);
  const within = dependencies.filter(({ from, to }) => circles[from] === circles[to]);
  const findings: Finding[] = [];
  for (const circle of groupBy(within, ({ from }) => circles[from]).values()) {
    const first = firstCycle(circle, cycle);
    if (first === undefined) continue;
    const [edge] = first.edges as readonly [Dependency];
    findings.push({
      anomaly,
      at: first.at,
      component: component[edge.from] ?? edge.from,
      witness: { operations: first.edges.flatMap(operationsOf) },
    });
  }
  return findings.sort((a, b) => a.at - b.at);
}

/** What an edge is made of: the two operations that are in conflict. */
export function operationsOf({ kinds, before, after }: Dependency): WitnessOperation[] {
  const [first, second] = ROLES[kinds];
  return [deedOperation(first, before), deedOperation(second, after)];
}

/** Cycles do not go away, so the first moment is found by halving. Edges are in the order in which they came into being. */
function firstCycle(
  circle: readonly Dependency[],
  cycle: CycleClass,
): { readonly at: number; readonly edges: readonly Dependency[] } | undefined {
  const numbers = new Map<number, number>();
  const numberOf = (node: number): number => {
    const known = numbers.get(node) ?? numbers.size;
    numbers.set(node, known);
    return known;
  };
  const edges = circle.map(({ from, to, kinds }) => ({ from: numberOf(from), to: numberOf(to), kinds }));
  const moments = [...new Set(circle.map(({ since }) => since))];
  const upTo = (moment: number): number => {
    const next = circle.findIndex(({ since }) => since > (moments[moment] as number));
    return next < 0 ? circle.length : next;
  };
  if (!hasCycle(numbers.size, edges, cycle)) return undefined;
  let low = 0;
  let high = moments.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (hasCycle(numbers.size, edges.slice(0, upTo(middle)), cycle)) high = middle;
    else low = middle + 1;
  }
  const found = findCycle(numbers.size, edges.slice(0, upTo(low)), cycle) ?? [];
  return { at: moments[low] as number, edges: found.map((index) => circle[index] as Dependency) };
}

export function deedOperation(role: WitnessRole, deed: Deed): WitnessOperation {
  const transaction = deed.transaction.id;
  switch (deed.kind) {
    case 'read': {
      const { entry, service, table, key, column, value } = deed.read;
      return { role, entry, transaction, service, table, key, column, value };
    }
    case 'write': {
      const { entry, service, table, key, column, value, form } = deed.write;
      return { role, entry, transaction, service, table, key, column, value, form };
    }
    case 'row': {
      const { entry, service, table, key, form } = deed.row;
      const write = deed.transaction.writes.find((candidate) => candidate.entry === entry);
      const content = write === undefined ? {} : { column: write.column, value: write.value };
      return { role, entry, transaction, service, table, key, form, ...content };
    }
    case 'query': {
      const { entry, service, table } = deed.query;
      return { role, entry, transaction, service, table };
    }
  }
}

/** A finding about one transaction and what it conflicts with. */
export function nodeFinding(
  anomaly: AnomalyId,
  { component }: IsolationHistory,
  { at, node }: { readonly at: number; readonly node: number },
  operations: readonly WitnessOperation[],
): Finding {
  return { anomaly, at, component: component[node] ?? node, witness: { operations } };
}
