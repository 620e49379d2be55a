const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** By code unit: six bits, or -1 for what is no letter of the alphabet. */
const BITS: Int8Array = (() => {
  const bits = new Int8Array(128).fill(-1);
  for (let i = 0; i < LETTERS.length; i++) bits[LETTERS.charCodeAt(i)] = i;
  return bits;
})();

/** Base 64 with the alphabet for addresses (RFC 4648, section 5), without padding. */
export function encodeBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += LETTERS.charAt(group >>> 18) + LETTERS.charAt((group >>> 12) & 63);
    if (left > 1) text += LETTERS.charAt((group >>> 6) & 63);
    if (left > 2) text += LETTERS.charAt(group & 63);
  }
  return text;
}

/** Where the text stops being base 64: the offset of the first other character, or -1. */
export function offsetOutsideBase64Url(text: string): number {
  for (let i = 0; i < text.length; i++) if ((BITS[text.charCodeAt(i)] ?? -1) === -1) return i;
  return -1;
}

/**
 * The bytes, or undefined when characters are missing: no text has a length of 1 modulo 4, and the bits that the last
 * character has too many are 0. The text has letters of the alphabet only.
 */
export function decodeBase64Url(text: string): Uint8Array | undefined {
  const rest = text.length % 4;
  if (rest === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let held = 0;
  let count = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    held = ((held << 6) | (BITS[text.charCodeAt(i)] as number)) & 0xfffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes[at++] = (held >>> count) & 0xff;
  }
  return (held & ((1 << count) - 1)) === 0 ? bytes : undefined;
}
