/** The page's own address without what a link adds: what shared links begin with. */
export function playgroundAddress(): string {
  const address = new URL(location.href);
  address.hash = '';
  address.search = '';
  return address.href;
}

/** The folder that the page lies in. */
function folderAddress(): string {
  return playgroundAddress().replace(/[^/]*$/, '');
}

/** The folder of the embed, beside the page. */
export function embedAddress(): string {
  return `${folderAddress()}embed/`;
}

/** The script of the element, beside the page. */
export function elementAddress(): string {
  return `${folderAddress()}sagascope-embed.js`;
}

export function presentFragment(): string {
  return location.hash.slice(1);
}

/**
 * Puts a link into the address bar, or takes it away, without an entry in the tab's history. Browsers refuse addresses that
 * are too long, and too many changes at once; false then, and the old one stays.
 */
export function replaceFragment(fragment: string | undefined): boolean {
  try {
    history.replaceState(
      history.state,
      '',
      fragment === undefined ? location.pathname + location.search : `#${fragment}`,
    );
    return true;
  } catch {
    return false;
  }
}
