interface Node {
  readonly members: Map<string, Node>;
  /** The option that touches this place as a whole. */
  owner: string | undefined;
  /** An option that touches something in here. */
  inside: string | undefined;
}

/** The places that options touch. Two options may not touch the same place, nor one a place inside of the other's. */
export class Footprints {
  readonly #root: Node = newNode();
  #open: { readonly option: string; readonly tokens: readonly string[] }[] = [];

  /** Another option that touches the place too, or undefined. An option may touch a place several times. */
  add(tokens: readonly string[], option: string): string | undefined {
    this.#open.push({ option, tokens });
    let node: Node | undefined = this.#root;
    for (const token of tokens) {
      if (node.owner !== undefined) return node.owner;
      node = node.members.get(token);
      if (node === undefined) return undefined;
    }
    return node.owner ?? node.inside;
  }

  /** The option whose places were added is done: from now on they are taken. */
  close(): void {
    for (const { option, tokens } of this.#open) {
      let node = this.#root;
      for (const token of tokens) {
        node.inside ??= option;
        const next = node.members.get(token) ?? newNode();
        node.members.set(token, next);
        node = next;
      }
      node.owner ??= option;
    }
    this.#open = [];
  }
}

function newNode(): Node {
  return { members: new Map(), owner: undefined, inside: undefined };
}
