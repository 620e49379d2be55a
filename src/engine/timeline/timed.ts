import { draw, drawPurpose, sample } from '../base/draw.ts';
import type { DrawPurpose } from '../base/draw.ts';
import { NULL } from '../base/values.ts';
import type { Value } from '../base/values.ts';
import { ChoiceKind, ChoiceVariant, choiceKind, choiceVariant } from '../sim/choice.ts';
import type { ChoiceTiming, Departure } from '../sim/timing.ts';
import { choiceTiming } from '../sim/timing.ts';
import type { World } from '../sim/world.ts';
import { EntryKind } from '../trace/entry.ts';
import type { Trace } from '../trace/trace.ts';

/** By kind of choice: what its delay is drawn for. */
const PURPOSES: readonly DrawPurpose[] = Object.entries(ChoiceKind)
  .sort(([, a], [, b]) => a - b)
  .map(([name]) => drawPurpose(name));
const LOSS = drawPurpose('loss');
const DUPLICATION = drawPurpose('duplication');
const LOST_ACKNOWLEDGEMENT = drawPurpose('lost-acknowledgement');

export interface TimedChoice {
  readonly choice: Value;
  readonly timeMicros: number;
}

/**
 * The chooser of play: each enabled act has a ready time, drawn from the declared distributions by its identity; the
 * earliest is done first, ties in the order of `choices`. Faults of an act are drawn when its turn has come.
 */
export class TimedChooser {
  readonly #seed: number;
  #ready = new Map<Value, number>();
  /** By (message, channel): when it was sent, each time. */
  readonly #sentAt = new Map<Value, number[]>();
  /** By (message, channel, consumer, copy): when a copy went back into its queue. */
  readonly #returnedAt = new Map<Value, number>();
  /** Timers of sagas are durable: they go on while nobody is there to take them. */
  readonly #deadlines = new Map<Value, number>();
  #read = 0;
  #now = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  get now(): number {
    return this.#now;
  }

  /** Takes in what is enabled now; to be called once after every step, whoever chose it. */
  observe(world: World, trace: Trace, enabled: readonly Value[], count: number): void {
    for (; this.#read < trace.length; this.#read++) {
      const kind = trace.kindAt(this.#read);
      if (kind === EntryKind.sent || kind === EntryKind.requeued) this.#note(trace, this.#read);
    }
    const ready = new Map<Value, number>();
    for (let i = 0; i < count; i++) {
      const choice = enabled[i] as Value;
      if (choiceVariant(world.values, choice) !== ChoiceVariant.plain) continue;
      const time = this.#ready.get(choice) ?? this.#deadlines.get(choice) ?? this.#readyTime(world, choice);
      ready.set(choice, Math.max(this.#now, time));
      if (choiceKind(world.values, choice) === ChoiceKind.sagaTimer) this.#deadlines.set(choice, time);
    }
    this.#ready = ready;
  }

  /** The next choice, or undefined when nothing is left but crashes. */
  next(world: World, enabled: readonly Value[], count: number): TimedChoice | undefined {
    let best: Value = NULL;
    let bestAt = -1;
    let bestTime = Infinity;
    let progress = false;
    for (let i = 0; i < count; i++) {
      const choice = enabled[i] as Value;
      const time = this.#ready.get(choice);
      if (time === undefined) continue;
      if (choiceKind(world.values, choice) !== ChoiceKind.crash) progress = true;
      if (time < bestTime) {
        best = choice;
        bestAt = i;
        bestTime = time;
      }
    }
    if (!progress) return undefined;
    return { choice: this.#fate(world, enabled, count, bestAt, best), timeMicros: bestTime };
  }

  /** When a choice that somebody else made happens: not before its own time, if it has one. */
  timeOf(world: World, choice: Value): number {
    return Math.max(this.#now, this.#ready.get(plainOf(world, choice)) ?? this.#now);
  }

  /** The choice is being done: should the same be possible again afterwards, its time counts anew. */
  advance(world: World, choice: Value, timeMicros: number): void {
    this.#now = timeMicros;
    this.#ready.delete(plainOf(world, choice));
    this.#deadlines.delete(choice);
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

  /** When a copy left for where it is: each time that a message is sent, its copies count on by two. */
  #departed(world: World, sent: Departure): number {
    const { values } = world;
    const { message, channel, consumer, copy } = sent;
    const returned = this.#returnedAt.get(values.tuple(message, ~channel, ~consumer, ~copy));
    if (returned !== undefined) return returned;
    const times = this.#sentAt.get(values.tuple(message, values.integer(channel))) ?? [];
    return times[Math.min((copy - 1) >> 1, times.length - 1)] ?? this.#now;
  }

  #readyTime(world: World, choice: Value): number {
    const timing = choiceTiming(world, choice);
    const purpose = PURPOSES[choiceKind(world.values, choice)] as DrawPurpose;
    const from = timing.sent === undefined ? this.#now : this.#departed(world, timing.sent);
    return Math.max(this.#now, from + sample(timing.delayMicros, this.#draw(world, purpose, timing)));
  }

  #fate(world: World, enabled: readonly Value[], count: number, at: number, choice: Value): Value {
    for (let i = at + 1; i < count; i++) {
      const variant = enabled[i] as Value;
      if (choiceVariant(world.values, variant) === ChoiceVariant.plain) break;
      const timing = choiceTiming(world, choice);
      const { channel } = timing;
      if (channel === undefined) break;
      const acknowledges = choiceKind(world.values, choice) === ChoiceKind.acknowledge;
      const lost = choiceVariant(world.values, variant) === ChoiceVariant.lost;
      const perMille = acknowledges
        ? channel.lostAcknowledgementPerMille
        : lost
          ? channel.lossPerMille
          : channel.duplicationPerMille;
      const purpose = acknowledges ? LOST_ACKNOWLEDGEMENT : lost ? LOSS : DUPLICATION;
      if (Math.floor((this.#draw(world, purpose, timing) / 0x100000000) * 1000) < perMille) return variant;
    }
    return choice;
  }

  #draw(world: World, purpose: DrawPurpose, timing: ChoiceTiming): number {
    const { values } = world;
    return draw(this.#seed, purpose, values.low(timing.key), values.high(timing.key), timing.attempt);
  }
}

/** The act that a fault hits. */
function plainOf(world: World, choice: Value): Value {
  return world.values.with(choice, world.values.size(choice) - 1, ~ChoiceVariant.plain);
}
