import { EntryKind } from '../../src/engine/index.ts';
import type { PlainValue, TraceColumns } from '../../src/engine/index.ts';

/** The plain data of a value of a trace; identities as their text. Negative values are small integers themselves. */
export function plainOf(trace: TraceColumns, value: number): PlainValue {
  if (value <= 0) return value === 0 ? null : ~value;
  const plain = trace.plain[value];
  return plain === undefined || typeof plain === 'object' ? (trace.texts[value] ?? plain ?? null) : plain;
}

/** One line for readers: texts bare, tuples in brackets. */
export function plainText(value: PlainValue): string {
  if (value === null) return '–';
  if (Array.isArray(value)) return `(${(value as readonly PlainValue[]).map(plainText).join(', ')})`;
  return String(value);
}

/** Names by code; the engine's codes begin at 1. */
export const KIND_NAMES: readonly string[] = (() => {
  const names: string[] = [];
  for (const [name, code] of Object.entries(EntryKind)) names[code] = name;
  return names;
})();
