/**
 * Consistency models, weakest first, by what is stronger than each (Adya 1999; Cerone, Bernardi, Gotsman 2015; Elle).
 * `strict-serializable` is `strong-serializable`; a strong model respects real time, a strong session model the order of
 * each process.
 */
const STRONGER = {
  'read-uncommitted': ['read-committed', 'strong-session-read-uncommitted'],
  'strong-session-read-uncommitted': ['strong-read-uncommitted', 'strong-session-read-committed'],
  'strong-read-uncommitted': ['strong-read-committed'],
  'read-committed': ['monotonic-atomic-view', 'monotonic-view', 'cursor-stability', 'strong-session-read-committed'],
  'strong-session-read-committed': ['strong-read-committed', 'strong-session-snapshot-isolation'],
  'strong-read-committed': ['strong-snapshot-isolation'],
  'monotonic-atomic-view': ['read-atomic'],
  'read-atomic': ['causal-cerone', 'update-atomic'],
  'causal-cerone': ['prefix', 'parallel-snapshot-isolation'],
  'update-atomic': ['parallel-snapshot-isolation'],
  prefix: ['snapshot-isolation'],
  'parallel-snapshot-isolation': ['snapshot-isolation'],
  'monotonic-view': ['monotonic-snapshot-read'],
  'monotonic-snapshot-read': ['consistent-view'],
  'cursor-stability': ['consistent-view', 'repeatable-read'],
  'consistent-view': ['forward-consistent-view'],
  'forward-consistent-view': ['snapshot-isolation', 'update-serializable'],
  'update-serializable': ['serializable'],
  'repeatable-read': ['serializable'],
  'snapshot-isolation': ['serializable', 'strong-session-snapshot-isolation'],
  'strong-session-snapshot-isolation': ['strong-snapshot-isolation', 'strong-session-serializable'],
  'strong-snapshot-isolation': ['strong-serializable'],
  serializable: ['strong-session-serializable'],
  'strong-session-serializable': ['strong-serializable'],
  'strong-serializable': [],
} as const;

export type ConsistencyModel = keyof typeof STRONGER;

export const CONSISTENCY_MODELS = Object.keys(STRONGER) as readonly ConsistencyModel[];

/** The model with this name, or an alias of it. */
export function consistencyModel(name: string): ConsistencyModel | undefined {
  const known = name === 'strict-serializable' ? 'strong-serializable' : name;
  return CONSISTENCY_MODELS.find((model) => model === known);
}

/** A model and all that are stronger. */
export function andStronger(model: ConsistencyModel): ReadonlySet<ConsistencyModel> {
  const found = new Set<ConsistencyModel>([model]);
  for (const weaker of found) for (const stronger of STRONGER[weaker]) found.add(stronger);
  return found;
}

/** Phenomena, those of cycles as in `CYCLE_PHENOMENA`, and the weakest models that each rules out. */
export const RULED_OUT = {
  G0: ['read-uncommitted'],
  'cyclic-versions': ['read-uncommitted'],
  G1a: ['read-committed'],
  G1b: ['read-committed'],
  G1c: ['read-committed'],
  'dirty-update': ['read-committed'],
  'incompatible-order': ['read-committed'],
  'future-read': ['read-committed'],
  internal: ['read-atomic'],
  'lost-update': ['cursor-stability', 'update-atomic'],
  'G-single-item': ['consistent-view', 'repeatable-read'],
  'G-nonadjacent-item': ['snapshot-isolation', 'repeatable-read'],
  'G2-item': ['repeatable-read'],
  'G0-process': ['strong-session-read-uncommitted'],
  'G1c-process': ['strong-session-read-committed'],
  'G-single-item-process': ['strong-session-snapshot-isolation'],
  'G-nonadjacent-item-process': ['strong-session-snapshot-isolation'],
  'G2-item-process': ['strong-session-serializable'],
  'G0-realtime': ['strong-read-uncommitted'],
  'G1c-realtime': ['strong-read-committed'],
  'G-single-item-realtime': ['strong-snapshot-isolation'],
  'G-nonadjacent-item-realtime': ['strong-snapshot-isolation'],
  'G2-item-realtime': ['strong-serializable'],
} as const satisfies Readonly<Record<string, readonly ConsistencyModel[]>>;

export type Phenomenon = keyof typeof RULED_OUT;

/** Whether a history that has the phenomenon is none of the model. */
export function isForbidden(phenomenon: Phenomenon, model: ConsistencyModel): boolean {
  return RULED_OUT[phenomenon].some((weakest) => andStronger(weakest).has(model));
}

/** Of the models that the phenomena rule out the weakest, in alphabetical order. */
export function weakestRuledOut(phenomena: Iterable<Phenomenon>): readonly ConsistencyModel[] {
  const weakest = new Set<ConsistencyModel>([...phenomena].flatMap((phenomenon) => [...RULED_OUT[phenomenon]]));
  const isImplied = (model: ConsistencyModel): boolean =>
    [...weakest].some((other) => other !== model && andStronger(other).has(model));
  return [...weakest].filter((model) => !isImplied(model)).toSorted((a, b) => (a < b ? -1 : 1));
}

/** What follows from a phenomenon: used to compare what two checkers report. */
export const PHENOMENON_IMPLIES: Readonly<Partial<Record<Phenomenon, readonly Phenomenon[]>>> = {
  G0: ['G1c'],
  'G-single-item': ['G-nonadjacent-item'],
  'G-nonadjacent-item': ['G2-item'],
  'lost-update': ['G2-item'],
  'dirty-update': ['G1a'],
  'incompatible-order': ['G1a'],
  'future-read': ['G1c'],
  'G-single-item-realtime': ['G-nonadjacent-item-realtime'],
  'G-nonadjacent-item-realtime': ['G2-item-realtime'],
};
