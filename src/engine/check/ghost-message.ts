import { Fate } from '../trace/entry.ts';
import type { Anomaly } from './anomaly.ts';
import type { Finding } from './finding.ts';

/**
 * A message was sent from within a local transaction that was then rolled back, be it by a crash (rule AN21). One that
 * the network lost at once is nobody's ghost.
 */
export const ghostMessage: Anomaly = {
  id: 'ghost-message',
  stages: ['sent'],

  findings(history) {
    const findings: Finding[] = [];
    for (const transaction of history.transactions) {
      if (transaction.status !== 'rolledBack') continue;
      for (const message of transaction.publications) {
        if (message.means !== 'sent' || message.fate === 'lost') continue;
        findings.push({
          anomaly: 'ghost-message',
          at: transaction.endedAt,
          witness: {
            operations: [
              {
                role: 'sent',
                entry: message.entry,
                service: transaction.service,
                transaction: transaction.id,
                message: message.message,
                messageType: message.messageType,
                ...(message.channel === null ? {} : { channel: message.channel }),
              },
              {
                role: 'rolled-back',
                entry: transaction.endedAt,
                service: transaction.service,
                transaction: transaction.id,
              },
            ],
          },
        });
      }
    }
    return findings.sort((a, b) => a.at - b.at);
  },

  watch({ stage, detector }) {
    stage.listen({
      rolledBack(transaction) {
        if (transaction.operations.some((operation) => operation.kind === 'sent' && operation.fate !== Fate.lost))
          detector.report();
      },
    });
    return { containers: [] };
  },
};
