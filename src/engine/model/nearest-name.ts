/** The words that help someone who wrote `name`: the one probably meant, or else those there are. */
export type Suggestion = {
  readonly name: string;
  readonly nearest?: string;
  readonly known?: string;
};

const KNOWN_MAXIMUM = 12;

export function suggest(name: string, known: readonly string[]): Suggestion {
  const nearest = nearestName(name, known);
  if (nearest !== undefined) return { name, nearest };
  if (known.length === 0) return { name };
  const shown = known.slice(0, KNOWN_MAXIMUM).join(', ');
  return { name, known: known.length > KNOWN_MAXIMUM ? `${shown}, …` : shown };
}

/**
 * The known name that differs in the fewest letters, if that is at most a third of them, the first of several; else the
 * only one that contains the name or is contained in it.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest ?? onlyRelated(name.toLowerCase(), known);
}

const RELATED_MINIMUM = 3;

function onlyRelated(name: string, known: readonly string[]): string | undefined {
  const related = known.filter((candidate) => {
    const other = candidate.toLowerCase();
    return Math.min(name.length, other.length) >= RELATED_MINIMUM && (other.includes(name) || name.includes(other));
  });
  return related.length === 1 ? related[0] : undefined;
}

/** Letters inserted, deleted, replaced or swapped with their neighbour (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = at(last, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      let distance = Math.min(replaced, at(last, column) + 1, at(current, column - 1) + 1);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        distance = Math.min(distance, at(beforeLast, column - 2) + 1);
      current.push(distance);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] as number;
}
