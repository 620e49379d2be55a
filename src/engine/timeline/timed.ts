import { draw, drawPurpose, sample } from '../base/draw.ts';
import type { DrawPurpose } from '../base/draw.ts';
import { NULL } from '../base/values.ts';
import type { Value } from '../base/values.ts';
import { ChoiceKind, ChoiceVariant, choiceKind, choiceVariant } from '../sim/choice.ts';
import type { ChoiceTiming } from '../sim/timing.ts';
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
  readonly #sentAt = new Map<Value, number>();
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
      if (kind === EntryKind.sent || kind === EntryKind.requeued)
        this.#sentAt.set(trace.fieldAt(this.#read, 0), trace.timeAt(this.#read));
    }
    const ready = new Map<Value, number>();
    for (let i = 0; i < count; i++) {
      const choice = enabled[i] as Value;
      if (choiceVariant(world.values, choice) !== ChoiceVariant.plain) continue;
      ready.set(choice, this.#ready.get(choice) ?? this.#readyTime(world, choice));
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
  }

  #readyTime(world: World, choice: Value): number {
    const timing = choiceTiming(world, choice);
    const purpose = PURPOSES[choiceKind(world.values, choice)] as DrawPurpose;
    const from = timing.sent === NULL ? this.#now : (this.#sentAt.get(timing.sent) ?? this.#now);
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
