import type { MachineNode, MachineTree, NodeAction, NodeTransition } from './tree.ts';
import type { MachineDrawing, StateDrawing, TransitionDrawing } from './types.ts';

/** What a state chart draws of a machine: its states as they nest, and its transitions in document order. */
export function describeTree(tree: MachineTree): MachineDrawing {
  return {
    id: tree.id,
    type: tree.root.type,
    states: tree.root.children.map(drawState),
    transitions: tree.nodes
      .flatMap((node) => [...[...node.on.values()].flat(), ...node.always])
      .map((transition) => drawTransition(tree, transition)),
  };
}

function drawState(node: MachineNode): StateDrawing {
  const { parent } = node;
  return {
    path: node.path,
    name: node.name,
    type: node.type,
    initial: parent?.type === 'parallel' || parent?.initial === node,
    entry: node.entry.map(drawAction),
    exit: node.exit.map(drawAction),
    states: node.children.map(drawState),
  };
}

function drawTransition(tree: MachineTree, transition: NodeTransition): TransitionDrawing {
  const guard = transition.guard === undefined ? undefined : tree.guards[transition.guard];
  return {
    from: transition.source.path,
    to: transition.targets.map((target) => target.path),
    event: transition.event,
    kind: transition.kind,
    ...(guard === undefined ? {} : { guard }),
    actions: transition.actions.map(drawAction),
    ...(transition.delayMillis === undefined ? {} : { delayMillis: transition.delayMillis }),
    reenter: transition.reenter,
  };
}

function drawAction(action: NodeAction): string {
  return action.kind === 'raise' ? `raise ${action.event}` : action.action.type;
}
