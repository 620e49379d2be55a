import { ReadMemory } from '../base/read-memory.ts';
import { Recorder } from '../base/recorder.ts';
import type { Value } from '../base/values.ts';
import { silentSink } from '../trace/entry.ts';
import type { Sink } from '../trace/entry.ts';

type Entry = Parameters<Sink['emit']>;

/**
 * What steps have done, by what they have read: a step is a function of its choice and of what it reads of the world. In a
 * search the same handler meets the same rows and messages over and over; then its writes and entries are repeated, and
 * nothing is evaluated.
 */
export class StepMemory {
  readonly recorder = new Recorder();
  /** Whether an invariant holds, by its place in the program. */
  readonly invariants = new ReadMemory<boolean>(this.recorder);
  readonly #steps = new ReadMemory<readonly Entry[]>(this.recorder);
  #keepsEntries = false;

  /** Does again what the choice did in a like world; false if it has not been done in one, or is not remembered. */
  repeat(choice: Value, sink: Sink): boolean {
    if (sink !== silentSink && !this.#keepsEntries) {
      this.#keepsEntries = true;
      this.#steps.forget();
    }
    const effect = this.#steps.find(choice);
    if (effect === undefined) return false;
    effect.repeat();
    for (const entry of effect.result) sink.emit(...entry);
    return true;
  }

  /** Does the choice for the first time in a world like this, and remembers it. */
  learn(choice: Value, sink: Sink, perform: (sink: Sink) => void): void {
    const entries: Entry[] = [];
    const noting: Sink = {
      emit: (...entry) => {
        entries.push(entry);
        sink.emit(...entry);
      },
    };
    this.#steps.learn(choice, () => {
      perform(this.#keepsEntries ? noting : sink);
      return entries;
    });
  }
}
