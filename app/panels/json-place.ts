/** A place in a text; lines and columns count from 1. */
export interface TextPlace {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/**
 * Where in a JSON text a pointer leads: the member's value, or the deepest place on the way there that exists. The text
 * must be JSON; a member that stands twice counts as its last.
 */
export function locatePointer(text: string, pointer: string): TextPlace {
  const wanted =
    pointer === ''
      ? []
      : pointer
          .slice(1)
          .split('/')
          .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  let at = 0;
  let found = 0;
  let depthFound = -1;

  const skipSpace = (): void => {
    while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at++;
  };
  const readText = (): string => {
    const start = at++;
    while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1;
    at++;
    try {
      return JSON.parse(text.slice(start, at)) as string;
    } catch {
      return text.slice(start + 1, at - 1);
    }
  };
  /** @param depth how many tokens were matched on the way, or -1 beside the way */
  const readValue = (depth: number): void => {
    skipSpace();
    if (depth >= depthFound && depth !== -1) {
      depthFound = depth;
      found = at;
    }
    const next = text.charAt(at);
    if (next === '"') readText();
    else if (next === '{' || next === '[') {
      const close = next === '{' ? '}' : ']';
      at++;
      for (let index = 0; at < text.length; index++) {
        skipSpace();
        if (text.charAt(at) === close) break;
        let name = String(index);
        if (next === '{') {
          if (text.charAt(at) !== '"') return;
          name = readText();
          skipSpace();
          at++;
        }
        readValue(depth !== -1 && wanted[depth] === name ? depth + 1 : -1);
        skipSpace();
        if (text.charAt(at) !== ',') break;
        at++;
      }
      at++;
    } else while (at < text.length && !',]} \t\r\n'.includes(text.charAt(at))) at++;
  };
  readValue(0);

  const before = text.slice(0, found);
  const line = before.split('\n').length;
  return { offset: found, line, column: found - (before.lastIndexOf('\n') + 1) + 1 };
}
