import { emptyDigest } from '../base/journal.ts';
import type { Digest, Journal } from '../base/journal.ts';
import type { Values } from '../base/values.ts';
import { isAnomalyId } from '../check/catalogue.ts';
import type { AnomalyId } from '../check/catalogue.ts';
import { createMonitors } from '../check/monitors.ts';
import type { Monitors } from '../check/monitors.ts';
import { holds } from '../sim/invariant.ts';
import type { InvariantProgram, Program } from '../sim/program.ts';
import type { World } from '../sim/world.ts';

const INVARIANT_PREFIX = 'invariant:';

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

/** The properties at work beside one world: monitors in its journal, with a digest of their own. */
export class PropertyWatch {
  readonly digest: Digest;
  readonly monitors: Monitors;
  readonly #properties: Properties;

  constructor(properties: Properties, journal: Journal, values: Values, digest: Digest) {
    this.#properties = properties;
    this.digest = digest;
    this.monitors = createMonitors(properties.anomalies, { journal, values, digest });
  }

  static digest(): Digest {
    return emptyDigest();
  }

  /** The first property that is violated now, by its name; `final` says that nothing can happen any more but faults. */
  violated(world: World, final: boolean): string | undefined {
    const { invariants } = this.#properties;
    for (const anomaly of this.#properties.anomalies) if (this.monitors.found(anomaly)) return anomaly;
    for (const invariant of invariants)
      if ((invariant.when === 'always' || final) && !holds(world, invariant)) return `${INVARIANT_PREFIX}${invariant.id}`;
    return undefined;
  }
}
