import { CATALOGUE } from '../../../engine/index.ts';
import type { AnomalyId } from '../../../engine/index.ts';
import { compileMachine } from '../../../engine/model/machine/compile.ts';
import type { MachineConfig } from '../../../engine/index.ts';
import type { Difference } from '../form.ts';
import { amountOf, isFields } from './case.ts';
import type { Fields, SagaCase } from './case.ts';
import { GIVEN_ORDER, ORDER_TRANSITIONS, orderMachine } from './ftgo.ts';
import type { ObservedCommand, Observation } from './observation.ts';
import type { RequestedOperation } from './operations.ts';

/** Refusals by the type of the reply, where a case has another word for it. */
const ERRORS: Readonly<Record<string, string>> = { NotFound: 'NOT_FOUND' };

/** Compares what a case expects with what was observed, field by field; a field without a meaning here differs. */
export function compareExpectation(
  one: SagaCase,
  observation: Observation,
  requests: readonly RequestedOperation[],
): Difference[] {
  return Object.entries(one.expect).flatMap(([field, expected]) => {
    const path = `/expect/${field}`;
    // What must be seen on the way was compared on the way; all transitions are compared, so that nothing else is there.
    if (field === 'immediate' || field === 'everythingElse') return [];
    const actual = actualOf(field, expected, one, observation, requests);
    if (actual === undefined) return [{ path, expected, actual: 'not simulated' }];
    return differences(path, expected, actual.value);
  });
}

/** Boxed, so that null can be a value. */
type Actual = { readonly value: unknown } | undefined;

function actualOf(
  field: string,
  expected: unknown,
  one: SagaCase,
  observation: Observation,
  requests: readonly RequestedOperation[],
): Actual {
  const is = (value: unknown): Actual => ({ value });
  const isFtgo = one.system === 'ftgo';
  const states = isFields(one.given['state']) ? one.given['state'] : {};
  const current =
    requests.findLast(({ payload }) => payload['orderId'] !== undefined)?.payload['orderId'] ?? GIVEN_ORDER;
  const orders = observation.rows('orderService', 'orders');
  const order = orders.get(String(current));
  switch (field) {
    case 'messages':
      return is(commandsOf(one, observation));
    case 'order':
      return is(order?.['state'] ?? null);
    case 'orderTotal':
      return is(amountOf(Number(order?.['total'] ?? 0)));
    case 'orderPath':
      return isFtgo ? is(observation.path('orderService', 'orders', 'state', textOrNull(states['order']))) : undefined;
    case 'ticket':
      return is(observation.rows('kitchenService', 'tickets').get(String(current))?.['state'] ?? null);
    case 'ticketPath':
      return isFtgo
        ? is(observation.path('kitchenService', 'tickets', 'state', textOrNull(states['ticket'])))
        : undefined;
    case 'orders':
      return is(
        [...orders.values()].map(({ state, customer, rejectionReason }) => ({
          state,
          customer,
          rejectionReason: rejectionReason === '' ? null : rejectionReason,
        })),
      );
    case 'reservations':
      return isFields(expected) ? is(reservationsOf(Object.keys(expected), observation)) : undefined;
    case 'saga':
      return is(observation.sagas().at(-1) ?? null);
    case 'sagas':
      return is(observation.sagas().length);
    case 'events':
      return is(observation.events());
    case 'deliveries':
      return isFields(expected)
        ? is(Object.fromEntries(Object.keys(expected).map((type) => [type, observation.deliveries(type)])))
        : undefined;
    case 'replies':
      return is(repliesOf(expected, one, observation));
    case 'secondReply':
      return is(observation.replies(redelivered(one))[1]?.type ?? null);
    case 'anomaly':
      return is(anomalyOf(expected, observation));
    case 'error':
      return is(errorOf(observation, requests));
    case 'httpStatus':
      return is(errorOf(observation, requests) === null ? 200 : 'an error');
    case 'transitions':
      return Array.isArray(expected) ? is(inOrderOf(expected, orderTransitions())) : undefined;
    default:
      return undefined;
  }
}

/** The anomaly that is expected, if it was found; where none is expected, the first that was, warnings aside. */
function anomalyOf(expected: unknown, observation: Observation): unknown {
  const found = observation.anomalies();
  if (typeof expected === 'string') return found.has(expected.replaceAll(' ', '-') as AnomalyId) ? expected : null;
  return CATALOGUE.find(({ id, severity }) => severity === 'error' && found.has(id))?.id ?? null;
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/**
 * Steps that a service does itself are commands to itself here: of customers and orders they are left out. So are further
 * attempts, which the orchestrator of the cases does not make.
 */
function commandsOf({ system }: SagaCase, observation: Observation): ObservedCommand[] {
  const commands = observation.commands().filter(({ attempt }) => attempt === 1);
  return system === 'ftgo' ? commands : commands.filter(({ channel }) => channel !== 'orderService');
}

function reservationsOf(customers: readonly string[], observation: Observation): Record<string, string[]> {
  const rows = [...observation.rows('customerService', 'reservations').values()];
  return Object.fromEntries(
    customers.map((id) => [
      id,
      rows.filter(({ customer }) => String(customer) === id).map(({ amount }) => amountOf(Number(amount))),
    ]),
  );
}

const redelivered = ({ when }: SagaCase): string =>
  textOrNull(when.find(({ op }) => op === 'redeliver')?.['command']) ?? '';

/** How many replies the redelivered command had, or the outcomes of the replies to commands by type. */
function repliesOf(expected: unknown, one: SagaCase, observation: Observation): unknown {
  if (!isFields(expected)) return observation.replies(redelivered(one)).length;
  return Object.fromEntries(
    Object.keys(expected).map((command) => [command, observation.replies(command).map(({ outcome }) => outcome)]),
  );
}

function errorOf(observation: Observation, requests: readonly RequestedOperation[]): string | null {
  const client = requests.at(-1)?.client;
  const answer = client === undefined ? undefined : observation.answer(client);
  if (answer === undefined) return 'no answer';
  return answer.outcome === 'SUCCESS' ? null : (ERRORS[answer.type] ?? answer.type);
}

/** All that the machine of the order does: every event in every state. */
function orderTransitions(): string[][] {
  const machine = compileMachine(orderMachine() as unknown as MachineConfig);
  const events = [...new Set(Object.values(ORDER_TRANSITIONS).flatMap((on) => Object.keys(on)))];
  const taken = Object.keys(ORDER_TRANSITIONS).flatMap((state) =>
    events.flatMap((event) => {
      const next = machine.step(state, event, () => false);
      return next === undefined ? [] : [[state, event, next.state]];
    }),
  );
  return [['', 'create', machine.initial?.state ?? ''], ...taken];
}

/** A set of lists, those that are expected first and in their order. */
function inOrderOf(expected: readonly unknown[], found: readonly string[][]): readonly string[][] {
  const wanted = expected.map((one) => JSON.stringify(one));
  const place = (one: readonly string[]): number =>
    (wanted.indexOf(JSON.stringify(one)) + wanted.length + 1) % (wanted.length + 1);
  return found.toSorted((a, b) => place(a) - place(b));
}

/** Of objects only the fields that are expected count; lists are as long as expected. */
function differences(path: string, expected: unknown, actual: unknown): Difference[] {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return [{ path, expected, actual }];
    return expected.flatMap((item, i) => differences(`${path}/${i}`, item, (actual as readonly unknown[])[i]));
  }
  if (isFields(expected)) {
    if (!isFields(actual)) return [{ path, expected, actual }];
    return Object.entries(expected).flatMap(([field, item]) =>
      differences(`${path}/${field}`, item, (actual as Fields)[field]),
    );
  }
  return expected === actual ? [] : [{ path, expected, actual }];
}
