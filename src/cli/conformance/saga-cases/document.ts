import type { Json, Scenario } from '../../../engine/index.ts';
import { parseScenario } from '../../../engine/index.ts';
import { assert } from '../../../engine/base/assert.ts';

/** A request of a case: it has a client of its own, so that the case decides when it is sent. */
export interface CaseRequest {
  readonly client: string;
  readonly message: string;
  /** A channel. */
  readonly to: string;
  readonly payload: Readonly<Record<string, string | number>>;
}

/** The parts that differ from one system to the other; times do not matter, the case is the scheduler. */
export interface SystemParts {
  readonly messages: Readonly<Record<string, Json>>;
  readonly machines?: Readonly<Record<string, Json>>;
  readonly services: Readonly<Record<string, Json>>;
  readonly channels: Readonly<Record<string, Json>>;
  readonly sagas: Readonly<Record<string, Json>>;
}

export const API = 'api';

export function scenarioOf(parts: SystemParts, requests: readonly CaseRequest[]): Scenario {
  const clients = requests.map(({ client, message, to, payload }) => [
    client,
    {
      requests: [
        { id: 'request', message, to, afterMicros: { fixed: 0 }, payload: expressionsOf(payload), awaitReply: true },
      ],
    },
  ]);
  const parsed = parseScenario({
    schema: 1,
    id: 'saga-case',
    title: { en: 'Saga case' },
    summary: { en: 'A case of a conformance file.' },
    variants: { plain: { title: { en: 'Plain' }, options: {} } },
    ...parts,
    clients: Object.fromEntries(clients) as Json,
  });
  assert(parsed.ok, `the document of a case is right: ${parsed.ok ? '' : JSON.stringify(parsed.problems)}`);
  return parsed.value;
}

/** Texts as CEL constants. */
export function expressionsOf(payload: Readonly<Record<string, string | number>>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(payload).map(([field, value]) => [field, typeof value === 'string' ? `'${value}'` : value]),
  );
}

export const command = (...fields: readonly (readonly [string, string])[]): Json => ({
  kind: 'command',
  payload: Object.fromEntries(fields),
});

export const SUCCESS: Json = { reply: { outcome: 'success' } };
export const FAILURE: Json = { label: 'refuse', reply: { outcome: 'failure' } };

export const handler = (...steps: readonly Json[]): Json => ({ steps: [{ label: 'transaction', transaction: steps }] });

export const queueTo = (service: string): Json => ({ kind: 'point-to-point', to: [service], ordering: 'none' });
