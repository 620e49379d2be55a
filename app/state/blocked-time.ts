import { EntryKind, FIELD_COUNT } from '../../src/engine/index.ts';
import type { TraceColumns } from '../../src/engine/index.ts';

/**
 * Microseconds of virtual time that work at a service has spent waiting for others before the cursor: from each `blocked` to
 * the next entry of the same work, or to the cursor. Several that wait at once count each.
 *
 * @param service index of the service
 * @param entries how many entries have happened at the cursor
 */
export function blockedMicros(trace: TraceColumns, service: number, entries: number): number {
  const since = new Map<number, number>();
  let total = 0;
  for (let i = 0; i < entries; i++) {
    const actor = trace.actors[i] as number;
    const time = trace.times[i] as number;
    const from = since.get(actor);
    if (from !== undefined) {
      total += time - from;
      since.delete(actor);
    }
    if (trace.kinds[i] === EntryKind.blocked && trace.fields[i * FIELD_COUNT] === service) since.set(actor, time);
  }
  const now = entries === 0 ? 0 : (trace.times[entries - 1] as number);
  for (const from of since.values()) total += now - from;
  return total;
}
