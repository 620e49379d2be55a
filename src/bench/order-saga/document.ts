import type { Invariant, SagaStep, Scenario, Service, Step } from '../../engine/model/document.ts';

/** The parameters of the reference model, see MODEL.md. */
export interface OrderSagaSettings {
  /** Orders, each with a saga that creates it and one that cancels or revises it. */
  readonly NO: number;
  /** 1: the semantic lock. */
  readonly LOCK: 0 | 1;
  /** 1: idempotent consumers, which answer a known command with the outcome that it had. */
  readonly DEDUP: 0 | 1;
  /** Credit of the one account. */
  readonly TOTAL: number;
  /** Redeliveries that may happen: lost acknowledgements, whose copies come back at the tail. */
  readonly DUP: number;
}

const SETTINGS: OrderSagaSettings = { NO: 1, LOCK: 1, DEDUP: 1, TOTAL: 3, DUP: 0 };

/**
 * The reference model as a scenario: what the reference does as one action is one choice here, because every service is of
 * granularity `handler`.
 */
export function orderSagaDocument(settings: Partial<OrderSagaSettings> = {}): Scenario {
  const model = { ...SETTINGS, ...settings };
  // Where nothing comes back, the tail would only make a search think of it.
  const commands = { kind: 'point-to-point', redelivery: model.DUP > 0 ? 'tail' : 'place' } as const;
  return {
    schema: 1,
    id: 'order-saga',
    title: { en: 'Order saga' },
    summary: { en: 'The model that the explorers were compared on.' },
    messages: {
      CreateOrder: { kind: 'command', payload: { order: 'int' } },
      ChangeOrder: { kind: 'command', payload: { order: 'int', cancel: 'bool' } },
      ...Object.fromEntries(
        COMMANDS.map((command) => [command, { kind: 'command', payload: { order: 'int', cancel: 'bool' } }] as const),
      ),
    },
    services: { order: orderService(model), credit: creditService(model), kitchen: kitchenService(model) },
    channels: {
      requests: { kind: 'point-to-point', to: ['order'], delivery: 'at-most-once', ordering: 'none' },
      'order-commands': { ...commands, to: ['order'] },
      'credit-commands': { ...commands, to: ['credit'] },
      'kitchen-commands': { ...commands, to: ['kitchen'] },
      replies: { kind: 'point-to-point', to: ['order'], delivery: 'at-most-once', ordering: 'key' },
    },
    sagas: {
      create: { owner: 'order', replyChannel: 'replies', data: { order: 'int' }, steps: CREATE_STEPS },
      change: {
        owner: 'order',
        replyChannel: 'replies',
        data: { order: 'int', cancel: 'bool' },
        steps: CHANGE_STEPS,
      },
    },
    clients: Object.fromEntries(
      Array.from({ length: model.NO }, (_, order) => [
        `customer-${order}`,
        {
          requests: [
            {
              id: 'create',
              message: 'CreateOrder',
              to: 'requests',
              afterMicros: { fixed: 0 },
              payload: { order },
            },
            {
              id: 'change',
              message: 'ChangeOrder',
              to: 'requests',
              afterMicros: { fixed: 0 },
              payload: { order },
              alternatives: [{ cancel: true }, { cancel: false }],
            },
          ],
        },
      ]),
    ),
    variants: { plain: { title: { en: 'Plain' }, options: {} } },
    invariants: invariants(model.NO),
  };
}

const COMMANDS = [
  'ReserveCredit',
  'CreateTicket',
  'ApproveOrder',
  'RejectOrder',
  'BeginChange',
  'ChangeTicket',
  'AdjustCredit',
  'ConfirmChange',
  'UndoChange',
];

const create = (message: string, to: string) => ({
  message,
  to,
  key: '2 * data.order',
  payload: { order: 'data.order' },
});
const change = (message: string, to: string) => ({
  message,
  to,
  key: '2 * data.order + 1',
  payload: { order: 'data.order', cancel: 'data.cancel' },
});

const CREATE_STEPS: readonly SagaStep[] = [
  { id: 'create', kind: 'compensatable', compensation: create('RejectOrder', 'order-commands') },
  { id: 'reserve', kind: 'compensatable', command: create('ReserveCredit', 'credit-commands') },
  { id: 'ticket', kind: 'pivot', command: create('CreateTicket', 'kitchen-commands') },
  { id: 'approve', kind: 'retriable', command: create('ApproveOrder', 'order-commands') },
];

const CHANGE_STEPS: readonly SagaStep[] = [
  {
    id: 'begin',
    kind: 'compensatable',
    command: change('BeginChange', 'order-commands'),
    compensation: change('UndoChange', 'order-commands'),
  },
  { id: 'ticket', kind: 'compensatable', command: change('ChangeTicket', 'kitchen-commands') },
  { id: 'adjust', kind: 'pivot', command: change('AdjustCredit', 'credit-commands') },
  { id: 'confirm', kind: 'retriable', command: change('ConfirmChange', 'order-commands') },
];

/** A new command of the reference gets this number within its saga; two sagas per order. */
type StepNumber = 1 | 2 | 3 | 4 | 5;

const SET_OK: Step = { set: { ok: true } };
const SET_REFUSED: Step = { set: { ok: false } };
const setOrder = (state: string, where?: string): Step => ({
  update: {
    table: 'orders',
    key: 'message.order',
    set: { state: `'${state}'` },
    ...(where === undefined ? {} : { where }),
  },
});
const setTicket = (state: string): Step => ({
  update: { table: 'tickets', key: 'message.order', set: { state: `'${state}'` } },
});
const addCredit = (difference: number | string): Step => ({
  update: { table: 'accounts', key: 1, add: { available: difference } },
});
const reserve: readonly Step[] = [
  { read: { table: 'accounts', key: 1, as: 'account' } },
  {
    if: 'account.available >= 1',
    then: [
      addCredit(-1),
      { update: { table: 'reservations', key: 'message.order', add: { amount: 1 } } },
      SET_OK,
    ],
    else: [SET_REFUSED],
  },
];

/** What a service does for one command: its effect and its answer, or, with DEDUP, the answer that it gave before. */
function handler(
  { DEDUP }: OrderSagaSettings,
  saga: 'create' | 'change',
  step: StepNumber,
  effect: readonly Step[],
): { readonly steps: readonly Step[] } {
  const key = `message.order * 16 + ${(saga === 'create' ? 0 : 8) + step}`;
  const handled: readonly Step[] =
    DEDUP === 0
      ? effect
      : [
          { read: { table: 'done', key, as: 'done' } },
          {
            if: 'done.exists',
            then: [{ set: { ok: 'done.ok' } }],
            else: [...effect, { insert: { table: 'done', key, values: { ok: 'ok' } } }],
          },
        ];
  const answer: Step = {
    if: 'ok',
    then: [{ reply: { outcome: 'success' } }],
    else: [{ label: 'refuse', reply: { outcome: 'failure' } }],
  };
  return { steps: [{ transaction: [...handled, answer] }] };
}

const DONE = { done: { key: { name: 'id', type: 'int' }, columns: { ok: 'bool' } } } as const;

function orderService(model: OrderSagaSettings): Service {
  const canBegin = model.LOCK === 1 ? "order.state == 'APPROVED'" : "order.state == 'APPROVED' || order.state == 'PENDING'";
  return {
    granularity: 'handler',
    database: {
      tables: {
        orders: { key: { name: 'id', type: 'int' }, columns: { state: 'string', cancelled: 'bool' } },
        ...DONE,
      },
    },
    handlers: {
      CreateOrder: {
        steps: [
          {
            transaction: [
              { insert: { table: 'orders', key: 'message.order', values: { state: "'PENDING'" } } },
              { startSaga: { saga: 'create', data: { order: 'message.order' } } },
            ],
          },
        ],
      },
      ChangeOrder: {
        steps: [
          {
            transaction: [
              { startSaga: { saga: 'change', data: { order: 'message.order', cancel: 'message.cancel' } } },
            ],
          },
        ],
      },
      ApproveOrder: handler(model, 'create', 3, [
        setOrder('APPROVED', model.LOCK === 1 ? "row.state == 'PENDING'" : undefined),
        SET_OK,
      ]),
      RejectOrder: handler(model, 'create', 4, [setOrder('REJECTED'), SET_OK]),
      BeginChange: handler(model, 'change', 1, [
        { read: { table: 'orders', key: 'message.order', as: 'order' } },
        {
          if: canBegin,
          then: [
            { if: 'message.cancel', then: [setOrder('CANCEL_PENDING')], else: [setOrder('REVISION_PENDING')] },
            SET_OK,
          ],
          else: [SET_REFUSED],
        },
      ]),
      ConfirmChange: handler(model, 'change', 4, [
        {
          if: 'message.cancel',
          then: [
            { update: { table: 'orders', key: 'message.order', set: { state: "'CANCELLED'", cancelled: true } } },
          ],
          else: [setOrder('APPROVED')],
        },
        SET_OK,
      ]),
      UndoChange: handler(model, 'change', 5, [setOrder('APPROVED'), SET_OK]),
    },
  };
}

function creditService(model: OrderSagaSettings): Service {
  return {
    granularity: 'handler',
    database: {
      tables: {
        accounts: {
          key: { name: 'id', type: 'int' },
          columns: { available: 'int' },
          rows: [{ id: 1, available: model.TOTAL }],
        },
        reservations: {
          key: { name: 'id', type: 'int' },
          columns: { amount: 'int' },
          rows: Array.from({ length: model.NO }, (_, id) => ({ id, amount: 0 })),
        },
        ...DONE,
      },
    },
    handlers: {
      ReserveCredit: handler(model, 'create', 1, reserve),
      AdjustCredit: handler(model, 'change', 3, [
        {
          if: 'message.cancel',
          then: [
            { read: { table: 'reservations', key: 'message.order', as: 'reservation' } },
            addCredit('reservation.amount'),
            { update: { table: 'reservations', key: 'message.order', set: { amount: 0 } } },
            SET_OK,
          ],
          else: reserve,
        },
      ]),
    },
  };
}

function kitchenService(model: OrderSagaSettings): Service {
  return {
    granularity: 'handler',
    database: {
      tables: {
        tickets: {
          key: { name: 'id', type: 'int' },
          columns: { state: 'string' },
          rows: Array.from({ length: model.NO }, (_, id) => ({ id, state: 'NONE' })),
        },
        ...DONE,
      },
    },
    handlers: {
      CreateTicket: handler(model, 'create', 2, [setTicket('CREATED'), SET_OK]),
      ChangeTicket: handler(model, 'change', 2, [
        { read: { table: 'tickets', key: 'message.order', as: 'ticket' } },
        {
          if: 'message.cancel',
          then: [setTicket('CANCELLED'), SET_OK],
          else: [
            { if: "ticket.state == 'CREATED'", then: [setTicket('REVISED'), SET_OK], else: [SET_REFUSED] },
          ],
        },
      ]),
    },
  };
}

/** I1 is `lost-update`: a cancelled order stays cancelled. I2 is `credit-0` and so on: it holds no credit. */
function invariants(orders: number): Record<string, Invariant> {
  const update: Invariant = {
    title: { en: 'A cancelled order stays cancelled' },
    when: 'always',
    forEach: { service: 'order', table: 'orders' },
    holds: "!row.cancelled || row.state == 'CANCELLED'",
  };
  const credit = Array.from({ length: orders }, (_, order): readonly [string, Invariant] => [
    `credit-${order}`,
    {
      title: { en: `Order ${order}, once cancelled, holds no credit` },
      when: 'always',
      queries: {
        cancelled: {
          service: 'order',
          table: 'orders',
          where: `row.id == ${order} && row.cancelled`,
          aggregate: 'exists',
        },
        reserved: {
          service: 'credit',
          table: 'reservations',
          where: `row.id == ${order}`,
          aggregate: 'sum',
          of: 'row.amount',
        },
      },
      holds: '!cancelled || reserved == 0',
    },
  ]);
  return { 'lost-update': update, ...Object.fromEntries(credit) };
}
