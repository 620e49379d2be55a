/** How the first byte begins, by how many follow it. */
const LEADS = [0, 0xc0, 0xe0, 0xf0];

/** UTF-8 bytes of a text. A surrogate alone becomes the replacement character, as in a browser's own encoder. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    let point = text.codePointAt(i) as number;
    if (point > 0xffff) i++;
    else if (point >= 0xd800 && point <= 0xdfff) point = 0xfffd;
    if (point < 0x80) bytes[at++] = point;
    else {
      const following = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
      bytes[at++] = (LEADS[following] as number) | (point >>> (6 * following));
      for (let shift = following - 1; shift >= 0; shift--) bytes[at++] = 0x80 | ((point >>> (6 * shift)) & 0x3f);
    }
  }
  return bytes.subarray(0, at);
}

/** The smallest code point that may be written with so many following bytes. */
const LEAST = [0, 0x80, 0x800, 0x10000];

/** The text, or undefined where the bytes are not exactly UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  const pieces: string[] = [];
  let piece = '';
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at++] as number;
    const following =
      first < 0x80 ? 0 : first < 0xc2 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : -1;
    if (following === -1 || at + following > bytes.length) return undefined;
    let point = following === 0 ? first : first & (0x3f >>> following);
    for (let i = 0; i < following; i++) {
      const next = bytes[at++] as number;
      if ((next & 0xc0) !== 0x80) return undefined;
      point = (point << 6) | (next & 0x3f);
    }
    if (point < (LEAST[following] as number) || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
      return undefined;
    piece += String.fromCodePoint(point);
    if (piece.length >= 4096) {
      pieces.push(piece);
      piece = '';
    }
  }
  pieces.push(piece);
  return pieces.join('');
}
