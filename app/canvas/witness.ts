import { EntryKind, FIELD_COUNT } from '../../src/engine/index.ts';
import type { Structure, TraceColumns } from '../../src/engine/index.ts';
import type { Box, Point } from './geometry.ts';
import { CARD } from './graph.ts';

const TABLE_KINDS = [EntryKind.read, EntryKind.queried, EntryKind.written, EntryKind.transitioned] as const;

/** Tables that an entry reads or writes, by index; undefined for entries of other kinds. */
export function tableOfEntry(trace: TraceColumns, ordinal: number): number | undefined {
  const kind = trace.kinds[ordinal];
  if (!(TABLE_KINDS as readonly number[]).includes(kind ?? 0)) return undefined;
  return trace.fields[ordinal * FIELD_COUNT + 1];
}

export interface Mark {
  readonly entry: number;
  readonly number: number;
  readonly place: Point;
}

const MARK_GAP = 28;
/** They touch the border from outside: a row's value reaches it from inside. */
const MARK_OUT = 10;

/** Where the operations of a witness are marked: at the border of the row or card where they happened, side by side. */
export function placeMarks(
  entries: readonly number[],
  trace: TraceColumns,
  structure: Structure,
  parts: readonly string[],
  boxes: ReadonlyMap<string, Box>,
  /** How many times larger marks are than the graph around them. */
  size = 1,
): Mark[] {
  const taken = new Map<string, number>();
  const marks: Mark[] = [];
  for (const [i, entry] of entries.entries()) {
    const part = parts[entry] ?? '';
    const box = boxes.get(part);
    if (box === undefined) continue;
    const table = tableOfEntry(trace, entry);
    const row =
      table === undefined
        ? -1
        : (structure.services.find(({ id }) => `service:${id}` === part)?.tables.indexOf(table) ?? -1);
    const y =
      row === -1
        ? box.y + (part.startsWith('service:') ? CARD.head / 2 : box.height)
        : box.y + CARD.head + (row + 0.5) * CARD.table;
    const key = `${part} ${row}`;
    const before = taken.get(key) ?? 0;
    taken.set(key, before + 1);
    marks.push({ entry, number: i + 1, place: { x: box.x + box.width + (MARK_OUT + before * MARK_GAP) * size, y } });
  }
  return marks;
}

/** A soft line through marks. */
export function ribbonPath(marks: readonly Mark[]): string {
  return marks
    .map(({ place }, i) => {
      const before = marks[i - 1]?.place;
      if (before === undefined) return `M${place.x} ${place.y}`;
      if (before.y === place.y) return `L${place.x} ${place.y}`;
      const reach = Math.max(48, Math.abs(place.x - before.x) / 2);
      return `C${before.x + reach} ${before.y} ${place.x + reach} ${place.y} ${place.x} ${place.y}`;
    })
    .join('');
}
