import { simulate } from '../../engine/index.ts';
import type { PlainValue, Scenario, Simulation } from '../../engine/index.ts';
import { programOf } from './play-seeds.ts';

/** A run at its end, in plain data. */
export interface AtRest {
  readonly simulation: Simulation;
  /** Rows by `<service>/<table>` and key, as lists of their columns. */
  readonly rows: Readonly<Record<string, Readonly<Record<string, readonly PlainValue[]>>>>;
  /** How the sagas ended, in the order in which they began. */
  readonly sagas: readonly string[];
}

/** Plays a variant under a seed, the one that the page opens with if none is given. */
export function playToRest(scenario: Scenario, variant: string, seed = scenario.seed ?? 0): AtRest {
  const simulation = simulate(programOf(scenario, variant), { seed });
  const { services, sagas } = simulation.timeline.frame(simulation.timeline.steps);
  const rows = services.flatMap(({ id, tables }) =>
    tables.map((table) => [
      `${id}/${table.id}`,
      Object.fromEntries(table.rows.map((row) => [String(row.key), row.values])),
    ]),
  );
  return {
    simulation,
    rows: Object.fromEntries(rows) as AtRest['rows'],
    sagas: sagas.map(({ outcome }) => outcome),
  };
}
