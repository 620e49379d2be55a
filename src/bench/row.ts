/** A bound that `Row.ratio` is held against. */
export type Bound = { readonly atLeast: number } | { readonly atMost: number };

/**
 * One line of the bench: a figure of ours beside that of a reference, taken in turn in the same run, because machines
 * differ and are shared. A bench module exports functions that give rows; `main.ts` collects and prints them.
 */
export interface Row {
  /** Number of the goal, `P10`; several rows may share one. */
  readonly id: string;
  /** What is measured, with its unit. */
  readonly what: string;
  /** Our figure, a median of rounds. */
  readonly ours: number;
  /** The reference's figure in the same rounds, or undefined when it could not be had here; `note` says why. */
  readonly reference: number | undefined;
  /** What the goal is about: ours over the reference, the inverse for times, or a figure by itself. */
  readonly ratio: number | undefined;
  readonly goal: Bound;
  readonly stretch: Bound;
  /** What the reference is, what was left out. */
  readonly note?: string;
}

/** Whether a ratio keeps a bound; undefined if there is none to be held against it. */
export function meets(ratio: number | undefined, bound: Bound): boolean | undefined {
  if (ratio === undefined) return undefined;
  return 'atLeast' in bound ? ratio >= bound.atLeast : ratio <= bound.atMost;
}

export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/**
 * Takes each measure once a round, in turn, and gives the medians by name. A measure returns its own figure, such as a
 * rate or a time.
 */
export function inTurn<Name extends string>(
  rounds: number,
  measures: Readonly<Record<Name, () => number>>,
): Record<Name, number> {
  const names = Object.keys(measures) as Name[];
  const figures = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) for (const name of names) figures.get(name)?.push(measures[name]());
  return Object.fromEntries(names.map((name) => [name, median(figures.get(name) ?? [])])) as Record<Name, number>;
}
