import { assert } from '../../base/assert.ts';
import { memberPath } from './problem.ts';
import type { MachineProblem } from './problem.ts';
import type {
  ActionConfig,
  ActionReference,
  DelayedEvent,
  GuardConfig,
  GuardReference,
  JsonObject,
  MachineConfig,
  StateConfig,
  StateType,
  TransitionConfig,
  TransitionsConfig,
} from './types.ts';

/** The event descriptor that matches every event. */
const WILDCARD = '*';
const DEFAULT_ID = '(machine)';
const NO_PARAMS: JsonObject = Object.freeze({});

/** The configuration with its references resolved: states know their parents, transitions the states they lead to. */
export interface MachineTree {
  readonly id: string;
  readonly root: MachineNode;
  /** In document order, the root first; a node's `order` is its index here. */
  readonly nodes: readonly MachineNode[];
  readonly guards: readonly GuardReference[];
  readonly actions: readonly ActionReference[];
}

export interface MachineNode {
  readonly name: string;
  readonly id: string;
  /** Names from below the root, joined by dots; empty for the root. */
  readonly path: string;
  readonly type: StateType;
  readonly order: number;
  readonly parent: MachineNode | undefined;
  readonly children: readonly MachineNode[];
  readonly initial: MachineNode | undefined;
  readonly entry: readonly NodeAction[];
  readonly exit: readonly NodeAction[];
  /** By event descriptor, those of `after` and `onDone` among them, in the order in which they are tried. */
  readonly on: ReadonlyMap<string, readonly NodeTransition[]>;
  readonly always: readonly NodeTransition[];
  readonly delays: readonly DelayedEvent[];
}

export type NodeAction =
  | { readonly kind: 'raise'; readonly event: string }
  | { readonly kind: 'perform'; readonly action: ActionReference };

export interface NodeTransition {
  readonly kind: 'on' | 'always' | 'after' | 'onDone';
  readonly source: MachineNode;
  /** The descriptor; empty for `always`. */
  readonly event: string;
  /** Index of the guard, or undefined. */
  readonly guard: number | undefined;
  readonly actions: readonly NodeAction[];
  /** None: stays where it is. */
  readonly targets: readonly MachineNode[];
  readonly reenter: boolean;
  readonly delayMillis: number | undefined;
  /** JSON Pointer of its place in the document. */
  readonly pointer: string;
}

/** The name of the event that XState queues when a state is done. */
export function doneEvent(node: MachineNode): string {
  return `xstate.done.state.${node.id}`;
}

function afterEvent(delay: string, node: MachineNode): string {
  return `xstate.after.${delay}.${node.id}`;
}

/** Whether the first lies somewhere within the second; everything lies within undefined. */
export function isDescendant(node: MachineNode, ancestor: MachineNode | undefined): boolean {
  for (let parent = node.parent; ; parent = parent.parent) {
    if (parent === ancestor) return true;
    if (parent === undefined) return false;
  }
}

/** The candidates of one state for an event: those that name it, then those of the wildcard. */
export function candidatesOf(node: MachineNode, event: string): readonly NodeTransition[] {
  const exact = node.on.get(event);
  const wildcard = node.on.get(WILDCARD);
  if (exact === undefined) return wildcard ?? [];
  return wildcard === undefined ? exact : [...exact, ...wildcard];
}

/** Nodes under construction: the same objects, whose transitions are filled in when all states are known. */
interface DraftNode extends MachineNode {
  readonly children: DraftNode[];
  initial: MachineNode | undefined;
  readonly config: StateConfig;
  readonly pointer: string;
  readonly on: Map<string, NodeTransition[]>;
  readonly always: NodeTransition[];
  readonly delays: DelayedEvent[];
  readonly entry: NodeAction[];
  readonly exit: NodeAction[];
  readonly named: Map<string, DraftNode>;
}

/** Distinct references, each with the index at which it stands. */
class References {
  readonly list: { readonly type: string; readonly params: JsonObject }[] = [];
  readonly #indices = new Map<string, number>();

  indexOf(config: ActionConfig | GuardConfig): number {
    const type = typeof config === 'string' ? config : config.type;
    const params = (typeof config === 'string' ? undefined : config.params) ?? NO_PARAMS;
    const key = JSON.stringify([type, params]);
    let index = this.#indices.get(key);
    if (index === undefined) {
      index = this.list.length;
      this.list.push(Object.freeze({ type, params }));
      this.#indices.set(key, index);
    }
    return index;
  }
}

/** Expects a configuration of the right shape (see `parseMachine`); problems are of ids and targets. */
export function buildTree(
  config: MachineConfig,
  path: string,
): { readonly tree: MachineTree; readonly problems: readonly MachineProblem[] } {
  const builder = new TreeBuilder(config.id ?? DEFAULT_ID);
  const root = builder.addNode(config, '', undefined, path);
  for (const node of builder.nodes) builder.addTransitions(node);
  return {
    tree: {
      id: builder.id,
      root,
      nodes: builder.nodes,
      guards: builder.guards.list,
      actions: builder.actions.list,
    },
    problems: builder.problems,
  };
}

class TreeBuilder {
  readonly id: string;
  readonly nodes: DraftNode[] = [];
  readonly guards = new References();
  readonly actions = new References();
  readonly problems: MachineProblem[] = [];
  readonly #byId = new Map<string, DraftNode>();

  constructor(id: string) {
    this.id = id;
  }

  addNode(config: StateConfig, name: string, parent: DraftNode | undefined, pointer: string): DraftNode {
    const path = parent === undefined || parent.path === '' ? name : `${parent.path}.${name}`;
    const states = Object.entries(config.states ?? {});
    const id = config.id ?? (parent === undefined ? this.id : `${this.id}.${path}`);
    const node: DraftNode = {
      name,
      id,
      path,
      type: config.type ?? (states.length > 0 ? 'compound' : 'atomic'),
      order: this.nodes.length,
      parent,
      children: [],
      initial: undefined,
      entry: [],
      exit: [],
      on: new Map(),
      always: [],
      delays: [],
      config,
      pointer,
      named: new Map(),
    };
    if (this.#byId.has(id))
      this.problems.push({ path: memberPath(pointer, 'id'), code: 'machine-duplicate-id', params: { id } });
    this.#byId.set(id, node);
    this.nodes.push(node);
    for (const [childName, child] of states) {
      const childNode = this.addNode(child, childName, node, memberPath(memberPath(pointer, 'states'), childName));
      node.children.push(childNode);
      node.named.set(childName, childNode);
    }
    if (node.type === 'compound') {
      node.initial = node.named.get(config.initial ?? '');
      assert(node.initial !== undefined, 'a compound state has an initial child');
    }
    return node;
  }

  addTransitions(node: DraftNode): void {
    const { config, pointer } = node;
    node.entry.push(...this.#actions(config.entry));
    node.exit.push(...this.#actions(config.exit));
    for (const [event, transitions] of Object.entries(config.on ?? {}))
      node.on.set(
        event,
        this.#transitions(node, 'on', event, transitions, memberPath(memberPath(pointer, 'on'), event)),
      );
    if (config.always !== undefined)
      node.always.push(...this.#transitions(node, 'always', '', config.always, memberPath(pointer, 'always')));
    for (const [delay, transitions] of Object.entries(config.after ?? {})) {
      const event = afterEvent(delay, node);
      const delayMillis = Number(delay);
      const afterPointer = memberPath(memberPath(pointer, 'after'), delay);
      node.delays.push(Object.freeze({ event, delayMillis }));
      node.on.set(event, this.#transitions(node, 'after', event, transitions, afterPointer, delayMillis));
    }
    if (config.onDone !== undefined) {
      const event = doneEvent(node);
      node.on.set(event, this.#transitions(node, 'onDone', event, config.onDone, memberPath(pointer, 'onDone')));
    }
  }

  #transitions(
    source: DraftNode,
    kind: NodeTransition['kind'],
    event: string,
    config: TransitionsConfig,
    pointer: string,
    delayMillis?: number,
  ): NodeTransition[] {
    const several = Array.isArray(config);
    const candidates: readonly (string | TransitionConfig)[] = several ? config : [config];
    return candidates.map((candidate, index) => {
      const candidatePointer = several ? memberPath(pointer, index) : pointer;
      const transition: TransitionConfig = typeof candidate === 'string' ? { target: candidate } : candidate;
      const targetPointer = typeof candidate === 'string' ? candidatePointer : memberPath(candidatePointer, 'target');
      return {
        kind,
        source,
        event,
        guard: transition.guard === undefined ? undefined : this.guards.indexOf(transition.guard),
        actions: this.#actions(transition.actions),
        targets: this.#targets(source, transition.target, targetPointer),
        reenter: transition.reenter ?? false,
        delayMillis,
        pointer: candidatePointer,
      };
    });
  }

  #actions(config: ActionConfig | readonly ActionConfig[] | undefined): NodeAction[] {
    if (config === undefined) return [];
    const actions: readonly ActionConfig[] = Array.isArray(config) ? config : [config];
    return actions.map((action) => {
      if (typeof action !== 'string' && action.type === 'raise') {
        const event = action.params?.['event'];
        assert(typeof event === 'string', 'a raise action names its event');
        return { kind: 'raise', event };
      }
      const reference = this.actions.list[this.actions.indexOf(action)];
      assert(reference !== undefined, 'a reference stands at its index');
      return { kind: 'perform', action: reference };
    });
  }

  #targets(source: DraftNode, config: string | readonly string[] | undefined, pointer: string): MachineNode[] {
    if (config === undefined) return [];
    const several = typeof config !== 'string';
    const names = several ? config : [config];
    const targets: MachineNode[] = [];
    names.forEach((name, index) => {
      const path = several ? memberPath(pointer, index) : pointer;
      const target = this.#resolve(source, name);
      if (target === undefined) {
        this.problems.push({ path, code: 'machine-target', params: { target: name } });
        return;
      }
      const other = targets.find((earlier) => !areConcurrent(earlier, target));
      if (other !== undefined)
        this.problems.push({ path, code: 'machine-targets', params: { target: name, other: other.path } });
      targets.push(target);
    });
    return targets;
  }

  /** `#id.path` from the state of that id, `.path` from the source, `path` from the source's parent. */
  #resolve(source: DraftNode, target: string): MachineNode | undefined {
    const names = target.split('.');
    const first = names.shift() ?? '';
    let node: DraftNode | undefined;
    if (first.startsWith('#')) node = this.#byId.get(first.slice(1));
    else if (first === '') node = names.length > 0 ? source : undefined;
    else node = (source.parent as DraftNode | undefined)?.named.get(first);
    for (const name of names) node = node?.named.get(name);
    return node;
  }
}

/** Whether two states can be active together without one holding the other: they lie in different regions. */
function areConcurrent(a: MachineNode, b: MachineNode): boolean {
  if (a === b || isDescendant(a, b) || isDescendant(b, a)) return false;
  let ancestor = a.parent;
  while (ancestor !== undefined && !isDescendant(b, ancestor)) ancestor = ancestor.parent;
  return ancestor?.type === 'parallel';
}
