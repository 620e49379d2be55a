import { Dictionary } from '../base/containers.ts';
import { TRUE } from '../base/values.ts';
import { Outcome } from '../trace/entry.ts';
import type { Anomaly } from './anomaly.ts';
import type { Finding } from './finding.ts';
import { deadlockOf, sagaWaits, waitOperations } from './saga-waits.ts';

/**
 * A saga that has ended without having been undone, or that is still unfinished when nothing can happen any more (rule
 * AN23). Sagas that wait for each other are told so: subtype `deadlock`.
 */
export const stuckSaga: Anomaly = {
  id: 'stuck-saga',
  stages: ['sagaStarted', 'sagaEnded'],

  findings(history, sagaHistory) {
    const findings: Finding[] = [];
    const waits = sagaWaits(sagaHistory);
    for (const saga of sagaHistory.sagas) {
      const { id, type, startedAt, endedAt, outcome } = saga;
      const started = { role: 'started', entry: startedAt, saga: id, sagaType: type } as const;
      if (outcome === 'failed')
        findings.push({
          anomaly: 'stuck-saga',
          subtype: 'failed',
          at: endedAt,
          witness: { operations: [started, { role: 'ended', entry: endedAt, saga: id, sagaType: type }] },
        });
      else if (endedAt === Infinity && history.quiescent) {
        const deadlock = deadlockOf(saga, waits);
        findings.push({
          anomaly: 'stuck-saga',
          subtype: deadlock === undefined ? 'unfinished' : 'deadlock',
          at: history.length - 1,
          witness: { operations: [started, ...(deadlock ?? []).flatMap(waitOperations)] },
        });
      }
    }
    return findings.sort((a, b) => a.at - b.at);
  },

  watch({ context, stage, detector }) {
    const unfinished = new Dictionary('monitor/stuck-saga/unfinished', context);
    stage.listen({
      committed({ operations }) {
        if (detector.found) return;
        for (const operation of operations) if (operation.kind === 'sagaStarted') unfinished.set(operation.saga, TRUE);
        for (const operation of operations) {
          if (operation.kind !== 'sagaEnded' || !unfinished.has(operation.saga)) continue;
          unfinished.delete(operation.saga);
          if (operation.outcome === Outcome.failed) detector.report();
        }
      },
    });
    return {
      containers: [unfinished],
      quiescent() {
        if (unfinished.size > 0) detector.report();
      },
    };
  },
};
