import { Dictionary } from '../base/containers.ts';
import { NULL } from '../base/values.ts';
import type { Value } from '../base/values.ts';
import { identityLabel } from '../trace/history.ts';
import type { HistoryPublication, HistoryTransaction } from '../trace/history.ts';
import type { Anomaly } from './anomaly.ts';
import type { Finding, WitnessOperation } from './finding.ts';
import { groupBy } from './group.ts';
import type { StagedKind } from './stage.ts';

/**
 * The same local transaction of one handler committed an effect twice for one message, or an effect once and a refusal
 * once (rule AN22). Effects are rows written and sagas started or moved; a refusal is a reply of failure in the outbox.
 */
export const duplicateEffect: Anomaly = {
  id: 'duplicate-effect',
  stages: ['written', 'sagaStarted', 'sagaMoved', 'sagaEnded', 'outboxed'],

  findings(history) {
    const handlings = history.transactions
      .filter(({ status, message }) => status === 'committed' && message !== null)
      .sort((a, b) => a.endedAt - b.endedAt);
    const findings: Finding[] = [];
    for (const attempts of groupBy(handlings, ({ message, service, label }) =>
      JSON.stringify([message, service, label]),
    ).values()) {
      let first: { readonly transaction: HistoryTransaction; readonly outcome: number } | undefined;
      for (const transaction of attempts) {
        const outcome = outcomeOf(hasEffect(transaction), transaction.publications.some(isRefusalInOutbox));
        if (outcome === NOTHING) continue;
        first ??= { transaction, outcome };
        if (first.transaction === transaction || !isSecondEffect(first.outcome, outcome)) continue;
        findings.push({
          anomaly: 'duplicate-effect',
          at: transaction.endedAt,
          ...(first.outcome === outcome ? {} : { subtype: 'contradiction' as const }),
          witness: { operations: [effect('first-effect', first.transaction), effect('second-effect', transaction)] },
        });
        break;
      }
    }
    return findings.sort((a, b) => a.at - b.at);
  },

  watch({ context, stage, detector }) {
    const { values } = context;
    // (message, service, label of the transaction): the outcome of the first with one.
    const done = new Dictionary('monitor/duplicate-effect/done', context);
    stage.listen({
      committed({ id, message, service, operations }) {
        if (detector.found || message === NULL) return;
        const outcome = outcomeOf(
          operations.some(({ kind }) => EFFECTS.has(kind)),
          operations.some((operation) => operation.kind === 'outboxed' && operation.refusal),
        );
        if (outcome === NOTHING) return;
        const label: Value = identityLabel(values, id);
        const effectOf = values.tuple(message, values.integer(service), label === NULL ? id : label);
        const first = done.get(effectOf);
        if (first === NULL) done.set(effectOf, values.integer(outcome));
        else if (isSecondEffect(values.toInteger(first), outcome)) detector.report();
      },
    });
    return { containers: [done] };
  },
};

const EFFECTS: ReadonlySet<StagedKind> = new Set(['written', 'sagaStarted', 'sagaMoved', 'sagaEnded']);

const NOTHING = 0;
const REFUSED = 1;
const EFFECT = 2;

/** A refusal with an effect is an effect: what was refused is part of it. */
function outcomeOf(hasAnEffect: boolean, refuses: boolean): number {
  if (hasAnEffect) return EFFECT;
  return refuses ? REFUSED : NOTHING;
}

/** To be refused again is no effect; to be refused after an effect, or the other way round, contradicts it. */
const isSecondEffect = (first: number, second: number): boolean => first === EFFECT || second === EFFECT;

const isRefusalInOutbox = ({ means, refusal }: HistoryPublication): boolean => means === 'outboxed' && refusal;

const hasEffect = (transaction: HistoryTransaction): boolean =>
  transaction.firstWriteAt >= 0 || transaction.sagaEvents.length > 0;

function effect(role: 'first-effect' | 'second-effect', transaction: HistoryTransaction): WitnessOperation {
  const write = transaction.writes[0];
  const event = transaction.sagaEvents[0];
  const refusal = hasEffect(transaction) ? undefined : transaction.publications.find(isRefusalInOutbox);
  return {
    role,
    entry: write?.entry ?? event?.entry ?? refusal?.entry ?? transaction.endedAt,
    ...(transaction.message === null ? {} : { message: transaction.message }),
    service: transaction.service,
    transaction: transaction.id,
    ...(transaction.saga === null ? {} : { saga: transaction.saga }),
    ...(transaction.step === null ? {} : { step: transaction.step }),
    ...(refusal === undefined ? {} : { messageType: refusal.messageType }),
    ...(write === undefined
      ? {}
      : { table: write.table, key: write.key, column: write.column, value: write.value, form: write.form }),
  };
}
