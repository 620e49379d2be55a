import type { Json, Scenario } from '../../../engine/index.ts';
import { centsOf, isFields } from './case.ts';
import type { Fields, SagaCase } from './case.ts';
import { API, SUCCESS, command, handler, queueTo, scenarioOf } from './document.ts';
import type { CaseRequest } from './document.ts';

const ORDER_ID = ['orderId', 'string'] as const;
const CUSTOMER = ['customer', 'int'] as const;
const TOTAL = ['total', 'int'] as const;

/** The Create Order saga of the customers and orders example: one participant, which reserves credit. */
export function customersScenario({ given, config }: SagaCase, requests: readonly CaseRequest[]): Scenario {
  const inbox = config['duplicateDetection'] !== false;
  const customers = ((given['customers'] ?? []) as readonly unknown[]).filter(isFields);
  return scenarioOf(
    {
      messages: {
        CreateOrder: command(ORDER_ID, CUSTOMER, TOTAL),
        GetOrderHistory: command(CUSTOMER),
        ReserveCreditCommand: command(ORDER_ID, CUSTOMER, TOTAL),
        ApproveOrder: command(ORDER_ID),
        RejectOrder: command(ORDER_ID, ['reason', 'string']),
        CustomerCreditReserved: { kind: 'reply' },
        CustomerNotFound: { kind: 'reply' },
        CustomerCreditLimitExceeded: { kind: 'reply' },
        NotFound: { kind: 'reply' },
      },
      services: { orderService: orderService(inbox, customers), customerService: customerService(inbox, customers) },
      channels: {
        [API]: { kind: 'point-to-point', to: ['orderService'], delivery: 'at-most-once', ordering: 'none' },
        orderService: queueTo('orderService'),
        customerService: queueTo('customerService'),
        reply: queueTo('orderService'),
      },
      sagas: { 'create-order': createOrderSaga() },
    },
    requests,
  );
}

function orderService(inbox: boolean, customers: readonly Fields[]): Json {
  return {
    inbox,
    // A poll of the relay publishes all rows that it finds, then marks them.
    relay: { kind: 'polling', batch: 100 },
    concurrency: 16,
    database: {
      tables: {
        orders: {
          key: { name: 'id', type: 'string' },
          columns: { customer: 'int', total: 'int', state: 'string', rejectionReason: 'string' },
        },
        // The view of customers that the order history is made from.
        histories: {
          key: { name: 'customer', type: 'int' },
          columns: { known: 'bool' },
          rows: customers.map(({ id }) => ({ customer: Number(id), known: true })),
        },
      },
    },
    handlers: {
      CreateOrder: handler(
        {
          insert: {
            table: 'orders',
            key: 'message.orderId',
            values: { customer: 'message.customer', total: 'message.total', state: "'PENDING'" },
          },
        },
        {
          startSaga: {
            saga: 'create-order',
            data: { orderId: 'message.orderId', customer: 'message.customer', total: 'message.total' },
          },
        },
        SUCCESS,
      ),
      GetOrderHistory: handler(
        { read: { table: 'histories', key: 'message.customer', as: 'history' } },
        {
          if: 'history.known',
          then: [SUCCESS],
          else: [{ label: 'refuse', reply: { outcome: 'failure', message: 'NotFound' } }],
        },
      ),
      ApproveOrder: handler(
        { update: { table: 'orders', key: 'message.orderId', set: { state: "'APPROVED'" } } },
        SUCCESS,
      ),
      RejectOrder: handler(
        {
          update: {
            table: 'orders',
            key: 'message.orderId',
            set: { state: "'REJECTED'", rejectionReason: 'message.reason' },
          },
        },
        SUCCESS,
      ),
    },
  };
}

function customerService(inbox: boolean, customers: readonly Fields[]): Json {
  const refuse = (message: string): Json => ({ label: message, reply: { outcome: 'failure', message } });
  return {
    inbox,
    database: {
      tables: {
        customers: {
          key: { name: 'id', type: 'int' },
          columns: { creditLimit: 'int' },
          rows: customers.map(({ id, creditLimit }) => ({ id: Number(id), creditLimit: centsOf(creditLimit) })),
        },
        reservations: { key: { name: 'orderId', type: 'string' }, columns: { customer: 'int', amount: 'int' } },
      },
    },
    handlers: {
      ReserveCreditCommand: handler(
        { read: { table: 'customers', key: 'message.customer', as: 'customer' } },
        {
          query: {
            table: 'reservations',
            where: 'row.customer == message.customer',
            aggregate: 'sum',
            of: 'row.amount',
            as: 'reserved',
          },
        },
        { read: { table: 'reservations', key: 'message.orderId', as: 'own' } },
        {
          if: '!customer.exists',
          then: [refuse('CustomerNotFound')],
          else: [
            {
              if: 'customer.creditLimit - reserved < message.total',
              then: [refuse('CustomerCreditLimitExceeded')],
              else: [
                {
                  if: '!own.exists',
                  then: [
                    {
                      insert: {
                        table: 'reservations',
                        key: 'message.orderId',
                        values: { customer: 'message.customer', amount: 'message.total' },
                      },
                    },
                  ],
                  // To reserve the same again changes nothing.
                },
                { reply: { outcome: 'success', message: 'CustomerCreditReserved' } },
              ],
            },
          ],
        },
      ),
    },
  };
}

function createOrderSaga(): Json {
  const reason = (text: string): Json => ({ reason: `'${text}'` });
  return {
    owner: 'orderService',
    replyChannel: 'reply',
    data: { orderId: 'string', customer: 'int', total: 'int', reason: 'string' },
    steps: [
      {
        id: 'create',
        kind: 'compensatable',
        compensation: {
          message: 'RejectOrder',
          to: 'orderService',
          payload: { orderId: 'data.orderId', reason: 'data.reason' },
        },
      },
      {
        id: 'reserve-credit',
        kind: 'pivot',
        command: {
          message: 'ReserveCreditCommand',
          to: 'customerService',
          payload: { orderId: 'data.orderId', customer: 'data.customer', total: 'data.total' },
        },
        onReply: {
          CustomerNotFound: reason('UNKNOWN_CUSTOMER'),
          CustomerCreditLimitExceeded: reason('INSUFFICIENT_CREDIT'),
        },
      },
      {
        id: 'approve',
        kind: 'retriable',
        command: { message: 'ApproveOrder', to: 'orderService', payload: { orderId: 'data.orderId' } },
      },
    ],
  };
}
