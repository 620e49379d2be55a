/**
 * Content hashes in two independent 32-bit lanes. Everything is `Math.imul`, shifts and additions modulo 2^32, so the
 * lanes are the same to the bit in every JavaScript engine. The finalizers are those of MurmurHash3 and of
 * "lowbias32" (Chris Wellons, hash-prospector).
 */
export function mixLow(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

export function mixHigh(value: number): number {
  let h = (value ^ 0x5bf03635) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return h ^ (h >>> 16);
}

/** Folds one more lane into a running lane; the order of folding matters. */
export function foldLow(lane: number, value: number): number {
  return mixLow((Math.imul(lane, 0x9e3779b1) + value) | 0);
}

export function foldHigh(lane: number, value: number): number {
  return mixHigh((Math.imul(lane, 0x85157af5) + value) | 0);
}

/** Hash of a text by its UTF-16 code units. */
export function textLow(text: string): number {
  let h = 0x811c9dc5 | 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mixLow(h ^ text.length);
}

export function textHigh(text: string): number {
  let h = 0x2f0b4a27 | 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x5bd1e995) + 0x1b873593;
  return mixHigh(h ^ text.length);
}

/** Sixteen hexadecimal digits of two lanes. */
export function lanesToHex(high: number, low: number): string {
  return (high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0');
}
