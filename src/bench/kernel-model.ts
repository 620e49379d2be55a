/**
 * The models that kernels are measured with; an event is an arrival or the end of a service.
 *
 * - mm1: one server, arrivals .8 of what it can do;
 * - net: 20 stations of 5 servers, each busy .8 of the time; who has been served goes to a station drawn anew, or, one
 *   in ten, leaves. About 80 events are pending;
 * - hold: 10,000 pending, each scheduling itself again.
 */
export const MM1 = { meanArrival: 1 / 0.8, meanService: 1 };
export const NET = { stations: 20, servers: 5, meanArrival: 1 / 8, meanService: 1, leaving: 0.1 };
export const HOLD = { pending: 10_000, mean: 1 };

export type ModelName = 'mm1' | 'net' | 'hold';

/** What a kernel does with a model: the area under the number of customers tells whether all walked the same path. */
export interface KernelFigures {
  readonly events: number;
  readonly eventsPerSecond: number;
  /** Customers in the system, on average over time; for hold the time that has passed. */
  readonly mean: number;
}

/** A kernel does so many events of a model from one seed. */
export type Kernel = (model: ModelName, events: number, seed: number) => KernelFigures;
