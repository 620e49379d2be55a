import { entrySet } from './exit-entry.ts';
import { Macrostep } from './macrostep.ts';
import type { MachineNode, MachineTree, NodeTransition } from './tree.ts';

/**
 * Finds a state from which transitions follow each other for ever and no guard can stop them: the start, or `always`
 * transitions that lead in a circle. What depends on a guard is bounded when it runs.
 *
 * @returns the state, and the JSON Pointer of a transition of the circle.
 */
export function endlessState(tree: MachineTree): { readonly state: string; readonly path: string } | undefined {
  let asked = false;
  const noteAsked = (): boolean => {
    asked = true;
    return false;
  };
  const start = new Macrostep(tree.root, [], noteAsked);
  start.start();
  if (!asked && start.endless) return found(start);

  for (const leaf of tree.nodes) {
    if (leaf.children.length > 0) continue;
    asked = false;
    const rest = new Macrostep(tree.root, activeWith(tree, leaf), noteAsked);
    rest.settle();
    if (!asked && rest.endless) return found(rest);
  }
  return undefined;
}

function found(macrostep: Macrostep): { readonly state: string; readonly path: string } | undefined {
  const { last } = macrostep;
  return last === undefined ? undefined : { state: last.source.path, path: last.pointer };
}

/** The leaf is active, and all that its activity does not decide is as by default. */
function activeWith(tree: MachineTree, leaf: MachineNode): readonly MachineNode[] {
  const enter: NodeTransition = {
    kind: 'always',
    source: tree.root,
    event: '',
    guard: undefined,
    actions: [],
    targets: [leaf],
    reenter: true,
    delayMillis: undefined,
    pointer: '',
  };
  return [...entrySet([enter])].toSorted((a, b) => a.order - b.order);
}
