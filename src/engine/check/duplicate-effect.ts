import { Dictionary } from '../base/containers.ts';
import { NULL, TRUE } from '../base/values.ts';
import type { Value } from '../base/values.ts';
import { identityLabel } from '../trace/history.ts';
import type { HistoryTransaction } from '../trace/history.ts';
import type { Anomaly } from './anomaly.ts';
import type { Finding, WitnessOperation } from './finding.ts';
import { groupBy } from './group.ts';
import type { StagedKind } from './stage.ts';

/**
 * The same local transaction of one handler committed an effect twice for one message (rule AN22). Effects are rows
 * written and sagas started or moved.
 */
export const duplicateEffect: Anomaly = {
  id: 'duplicate-effect',
  stages: ['written', 'sagaStarted', 'sagaMoved', 'sagaEnded'],

  findings(history) {
    const effects = history.transactions
      .filter(
        (transaction) => transaction.status === 'committed' && transaction.message !== null && hasEffect(transaction),
      )
      .sort((a, b) => a.endedAt - b.endedAt);
    const findings: Finding[] = [];
    for (const [first, second] of groupBy(effects, (transaction) =>
      JSON.stringify([transaction.message, transaction.service, transaction.label]),
    ).values()) {
      if (first === undefined || second === undefined) continue;
      findings.push({
        anomaly: 'duplicate-effect',
        at: second.endedAt,
        witness: { operations: [effect('first-effect', first), effect('second-effect', second)] },
      });
    }
    return findings.sort((a, b) => a.at - b.at);
  },

  watch({ context, stage, detector }) {
    const { values } = context;
    // (message, service, label of the transaction) of every effect.
    const done = new Dictionary('monitor/duplicate-effect/done', context);
    stage.listen({
      committed({ id, message, service, operations }) {
        if (detector.found || message === NULL || !operations.some((operation) => EFFECTS.has(operation.kind))) return;
        const label: Value = identityLabel(values, id);
        const effectOf = values.tuple(message, values.integer(service), label === NULL ? id : label);
        if (done.has(effectOf)) detector.report();
        else done.set(effectOf, TRUE);
      },
    });
    return { containers: [done] };
  },
};

const EFFECTS: ReadonlySet<StagedKind> = new Set(['written', 'sagaStarted', 'sagaMoved', 'sagaEnded']);

const hasEffect = (transaction: HistoryTransaction): boolean =>
  transaction.firstWriteAt >= 0 || transaction.sagaEvents.length > 0;

function effect(role: 'first-effect' | 'second-effect', transaction: HistoryTransaction): WitnessOperation {
  const write = transaction.writes[0];
  const event = transaction.sagaEvents[0];
  return {
    role,
    entry: write?.entry ?? event?.entry ?? transaction.endedAt,
    ...(transaction.message === null ? {} : { message: transaction.message }),
    service: transaction.service,
    transaction: transaction.id,
    ...(transaction.saga === null ? {} : { saga: transaction.saga }),
    ...(transaction.step === null ? {} : { step: transaction.step }),
    ...(write === undefined
      ? {}
      : { table: write.table, key: write.key, column: write.column, value: write.value, form: write.form }),
  };
}
