import { draw, drawPurpose, sample } from '../base/draw.ts';
import type { DrawPurpose } from '../base/draw.ts';
import type { Value, Values } from '../base/values.ts';
import { ChoiceKind, ChoiceVariant, choiceKind, choiceVariant, plainAct } from '../sim/choice.ts';
import { Departures } from '../sim/departures.ts';
import type { ChoiceTiming } from '../sim/timing.ts';
import { choiceTiming } from '../sim/timing.ts';
import type { World } from '../sim/world.ts';
import type { Trace } from '../trace/trace.ts';
import { ReadyTimes } from './ready-times.ts';

/** By kind of choice: what its delay is drawn for. */
const PURPOSES: readonly DrawPurpose[] = Object.entries(ChoiceKind)
  .sort(([, a], [, b]) => a - b)
  .map(([name]) => drawPurpose(name));
const LOSS = drawPurpose('loss');
const DUPLICATION = drawPurpose('duplication');
const ALTERNATIVE = drawPurpose('alternative');
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
  readonly #ready = new ReadyTimes();
  /** How many of them are crashes: a run does not go on only for them. */
  #crashes = 0;
  readonly #departures = new Departures();
  /** Timers of sagas are durable: they go on while nobody is there to take them. */
  readonly #deadlines = new Map<Value, number>();
  #now = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  get now(): number {
    return this.#now;
  }

  /** Takes in what is enabled now; to be called once after every step, whoever chose it. */
  observe(world: World, trace: Trace, enabled: readonly Value[], count: number): void {
    this.#departures.observe(trace);
    const { values } = world;
    this.#ready.observe(
      enabled,
      count,
      (choice) => {
        // Alternatives of a request are one act: which of them it is shows when its turn has come.
        if (plainAct(values, choice) !== choice) return undefined;
        const kind = choiceKind(values, choice);
        if (kind === ChoiceKind.crash) this.#crashes++;
        const time = this.#deadlines.get(choice) ?? this.#readyTime(world, trace, choice);
        if (kind === ChoiceKind.sagaTimer) this.#deadlines.set(choice, time);
        return time;
      },
      (choice) => this.#ended(values, choice),
    );
  }

  /** The next choice, or undefined when nothing is left but crashes. */
  next(world: World, enabled: readonly Value[], count: number): TimedChoice | undefined {
    if (this.#ready.size === this.#crashes) return undefined;
    const timeMicros = this.#ready.earliest(this.#now);
    const at = this.#alternative(world, enabled, count, this.#ready.firstAt(timeMicros));
    return { choice: this.#fate(world, enabled, count, at, enabled[at] as Value), timeMicros };
  }

  /** When a choice that somebody else made happens: not before its own time, if it has one. */
  timeOf(world: World, choice: Value): number {
    return Math.max(this.#now, this.#ready.of(plainAct(world.values, choice)) ?? this.#now);
  }

  /** The choice is being done: should the same be possible again afterwards, its time counts anew. */
  advance(world: World, choice: Value, timeMicros: number): void {
    this.#now = timeMicros;
    const act = plainAct(world.values, choice);
    if (this.#ready.forget(act)) this.#ended(world.values, act);
    this.#deadlines.delete(choice);
  }

  #ended(values: Values, choice: Value): void {
    if (choiceKind(values, choice) === ChoiceKind.crash) this.#crashes--;
  }

  #readyTime(world: World, trace: Trace, choice: Value): number {
    const timing = choiceTiming(world, choice);
    const purpose = PURPOSES[choiceKind(world.values, choice)] as DrawPurpose;
    const from = (timing.sent && this.#departures.of(trace, timing.sent)) ?? this.#now;
    return Math.max(this.#now, from + sample(timing.delayMicros, this.#draw(world, purpose, timing)));
  }

  /** Place of the alternative that a request is sent as; other acts have none. */
  #alternative(world: World, enabled: readonly Value[], count: number, at: number): number {
    const { values } = world;
    const first = enabled[at] as Value;
    const places: number[] = [];
    for (let i = at; i < count && plainAct(world.values, enabled[i] as Value) === first; i++)
      if (choiceVariant(values, enabled[i] as Value) === ChoiceVariant.plain) places.push(i);
    if (places.length === 1) return at;
    const drawn = this.#draw(world, ALTERNATIVE, choiceTiming(world, first)) % places.length;
    return places[drawn] as number;
  }

  #fate(world: World, enabled: readonly Value[], count: number, at: number, choice: Value): Value {
    for (let i = at + 1; i < count; i++) {
      const variant = enabled[i] as Value;
      if (choiceVariant(world.values, variant) === ChoiceVariant.plain) break;
      const timing = choiceTiming(world, choice);
      const { channel } = timing;
      if (channel === undefined) break;
      const kind = choiceKind(world.values, choice);
      const acknowledges = kind === ChoiceKind.acknowledge || kind === ChoiceKind.deliver;
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
