import { Dictionary } from '../base/containers.ts';
import { TRUE } from '../base/values.ts';
import { EntryKind } from '../trace/entry.ts';
import { purposeOf } from '../trace/history.ts';
import type { History, HistoryPublication, HistoryTransaction } from '../trace/history.ts';
import type { Anomaly } from './anomaly.ts';
import type { Finding } from './finding.ts';
import { groupBy } from './group.ts';
import type { StagedOperation } from './stage.ts';

/**
 * A committed transaction had a message to send, through the outbox or after its commit, and the message was never sent
 * after the commit (rule AN20). A later attempt at the same work sends it under an id of its own: what counts is its
 * purpose, the same in every attempt. Replies that go straight back to whoever asked are no messages of a channel, and
 * not judged.
 */
export const lostMessage: Anomaly = {
  id: 'lost-message',
  stages: ['outboxed', 'intended'],

  findings(history) {
    if (!history.quiescent) return [];
    const sent = groupBy([...history.messages.values()], (message) => message.purpose);
    const isSentAfter = (purpose: string, at: number): boolean =>
      (sent.get(purpose) ?? []).some((message) => message.sends.some((send) => send.entry > at));
    return intents(history)
      .filter(({ transaction, publication }) => !isSentAfter(publication.purpose, transaction.endedAt))
      .map(({ transaction, publication }): Finding => {
        const place = { service: transaction.service, transaction: transaction.id };
        const channel = publication.channel === null ? {} : { channel: publication.channel };
        const message = { message: publication.message, messageType: publication.messageType, ...channel };
        return {
          anomaly: 'lost-message',
          at: history.length - 1,
          witness: {
            operations: [
              { role: 'intended', entry: publication.entry, ...place, ...message },
              { role: 'committed', entry: transaction.endedAt, ...place },
            ],
          },
        };
      });
  },

  watch({ context, stage, detector }) {
    const { values } = context;
    // Purposes of messages that a committed transaction wants sent.
    const awaited = new Dictionary('monitor/lost-message/awaited', context);
    stage.listen({
      committed({ operations }) {
        for (const operation of operations)
          if (isIntent(operation)) awaited.set(purposeOf(values, operation.message), TRUE);
      },
      entry(kind, _actor, message) {
        if (kind === EntryKind.sent) awaited.delete(purposeOf(values, message));
      },
    });
    return {
      containers: [awaited],
      quiescent() {
        if (awaited.size > 0) detector.report();
      },
    };
  },
};

const isIntent = (
  operation: StagedOperation,
): operation is Extract<StagedOperation, { kind: 'outboxed' | 'intended' }> =>
  operation.kind === 'outboxed' || (operation.kind === 'intended' && operation.channel >= 0);

function intents(history: History): { transaction: HistoryTransaction; publication: HistoryPublication }[] {
  return history.transactions
    .filter((transaction) => transaction.status === 'committed')
    .flatMap((transaction) =>
      transaction.publications
        .filter((publication) => publication.means !== 'sent' && publication.channel !== null)
        .map((publication) => ({ transaction, publication })),
    );
}
