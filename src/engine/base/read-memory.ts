import { assert } from './assert.ts';
import type { Reading, Recordable, Recorder } from './recorder.ts';
import { NULL } from './values.ts';
import type { Value } from './values.ts';

/** At some 150 bytes each no burden; a search of moderate size needs fewer. */
const MAXIMUM_NODES = 1 << 19;
/** After so many acts a memory that is of no use is given up. */
const TRIAL_ACTS = 1 << 14;

/** What an act has done: written again in the same order, it does the same. */
export class Effect<Result> {
  readonly result: Result;
  readonly #containers: readonly Recordable[];
  readonly #changes: readonly number[];
  readonly #keys: readonly Value[];
  readonly #values: readonly Value[];

  constructor({ writings }: Recorder, result: Result) {
    this.result = result;
    this.#containers = writings.map(({ container }) => container);
    this.#changes = writings.map(({ change }) => change);
    this.#keys = writings.map(({ key }) => key);
    this.#values = writings.map(({ value }) => value);
  }

  repeat(): void {
    const containers = this.#containers;
    for (let i = 0; i < containers.length; i++)
      (containers[i] as Recordable).writeAgain(
        this.#changes[i] as number,
        this.#keys[i] as Value,
        this.#values[i] as Value,
      );
  }
}

/** A place that an act reads next, and what follows for each value that was found there. */
class Question<Result> {
  readonly container: Recordable;
  readonly access: number;
  readonly key: Value;
  /** The answer that was given last; most questions have one. */
  #value: Value = NULL;
  #next: Question<Result> | Effect<Result> | undefined;
  #others: Map<Value, Question<Result> | Effect<Result>> | undefined;

  constructor({ container, access, key }: Reading) {
    this.container = container;
    this.access = access;
    this.key = key;
  }

  isAbout({ container, access, key }: Reading): boolean {
    return this.container === container && this.access === access && this.key === key;
  }

  answered(value: Value): Question<Result> | Effect<Result> | undefined {
    if (value === this.#value) return this.#next;
    const next = this.#others?.get(value);
    if (next === undefined) return undefined;
    this.#value = value;
    this.#next = next;
    return next;
  }

  add(value: Value, next: Question<Result> | Effect<Result>): void {
    if (this.#next !== undefined) {
      this.#others ??= new Map([[this.#value, this.#next]]);
      this.#others.set(value, next);
    }
    this.#value = value;
    this.#next = next;
  }
}

/**
 * What acts have done, by what they have read: an act is a function of its number and of what it reads of the containers
 * that share the recorder. Where it finds what it found before, its writes are repeated and nothing is evaluated. Exact:
 * places are compared, not hashes.
 */
export class ReadMemory<Result> {
  readonly recorder: Recorder;
  readonly #roots: (Question<Result> | Effect<Result> | undefined)[] = [];
  #nodes = 0;
  #found = 0;
  #learned = 0;
  #isOn = true;

  constructor(recorder: Recorder) {
    this.recorder = recorder;
  }

  /** What the act did where the same was there to be read, or undefined if it is not known. */
  find(act: number): Effect<Result> | undefined {
    let node = this.#roots[act];
    while (node instanceof Question) node = node.answered(node.container.readAgain(node.access, node.key));
    if (node !== undefined) this.#found++;
    return node;
  }

  /** Does an act that is not known here, and remembers it. */
  learn(act: number, perform: () => Result): Result {
    this.#learned++;
    if (this.#learned % TRIAL_ACTS === 0 && this.#found < this.#learned) this.#giveUp();
    if (!this.#isOn || this.#nodes > MAXIMUM_NODES) return perform();
    const { recorder } = this;
    recorder.start();
    let result: Result;
    try {
      result = perform();
    } finally {
      recorder.stop();
    }
    this.#remember(act, new Effect(recorder, result));
    return result;
  }

  forget(): void {
    this.#roots.length = 0;
    this.#nodes = 0;
  }

  #giveUp(): void {
    this.#isOn = false;
    this.forget();
  }

  #remember(act: number, effect: Effect<Result>): void {
    const { readings } = this.recorder;
    while (this.#roots.length <= act) this.#roots.push(undefined);
    const [first] = readings;
    if (first === undefined) {
      this.#roots[act] = effect;
      return;
    }
    let question = (this.#roots[act] ??= new Question(first));
    for (let i = 0; i < readings.length; i++) {
      const reading = readings[i] as Reading;
      assert(question instanceof Question && question.isAbout(reading), 'an act reads by what it has read');
      const following = readings[i + 1];
      let next = question.answered(reading.value);
      if (next === undefined) {
        next = following === undefined ? effect : new Question(following);
        question.add(reading.value, next);
        this.#nodes++;
      }
      question = next;
    }
  }
}
