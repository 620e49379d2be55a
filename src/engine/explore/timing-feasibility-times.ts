import type { TimingBound } from './timing-feasibility-bounds.ts';

/** A bound that is not held to in full: it may be exceeded by so much. */
export interface Relaxation {
  readonly bound: TimingBound;
  readonly byMicros: number;
}

/** Times of all moments, or bounds that cannot all be kept. */
export type TimesOfMoments =
  | { readonly possible: true; readonly times: readonly number[] }
  | { readonly possible: false; readonly conflict: ReadonlySet<TimingBound> };

/** A maximum either counts from where it counts from, or was over when the act became possible. */
type Reading = 'counted' | 'overdue';

interface Conflict {
  readonly possible: false;
  readonly conflict: ReadonlySet<TimingBound>;
  /** Of them those that could have been read the other way. */
  readonly read: ReadonlySet<TimingBound>;
}

type Solution = Extract<TimesOfMoments, { readonly possible: true }> | Conflict;

/**
 * How much may still be tried, shared by several calls: documents and schedules come from anywhere, and reading many maximums one way
 * or the other can take for ever. Counted, so that the answer does not depend on the machine.
 */
export interface Effort {
  /** Looks at one edge. */
  left: number;
}

/** A second or two; no example that we know needs a hundredth of it. */
export const USUAL_EFFORT = 100_000_000;

/**
 * The earliest times that keep to all bounds: difference constraints, solved by longest paths (Bellman and Ford); a cycle that
 * asks for more than it allows is the conflict. A maximum of an act that became possible only after its delay began to count
 * can be kept in two ways, so it is left out until the times break it, and then tried both ways; a conflict that it has no
 * part in is not tried again. Without effort left it is counted as not possible.
 */
export function timesOfMoments(
  moments: number,
  bounds: readonly TimingBound[],
  { relaxation, effort = { left: USUAL_EFFORT } }: TimesOptions = {},
): TimesOfMoments {
  return new Solver(moments, bounds, relaxation, effort).solve(new Map());
}

export interface TimesOptions {
  readonly relaxation?: Relaxation;
  readonly effort?: Effort;
}

interface Edge {
  readonly from: number;
  readonly to: number;
  /** The time of `to` is at least that of `from` plus this. */
  readonly micros: number;
  readonly bound: TimingBound | undefined;
}

class Solver {
  readonly #moments: number;
  readonly #bounds: readonly TimingBound[];
  readonly #relaxation: Relaxation | undefined;
  /** Maximums that can be kept in two ways. */
  readonly #ambiguous: readonly TimingBound[];
  readonly #certain: readonly Edge[];
  readonly #effort: Effort;

  constructor(moments: number, bounds: readonly TimingBound[], relaxation: Relaxation | undefined, effort: Effort) {
    this.#effort = effort;
    this.#moments = moments;
    this.#bounds = bounds;
    this.#relaxation = relaxation;
    this.#ambiguous = bounds.filter(isAmbiguous).toSorted((a, b) => a.at - b.at);
    const order = Array.from({ length: moments - 1 }, (_, i) => ({ from: i, to: i + 1, micros: 0, bound: undefined }));
    this.#certain = [
      ...order,
      ...this.#bounds.filter((bound) => !isAmbiguous(bound)).map((bound) => this.#edge(bound)),
    ];
  }

  solve(readings: ReadonlyMap<TimingBound, Reading>): Solution {
    const edges = [...this.#certain];
    for (const [bound, reading] of readings) edges.push(this.#edge(bound, reading));
    const found = longestPaths(this.#moments, edges, this.#effort);
    if (!found.possible) {
      const read = new Set([...found.conflict].filter((bound) => readings.has(bound)));
      return { ...found, read };
    }
    const { times } = found;
    const broken = this.#ambiguous.find((bound) => !readings.has(bound) && !this.#keeps(bound, times));
    if (broken === undefined) return found;
    const all = new Set([...readings.keys(), broken]);
    if (this.#effort.left <= 0) return { possible: false, conflict: all, read: all };
    const conflict = new Set<TimingBound>();
    const read = new Set<TimingBound>();
    for (const reading of ['counted', 'overdue'] as const) {
      const solution = this.solve(new Map([...readings, [broken, reading]]));
      if (solution.possible || !solution.read.has(broken)) return solution;
      for (const bound of solution.conflict) conflict.add(bound);
      for (const bound of solution.read) if (bound !== broken) read.add(bound);
    }
    return { possible: false, conflict, read };
  }

  #micros(bound: TimingBound): number {
    if (this.#relaxation?.bound !== bound) return bound.micros;
    return bound.micros + (bound.kind === 'maximum' ? 1 : -1) * this.#relaxation.byMicros;
  }

  #edge(bound: TimingBound, reading: Reading = 'counted'): Edge {
    const { kind, from, at, possible } = bound;
    const micros = this.#micros(bound);
    if (kind === 'minimum') return { from, to: at, micros, bound };
    if (reading === 'overdue') return { from: at, to: possible, micros: 0, bound };
    return { from: at, to: from, micros: -micros, bound };
  }

  #keeps(bound: TimingBound, times: readonly number[]): boolean {
    const at = times[bound.at] as number;
    return at <= (times[bound.possible] as number) || at <= (times[bound.from] as number) + this.#micros(bound);
  }
}

function isAmbiguous({ kind, from, possible }: TimingBound): boolean {
  return kind === 'maximum' && from !== possible;
}

function longestPaths(moments: number, edges: readonly Edge[], effort: Effort): TimesOfMoments {
  const times = Array.from({ length: moments }, () => 0);
  const reachedBy: (Edge | undefined)[] = Array.from({ length: moments }, () => undefined);
  // Forwards in order, then backwards against it: most times are settled in one round.
  const sorted = edges.toSorted((a, b) => direction(a) - direction(b) || direction(a) * (a.from - b.from));
  for (let round = 0; ; round++) {
    effort.left -= sorted.length;
    let changed: Edge | undefined;
    for (const edge of sorted) {
      const time = (times[edge.from] as number) + edge.micros;
      if (time <= (times[edge.to] as number)) continue;
      times[edge.to] = time;
      reachedBy[edge.to] = edge;
      changed = edge;
    }
    if (changed === undefined) return { possible: true, times };
    if ((times[0] as number) > 0) return { possible: false, conflict: boundsBehind(0, reachedBy) };
    if (round >= moments) return { possible: false, conflict: boundsBehind(changed.to, reachedBy) };
  }
}

const direction = ({ from, to }: Edge): number => (to > from ? -1 : 1);

/** The bounds of the cycle that a moment was raised by; a moment that nothing has raised stands at the start. */
function boundsBehind(moment: number, reachedBy: readonly (Edge | undefined)[]): ReadonlySet<TimingBound> {
  const seen = new Set<number>();
  let on = moment;
  while (!seen.has(on)) {
    seen.add(on);
    const edge = reachedBy[on];
    if (edge === undefined) break;
    on = edge.from;
  }
  // Without a cycle among those that were raised it is closed by the order of time, from the start on.
  const begin = reachedBy[on] === undefined ? moment : on;
  const conflict = new Set<TimingBound>();
  let at = begin;
  do {
    const edge = reachedBy[at];
    if (edge === undefined) break;
    if (edge.bound !== undefined) conflict.add(edge.bound);
    at = edge.from;
  } while (at !== begin);
  return conflict;
}
