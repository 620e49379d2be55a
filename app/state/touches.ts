import { EntryKind, FIELD_COUNT } from '../../src/engine/index.ts';
import type { TraceColumns } from '../../src/engine/index.ts';
import { plainOf, plainText } from './plain.ts';
import type { Run } from './run.ts';

const writesOf = new WeakMap<TraceColumns, ReadonlyMap<number, readonly number[]>>();

/** For each table the ordinals of its writes, found once for a trace. */
function writesByTable(trace: TraceColumns): ReadonlyMap<number, readonly number[]> {
  const known = writesOf.get(trace);
  if (known !== undefined) return known;
  const found = new Map<number, number[]>();
  for (let i = 0; i < trace.length; i++) {
    if (trace.kinds[i] !== EntryKind.written) continue;
    const table = trace.fields[i * FIELD_COUNT + 1] as number;
    const list = found.get(table);
    if (list === undefined) found.set(table, [i]);
    else list.push(i);
  }
  writesOf.set(trace, found);
  return found;
}

/** The key, as text, of the row of a table that was written last before the cursor. */
export function lastWritten(run: Run, table: number, entries: number): string | undefined {
  const writes = writesByTable(run.trace).get(table) ?? [];
  let low = 0;
  let high = writes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((writes[middle] as number) < entries) low = middle + 1;
    else high = middle;
  }
  const ordinal = writes[low - 1];
  return ordinal === undefined
    ? undefined
    : plainText(plainOf(run.trace, run.trace.fields[ordinal * FIELD_COUNT + 2] as number));
}
