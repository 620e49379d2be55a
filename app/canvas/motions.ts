import { EntryKind, Fate, FIELD_COUNT } from '../../src/engine/index.ts';
import type { MessageKind, Structure, TraceColumns } from '../../src/engine/index.ts';
import { LEG_MILLIS, RETURN_MILLIS } from '../player/pacing.ts';
import type { Pacing } from '../player/pacing.ts';
import { edgeId } from './graph.ts';

export const MESSAGE_KINDS: readonly MessageKind[] = ['command', 'event', 'reply', 'document'];

/**
 * A stretch of a message's life on the stage, from `startMillis` to `endMillis` of the player. `fly` goes along the edge
 * `place`, `back` against it, `lost` breaks on it; `wait` stands in the pipe of the channel `place`.
 */
export interface Motion {
  readonly phase: 'fly' | 'back' | 'lost' | 'wait';
  readonly place: string;
  readonly startMillis: number;
  readonly endMillis: number;
  /** Index in `MESSAGE_KINDS`. */
  readonly kind: number;
  readonly compensation: boolean;
  /** It exists more than once. */
  readonly echo: boolean;
  /** Ordinal of the entry that set it in motion. */
  readonly entry: number;
}

const LOST_MILLIS = 1400;

interface Waiting {
  readonly channel: string;
  sinceMillis: number;
  /** Copies that were not delivered yet. */
  copies: number;
  readonly look: Pick<Motion, 'kind' | 'compensation' | 'echo' | 'entry'>;
}

/**
 * All motions of a run, by start. A message leaves when it is sent and arrives when it is delivered; in between it waits
 * in its pipe.
 *
 * @param parts for each entry the part where it happens, see `entryParts`
 * @param compensations types of messages that only ever undo something
 */
export function findMotions(
  trace: TraceColumns,
  structure: Structure,
  pacing: Pacing,
  parts: readonly string[],
  compensations: ReadonlySet<string>,
): Motion[] {
  const motions: Motion[] = [];
  const waiting = new Map<number, Waiting>();
  const outside = new Map<string, string>();
  for (let i = 0; i < trace.length; i++) {
    const at = pacing.millis[i] as number;
    const field = (index: number): number => trace.fields[i * FIELD_COUNT + index] as number;
    const message = field(0);
    switch (trace.kinds[i]) {
      case EntryKind.sent: {
        const type = structure.messageTypes[field(1)];
        const fate = field(3);
        const look = {
          kind: Math.max(0, MESSAGE_KINDS.indexOf(type?.kind ?? 'document')),
          compensation: type !== undefined && compensations.has(type.id),
          echo: fate === Fate.duplicated,
          entry: i,
        };
        const channel = structure.channels[field(2)];
        const client = structure.clients[field(5) - 1];
        const from = parts[i] ?? '';
        const to = channel !== undefined ? `channel:${channel.id}` : client !== undefined ? `client:${client.id}` : '';
        const place = edgeId(from, to);
        if (fate === Fate.lost) {
          motions.push({ phase: 'lost', place, startMillis: at, endMillis: at + LOST_MILLIS, ...look });
          break;
        }
        const legs = channel === undefined ? 2 : 1;
        const endMillis = at + legs * LEG_MILLIS;
        motions.push({ phase: 'fly', place, startMillis: at, endMillis, ...look });
        if (channel !== undefined) {
          const copies =
            (fate === Fate.duplicated ? 2 : 1) * (channel.kind === 'publish-subscribe' ? channel.to.length : 1);
          waiting.set(message, { channel: to, sinceMillis: endMillis, copies, look });
        }
        break;
      }
      case EntryKind.delivered: {
        const found = waiting.get(message);
        const consumer = parts[i] ?? '';
        if (found === undefined) break;
        const leaves = at - LEG_MILLIS;
        outside.set(`${message}/${field(1)}`, consumer);
        found.copies--;
        motions.push({
          phase: 'fly',
          place: edgeId(found.channel, consumer),
          startMillis: leaves,
          endMillis: at,
          ...found.look,
        });
        if (found.copies <= 0) {
          if (leaves > found.sinceMillis) motions.push(waitOf(found, leaves));
          waiting.delete(message);
        }
        break;
      }
      case EntryKind.requeued: {
        const channel = structure.channels[field(2)];
        if (channel === undefined) break;
        const to = `channel:${channel.id}`;
        const consumer = outside.get(`${message}/${field(1)}`);
        const look = waiting.get(message)?.look ?? lookOf(motions, i, to);
        const sinceMillis = at + RETURN_MILLIS;
        if (consumer !== undefined) {
          motions.push({
            phase: 'back',
            place: edgeId(to, consumer),
            startMillis: at,
            endMillis: sinceMillis,
            ...look,
          });
        }
        const present = waiting.get(message);
        if (present === undefined) waiting.set(message, { channel: to, sinceMillis, copies: 1, look });
        else present.copies++;
        break;
      }
      case EntryKind.deadLettered: {
        const found = waiting.get(message);
        if (found !== undefined && --found.copies <= 0) {
          motions.push(waitOf(found, at));
          waiting.delete(message);
        }
        break;
      }
      default:
    }
  }
  for (const left of waiting.values()) motions.push(waitOf(left, Infinity));
  return motions.sort((a, b) => a.startMillis - b.startMillis);
}

function waitOf(waiting: Waiting, endMillis: number): Motion {
  return { phase: 'wait', place: waiting.channel, startMillis: waiting.sinceMillis, endMillis, ...waiting.look };
}

/** How a message looked when it was last seen leaving this channel. */
function lookOf(
  motions: readonly Motion[],
  entry: number,
  channel: string,
): Pick<Motion, 'kind' | 'compensation' | 'echo' | 'entry'> {
  const last = motions.findLast(({ place }) => place.startsWith(`${channel}|`));
  return { kind: last?.kind ?? 0, compensation: last?.compensation ?? false, echo: last?.echo ?? false, entry };
}
