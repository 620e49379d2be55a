import { EventQueue } from '../engine/index.ts';
import { HOLD, MM1, NET } from './kernel-model.ts';
import type { Kernel, KernelFigures, ModelName } from './kernel-model.ts';
import { KernelRandom } from './kernel-random.ts';

const ARRIVE = 0;
const DEPART = 1;

/** Takes so many events and does for each what the table of callbacks has for it. */
function timed(
  events: number,
  queue: EventQueue,
  callbacks: readonly (() => void)[],
  mean: () => number,
): KernelFigures {
  const started = performance.now();
  for (let i = 0; i < events; i++) (callbacks[queue.take()] as () => void)();
  const seconds = (performance.now() - started) / 1000;
  return { events, eventsPerSecond: events / seconds, mean: mean() };
}

function mm1(events: number, seed: number): KernelFigures {
  const random = new KernelRandom(seed);
  const queue = new EventQueue();
  let customers = 0;
  let area = 0;
  let since = 0;
  const changed = (by: number): void => {
    area += customers * (queue.time - since);
    since = queue.time;
    customers += by;
  };
  const depart = (): void => {
    changed(-1);
    if (customers > 0) queue.schedule(queue.time + random.exponential(MM1.meanService), DEPART);
  };
  const arrive = (): void => {
    changed(1);
    queue.schedule(queue.time + random.exponential(MM1.meanArrival), ARRIVE);
    if (customers === 1) queue.schedule(queue.time + random.exponential(MM1.meanService), DEPART);
  };
  queue.schedule(queue.time + random.exponential(MM1.meanArrival), ARRIVE);
  return timed(events, queue, [arrive, depart], () => area / queue.time);
}

function net(events: number, seed: number): KernelFigures {
  const random = new KernelRandom(seed);
  const queue = new EventQueue();
  const present = new Int32Array(NET.stations);
  let customers = 0;
  let area = 0;
  let since = 0;
  const changed = (by: number): void => {
    area += customers * (queue.time - since);
    since = queue.time;
    customers += by;
  };
  const enter = (): void => {
    const station = Math.floor(random.uniform() * NET.stations);
    present[station] = (present[station] as number) + 1;
    if ((present[station] as number) <= NET.servers)
      queue.schedule(queue.time + random.exponential(NET.meanService), station);
  };
  const departs = Array.from({ length: NET.stations }, (_, station) => (): void => {
    const left = (present[station] as number) - 1;
    present[station] = left;
    if (left >= NET.servers) queue.schedule(queue.time + random.exponential(NET.meanService), station);
    if (random.uniform() < NET.leaving) changed(-1);
    else enter();
  });
  const arrive = (): void => {
    changed(1);
    queue.schedule(queue.time + random.exponential(NET.meanArrival), NET.stations);
    enter();
  };
  queue.schedule(queue.time + random.exponential(NET.meanArrival), NET.stations);
  return timed(events, queue, [...departs, arrive], () => area / queue.time);
}

function hold(events: number, seed: number): KernelFigures {
  const random = new KernelRandom(seed);
  const queue = new EventQueue();
  const again = (): void => {
    queue.schedule(queue.time + random.exponential(HOLD.mean), 0);
  };
  for (let i = 0; i < HOLD.pending; i++) queue.schedule(random.exponential(HOLD.mean), 0);
  return timed(events, queue, [again], () => queue.time);
}

const MODELS: Readonly<Record<ModelName, (events: number, seed: number) => KernelFigures>> = { mm1, net, hold };

/** The engine's own queue of events. */
export const ourKernel: Kernel = (model, events, seed) => MODELS[model](events, seed);
