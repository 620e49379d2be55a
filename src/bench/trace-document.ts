import type { Scenario } from '../engine/index.ts';

/**
 * Sagas of so many steps, each a command to one of two services that writes a row and replies through its outbox; fifty
 * clients start them.
 */
export function sagasDocument(sagas: number, steps: number): unknown {
  const clients = 50;
  const participant = {
    concurrency: 16,
    instances: 2,
    serviceTimeMicros: { uniform: [200, 800] },
    relay: { kind: 'polling', intervalMicros: { fixed: 50 }, batch: 100 },
    database: { tables: { work: { key: { name: 'id', type: 'string' }, columns: { state: 'string', count: 'int' } } } },
    handlers: {
      Work: {
        steps: [
          {
            transaction: [
              {
                insert: {
                  table: 'work',
                  key: 'message.id',
                  values: { state: "'NEW'", count: '0' },
                  onConflict: 'nothing',
                },
              },
              { update: { table: 'work', key: 'message.id', add: { count: 1 } } },
              { reply: { outcome: 'success' } },
            ],
          },
        ],
      },
    },
  };
  return {
    schema: 1,
    id: 'bench-sagas',
    title: { en: 'Bench' },
    summary: { en: 'Sagas of many steps.' },
    messages: {
      Start: { kind: 'command', payload: { id: 'string' } },
      Work: { kind: 'command', payload: { id: 'string' } },
    },
    services: {
      owner: {
        concurrency: 16,
        instances: 2,
        serviceTimeMicros: { uniform: [200, 800] },
        relay: { kind: 'polling', intervalMicros: { fixed: 50 }, batch: 100 },
        database: { tables: { orders: { key: { name: 'id', type: 'string' }, columns: { state: 'string' } } } },
        handlers: {
          Start: { steps: [{ transaction: [{ startSaga: { saga: 'work', data: { id: 'message.id' } } }] }] },
        },
      },
      left: participant,
      right: participant,
    },
    channels: {
      starts: { kind: 'point-to-point', to: ['owner'] },
      left: { kind: 'point-to-point', to: ['left'] },
      right: { kind: 'point-to-point', to: ['right'] },
      replies: { kind: 'point-to-point', to: ['owner'] },
    },
    sagas: {
      work: {
        owner: 'owner',
        replyChannel: 'replies',
        data: { id: 'string' },
        steps: Array.from({ length: steps }, (_, i) => ({
          id: `step${i + 1}`,
          kind: 'retriable',
          command: { message: 'Work', to: i % 2 === 0 ? 'left' : 'right', payload: { id: 'data.id' } },
        })),
      },
    },
    clients: Object.fromEntries(
      Array.from({ length: clients }, (_, i) => [
        `client${i + 1}`,
        {
          requests: [
            {
              id: 'start',
              message: 'Start',
              to: 'starts',
              count: Math.ceil(sagas / clients),
              afterMicros: { exponential: 3_000_000 },
              payload: { id: `'client${i + 1}-' + string(ordinal)` },
            },
          ],
        },
      ]),
    ),
    variants: { plain: { title: { en: 'Plain' }, options: {} } },
  } satisfies { [key in keyof Scenario]?: unknown };
}
