import { ease } from '../player/ease.ts';
import type { Point, Way } from './geometry.ts';
import { placeOnWay } from './geometry.ts';
import { PIPE } from './graph.ts';
import type { Motion } from './motions.ts';

/** What the canvas shows of a run: where messages may go, and when each of them moves. */
export interface Scene {
  readonly ways: ReadonlyMap<string, Way>;
  /** Where the first waiting message of a channel stands. */
  readonly slots: ReadonlyMap<string, Point>;
  /** By start. */
  readonly motions: readonly Motion[];
}

export const TokenFlag = { compensation: 1, echo: 2, lost: 4 } as const;

/** Messages to draw now. Four numbers each in `places`: x, y, angle in radians, how far it has come to be lost (0 to 1). */
export interface Tokens {
  count: number;
  places: Float32Array;
  kinds: Uint8Array;
  flags: Uint8Array;
  entries: Int32Array;
}

export function newTokens(): Tokens {
  return {
    count: 0,
    places: new Float32Array(4 * 256),
    kinds: new Uint8Array(256),
    flags: new Uint8Array(256),
    entries: new Int32Array(256),
  };
}

function reserve(tokens: Tokens): void {
  const size = tokens.kinds.length * 2;
  const { places, kinds, flags, entries } = tokens;
  tokens.places = new Float32Array(size * 4);
  tokens.kinds = new Uint8Array(size);
  tokens.flags = new Uint8Array(size);
  tokens.entries = new Int32Array(size);
  tokens.places.set(places);
  tokens.kinds.set(kinds);
  tokens.flags.set(flags);
  tokens.entries.set(entries);
}

/** Where a lost message breaks. */
const LOST_AT = 0.62;
const LOST_FLIGHT = 0.45;

/**
 * Puts into `tokens` the messages that are on the stage at a moment.
 *
 * @param still with reduced motion nothing is shown between places: a flying message stands where it arrives
 */
export function placeTokens(scene: Scene, atMillis: number, still: boolean, tokens: Tokens): void {
  tokens.count = 0;
  const waitingIn = new Map<string, number>();
  for (const motion of scene.motions) {
    if (motion.startMillis > atMillis) break;
    if (motion.endMillis <= atMillis) continue;
    if (tokens.count === tokens.kinds.length) reserve(tokens);
    const offset = tokens.count * 4;
    const part = (atMillis - motion.startMillis) / (motion.endMillis - motion.startMillis);
    let gone = 0;
    if (motion.phase === 'wait') {
      const slot = scene.slots.get(motion.place);
      const index = waitingIn.get(motion.place) ?? 0;
      waitingIn.set(motion.place, index + 1);
      if (slot === undefined || index >= PIPE.slots) continue;
      tokens.places[offset] = slot.x + index * PIPE.slotGap;
      tokens.places[offset + 1] = slot.y;
      tokens.places[offset + 2] = 0;
    } else {
      const way = scene.ways.get(motion.place);
      if (way === undefined) continue;
      if (motion.phase === 'lost') {
        const flight = Math.min(1, part / LOST_FLIGHT);
        gone = Math.max(0, (part - LOST_FLIGHT) / (1 - LOST_FLIGHT));
        placeOnWay(way.samples, LOST_AT * (still ? 1 : ease(flight)), tokens.places, offset);
      } else {
        const along = still ? 1 : ease(part);
        placeOnWay(way.samples, motion.phase === 'back' ? 1 - along : along, tokens.places, offset);
      }
    }
    tokens.places[offset + 3] = gone;
    tokens.kinds[tokens.count] = motion.kind;
    tokens.flags[tokens.count] =
      (motion.compensation ? TokenFlag.compensation : 0) |
      (motion.echo ? TokenFlag.echo : 0) |
      (motion.phase === 'lost' ? TokenFlag.lost : 0);
    tokens.entries[tokens.count] = motion.entry;
    tokens.count++;
  }
}
