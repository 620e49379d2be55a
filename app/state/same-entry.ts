import { ENTRY_FIELDS, FIELD_COUNT } from '../../src/engine/index.ts';
import type { EntryKindName, TraceColumns } from '../../src/engine/index.ts';
import { KIND_NAMES, plainOf } from './plain.ts';

/** What an entry says, as text that means the same in every run: kind, actor and fields. Versions and times are left out. */
function entryText(trace: TraceColumns, ordinal: number): string {
  const name = KIND_NAMES[trace.kinds[ordinal] as number] as EntryKindName;
  const fields = ENTRY_FIELDS[name].map(({ name: field, kind }, i) => {
    const raw = trace.fields[ordinal * FIELD_COUNT + i] as number;
    return field === 'versions' ? 0 : kind === 'value' ? plainOf(trace, raw) : raw;
  });
  return JSON.stringify([name, plainOf(trace, trace.actors[ordinal] as number), fields]);
}

/**
 * Where to stand in another run of the same seed, as a count of entries: after the same entry if it still exists, else at
 * the same time. Start and end stay start and end.
 */
export function samePlace(before: TraceColumns, entries: number, after: TraceColumns): number {
  if (entries <= 0) return 0;
  if (entries >= before.length) return after.length;
  const ordinal = entries - 1;
  const wanted = entryText(before, ordinal);
  const kind = before.kinds[ordinal];
  let earlier = 0;
  for (let i = 0; i < ordinal; i++) if (before.kinds[i] === kind && entryText(before, i) === wanted) earlier++;
  for (let i = 0; i < after.length; i++) {
    if (after.kinds[i] === kind && entryText(after, i) === wanted && earlier-- === 0) return i + 1;
  }
  const time = before.times[ordinal] as number;
  let count = 0;
  while (count < after.length && (after.times[count] as number) <= time) count++;
  return count;
}
