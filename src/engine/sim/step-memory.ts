import { assert } from '../base/assert.ts';
import { Recorder } from '../base/recorder.ts';
import type { Reading, Recordable } from '../base/recorder.ts';
import { NULL } from '../base/values.ts';
import type { Value } from '../base/values.ts';
import { silentSink } from '../trace/entry.ts';
import type { Sink } from '../trace/entry.ts';

/** More than any search of moderate size needs, and at some 200 bytes each no burden. */
const MAXIMUM_NODES = 1 << 18;
/** After so many steps a memory that is of no use is given up. */
const TRIAL_STEPS = 1 << 14;

type Entry = Parameters<Sink['emit']>;

/** What a step has done: written again in the same order, it does the same. */
class Effect {
  readonly containers: readonly Recordable[];
  readonly changes: readonly number[];
  readonly keys: readonly Value[];
  readonly values: readonly Value[];
  readonly entries: readonly Entry[];

  constructor({ writings }: Recorder, entries: readonly Entry[]) {
    this.containers = writings.map(({ container }) => container);
    this.changes = writings.map(({ change }) => change);
    this.keys = writings.map(({ key }) => key);
    this.values = writings.map(({ value }) => value);
    this.entries = entries;
  }

  repeat(sink: Sink): void {
    const { containers, changes, keys, values, entries } = this;
    for (let i = 0; i < containers.length; i++)
      (containers[i] as Recordable).writeAgain(changes[i] as number, keys[i] as Value, values[i] as Value);
    for (const entry of entries) sink.emit(...entry);
  }
}

/** A place that a step reads next, and what it then does for each value that was found there. */
class Question {
  readonly container: Recordable;
  readonly access: number;
  readonly key: Value;
  readonly #next = new Map<Value, Question | Effect>();
  #lastValue: Value = NULL;
  #last: Question | Effect | undefined;

  constructor({ container, access, key }: Reading) {
    this.container = container;
    this.access = access;
    this.key = key;
  }

  isAbout({ container, access, key }: Reading): boolean {
    return this.container === container && this.access === access && this.key === key;
  }

  answered(value: Value): Question | Effect | undefined {
    if (value === this.#lastValue && this.#last !== undefined) return this.#last;
    const next = this.#next.get(value);
    this.#lastValue = value;
    this.#last = next;
    return next;
  }

  add(value: Value, next: Question | Effect): void {
    this.#next.set(value, next);
    this.#last = undefined;
  }
}

/**
 * What steps have done, by what they have read: a step is a function of its choice and of what it reads of the world. In a
 * search the same handler meets the same rows and messages over and over; then its writes and entries are repeated, and
 * nothing is evaluated. Exact: places are compared, not hashes.
 */
export class StepMemory {
  readonly recorder = new Recorder();
  readonly #roots: (Question | Effect | undefined)[] = [];
  #nodes = 0;
  #hits = 0;
  #misses = 0;
  #isOn = true;
  #keepsEntries = false;

  /** Does again what the choice did in a like world; false if it has not been done in one, or is not remembered. */
  repeat(choice: Value, sink: Sink): boolean {
    if (!this.#isOn) return false;
    if (sink !== silentSink && !this.#keepsEntries) {
      this.#keepsEntries = true;
      this.#roots.length = 0;
    }
    let node = this.#roots[choice];
    while (node instanceof Question) node = node.answered(node.container.readAgain(node.access, node.key));
    if (node === undefined) return false;
    node.repeat(sink);
    this.#hits++;
    return true;
  }

  /** Does the choice for the first time in a world like this, and remembers it. */
  learn(choice: Value, sink: Sink, perform: (sink: Sink) => void): void {
    this.#misses++;
    if (this.#misses % TRIAL_STEPS === 0 && this.#hits < 2 * this.#misses) this.#isOn = false;
    if (!this.#isOn || this.#nodes > MAXIMUM_NODES) {
      perform(sink);
      return;
    }
    const { recorder } = this;
    const entries: Entry[] = [];
    const noting: Sink = {
      emit: (...entry) => {
        entries.push(entry);
        sink.emit(...entry);
      },
    };
    recorder.start();
    try {
      perform(this.#keepsEntries ? noting : sink);
    } finally {
      recorder.stop();
    }
    if (!recorder.isBroken) this.#remember(choice, new Effect(recorder, entries));
  }

  #remember(choice: Value, effect: Effect): void {
    const { readings } = this.recorder;
    while (this.#roots.length <= choice) this.#roots.push(undefined);
    const [first] = readings;
    if (first === undefined) {
      this.#roots[choice] = effect;
      return;
    }
    let question = (this.#roots[choice] ??= new Question(first));
    for (let i = 0; i < readings.length; i++) {
      const reading = readings[i] as Reading;
      assert(question instanceof Question && question.isAbout(reading), 'a step reads by what it has read');
      const following = readings[i + 1];
      const known = question.answered(reading.value);
      if (known === undefined) {
        const next: Question | Effect = following === undefined ? effect : new Question(following);
        question.add(reading.value, next);
        this.#nodes++;
        question = next;
      } else question = known;
    }
  }
}
