import { foldHigh, foldLow } from '../base/hash.ts';
import type { TraceChunk } from '../trace/trace.ts';
import type { RunSeal } from './link.ts';

const MARKS = 8;
const MARK_CHARACTERS = 3;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** What is read of a trace. */
type Entries = Pick<TraceChunk, 'kinds' | 'times'> & { readonly length: number };

/** Fingerprints of a run: of kinds and times of the entries of its beginnings. */
export function sealOf(trace: Entries): RunSeal {
  return { length: trace.length, marks: marksOf(trace, trace.length) };
}

/**
 * Where a run is another than the one that was sealed: the entries, from 0 and before `to`, among which the first
 * difference is. Undefined where nothing differs.
 */
export function brokenSeal(seal: RunSeal, trace: Entries): { readonly from: number; readonly to: number } | undefined {
  const marks = marksOf(trace, seal.length);
  const differs = marks.findIndex((mark, i) => mark !== seal.marks[i]);
  if (differs !== -1) return { from: markedLength(seal.length, differs), to: markedLength(seal.length, differs + 1) };
  return trace.length === seal.length ? undefined : { from: seal.length, to: trace.length };
}

export function writeSeal(seal: RunSeal): string {
  const letters = seal.marks.map((mark) => [12, 6, 0].map((shift) => LETTERS.charAt((mark >>> shift) & 63)).join(''));
  return `${seal.length}.${letters.join('')}`;
}

export function readSeal(text: string): RunSeal | undefined {
  const [, length, letters] = /^(0|[1-9]\d{0,8})\.([A-Za-z0-9_-]{24})$/.exec(text) ?? [];
  if (length === undefined || letters === undefined) return undefined;
  const marks = Array.from({ length: MARKS }, (_, i) => {
    const digit = (at: number): number => LETTERS.indexOf(letters.charAt(i * MARK_CHARACTERS + at));
    return digit(0) * 4096 + digit(1) * 64 + digit(2);
  });
  return { length: Number(length), marks };
}

/** How many entries the beginning before mark `index` has. */
function markedLength(length: number, index: number): number {
  return Math.ceil((length * index) / MARKS);
}

/** The marks of a run of `length` entries; those that this trace is too short for are -1. */
function marksOf(trace: Entries, length: number): readonly number[] {
  const marks: number[] = [];
  let low = 0;
  let high = 0;
  let at = 0;
  for (let index = 1; index <= MARKS; index++) {
    const end = markedLength(length, index);
    if (end > trace.length) {
      marks.push(-1);
      continue;
    }
    for (; at < end; at++) {
      const time = trace.times[at] as number;
      low = foldLow(foldLow(low, trace.kinds[at] as number), time | 0);
      high = foldHigh(foldHigh(high, trace.kinds[at] as number), Math.floor(time / 0x100000000));
    }
    marks.push((low ^ high) & 0x3ffff);
  }
  return marks;
}
