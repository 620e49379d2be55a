import { defaultEntrySet, entrySet, exitSet, withoutConflicts } from './exit-entry.ts';
import { candidatesOf, doneEvent } from './tree.ts';
import type { MachineNode, NodeAction, NodeTransition } from './tree.ts';
import type { ActionReference, DelayedEvent } from './types.ts';

/** Rounds of one macrostep, like XState's `maxIterations: 100`. */
const ROUNDS_MAXIMUM = 100;

/** Answers for the guard at an index. */
export type GuardOracle = (guard: number) => boolean;

/**
 * One event run to completion: the microstep that it enables, then those of `always` transitions and of raised and done
 * events, until the machine rests. Interprets the tree; `compile.ts` keeps the outcomes.
 *
 * The active states stand in the order in which they became active, as in XState: where `always` transitions of several
 * regions are enabled at once, and where regions answer one event, their actions come in this order.
 */
export class Macrostep {
  active: readonly MachineNode[];
  readonly actions: ActionReference[] = [];
  /** Delayed events cancelled, of states before and of states that were active only in between. */
  readonly cancelled = new Set<string>();
  readonly armed = new Map<string, DelayedEvent>();
  /** Whether any transition was taken that has a target or an action. */
  taken = false;
  done = false;
  endless = false;
  /** The transition taken last. */
  last: NodeTransition | undefined;
  readonly #root: MachineNode;
  readonly #queue: string[] = [];
  readonly #holds: GuardOracle;

  constructor(root: MachineNode, active: readonly MachineNode[], holds: GuardOracle) {
    this.#root = root;
    this.active = active;
    this.#holds = holds;
  }

  start(): void {
    const active = new Set<MachineNode>();
    this.#enter(defaultEntrySet(this.#root), active);
    this.active = [...active];
    if (this.done) this.#finish();
    this.settle();
  }

  take(event: string): void {
    this.#microstep(this.#select(this.#root, event));
    this.settle();
  }

  /** Takes `always` transitions and queued events until none is left. */
  settle(): void {
    let lookForAlways = true;
    for (let round = 1; !this.done; round++) {
      if (round > ROUNDS_MAXIMUM) {
        this.endless = true;
        return;
      }
      const always = lookForAlways ? this.#selectAlways() : [];
      if (always.length > 0) {
        const before = this.active;
        this.#microstep(always);
        // Without a change of states the same transitions would be enabled again: they are taken once.
        lookForAlways = this.active !== before;
        continue;
      }
      const event = this.#queue.shift();
      if (event === undefined) return;
      this.#microstep(this.#select(this.#root, event));
      lookForAlways = true;
    }
  }

  /** The innermost enabled transition, in each region of parallel states. */
  #select(node: MachineNode, event: string): NodeTransition[] {
    const inner: NodeTransition[] = [];
    for (const child of this.active) if (child.parent === node) inner.push(...this.#select(child, event));
    if (inner.length > 0) return inner;
    const own = this.#firstEnabled(candidatesOf(node, event));
    return own === undefined ? [] : [own];
  }

  #selectAlways(): readonly NodeTransition[] {
    const enabled = new Set<NodeTransition>();
    for (const leaf of this.active) {
      if (leaf.children.length > 0) continue;
      for (let node: MachineNode | undefined = leaf; node !== undefined; node = node.parent) {
        const transition = this.#firstEnabled(node.always);
        if (transition === undefined) continue;
        enabled.add(transition);
        break;
      }
    }
    return [...enabled];
  }

  #firstEnabled(candidates: readonly NodeTransition[]): NodeTransition | undefined {
    for (const candidate of candidates)
      if (candidate.guard === undefined || this.#holds(candidate.guard)) return candidate;
    return undefined;
  }

  #microstep(selected: readonly NodeTransition[]): void {
    if (selected.length === 0) return;
    const transitions = withoutConflicts(selected, this.active);
    const active = new Set(this.active);

    for (const node of [...exitSet(transitions, active)].toSorted(innermostFirst)) {
      this.#exit(node);
      active.delete(node);
    }
    for (const transition of transitions) {
      this.#perform(transition.actions);
      if (transition.targets.length > 0 || transition.actions.length > 0) this.taken = true;
      this.last = transition;
    }
    this.#enter(entrySet(transitions), active);
    if (active.size !== this.active.length || this.active.some((node) => !active.has(node))) this.active = [...active];
    if (this.done) this.#finish();
  }

  #enter(nodes: Iterable<MachineNode>, active: Set<MachineNode>): void {
    const completed = new Set<MachineNode>();
    for (const node of [...nodes].toSorted(outermostFirst)) {
      active.add(node);
      this.#perform(node.entry);
      for (const delayed of node.delays) this.armed.set(delayed.event, delayed);
      if (node.type === 'final') this.#complete(node, active, completed);
    }
  }

  /** A final state completes its parent, the parallel states around it that are now complete, and so the machine. */
  #complete(final: MachineNode, active: ReadonlySet<MachineNode>, completed: Set<MachineNode>): void {
    const { parent } = final;
    if (parent?.type === 'compound') this.#queue.push(doneEvent(parent));
    let ancestor = parent?.type === 'parallel' ? parent : parent?.parent;
    while (ancestor?.type === 'parallel' && !completed.has(ancestor) && isComplete(ancestor, active)) {
      completed.add(ancestor);
      this.#queue.push(doneEvent(ancestor));
      ancestor = ancestor.parent;
    }
    if (ancestor === undefined) this.done = true;
  }

  /** At its end the machine leaves all states, which stay its value. */
  #finish(): void {
    for (const node of [...this.active].toSorted(innermostFirst)) this.#exit(node);
  }

  #exit(node: MachineNode): void {
    this.#perform(node.exit);
    for (const { event } of node.delays) {
      this.armed.delete(event);
      this.cancelled.add(event);
    }
  }

  #perform(actions: readonly NodeAction[]): void {
    for (const action of actions) {
      if (action.kind === 'raise') this.#queue.push(action.event);
      else this.actions.push(action.action);
    }
  }
}

/** Whether a state has reached its end, as XState judges it. */
export function isComplete(node: MachineNode, active: ReadonlySet<MachineNode>): boolean {
  switch (node.type) {
    case 'compound':
      return node.children.some((child) => child.type === 'final' && active.has(child));
    case 'parallel':
      return node.children.every((child) => isComplete(child, active));
    case 'final':
      return true;
    case 'atomic':
      return false;
  }
}

function outermostFirst(a: MachineNode, b: MachineNode): number {
  return a.order - b.order;
}

function innermostFirst(a: MachineNode, b: MachineNode): number {
  return b.order - a.order;
}
