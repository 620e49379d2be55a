import { expect, test } from 'vitest';
import { allScenarios } from '../all.ts';
import { SEEDS, countBroken, playSeeds } from '../testing/play-seeds.ts';
import type { PlayedRun, PlayedSaga } from '../testing/play-seeds.ts';

const scenario = allScenarios.find(({ id }) => id === 'saga-lost-update');
if (scenario === undefined) throw new Error('there is no scenario saga-lost-update');

/** Sagas of the same customer, of one order each: `alice/create.1>create-order` and `alice/cancel.1>cancel-order`. */
const customerOf = (saga: string): string => saga.split('/')[0] ?? '';

function countOverlaps(runs: readonly PlayedRun[]): number {
  let count = 0;
  for (const { sagas } of runs)
    for (const [id, creating] of sagas)
      for (const [other, cancelling] of sagas)
        if (id.endsWith('create-order') && other.endsWith('cancel-order') && customerOf(id) === customerOf(other))
          if (
            creating.startedAtMicros < cancelling.endedAtMicros &&
            cancelling.startedAtMicros < creating.endedAtMicros
          )
            count++;
  return count;
}

/** The semantic lock: Cancel Order is told no in its first step, and has nothing to undo. */
const isRefused = ({ states }: PlayedSaga): boolean => states.join() === 'beginning-cancel,compensated';

/** Reread value: Create Order is told that its order was changed, and undoes all steps. */
const isOvertaken = ({ states }: PlayedSaga): boolean =>
  states.slice(-5).join() === 'approving-order,reversing-card,rejecting-ticket,rejecting-order,compensated';

interface Comparison {
  readonly sagas: number;
  readonly same: number;
  readonly refused: number;
}

function compare(
  base: readonly PlayedRun[],
  runs: readonly PlayedRun[],
  refused: (saga: PlayedSaga) => boolean,
): Comparison {
  const count = { sagas: 0, same: 0, refused: 0 };
  for (const [i, { sagas }] of base.entries())
    for (const [id, saga] of sagas) {
      const other = runs[i]?.sagas.get(id);
      count.sagas++;
      if (other?.outcome === saga.outcome) count.same++;
      else if (other !== undefined && refused(other)) count.refused++;
    }
  return count;
}

const unprotected = playSeeds(scenario, 'unprotected');
const overlaps = countOverlaps(unprotected);

test('without a countermeasure every saga completes, most overlap, and updates are lost', () => {
  expect(unprotected.every(({ sagas }) => [...sagas.values()].every(({ outcome }) => outcome === 'completed'))).toBe(
    true,
  );
  expect(unprotected.every(({ sagas }) => sagas.size === 4)).toBe(true);
  expect(overlaps).toBeGreaterThanOrEqual(SEEDS.length / 2);
  expect(countBroken(unprotected, 'saga-lost-update')).toBeGreaterThanOrEqual(SEEDS.length * 0.05);
});

test.each([
  ['lock-fail', isRefused],
  ['lock-block', () => false],
  ['reread', isOvertaken],
] as const)(
  '%s: no update is lost, as many sagas overlap, and they end as before or in the documented refusal',
  (variant, refused) => {
    const runs = playSeeds(scenario, variant);
    expect(countBroken(runs, 'saga-lost-update')).toBe(0);
    // A saga that is refused at once ends sooner, one that waits ends later: the pairs are the same but for the margins.
    expect(countOverlaps(runs)).toBeGreaterThanOrEqual(overlaps * 0.95);
    const { sagas, same, refused: refusals } = compare(unprotected, runs, refused);
    expect(sagas).toBe(4 * SEEDS.length);
    expect(same + refusals).toBeGreaterThanOrEqual(sagas * 0.95);
    expect(
      runs.every((run) =>
        [...run.sagas.values()].every(({ outcome }) => outcome !== 'running' && outcome !== 'failed'),
      ),
    ).toBe(true);
  },
);
