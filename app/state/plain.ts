import { EntryKind } from '../../src/engine/index.ts';
import type { PlainValue } from '../../src/engine/index.ts';

export { plainAt as plainOf } from '../../src/engine/index.ts';

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
