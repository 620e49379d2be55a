import type { Value } from '../base/values.ts';
import { EntryKind } from '../trace/entry.ts';
import type { Trace } from '../trace/trace.ts';
import type { Departure } from './timing.ts';

/** When the copies of messages left for where they are, from the entries of a run, in the times of its trace. */
export class Departures {
  /** By (message, channel): when it was sent, each time. */
  readonly #sentAt = new Map<Value, number[]>();
  /** By (message, channel, consumer, copy): when a copy went back into its queue. */
  readonly #returnedAt = new Map<Value, number>();
  #read = 0;

  /** Takes in the entries that have come since. */
  observe(trace: Trace): void {
    for (; this.#read < trace.length; this.#read++) {
      const kind = trace.kindAt(this.#read);
      if (kind === EntryKind.sent || kind === EntryKind.requeued) this.#note(trace, this.#read);
    }
  }

  /**
   * When a copy left: each time that a message is sent, its copies count on by two. Undefined if no entry says that it was
   * sent.
   */
  of(trace: Trace, sent: Departure): number | undefined {
    const { values } = trace;
    const { message, channel, consumer, copy } = sent;
    const returned = this.#returnedAt.get(values.tuple(message, ~channel, ~consumer, ~copy));
    if (returned !== undefined) return returned;
    const times = this.#sentAt.get(values.tuple(message, values.integer(channel))) ?? [];
    return times[Math.min((copy - 1) >> 1, times.length - 1)];
  }

  #note(trace: Trace, entry: number): void {
    const { values } = trace;
    const field = (i: number): number => trace.fieldAt(entry, i);
    const time = trace.timeAt(entry);
    if (trace.kindAt(entry) === EntryKind.requeued) {
      this.#returnedAt.set(values.tuple(field(0), ~field(2), ~field(4), ~field(1)), time);
      return;
    }
    const key = values.tuple(field(0), values.integer(field(2)));
    const times = this.#sentAt.get(key);
    if (times === undefined) this.#sentAt.set(key, [time]);
    else times.push(time);
  }
}
