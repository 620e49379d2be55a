/** JSON Pointers (RFC 6901): how problems, patches and options name a place in a document. */

/** The pointer of a member of what `path` points to. */
export function memberPath(path: string, member: string | number): string {
  return `${path}/${String(member).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

export function pathOf(tokens: readonly (string | number)[]): string {
  return tokens.reduce<string>(memberPath, '');
}

/** The members that a pointer goes through, or undefined if the text is no pointer. */
export function pointerTokens(pointer: string): readonly string[] | undefined {
  if (pointer === '') return [];
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The member of an object or array, or undefined if it has none of that name of its own. */
export function memberOf(parent: unknown, token: string): unknown {
  if (typeof parent !== 'object' || parent === null) return undefined;
  if (Array.isArray(parent)) return isIndex(token) ? (parent as readonly unknown[])[Number(token)] : undefined;
  return Object.hasOwn(parent, token) ? (parent as Readonly<Record<string, unknown>>)[token] : undefined;
}

/** What the tokens lead to; undefined if nothing is there, for JSON has no undefined. */
export function valueAt(root: unknown, tokens: readonly string[]): unknown {
  let value = root;
  for (const token of tokens) {
    value = memberOf(value, token);
    if (value === undefined) return undefined;
  }
  return value;
}

export function isIndex(token: string): boolean {
  return /^(0|[1-9]\d{0,8})$/.test(token);
}

/** Whether `tokens` lead to `ancestor` or to something inside of it. */
export function isWithin(tokens: readonly string[], ancestor: readonly string[]): boolean {
  return ancestor.length <= tokens.length && ancestor.every((token, index) => tokens[index] === token);
}
