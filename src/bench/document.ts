import type { Scenario } from '../engine/index.ts';

/** A service that writes a row and tells a subscriber through an outbox, asked by clients `clients * requests` times. */
export function tellingDocument(clients: number, requests: number): unknown {
  const names = Array.from({ length: clients }, (_, i) => `client${i + 1}`);
  const document = {
    schema: 1,
    id: 'bench',
    title: { en: 'Bench' },
    summary: { en: 'Rows and events.' },
    messages: {
      Place: { kind: 'command', payload: { id: 'string' } },
      Placed: { kind: 'event', payload: { id: 'string' } },
    },
    services: {
      order: {
        concurrency: 4,
        inbox: true,
        database: { tables: { orders: { key: { name: 'id', type: 'string' }, columns: { state: 'string' } } } },
        handlers: {
          Place: {
            steps: [
              {
                transaction: [
                  { insert: { table: 'orders', key: 'message.id', values: { state: "'NEW'" } } },
                  { publish: { message: 'Placed', to: 'events', payload: { id: 'message.id' } } },
                  { reply: { outcome: 'success' } },
                ],
              },
            ],
          },
        },
      },
      kitchen: {
        concurrency: 4,
        inbox: true,
        database: {
          tables: {
            tickets: { key: { name: 'id', type: 'int' }, columns: { count: 'int' }, rows: [{ id: 1, count: 0 }] },
          },
        },
        handlers: {
          Placed: { steps: [{ transaction: [{ update: { table: 'tickets', key: 1, add: { count: 1 } } }] }] },
        },
      },
    },
    channels: {
      api: { kind: 'point-to-point', to: ['order'], delivery: 'at-most-once', ordering: 'none' },
      events: { kind: 'publish-subscribe', to: ['kitchen'] },
    },
    clients: Object.fromEntries(
      names.map((name) => [
        name,
        {
          requests: [
            {
              id: 'place',
              message: 'Place',
              to: 'api',
              count: requests,
              afterMicros: { exponential: 20_000 },
              payload: { id: `'${name}-' + string(ordinal)` },
            },
          ],
        },
      ]),
    ),
    variants: { plain: { title: { en: 'Plain' }, options: {} } },
  } satisfies { [key in keyof Scenario]?: unknown };
  return document;
}
