import { emptyDigest } from '../base/journal.ts';
import type { Digest } from '../base/journal.ts';
import { isAnomalyId } from '../check/catalogue.ts';
import type { AnomalyId } from '../check/catalogue.ts';
import { createMonitors } from '../check/monitors.ts';
import type { Monitors } from '../check/monitors.ts';
import type { Value } from '../base/values.ts';
import type { FaultBudget } from '../model/document.ts';
import { holds } from '../sim/invariant.ts';
import { predicateRows } from '../sim/predicate-rows.ts';
import type { InvariantProgram, Program } from '../sim/program.ts';
import { World } from '../sim/world.ts';
import { silentSink } from '../trace/entry.ts';
import type { Sink } from '../trace/entry.ts';
import { countedNamesOf, namesOf } from './schedule-names.ts';

const INVARIANT_PREFIX = 'invariant:';

/** The property that is asked of the graph of states, not of one state: see `LivelockSearch`. */
export const LIVELOCK = 'livelock';

/** What a search looks for: anomalies of the catalogue by id, invariants as `invariant:<id>`. */
export interface Properties {
  readonly anomalies: readonly AnomalyId[];
  readonly invariants: readonly InvariantProgram[];
}

export function propertiesOf(program: Program, names: readonly string[]): Properties {
  return {
    anomalies: names.filter((name): name is AnomalyId => isAnomalyId(name)),
    invariants: program.invariants.filter((invariant) => names.includes(`${INVARIANT_PREFIX}${invariant.id}`)),
  };
}

/** A fresh world with the properties at work beside it: monitors in its journal, with a digest of their own. */
export class PropertyWatch {
  readonly world: World;
  readonly digest: Digest = emptyDigest();
  readonly monitors: Monitors;
  /** Histories need identities that do not repeat; without judges, a copy that always comes back need not be counted. */
  readonly countsDeliveries: boolean;
  /** What the steps of the world report to. */
  readonly sink: Sink;
  readonly #properties: Properties;
  readonly #faults: FaultBudget;

  constructor(program: Program, properties: Properties, faults: FaultBudget) {
    const judges = properties.anomalies.length > 0;
    this.#properties = properties;
    this.#faults = faults;
    this.countsDeliveries = judges;
    this.world = new World(program, {
      remembersSteps: true,
      faults,
      tracksVersions: judges,
      countsDeliveries: judges,
      digests: [this.digest],
    });
    const { journal, values } = this.world;
    this.monitors = createMonitors(
      properties.anomalies,
      { journal, values, digest: this.digest },
      predicateRows(program),
    );
    this.sink = judges ? this.monitors : silentSink;
  }

  /** The two lanes of the hash of this node: the world and what the judges know of its past. */
  get low(): number {
    return (this.world.digest.low ^ Math.imul(this.digest.low, 0x85ebca6b)) | 0;
  }

  get high(): number {
    return (this.world.digest.high ^ Math.imul(this.digest.high, 0xc2b2ae35)) | 0;
  }

  /**
   * The first property that is violated now, by its name; `final` says that nothing can happen any more but faults. What the
   * judges learn from the end is taken back: a fault may still follow.
   */
  violated(final: boolean): string | undefined {
    if (!final) return this.#violated(false);
    const { journal } = this.world;
    journal.mark();
    this.monitors.finish(true);
    const property = this.#violated(true);
    journal.undo();
    return property;
  }

  /** The names that the choices of a schedule of this world have in play. */
  namesOf(schedule: readonly Value[]): readonly string[] {
    const { program } = this.world;
    return this.countsDeliveries ? namesOf(program, schedule) : countedNamesOf(program, this.#faults, schedule);
  }

  #violated(final: boolean): string | undefined {
    const { invariants } = this.#properties;
    for (const anomaly of this.#properties.anomalies) if (this.monitors.found(anomaly)) return anomaly;
    for (const invariant of invariants)
      if ((invariant.when === 'always' || final) && !holds(this.world, invariant))
        return `${INVARIANT_PREFIX}${invariant.id}`;
    return undefined;
  }
}
