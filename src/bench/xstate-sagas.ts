import { SimulatedClock, assign, createActor, setup } from 'xstate';
import type { AnyActorRef } from 'xstate';

/** What XState asks of a clock. */
interface Clock {
  setTimeout(callback: () => void, milliseconds: number): unknown;
  clearTimeout(id: unknown): void;
}

/** A clock that runs until nothing is due. */
interface RunningClock extends Clock {
  run(): void;
}

interface Due {
  readonly time: number;
  readonly ordinal: number;
  readonly callback: () => void;
}

/** A binary heap of callbacks, the best that one would write beside XState. */
class HeapClock implements RunningClock {
  readonly #due: Due[] = [];
  #now = 0;
  #ordinal = 0;

  setTimeout(callback: () => void, milliseconds: number): unknown {
    const due = this.#due;
    const added = { time: this.#now + milliseconds, ordinal: this.#ordinal++, callback };
    let at = due.push(added) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(added, due[parent] as Due)) break;
      due[at] = due[parent] as Due;
      at = parent;
    }
    due[at] = added;
    return added.ordinal;
  }

  clearTimeout(): void {
    // No saga of the bench takes a timer back.
  }

  run(): void {
    for (let next = this.#take(); next !== undefined; next = this.#take()) {
      this.#now = next.time;
      next.callback();
    }
  }

  #take(): Due | undefined {
    const due = this.#due;
    const first = due[0];
    const last = due.pop();
    if (first === undefined || last === undefined || due.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= due.length) break;
      if (child + 1 < due.length && isBefore(due[child + 1] as Due, due[child] as Due)) child++;
      if (!isBefore(due[child] as Due, last)) break;
      due[at] = due[child] as Due;
      at = child;
    }
    due[at] = last;
    return first;
  }
}

const isBefore = (a: Due, b: Due): boolean => a.time < b.time || (a.time === b.time && a.ordinal < b.ordinal);

/** XState's own clock for simulations, a millisecond at a time: larger steps would make chained timers drift. */
class TickingClock implements RunningClock {
  readonly #clock = new SimulatedClock();
  #pending = 0;

  setTimeout(callback: () => void, milliseconds: number): unknown {
    this.#pending++;
    return this.#clock.setTimeout(() => {
      this.#pending--;
      callback();
    }, milliseconds);
  }

  clearTimeout(): void {
    // No saga of the bench takes a timer back.
  }

  run(): void {
    while (this.#pending > 0) this.#clock.increment(1);
  }
}

type Reply = { type: 'succeeded' };
type Command = { type: 'command'; replyTo: AnyActorRef };

/** Six messages and seven transitions a saga; every actor its own root, all with one clock. */
function play(sagas: number, clock: RunningClock): number {
  let random = 1;
  const latency = (): number => {
    random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0;
    return 1 + ((random >>> 16) % 3);
  };
  let completed = 0;
  const service = setup({ types: { context: {} as { handled: number }, events: {} as Command } }).createMachine({
    context: { handled: 0 },
    on: {
      command: {
        actions: [
          assign({ handled: ({ context }) => context.handled + 1 }),
          ({ event }) => {
            clock.setTimeout(() => {
              event.replyTo.send({ type: 'succeeded' } satisfies Reply);
            }, latency());
          },
        ],
      },
    },
  });
  const services = Array.from({ length: 3 }, () => createActor(service, { clock: clock as never }).start());
  const ask =
    (to: number) =>
    ({ self }: { self: AnyActorRef }): void => {
      clock.setTimeout(() => {
        services[to]?.send({ type: 'command', replyTo: self });
      }, latency());
    };
  const saga = setup({ types: { events: {} as Reply } }).createMachine({
    initial: 'reserving',
    states: {
      reserving: { entry: ask(1), on: { succeeded: 'ticketing' } },
      ticketing: { entry: ask(2), on: { succeeded: 'approving' } },
      approving: { entry: ask(0), on: { succeeded: 'completed' } },
      completed: {
        type: 'final',
        entry: () => {
          completed++;
        },
      },
    },
  });
  for (let i = 0; i < sagas; i++) createActor(saga, { clock: clock as never }).start();
  clock.run();
  for (const actor of services) actor.stop();
  return completed;
}

/** Sagas a second with so many in flight, `total` in all. */
export function xstateRate(inFlight: number, total: number, kind: 'heap' | 'simulated'): number {
  const started = performance.now();
  let completed = 0;
  while (completed < total) {
    const done = play(inFlight, kind === 'heap' ? new HeapClock() : new TickingClock());
    if (done !== inFlight) throw new Error('a saga has not completed');
    completed += done;
  }
  return (completed / (performance.now() - started)) * 1000;
}
