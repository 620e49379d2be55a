import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CYCLE_CLASSES, DependencyKind, components, findCycle, hasCycle } from './dependency-cycles.ts';
import type { CycleClass, DependencyEdge } from './dependency-cycles.ts';

const SEED = 20261121;
const RUNS = 1500;
const NODES = 6;

const edge: fc.Arbitrary<DependencyEdge> = fc
  .record({
    from: fc.nat(NODES - 1),
    to: fc.nat(NODES - 1),
    kinds: fc.constantFrom(...Object.values(DependencyKind), DependencyKind.ww | DependencyKind.rw),
  })
  .filter(({ from, to }) => from !== to);
const edges = fc.array(edge, { maxLength: 14, size: 'max' });
const cycleClass = fc.constantFrom<CycleClass>(...Object.values(CYCLE_CLASSES));

/** The length of a shortest cycle of a class, by trying all simple ones: the required edge, then edges of the path. */
function shortestByTrying(list: readonly DependencyEdge[], { required, path }: CycleClass): number {
  let shortest = Infinity;
  const walk = (start: number, node: number, visited: ReadonlySet<number>, length: number): void => {
    for (const { from, to, kinds } of list) {
      if (from !== node || (kinds & path) === 0) continue;
      if (to === start) shortest = Math.min(shortest, length + 1);
      else if (!visited.has(to)) walk(start, to, new Set([...visited, to]), length + 1);
    }
  };
  for (const { from, to, kinds } of list) if ((kinds & required) !== 0) walk(from, to, new Set([from, to]), 1);
  return shortest;
}

test(`AN34 a cycle is found exactly if there is one, and it is a shortest (seed ${SEED}, ${RUNS} runs)`, () => {
  fc.assert(
    fc.property(edges, cycleClass, (list, cycle) => {
      const expected = shortestByTrying(list, cycle);
      expect(hasCycle(NODES, list, cycle)).toBe(expected < Infinity);
      const found = findCycle(NODES, list, cycle);
      expect(found?.length ?? Infinity).toBe(expected);
      if (found === undefined) return;
      const steps = found.map((index) => list[index] as DependencyEdge);
      expect((steps[0] as DependencyEdge).kinds & cycle.required).not.toBe(0);
      for (const step of steps.slice(1)) expect(step.kinds & cycle.path).not.toBe(0);
      steps.forEach(({ to }, i) => expect(to).toBe((steps[(i + 1) % steps.length] as DependencyEdge).from));
    }),
    { seed: SEED, numRuns: RUNS },
  );
});

test(`AN34 components are the nodes that reach each other (seed ${SEED}, ${RUNS} runs)`, () => {
  fc.assert(
    fc.property(edges, fc.nat(31), (list, mask) => {
      const reach = Array.from({ length: NODES }, (_, node) => {
        const reached = new Set([node]);
        for (const at of reached)
          for (const { from, to, kinds } of list) if (from === at && (kinds & mask) !== 0) reached.add(to);
        return reached;
      });
      const component = components(NODES, list, mask);
      for (let a = 0; a < NODES; a++)
        for (let b = 0; b < NODES; b++)
          expect(component[a] === component[b]).toBe(reach[a]?.has(b) === true && reach[b]?.has(a) === true);
    }),
    { seed: SEED, numRuns: RUNS },
  );
});

test('AN34 a path of a hundred thousand transactions needs no recursion', () => {
  const length = 100_000;
  const path = Array.from({ length }, (_, node) => ({ from: node, to: (node + 1) % length, kinds: DependencyKind.ww }));
  expect(new Set(components(length, path, DependencyKind.ww)).size).toBe(1);
  expect(findCycle(length, path, CYCLE_CLASSES.GSingle)).toBe(undefined);
});
