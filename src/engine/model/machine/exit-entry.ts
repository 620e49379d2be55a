import { isDescendant } from './tree.ts';
import type { MachineNode, NodeTransition } from './tree.ts';

/**
 * Which states transitions leave and enter: the SCXML algorithm as XState 5 runs it, for machines without history.
 * https://www.w3.org/TR/scxml/#AlgorithmforSCXMLInterpretation
 */

function properAncestors(node: MachineNode, below: MachineNode | undefined): MachineNode[] {
  const ancestors: MachineNode[] = [];
  if (node === below) return ancestors;
  for (let parent = node.parent; parent !== undefined && parent !== below; parent = parent.parent)
    ancestors.push(parent);
  return ancestors;
}

/** The state within which everything is left and entered; undefined: the machine as a whole, its root included. */
function domainOf(transition: NodeTransition): MachineNode | undefined {
  const { source, targets, reenter } = transition;
  if (!reenter && targets.every((target) => target === source || isDescendant(target, source))) return source;
  const [head, ...others] = [...targets, source];
  for (const ancestor of properAncestors(head as MachineNode, undefined))
    if (others.every((node) => isDescendant(node, ancestor))) return ancestor;
  if (reenter) return undefined;
  let root = source;
  while (root.parent !== undefined) root = root.parent;
  return root;
}

export function exitSet(transitions: readonly NodeTransition[], active: Iterable<MachineNode>): Set<MachineNode> {
  const exited = new Set<MachineNode>();
  for (const transition of transitions) {
    if (transition.targets.length === 0) continue;
    const domain = domainOf(transition);
    for (const node of active) if (isDescendant(node, domain)) exited.add(node);
  }
  return exited;
}

/** Of transitions that would leave the same state, the one from the inner source stays, else the first. */
export function withoutConflicts(
  transitions: readonly NodeTransition[],
  active: readonly MachineNode[],
): readonly NodeTransition[] {
  if (transitions.length < 2) return transitions;
  const kept = new Set<NodeTransition>();
  for (const transition of transitions) {
    const exited = exitSet([transition], active);
    const replaced: NodeTransition[] = [];
    let preempted = false;
    for (const other of kept) {
      if (![...exitSet([other], active)].some((node) => exited.has(node))) continue;
      if (!isDescendant(transition.source, other.source)) {
        preempted = true;
        break;
      }
      replaced.push(other);
    }
    if (preempted) continue;
    for (const other of replaced) kept.delete(other);
    kept.add(transition);
  }
  return [...kept];
}

export function entrySet(transitions: readonly NodeTransition[]): Set<MachineNode> {
  const entered = new Set<MachineNode>();
  for (const transition of transitions) {
    const { source, targets } = transition;
    if (targets.length === 0) continue;
    const domain = domainOf(transition);
    for (const target of targets) {
      // A state that keeps itself active while it changes what lies within it is not entered.
      if (source !== target || source !== domain) entered.add(target);
      addDescendants(target, entered);
    }
    for (const target of targets) {
      const ancestors = properAncestors(target, domain);
      if (domain?.type === 'parallel') ancestors.push(domain);
      addAncestors(ancestors, domain, entered);
    }
  }
  return entered;
}

/** What is active after a machine or state is entered by default: itself and what lies within it. */
export function defaultEntrySet(node: MachineNode): Set<MachineNode> {
  const entered = new Set<MachineNode>([node]);
  addDescendants(node, entered);
  return entered;
}

function addDescendants(node: MachineNode, entered: Set<MachineNode>): void {
  if (node.initial !== undefined) {
    entered.add(node.initial);
    addDescendants(node.initial, entered);
  } else if (node.type === 'parallel') addRegions(node, entered);
}

/** The regions into which nothing leads yet. */
function addRegions(parallel: MachineNode, entered: Set<MachineNode>): void {
  for (const region of parallel.children) {
    if ([...entered].some((node) => isDescendant(node, region))) continue;
    entered.add(region);
    addDescendants(region, entered);
  }
}

function addAncestors(
  ancestors: readonly MachineNode[],
  below: MachineNode | undefined,
  entered: Set<MachineNode>,
): void {
  for (const ancestor of ancestors) {
    if (below === undefined || isDescendant(ancestor, below)) entered.add(ancestor);
    if (ancestor.type === 'parallel') addRegions(ancestor, entered);
  }
}
