import { createRequire } from 'node:module';
import { HOLD, MM1, NET } from './kernel-model.ts';
import type { Kernel, KernelFigures, ModelName } from './kernel-model.ts';
import { KernelRandom } from './kernel-random.ts';

interface Request {
  done(callback: () => void): unknown;
}

interface Entity {
  setTimer(duration: number): Request;
  useFacility(facility: Facility, duration: number): Request;
}

/** Servers with a queue before them. */
interface Facility {
  usage(): number;
}

interface Sim {
  readonly simTime: number;
  addEntity<T extends Entity>(type: new (...given: never[]) => T, name: string): T;
  simulate(endTime: number, maximumEvents: number): boolean;
}

interface Library {
  readonly Sim: new () => Sim;
  readonly Facility: (new (name: string, discipline: number, servers: number) => Facility) & { readonly FCFS: number };
  readonly Entity: new (...given: never[]) => Entity;
}

/** The package exports nothing: it puts its classes into a `window`, which it is lent while it loads. */
function load(): Library {
  const place: { Sim?: Library } = {};
  Reflect.set(globalThis, 'window', place);
  try {
    createRequire(import.meta.url)('simjs');
  } finally {
    Reflect.deleteProperty(globalThis, 'window');
  }
  if (place.Sim === undefined) throw new Error('simjs has not shown its classes');
  return place.Sim;
}

const library = load();

/** Whoever sets the timers; `start` must be there. */
class Station extends library.Entity {
  start(): void {}
}

function timed(events: number, sim: Sim, mean: () => number): KernelFigures {
  const started = performance.now();
  sim.simulate(Number.MAX_VALUE, events);
  const seconds = (performance.now() - started) / 1000;
  return { events, eventsPerSecond: events / seconds, mean: mean() };
}

function mm1(events: number, seed: number): KernelFigures {
  const random = new KernelRandom(seed);
  const sim = new library.Sim();
  const station = sim.addEntity(Station, 'station');
  let customers = 0;
  let area = 0;
  let since = 0;
  const changed = (by: number): void => {
    area += customers * (sim.simTime - since);
    since = sim.simTime;
    customers += by;
  };
  const depart = (): void => {
    changed(-1);
    if (customers > 0) station.setTimer(random.exponential(MM1.meanService)).done(depart);
  };
  const arrive = (): void => {
    changed(1);
    station.setTimer(random.exponential(MM1.meanArrival)).done(arrive);
    if (customers === 1) station.setTimer(random.exponential(MM1.meanService)).done(depart);
  };
  station.setTimer(random.exponential(MM1.meanArrival)).done(arrive);
  return timed(events, sim, () => area / sim.simTime);
}

function net(events: number, seed: number): KernelFigures {
  const random = new KernelRandom(seed);
  const sim = new library.Sim();
  const at = sim.addEntity(Station, 'station');
  const present = new Int32Array(NET.stations);
  let customers = 0;
  let area = 0;
  let since = 0;
  const changed = (by: number): void => {
    area += customers * (sim.simTime - since);
    since = sim.simTime;
    customers += by;
  };
  const enter = (): void => {
    const station = Math.floor(random.uniform() * NET.stations);
    present[station] = (present[station] as number) + 1;
    if ((present[station] as number) <= NET.servers)
      at.setTimer(random.exponential(NET.meanService)).done(departs[station] as () => void);
  };
  const departs = Array.from({ length: NET.stations }, (_, station) => (): void => {
    const left = (present[station] as number) - 1;
    present[station] = left;
    if (left >= NET.servers) at.setTimer(random.exponential(NET.meanService)).done(departs[station] as () => void);
    if (random.uniform() < NET.leaving) changed(-1);
    else enter();
  });
  const arrive = (): void => {
    changed(1);
    at.setTimer(random.exponential(NET.meanArrival)).done(arrive);
    enter();
  };
  at.setTimer(random.exponential(NET.meanArrival)).done(arrive);
  return timed(events, sim, () => area / sim.simTime);
}

function hold(events: number, seed: number): KernelFigures {
  const random = new KernelRandom(seed);
  const sim = new library.Sim();
  const station = sim.addEntity(Station, 'station');
  const again = (): void => {
    station.setTimer(random.exponential(HOLD.mean)).done(again);
  };
  for (let i = 0; i < HOLD.pending; i++) station.setTimer(random.exponential(HOLD.mean)).done(again);
  return timed(events, sim, () => sim.simTime);
}

/** The draw for a service is made on arrival here, so the path is another than that of the other kernels. */
function mm1Facility(events: number, seed: number): KernelFigures {
  const random = new KernelRandom(seed);
  const sim = new library.Sim();
  const station = sim.addEntity(Station, 'station');
  const facility = new library.Facility('server', library.Facility.FCFS, 1);
  let customers = 0;
  let area = 0;
  let since = 0;
  const changed = (by: number): void => {
    area += customers * (sim.simTime - since);
    since = sim.simTime;
    customers += by;
  };
  const depart = (): void => changed(-1);
  const arrive = (): void => {
    changed(1);
    station.setTimer(random.exponential(MM1.meanArrival)).done(arrive);
    station.useFacility(facility, random.exponential(MM1.meanService)).done(depart);
  };
  station.setTimer(random.exponential(MM1.meanArrival)).done(arrive);
  return timed(events, sim, () => area / sim.simTime);
}

function netFacility(events: number, seed: number): KernelFigures {
  const random = new KernelRandom(seed);
  const sim = new library.Sim();
  const at = sim.addEntity(Station, 'station');
  const facilities = Array.from(
    { length: NET.stations },
    (_, station) => new library.Facility(`station${station}`, library.Facility.FCFS, NET.servers),
  );
  let customers = 0;
  let area = 0;
  let since = 0;
  const changed = (by: number): void => {
    area += customers * (sim.simTime - since);
    since = sim.simTime;
    customers += by;
  };
  const enter = (): void => {
    const station = Math.floor(random.uniform() * NET.stations);
    at.useFacility(facilities[station] as Facility, random.exponential(NET.meanService)).done(depart);
  };
  const depart = (): void => {
    if (random.uniform() < NET.leaving) changed(-1);
    else enter();
  };
  const arrive = (): void => {
    changed(1);
    at.setTimer(random.exponential(NET.meanArrival)).done(arrive);
    enter();
  };
  at.setTimer(random.exponential(NET.meanArrival)).done(arrive);
  return timed(events, sim, () => area / sim.simTime);
}

const MODELS: Readonly<Record<ModelName, (events: number, seed: number) => KernelFigures>> = { mm1, net, hold };

/** simjs 2.0.3, the fastest library of its kind on npm, used as it is fastest: timers with callbacks and nothing else. */
export const simjsKernel: Kernel = (model, events, seed) => MODELS[model](events, seed);

/** The same as its manual has it: services are its own facilities. A model without any is as before. */
export const simjsFacilityKernel: Kernel = (model, events, seed) =>
  model === 'mm1' ? mm1Facility(events, seed) : model === 'net' ? netFacility(events, seed) : hold(events, seed);
