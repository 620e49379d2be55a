/**
 * Whether a fragment means to be a link of ours. A bare word is the name of a place on the page; everything else was
 * meant as a link, and if it cannot be read the reader must be told. A file of its own: a page asks this first.
 */
export function isLinkFragment(text: string): boolean {
  return !/^#?[\w-]*$/.test(text);
}
