/** Table, key and state of what a participant keeps of an order. */
const TABLE = { key: { name: 'id', type: 'string' }, columns: { state: 'string' } };

const keeping = (message: string, table: string, state: string) => ({
  [message]: {
    steps: [
      {
        transaction: [
          { insert: { table, key: 'message.id', values: { state: `'${state}'` }, onConflict: 'update' } },
          { reply: { outcome: 'success' } },
        ],
      },
    ],
  },
});

/**
 * Create-order sagas over three services with outboxes, all started at once by fifty clients at most: what is asked is the
 * rate with so many in flight.
 */
export function createOrderSagas(inFlight: number): unknown {
  const clients = Math.min(inFlight, 50);
  const service = (handlers: object, tables: object) => ({
    concurrency: 16,
    instances: 8,
    serviceTimeMicros: { uniform: [200, 800] },
    relay: { kind: 'polling', intervalMicros: { fixed: 50 }, batch: 100 },
    database: { tables },
    handlers,
  });
  const command = (message: string, to: string) => ({ command: { message, to, payload: { id: 'data.id' } } });
  const queue = (to: string) => ({ kind: 'point-to-point', to: [to] });
  return {
    schema: 1,
    id: 'bench-create-order',
    title: { en: 'Bench' },
    summary: { en: 'Sagas that create orders.' },
    messages: Object.fromEntries(
      ['CreateOrder', 'ReserveCredit', 'CreateTicket', 'ApproveOrder'].map((message) => [
        message,
        { kind: 'command', payload: { id: 'string' } },
      ]),
    ),
    services: {
      order: service(
        {
          CreateOrder: {
            steps: [
              {
                transaction: [
                  { insert: { table: 'orders', key: 'message.id', values: { state: "'PENDING'" } } },
                  { startSaga: { saga: 'create-order', data: { id: 'message.id' } } },
                ],
              },
            ],
          },
          ...keeping('ApproveOrder', 'orders', 'APPROVED'),
        },
        { orders: TABLE },
      ),
      credit: service(keeping('ReserveCredit', 'reservations', 'RESERVED'), { reservations: TABLE }),
      kitchen: service(keeping('CreateTicket', 'tickets', 'CREATED'), { tickets: TABLE }),
    },
    channels: {
      requests: queue('order'),
      'order-commands': queue('order'),
      'credit-commands': queue('credit'),
      'kitchen-commands': queue('kitchen'),
      replies: queue('order'),
    },
    sagas: {
      'create-order': {
        owner: 'order',
        replyChannel: 'replies',
        data: { id: 'string' },
        steps: [
          { id: 'create', kind: 'compensatable' },
          { id: 'reserve', kind: 'compensatable', ...command('ReserveCredit', 'credit-commands') },
          { id: 'ticket', kind: 'pivot', ...command('CreateTicket', 'kitchen-commands') },
          { id: 'approve', kind: 'retriable', ...command('ApproveOrder', 'order-commands') },
        ],
      },
    },
    clients: Object.fromEntries(
      Array.from({ length: clients }, (_, i) => [
        `client${i + 1}`,
        {
          requests: [
            {
              id: 'create',
              message: 'CreateOrder',
              to: 'requests',
              count: Math.ceil(inFlight / clients),
              afterMicros: { fixed: 0 },
              payload: { id: `'c${i + 1}-' + string(ordinal)` },
            },
          ],
        },
      ]),
    ),
    variants: { plain: { title: { en: 'Plain' }, options: {} } },
  };
}
