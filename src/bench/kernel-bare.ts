import { HOLD, MM1, NET } from './kernel-model.ts';
import type { Kernel, KernelFigures, ModelName } from './kernel-model.ts';
import { KernelRandom } from './kernel-random.ts';

/**
 * What JavaScript can do at its limit: a binary heap in typed arrays with callbacks, written for the one purpose, without
 * handles, growth or checks. Its models are a copy of ours in `kernel-ours.ts`, so that the engine's inline caches see
 * one kernel each.
 */
const CAPACITY = 16_384;
const times = new Float64Array(CAPACITY);
const sequences = new Float64Array(CAPACITY);
const callbacks: (() => void)[] = [];
const slots = new Int32Array(CAPACITY);
const free: number[] = [];
let size = 0;
let used = 0;
let scheduled = 0;
let now = 0;

function schedule(delay: number, callback: () => void): void {
  const slot = free.length > 0 ? (free.pop() as number) : used++;
  callbacks[slot] = callback;
  const time = now + delay;
  const sequence = scheduled++;
  let at = size++;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const parentTime = times[parent] as number;
    if (parentTime < time || (parentTime === time && (sequences[parent] as number) < sequence)) break;
    times[at] = parentTime;
    sequences[at] = sequences[parent] as number;
    slots[at] = slots[parent] as number;
    at = parent;
  }
  times[at] = time;
  sequences[at] = sequence;
  slots[at] = slot;
}

function take(): () => void {
  now = times[0] as number;
  const slot = slots[0] as number;
  const last = --size;
  const time = times[last] as number;
  const sequence = sequences[last] as number;
  const moved = slots[last] as number;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= last) break;
    let childTime = times[child] as number;
    const right = child + 1;
    if (right < last) {
      const rightTime = times[right] as number;
      if (
        rightTime < childTime ||
        (rightTime === childTime && (sequences[right] as number) < (sequences[child] as number))
      ) {
        child = right;
        childTime = rightTime;
      }
    }
    if (time < childTime || (time === childTime && sequence < (sequences[child] as number))) break;
    times[at] = childTime;
    sequences[at] = sequences[child] as number;
    slots[at] = slots[child] as number;
    at = child;
  }
  times[at] = time;
  sequences[at] = sequence;
  slots[at] = moved;
  free.push(slot);
  return callbacks[slot] as () => void;
}

function reset(): void {
  size = 0;
  used = 0;
  scheduled = 0;
  now = 0;
  free.length = 0;
}

function timed(events: number, mean: () => number): KernelFigures {
  const started = performance.now();
  for (let i = 0; i < events; i++) take()();
  const seconds = (performance.now() - started) / 1000;
  return { events, eventsPerSecond: events / seconds, mean: mean() };
}

function mm1(events: number, seed: number): KernelFigures {
  const random = new KernelRandom(seed);
  let customers = 0;
  let area = 0;
  let since = 0;
  const changed = (by: number): void => {
    area += customers * (now - since);
    since = now;
    customers += by;
  };
  const depart = (): void => {
    changed(-1);
    if (customers > 0) schedule(random.exponential(MM1.meanService), depart);
  };
  const arrive = (): void => {
    changed(1);
    schedule(random.exponential(MM1.meanArrival), arrive);
    if (customers === 1) schedule(random.exponential(MM1.meanService), depart);
  };
  schedule(random.exponential(MM1.meanArrival), arrive);
  return timed(events, () => area / now);
}

function net(events: number, seed: number): KernelFigures {
  const random = new KernelRandom(seed);
  const present = new Int32Array(NET.stations);
  let customers = 0;
  let area = 0;
  let since = 0;
  const changed = (by: number): void => {
    area += customers * (now - since);
    since = now;
    customers += by;
  };
  const enter = (): void => {
    const station = Math.floor(random.uniform() * NET.stations);
    present[station] = (present[station] as number) + 1;
    if ((present[station] as number) <= NET.servers)
      schedule(random.exponential(NET.meanService), departs[station] as () => void);
  };
  const departs = Array.from({ length: NET.stations }, (_, station) => (): void => {
    const left = (present[station] as number) - 1;
    present[station] = left;
    if (left >= NET.servers) schedule(random.exponential(NET.meanService), departs[station] as () => void);
    if (random.uniform() < NET.leaving) changed(-1);
    else enter();
  });
  const arrive = (): void => {
    changed(1);
    schedule(random.exponential(NET.meanArrival), arrive);
    enter();
  };
  schedule(random.exponential(NET.meanArrival), arrive);
  return timed(events, () => area / now);
}

function hold(events: number, seed: number): KernelFigures {
  const random = new KernelRandom(seed);
  const again = (): void => schedule(random.exponential(HOLD.mean), again);
  for (let i = 0; i < HOLD.pending; i++) schedule(random.exponential(HOLD.mean), again);
  return timed(events, () => now);
}

const MODELS: Readonly<Record<ModelName, (events: number, seed: number) => KernelFigures>> = { mm1, net, hold };

export const bareKernel: Kernel = (model, events, seed) => {
  reset();
  return MODELS[model](events, seed);
};
