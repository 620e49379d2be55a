import type { MachineNode, MachineTree } from './tree.ts';
import type { StateValue } from './types.ts';

/**
 * States as text, one text for one state:
 *
 *     state    = compound | "(" regions ")"          the latter if the machine itself is parallel
 *     compound = name                                an atomic or final child
 *              | name "." compound                   a compound child and what is active within it
 *              | name "(" regions ")"                a parallel child
 *     regions  = region { "|" region }               in document order, all of them
 *     region   = compound                            an atomic region is its name alone
 *
 * So `APPROVED`, `preparing.cooking`, `active(left.on|right.off)`. Names hold none of `.`, `(`, `)` and `|`.
 */
export function textOf(tree: MachineTree, active: ReadonlySet<MachineNode>): string {
  return tree.root.type === 'parallel' ? tailOf(tree.root, active) : contentOf(tree.root, active);
}

function contentOf(node: MachineNode, active: ReadonlySet<MachineNode>): string {
  return node.children
    .filter((child) => active.has(child))
    .map((child) => child.name + tailOf(child, active))
    .join('|');
}

function tailOf(node: MachineNode, active: ReadonlySet<MachineNode>): string {
  if (node.type === 'compound') return `.${contentOf(node, active)}`;
  return node.type === 'parallel' ? `(${contentOf(node, active)})` : '';
}

/**
 * The active states of a text, or undefined if it is no state of the machine. They stand in the order in which XState
 * restores them from a persisted value, because a row keeps the value and forgets what became active first.
 */
export function activeOf(tree: MachineTree, text: string): readonly MachineNode[] | undefined {
  const reader = new StateReader(text);
  const complete = tree.root.type === 'parallel' ? reader.readTail(tree.root) : reader.readChild(tree.root);
  return complete && reader.atEnd ? restoredOrder(tree.root, reader.active) : undefined;
}

const NAME_END = new Set(['.', '(', ')', '|']);

/** Reads by the grammar above; the methods say whether the text went on as it must. */
class StateReader {
  readonly active = new Set<MachineNode>();
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#position === this.#text.length;
  }

  readTail(node: MachineNode): boolean {
    if (node.type === 'compound') return this.#readMark('.') && this.readChild(node);
    return node.type !== 'parallel' || this.#readRegions(node);
  }

  readChild(node: MachineNode): boolean {
    const name = this.#readName();
    const child = node.children.find((candidate) => candidate.name === name);
    return child !== undefined && this.#readNode(child);
  }

  #readRegions(node: MachineNode): boolean {
    for (const [index, region] of node.children.entries())
      if (!this.#readMark(index === 0 ? '(' : '|') || this.#readName() !== region.name || !this.#readNode(region))
        return false;
    return this.#readMark(')');
  }

  #readNode(node: MachineNode): boolean {
    this.active.add(node);
    return this.readTail(node);
  }

  #readName(): string {
    const start = this.#position;
    while (this.#position < this.#text.length && !NAME_END.has(this.#text.charAt(this.#position))) this.#position++;
    return this.#text.slice(start, this.#position);
  }

  #readMark(mark: string): boolean {
    if (this.#text.charAt(this.#position) !== mark) return false;
    this.#position++;
    return true;
  }
}

/** The order of XState's `resolveState`: the children of a state first, then what is active within each of them. */
function restoredOrder(root: MachineNode, active: ReadonlySet<MachineNode>): readonly MachineNode[] {
  const ordered = new Set<MachineNode>([root]);
  const addWithin = (node: MachineNode): void => {
    const children = node.children.filter((child) => active.has(child));
    for (const child of children) ordered.add(child);
    for (const child of children) addWithin(child);
  };
  addWithin(root);
  return [...ordered];
}

/** XState's value of the active states. */
export function valueOf(tree: MachineTree, active: ReadonlySet<MachineNode>): StateValue {
  return valueWithin(tree.root, active);
}

function valueWithin(node: MachineNode, active: ReadonlySet<MachineNode>): StateValue {
  const children = node.children.filter((child) => active.has(child));
  const [only] = children;
  if (node.type === 'compound' && only !== undefined && only.children.length === 0) return only.name;
  return Object.fromEntries(children.map((child) => [child.name, valueWithin(child, active)]));
}

/** The text of an XState value, or undefined if it does not name a full state of the machine. */
export function textOfValue(tree: MachineTree, value: StateValue): string | undefined {
  const active = new Set<MachineNode>();
  return addValue(tree.root, value, active) ? textOf(tree, active) : undefined;
}

function addValue(node: MachineNode, value: StateValue, active: Set<MachineNode>): boolean {
  active.add(node);
  if (node.children.length === 0) return typeof value === 'object' && Object.keys(value).length === 0;
  const members = typeof value === 'string' ? [[value, {}] as const] : Object.entries(value);
  if (members.length !== (node.type === 'parallel' ? node.children.length : 1)) return false;
  return members.every(([name, inner]) => {
    const child = node.children.find((candidate) => candidate.name === name);
    return child !== undefined && addValue(child, inner, active);
  });
}
