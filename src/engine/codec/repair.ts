/** Times that a fragment may have been percent-encoded over. */
const ENCODINGS = 3;
const PUNCTUATION = '.,;:!?)]}>\'"*`…、。';

/**
 * The link as it was probably sent: without percent-encoding, HTML's spelling of `&`, parameters that mailers and networks
 * add, and the punctuation of the sentence around it.
 */
export function repairFragment(text: string): string {
  let repaired = text;
  for (let i = 0; i < ENCODINGS && repaired.includes('%'); i++) {
    try {
      repaired = decodeURIComponent(repaired);
    } catch {
      break;
    }
  }
  const bare = repaired
    .replace(/\s+/g, '')
    .replaceAll('&amp;', '&')
    .replace(/&(?:utm_\w+|fbclid|gclid|mc_cid|mc_eid|igshid)=[^&]*/g, '');
  // Not by an expression: from every place in a long row of dots it would look for the end again.
  let end = bare.length;
  while (end > 0 && PUNCTUATION.includes(bare.charAt(end - 1))) end--;
  return bare.slice(0, end);
}
