import { make } from './order-saga/model.mjs';
import type { OrderSagaModel } from './order-saga/model.mjs';

export interface FlatFigures {
  readonly states: number;
  readonly transitions: number;
  readonly milliseconds: number;
  readonly bytesPerState: number;
  /** Until a lost update was found, level by level; undefined when none was. */
  readonly firstLostUpdateMilliseconds: number | undefined;
}

const ORDER_CANCELLED = 5;

/** I1 of the reference: a cancelled order stays cancelled. */
function losesUpdate({ NO }: OrderSagaModel, state: Uint8Array): boolean {
  for (let order = 0; order < NO; order++)
    if (state[4 * NO + order] === 1 && state[order] !== ORDER_CANCELLED) return true;
  return false;
}

/**
 * The reference explorer: the model written by hand over bytes, breadth first, states in one array and an exact table of
 * open addressing. About what JavaScript can do at its limit; ours stands beside it.
 */
export function exploreFlat(options: Readonly<Record<string, number>>, stopsAtLostUpdate = false): FlatFigures {
  const started = performance.now();
  const model = make(options);
  const size = model.SZ;
  let capacity = 1 << 16;
  let arena = new Uint8Array(capacity * size);
  let hashes = new Uint32Array(capacity);
  let table = new Int32Array(1 << 18).fill(-1);
  let states = 0;
  let transitions = 0;
  let first: number | undefined;

  const hashOf = (state: Uint8Array): number => {
    let h = 0x811c9dc5;
    for (let i = 0; i < size; i++) h = Math.imul(h ^ (state[i] as number), 0x01000193);
    h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
    return (h ^ (h >>> 12)) >>> 0;
  };
  const isAt = (id: number, state: Uint8Array): boolean => {
    const from = id * size;
    for (let i = 0; i < size; i++) if (arena[from + i] !== state[i]) return false;
    return true;
  };
  const add = (state: Uint8Array): boolean => {
    const hash = hashOf(state);
    const mask = table.length - 1;
    let place = hash & mask;
    for (let id = table[place] as number; id >= 0; id = table[place] as number) {
      if (hashes[id] === hash && isAt(id, state)) return false;
      place = (place + 1) & mask;
    }
    if (states === capacity) {
      capacity *= 2;
      const moreStates = new Uint8Array(capacity * size);
      moreStates.set(arena);
      arena = moreStates;
      const moreHashes = new Uint32Array(capacity);
      moreHashes.set(hashes);
      hashes = moreHashes;
    }
    arena.set(state, states * size);
    hashes[states] = hash;
    table[place] = states++;
    if (states * 2 > table.length) {
      table = new Int32Array(table.length * 2).fill(-1);
      for (let id = 0; id < states; id++) {
        let at = (hashes[id] as number) & (table.length - 1);
        while ((table[at] as number) >= 0) at = (at + 1) & (table.length - 1);
        table[at] = id;
      }
    }
    return true;
  };

  add(model.init());
  const present = new Uint8Array(size);
  const next = new Uint8Array(size);
  const emit = (): void => {
    transitions++;
    if (add(next) && first === undefined && losesUpdate(model, next)) first = performance.now() - started;
  };
  for (let head = 0; head < states && !(stopsAtLostUpdate && first !== undefined); head++) {
    present.set(arena.subarray(head * size, (head + 1) * size));
    model.succ(present, next, emit);
  }
  return {
    states,
    transitions,
    milliseconds: performance.now() - started,
    bytesPerState: (arena.byteLength + hashes.byteLength + table.byteLength) / states,
    firstLostUpdateMilliseconds: first,
  };
}

/** Random walks of the same model, each of at most `steps`: schedules a second. */
export function walkFlat(options: Readonly<Record<string, number>>, schedules: number, steps: number): number {
  const started = performance.now();
  const model = make(options);
  let random = 1;
  const below = (bound: number): number => {
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    return (random >>> 0) % bound;
  };
  const next = new Uint8Array(model.SZ);
  const successors = Array.from({ length: 64 }, () => new Uint8Array(model.SZ));
  const present = new Uint8Array(model.SZ);
  for (let i = 0; i < schedules; i++) {
    present.set(model.init());
    for (let step = 0; step < steps; step++) {
      let count = 0;
      model.succ(present, next, () => successors[count++]?.set(next));
      if (count === 0) break;
      present.set(successors[below(count)] as Uint8Array);
    }
  }
  return (schedules / (performance.now() - started)) * 1000;
}
