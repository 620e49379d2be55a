import { EntryKind, EventQueue, Trace } from '../engine/index.ts';
import { Values } from '../engine/base/values.ts';
import { NET } from './kernel-model.ts';
import type { KernelFigures } from './kernel-model.ts';
import { KernelRandom } from './kernel-random.ts';

/** The net of `kernel-ours.ts` with an entry for each event, in whole microseconds, and the digest of all of them. */
export function recordedNet(events: number, seed: number): KernelFigures & { readonly digest: string } {
  const random = new KernelRandom(seed);
  const queue = new EventQueue();
  const trace = new Trace(new Values());
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
    trace.emit(EntryKind.handled, ~station, ~left, station, 0, 0, ~customers);
    if (left >= NET.servers) queue.schedule(queue.time + random.exponential(NET.meanService), station);
    if (random.uniform() < NET.leaving) changed(-1);
    else enter();
  });
  const arrive = (): void => {
    trace.emit(EntryKind.requested, ~NET.stations, 0, ~customers, ~customers);
    changed(1);
    queue.schedule(queue.time + random.exponential(NET.meanArrival), NET.stations);
    enter();
  };
  queue.schedule(queue.time + random.exponential(NET.meanArrival), NET.stations);
  const callbacks = [...departs, arrive];
  const started = performance.now();
  for (let i = 0; i < events; i++) {
    const subject = queue.take();
    trace.time = Math.floor(queue.time * 1_000_000);
    trace.step = i;
    (callbacks[subject] as () => void)();
  }
  const { digest } = trace;
  const seconds = (performance.now() - started) / 1000;
  return { events, eventsPerSecond: events / seconds, mean: area / queue.time, digest };
}
