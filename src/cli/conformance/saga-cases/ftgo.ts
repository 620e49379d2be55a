import type { Json, Scenario } from '../../../engine/index.ts';
import { isFields } from './case.ts';
import type { Fields, SagaCase } from './case.ts';
import { API, FAILURE, SUCCESS, command, handler, queueTo, scenarioOf } from './document.ts';
import type { CaseRequest } from './document.ts';

const ORDER_ID = ['orderId', 'string'] as const;
const TOTAL = ['total', 'int'] as const;
const KEY = 'message.orderId';

/** Which order a case is about when it begins with one. */
export const GIVEN_ORDER = 'order-1';

/** By state: event and the state that it leads to. Anything else is an unsupported transition. */
export const ORDER_TRANSITIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  APPROVAL_PENDING: { noteApproved: 'APPROVED', noteRejected: 'REJECTED' },
  APPROVED: { cancel: 'CANCEL_PENDING', revise: 'REVISION_PENDING' },
  CANCEL_PENDING: { undoPendingCancel: 'APPROVED', noteCancelled: 'CANCELLED' },
  REVISION_PENDING: { rejectRevision: 'APPROVED', confirmRevision: 'APPROVED' },
  REJECTED: {},
  CANCELLED: {},
};

/** `previous` goes back to the state before the cancellation or revision began. */
const TICKET_TRANSITIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CREATE_PENDING: { confirmCreate: 'AWAITING_ACCEPTANCE', cancelCreate: 'CANCELLED' },
  AWAITING_ACCEPTANCE: { accept: 'ACCEPTED', cancel: 'CANCEL_PENDING', beginRevise: 'REVISION_PENDING' },
  ACCEPTED: { preparing: 'PREPARING', cancel: 'CANCEL_PENDING', beginRevise: 'REVISION_PENDING' },
  PREPARING: { readyForPickup: 'READY_FOR_PICKUP' },
  READY_FOR_PICKUP: { pickedUp: 'PICKED_UP' },
  PICKED_UP: {},
  CANCEL_PENDING: { confirmCancel: 'CANCELLED', undoCancel: 'previous' },
  REVISION_PENDING: { confirmRevise: 'previous', undoRevise: 'previous' },
  CANCELLED: {},
};

const PREVIOUS_STATES = ['AWAITING_ACCEPTANCE', 'ACCEPTED'];

function machine(id: string, initial: string, transitions: typeof TICKET_TRANSITIONS): Json {
  const targetOf = (target: string): Json =>
    target === 'previous'
      ? PREVIOUS_STATES.map((state) => ({
          target: state,
          guard: { type: 'cel', params: { when: `row.previous == '${state}'` } },
        }))
      : target;
  const states = Object.entries(transitions).map(([state, events]) => [
    state,
    { on: Object.fromEntries(Object.entries(events).map(([event, target]) => [event, targetOf(target)])) },
  ]);
  return { id, initial, states: Object.fromEntries(states) as Json };
}

export const orderMachine = (): Json => machine('order', 'APPROVAL_PENDING', ORDER_TRANSITIONS);

/** The FTGO application: Create, Cancel and Revise Order sagas over Order, Consumer, Kitchen and Accounting. */
export function ftgoScenario({ given, config }: SagaCase, requests: readonly CaseRequest[], total: number): Scenario {
  const inbox = config['duplicateDetection'] !== false;
  const states = isFields(given['state']) ? given['state'] : {};
  return scenarioOf(
    {
      messages: MESSAGES,
      machines: {
        order: orderMachine(),
        ticket: machine('ticket', 'CREATE_PENDING', TICKET_TRANSITIONS),
      },
      services: {
        orderService: orderService(given, states, inbox, total, config['semanticLock'] !== false),
        consumerService: {
          inbox,
          database: flags({ valid: given['consumer'] === true || given['consumer'] === undefined }),
          handlers: { ValidateOrderByConsumer: allowedIf('valid') },
        },
        kitchenService: kitchenService(given, states, inbox, config['semanticLock'] !== false),
        accountingService: {
          inbox,
          database: flags({
            authorizes: given['account'] !== 'disabled',
            reverses: states['account'] !== 'reverse fails',
            revises: given['account'] !== 'disabled' && states['account'] !== 'revise fails',
          }),
          handlers: {
            AuthorizeCommand: allowedIf('authorizes'),
            ReverseAuthorizationCommand: allowedIf('reverses'),
            ReviseAuthorization: allowedIf('revises'),
          },
        },
      },
      channels: {
        [API]: { kind: 'point-to-point', to: ['orderService'], delivery: 'at-most-once', ordering: 'none' },
        kitchenApi: { kind: 'point-to-point', to: ['kitchenService'], delivery: 'at-most-once', ordering: 'none' },
        orderService: queueTo('orderService'),
        consumerService: queueTo('consumerService'),
        kitchenService: queueTo('kitchenService'),
        accountingService: queueTo('accountingService'),
        reply: queueTo('orderService'),
        events: { kind: 'publish-subscribe', to: [] },
      },
      sagas: SAGAS,
    },
    requests,
  );
}

const ORDER_EVENTS = [
  'OrderCreatedEvent',
  'OrderAuthorized',
  'OrderRejected',
  'OrderCancelled',
  'OrderRevisionProposed',
  'OrderRevised',
];
const TICKET_EVENTS = ['TicketCreatedEvent', 'TicketAcceptedEvent', 'TicketCancelled', 'TicketRevised'];

const COMMANDS = [
  'ValidateOrderByConsumer',
  'CreateTicket',
  'CancelCreateTicket',
  'ConfirmCreateTicket',
  'AuthorizeCommand',
  'ReverseAuthorizationCommand',
  'ReviseAuthorization',
  'ApproveOrderCommand',
  'RejectOrderCommand',
  'BeginCancelCommand',
  'UndoBeginCancelCommand',
  'ConfirmCancelOrderCommand',
  'BeginCancelTicketCommand',
  'UndoBeginCancelTicketCommand',
  'ConfirmCancelTicketCommand',
  'UndoBeginReviseOrderCommand',
  'BeginReviseTicketCommand',
  'UndoBeginReviseTicketCommand',
  'ConfirmReviseTicketCommand',
  'ConfirmReviseOrderCommand',
  'CancelOrder',
];

const MESSAGES: Readonly<Record<string, Json>> = {
  ...Object.fromEntries(COMMANDS.map((type) => [type, command(ORDER_ID)])),
  CreateOrder: command(ORDER_ID, TOTAL),
  ReviseOrder: command(ORDER_ID, TOTAL),
  BeginReviseOrderCommand: command(ORDER_ID, TOTAL),
  AcceptTicket: command(ORDER_ID, ['readyInMinutes', 'int']),
  ...Object.fromEntries([...ORDER_EVENTS, ...TICKET_EVENTS].map((type) => [type, { kind: 'event' }])),
  CreateTicketReply: { kind: 'reply', payload: { ticketId: 'string' } },
  BeginReviseOrderReply: { kind: 'reply', payload: { total: 'int' } },
  RestaurantNotFound: { kind: 'reply' },
  IllegalArgument: { kind: 'reply' },
  UnsupportedStateTransition: { kind: 'reply' },
};

/** A participant that only says yes or no. */
function flags(values: Readonly<Record<string, boolean>>): Json {
  return {
    tables: {
      flags: {
        key: { name: 'id', type: 'int' },
        columns: Object.fromEntries(Object.keys(values).map((flag) => [flag, 'bool'])),
        rows: [{ id: 1, ...values }],
      },
    },
  };
}

const allowedIf = (flag: string): Json =>
  handler({ read: { table: 'flags', key: 1, as: 'flags' } }, { if: `flags.${flag}`, then: [SUCCESS], else: [FAILURE] });

const event = (message: string): Json => ({ publish: { message, to: 'events' } });

/** Takes the row's machine through an event, or replies that it cannot; without the lock it just writes. */
function moves(
  table: string,
  name: string,
  state: string,
  isLocked: boolean,
  more: { readonly set?: Readonly<Record<string, Json>>; readonly then?: readonly Json[] } = {},
): Json {
  const { set = {}, then = [] } = more;
  if (!isLocked) {
    const update: Json = { update: { table, key: KEY, set: { ...set, state: `'${state}'` } } };
    return handler({ read: { table, key: KEY, as: 'row1' } }, update, ...then, SUCCESS);
  }
  return handler(
    { read: { table, key: KEY, as: 'row1' } },
    { transition: { table, key: KEY, event: name, set, as: 'moved', otherwise: [FAILURE] } },
    { if: 'moved.taken', then: [...then, SUCCESS] },
  );
}

function orderService(given: Fields, states: Fields, inbox: boolean, total: number, isLocked: boolean): Json {
  const { order } = states;
  const orders = (name: string, state: string, more: Parameters<typeof moves>[4] = {}): Json =>
    moves('orders', name, state, isLocked, more);
  const starts = (saga: string, data: Readonly<Record<string, string>> = {}): Json =>
    handler({ startSaga: { saga, data: { orderId: KEY, ...data } } }, SUCCESS);
  return {
    inbox,
    // A poll of the relay publishes all rows that it finds, then marks them.
    relay: { kind: 'polling', batch: 100 },
    concurrency: 16,
    database: {
      tables: {
        orders: {
          key: { name: 'id', type: 'string' },
          columns: { state: 'string', total: 'int', proposed: 'int' },
          machines: { state: 'order' },
          rows: typeof order === 'string' ? [{ id: GIVEN_ORDER, state: order, total, proposed: 0 }] : [],
        },
        restaurants: {
          key: { name: 'id', type: 'int' },
          columns: { known: 'bool' },
          rows: [{ id: 1, known: given['restaurant'] !== false }],
        },
      },
    },
    handlers: {
      CreateOrder: handler(
        { read: { table: 'restaurants', key: 1, as: 'restaurant' } },
        {
          if: 'restaurant.known',
          then: [
            {
              insert: {
                table: 'orders',
                key: KEY,
                values: { state: "'APPROVAL_PENDING'", total: 'message.total' },
              },
            },
            event('OrderCreatedEvent'),
            { startSaga: { saga: 'create-order', data: { orderId: KEY } } },
            SUCCESS,
          ],
          else: [{ label: 'refuse', reply: { outcome: 'failure', message: 'RestaurantNotFound' } }],
        },
      ),
      CancelOrder: starts('cancel-order'),
      ReviseOrder: starts('revise-order', { total: 'message.total' }),
      ApproveOrderCommand: orders('noteApproved', 'APPROVED', { then: [event('OrderAuthorized')] }),
      RejectOrderCommand: orders('noteRejected', 'REJECTED', { then: [event('OrderRejected')] }),
      BeginCancelCommand: orders('cancel', 'CANCEL_PENDING'),
      UndoBeginCancelCommand: orders('undoPendingCancel', 'APPROVED'),
      ConfirmCancelOrderCommand: orders('noteCancelled', 'CANCELLED', { then: [event('OrderCancelled')] }),
      BeginReviseOrderCommand: handler(
        {
          transition: {
            table: 'orders',
            key: KEY,
            event: 'revise',
            set: { proposed: 'message.total' },
            as: 'moved',
            otherwise: [FAILURE],
          },
        },
        {
          if: 'moved.taken',
          then: [
            event('OrderRevisionProposed'),
            { reply: { outcome: 'success', message: 'BeginReviseOrderReply', payload: { total: 'message.total' } } },
          ],
        },
      ),
      UndoBeginReviseOrderCommand: orders('rejectRevision', 'APPROVED'),
      ConfirmReviseOrderCommand: orders('confirmRevision', 'APPROVED', {
        set: { total: 'row1.proposed' },
        then: [event('OrderRevised')],
      }),
    },
  };
}

function kitchenService(given: Fields, states: Fields, inbox: boolean, isLocked: boolean): Json {
  const { ticket } = states;
  const tickets = (name: string, state: string, more: Parameters<typeof moves>[4] = {}): Json =>
    moves('tickets', name, state, isLocked, more);
  const begins = { set: { previous: 'row1.state' } };
  const created: Json = {
    insert: { table: 'tickets', key: KEY, values: { state: "'CREATE_PENDING'", previous: "''" } },
  };
  const reply: Json = {
    reply: { outcome: 'success', message: 'CreateTicketReply', payload: { ticketId: KEY } },
  };
  return {
    inbox,
    concurrency: 16,
    database: {
      tables: {
        tickets: {
          key: { name: 'orderId', type: 'string' },
          columns: { state: 'string', previous: 'string' },
          machines: { state: 'ticket' },
          rows:
            typeof ticket === 'string'
              ? [{ orderId: GIVEN_ORDER, state: ticket, previous: 'AWAITING_ACCEPTANCE' }]
              : [],
        },
      },
    },
    handlers: {
      CreateTicket: given['kitchen'] === 'declines' ? handler(FAILURE) : handler(created, reply),
      ConfirmCreateTicket: tickets('confirmCreate', 'AWAITING_ACCEPTANCE', { then: [event('TicketCreatedEvent')] }),
      // As shipped, the method throws: an exception in a handler is a reply of failure.
      CancelCreateTicket: given['kitchen'] === 'as shipped' ? handler(FAILURE) : tickets('cancelCreate', 'CANCELLED'),
      BeginCancelTicketCommand: tickets('cancel', 'CANCEL_PENDING', begins),
      UndoBeginCancelTicketCommand: tickets('undoCancel', 'AWAITING_ACCEPTANCE'),
      ConfirmCancelTicketCommand: tickets('confirmCancel', 'CANCELLED', { then: [event('TicketCancelled')] }),
      BeginReviseTicketCommand: tickets('beginRevise', 'REVISION_PENDING', begins),
      UndoBeginReviseTicketCommand: tickets('undoRevise', 'AWAITING_ACCEPTANCE'),
      ConfirmReviseTicketCommand: tickets('confirmRevise', 'AWAITING_ACCEPTANCE', { then: [event('TicketRevised')] }),
      AcceptTicket: handler({
        if: 'message.readyInMinutes < 0',
        then: [{ label: 'refuse-time', reply: { outcome: 'failure', message: 'IllegalArgument' } }],
        else: given['kitchen'] === 'as shipped' ? ACCEPT_AS_SHIPPED : ACCEPT,
      }),
    },
  };
}

const UNSUPPORTED: Json = {
  label: 'refuse-state',
  reply: { outcome: 'failure', message: 'UnsupportedStateTransition' },
};

const ACCEPT: readonly Json[] = [
  { transition: { table: 'tickets', key: KEY, event: 'accept', as: 'moved', otherwise: [UNSUPPORTED] } },
  { if: 'moved.taken', then: [event('TicketAcceptedEvent'), SUCCESS] },
];

/** As shipped, the assignment of the new state stands in a comment: the event is published, and the ticket stays. */
const ACCEPT_AS_SHIPPED: readonly Json[] = [
  { read: { table: 'tickets', key: KEY, as: 'ticket' } },
  {
    if: "ticket.state == 'AWAITING_ACCEPTANCE'",
    then: [event('TicketAcceptedEvent'), SUCCESS],
    else: [UNSUPPORTED],
  },
];

type Step = Readonly<Record<string, Json>>;

const outgoing = (message: string, to: string, more: Readonly<Record<string, string>> = {}): Json => ({
  message,
  to,
  payload: { orderId: 'data.orderId', ...more },
});

function saga(data: Readonly<Record<string, string>>, steps: readonly Step[]): Json {
  return { owner: 'orderService', replyChannel: 'reply', data: { orderId: 'string', ...data }, steps };
}

const SAGAS: Readonly<Record<string, Json>> = {
  'create-order': saga({}, [
    { id: 'create', kind: 'compensatable', compensation: outgoing('RejectOrderCommand', 'orderService') },
    { id: 'validate', kind: 'compensatable', command: outgoing('ValidateOrderByConsumer', 'consumerService') },
    {
      id: 'create-ticket',
      kind: 'compensatable',
      command: outgoing('CreateTicket', 'kitchenService'),
      compensation: outgoing('CancelCreateTicket', 'kitchenService'),
    },
    { id: 'authorize', kind: 'pivot', command: outgoing('AuthorizeCommand', 'accountingService') },
    { id: 'confirm-ticket', kind: 'retriable', command: outgoing('ConfirmCreateTicket', 'kitchenService') },
    { id: 'approve', kind: 'retriable', command: outgoing('ApproveOrderCommand', 'orderService') },
  ]),
  'cancel-order': saga({}, [
    {
      id: 'begin',
      kind: 'compensatable',
      command: outgoing('BeginCancelCommand', 'orderService'),
      compensation: outgoing('UndoBeginCancelCommand', 'orderService'),
    },
    {
      id: 'begin-ticket',
      kind: 'compensatable',
      command: outgoing('BeginCancelTicketCommand', 'kitchenService'),
      compensation: outgoing('UndoBeginCancelTicketCommand', 'kitchenService'),
    },
    { id: 'reverse', kind: 'pivot', command: outgoing('ReverseAuthorizationCommand', 'accountingService') },
    { id: 'confirm-ticket', kind: 'retriable', command: outgoing('ConfirmCancelTicketCommand', 'kitchenService') },
    { id: 'confirm', kind: 'retriable', command: outgoing('ConfirmCancelOrderCommand', 'orderService') },
  ]),
  'revise-order': saga({ total: 'int' }, [
    {
      id: 'begin',
      kind: 'compensatable',
      command: outgoing('BeginReviseOrderCommand', 'orderService', { total: 'data.total' }),
      compensation: outgoing('UndoBeginReviseOrderCommand', 'orderService'),
      onReply: { BeginReviseOrderReply: { total: 'reply.total' } },
    },
    {
      id: 'begin-ticket',
      kind: 'compensatable',
      command: outgoing('BeginReviseTicketCommand', 'kitchenService'),
      compensation: outgoing('UndoBeginReviseTicketCommand', 'kitchenService'),
    },
    { id: 'revise', kind: 'pivot', command: outgoing('ReviseAuthorization', 'accountingService') },
    { id: 'confirm-ticket', kind: 'retriable', command: outgoing('ConfirmReviseTicketCommand', 'kitchenService') },
    { id: 'confirm', kind: 'retriable', command: outgoing('ConfirmReviseOrderCommand', 'orderService') },
  ]),
};
