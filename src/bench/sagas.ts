import { run } from '../engine/timeline/run.ts';
import { scenarioProgram } from './program.ts';
import { inTurn } from './row.ts';
import type { Row } from './row.ts';
import { createOrderSagas } from './sagas-document.ts';
import { xstateRate } from './xstate-sagas.ts';

const ROUNDS = 5;
/** About a hundred entries a saga. */
const MAXIMUM_ENTRIES = 1_000_000;

/** Sagas a second through services, channels, outboxes and relays, every entry recorded. */
function ourRate(inFlight: number, total: number): () => number {
  const document = createOrderSagas(inFlight);
  return () => {
    let completed = 0;
    let milliseconds = 0;
    for (let seed = 1; completed < total; seed++) {
      const program = scenarioProgram(document);
      const started = performance.now();
      const { outcome } = run(program, { seed, maximumEntries: MAXIMUM_ENTRIES });
      milliseconds += performance.now() - started;
      if (outcome !== 'quiescent') throw new Error('sagas are left');
      completed += inFlight;
    }
    return (completed / milliseconds) * 1000;
  };
}

/** P6 to P8: whole sagas beside what a web developer would build with XState. */
export function sagaRows(): Row[] {
  const of = inTurn(ROUNDS, {
    ours10: ourRate(10, 200),
    ours100: ourRate(100, 300),
    ours1000: ourRate(1000, 1000),
    heap100: () => xstateRate(100, 3000, 'heap'),
    ticks1000: () => xstateRate(1000, 1000, 'simulated'),
  });
  return [
    {
      id: 'P6',
      what: 'create-order sagas/s, trace on, 100 in flight',
      ours: of.ours100,
      reference: of.heap100,
      ratio: of.ours100 / of.heap100,
      goal: { atLeast: 15 },
      stretch: { atLeast: 40 },
      note: 'XState 5 actors that only exchange messages, with a heap as their clock; ours with outboxes, transactions and trace',
    },
    {
      id: 'P7',
      what: 'the same, 1,000 in flight',
      ours: of.ours1000,
      reference: of.ticks1000,
      ratio: of.ours1000 / of.ticks1000,
      goal: { atLeast: 150 },
      stretch: { atLeast: 500 },
      note: 'the same with XState’s SimulatedClock, a millisecond at a time',
    },
    {
      id: 'P8',
      what: 'the same, rate at 1,000 in flight over rate at 10',
      ours: of.ours1000,
      reference: of.ours10,
      ratio: of.ours1000 / of.ours10,
      goal: { atLeast: 0.4 },
      stretch: { atLeast: 0.6 },
      note: 'ours beside itself',
    },
  ];
}
