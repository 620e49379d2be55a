import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventQueue, NO_EVENT } from './heap.ts';

const SEED = 20_261_121;

/** Few times, so that many are equal; more schedules than takes, so that the queue outgrows its first arrays. */
const command = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('schedule' as const), time: fc.integer({ min: -3, max: 12 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('take' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), which: fc.nat() }) },
);

interface Known {
  readonly time: number;
  readonly subject: number;
  readonly handle: number;
}

function removed(queue: EventQueue, handle: number): readonly number[] {
  const told = [queue.subjectOf(handle), queue.timeOf(handle)];
  queue.remove(handle);
  return told;
}

test(`a queue of events is a list sorted by time and then by age (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.array(command, { minLength: 1, maxLength: 600, size: 'max' }), (commands) => {
      const queue = new EventQueue();
      /** In the order of scheduling; sorting is stable. */
      const known: Known[] = [];
      const first = (): Known | undefined => [...known].sort((a, b) => a.time - b.time)[0];
      const out: number[] = [];
      commands.forEach((act, subject) => {
        let told: readonly number[] = [];
        let wanted: readonly number[] = [];
        if (act.kind === 'schedule') {
          known.push({ time: act.time, subject, handle: queue.schedule(act.time, subject) });
        } else if (known.length > 0) {
          const gone = act.kind === 'take' ? (first() as Known) : (known[act.which % known.length] as Known);
          wanted = [gone.subject, gone.time];
          told = act.kind === 'take' ? [queue.take(), queue.time] : removed(queue, gone.handle);
          known.splice(known.indexOf(gone), 1);
        }
        expect(told).toEqual(wanted);
        expect(queue.size).toBe(known.length);
        expect(queue.earliest).toBe(first()?.handle ?? NO_EVENT);
        const until = (subject % 16) - 3;
        const count = queue.notAfter(until, out);
        expect(out.slice(0, count).sort((a, b) => a - b)).toEqual(
          known
            .filter(({ time }) => time <= until)
            .map(({ handle }) => handle)
            .sort((a, b) => a - b),
        );
      });
      for (const { handle, time, subject } of known) {
        expect(queue.timeOf(handle)).toBe(time);
        expect(queue.subjectOf(handle)).toBe(subject);
      }
    }),
    { seed: SEED, numRuns: 150 },
  );
});
