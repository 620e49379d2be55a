import type { Scenario } from '../../../engine/index.ts';
import type { CaseRequest } from './document.ts';
import { API } from './document.ts';
import { centsOf, isFields } from './case.ts';
import type { Fields, SagaCase } from './case.ts';
import { customersScenario } from './customers-and-orders.ts';
import { GIVEN_ORDER, ftgoScenario } from './ftgo.ts';

/** A request of a case with the operation that asks for it. */
export interface RequestedOperation extends CaseRequest {
  readonly operation: Fields;
}

/** Minutes from now, of `+1h`, `-1h`, `+30m`. */
function minutesOf(time: unknown): number {
  const [, sign, amount, unit] = /^([+-])(\d+)([hm])$/.exec(String(time)) ?? [];
  return (sign === '-' ? -1 : 1) * Number(amount ?? 0) * (unit === 'h' ? 60 : 1);
}

/** Total of line items at the prices of the menu, in cents. */
function totalOf(lineItems: unknown, menu: unknown): number {
  const items = Array.isArray(lineItems) ? (lineItems as readonly unknown[]).filter(isFields) : [];
  const prices = Array.isArray(menu) ? (menu as readonly unknown[]).filter(isFields) : [];
  return items.reduce((total, { menuItem, quantity }) => {
    const price = prices.find(({ id }) => id === menuItem)?.['price'];
    return total + centsOf(price ?? '0.00') * Number(quantity);
  }, 0);
}

/** The requests of a case in order, those of concurrent operations too, each with a client of its own. */
export function requestsOf({ system, given, when }: SagaCase): RequestedOperation[] {
  const operations = when.flatMap((operation) =>
    operation['op'] === 'concurrent' && Array.isArray(operation['of'])
      ? (operation['of'] as readonly unknown[]).filter(isFields)
      : [operation],
  );
  const requests: RequestedOperation[] = [];
  let order = GIVEN_ORDER;
  let created = 0;
  for (const operation of operations) {
    const request = requestOf(operation);
    if (request !== undefined) requests.push({ client: `op-${requests.length + 1}`, operation, ...request });
  }
  return requests;

  function requestOf(operation: Fields): Pick<CaseRequest, 'message' | 'to' | 'payload'> | undefined {
    const total = totalOf(operation['lineItems'], given['menu']);
    switch (operation['op']) {
      case 'createOrder':
        order = `order-${++created}`;
        if (system === 'ftgo') return { message: 'CreateOrder', to: API, payload: { orderId: order, total } };
        return {
          message: 'CreateOrder',
          to: API,
          payload: {
            orderId: order,
            customer: Number(operation['customer']),
            total: centsOf(operation['total']),
          },
        };
      case 'getOrderHistory':
        return { message: 'GetOrderHistory', to: API, payload: { customer: Number(operation['customer']) } };
      case 'cancelOrder':
        return { message: 'CancelOrder', to: API, payload: { orderId: order } };
      case 'reviseOrder':
        return { message: 'ReviseOrder', to: API, payload: { orderId: order, total } };
      case 'acceptTicket':
        return {
          message: 'AcceptTicket',
          to: 'kitchenApi',
          payload: { orderId: order, readyInMinutes: minutesOf(operation['readyBy']) },
        };
      default:
        return undefined;
    }
  }
}

/** Of an order that is there from the beginning: five of the first item of the menu, as the cases have it. */
const GIVEN_QUANTITY = 5;

export function caseScenario(one: SagaCase, requests: readonly CaseRequest[]): Scenario {
  if (one.system === 'customers-and-orders') return customersScenario(one, requests);
  const menu = Array.isArray(one.given['menu']) ? (one.given['menu'] as readonly unknown[]).filter(isFields) : [];
  const total = totalOf([{ menuItem: menu[0]?.['id'], quantity: GIVEN_QUANTITY }], menu);
  return ftgoScenario(one, requests, total);
}
