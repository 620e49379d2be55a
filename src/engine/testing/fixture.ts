import { assert } from '../base/assert.ts';
import type { Channel, Client, ClientRequest, Scenario, Service } from '../model/document.ts';
import { parseScenario } from '../model/parse.ts';

/** The parts of a small scenario that a test is about; what every document must have besides is filled in. */
export type ScenarioParts = Omit<Scenario, 'schema' | 'id' | 'title' | 'summary' | 'variants'> &
  Partial<Pick<Scenario, 'options' | 'variants'>>;

/** A document that the parser has found right. */
export function scenarioOf(parts: ScenarioParts): Scenario {
  const document = {
    schema: 1,
    id: 'fixture',
    title: { en: 'Fixture' },
    summary: { en: 'Made for a test.' },
    variants: { plain: { title: { en: 'Plain' }, options: {} } },
    ...parts,
  };
  const parsed = parseScenario(JSON.parse(JSON.stringify(document)));
  assert(parsed.ok, `a fixture is a right document: ${parsed.ok ? '' : JSON.stringify(parsed.problems)}`);
  return parsed.value;
}

/** A queue with one consumer: FIFO, at least once, unless something else is said. */
export function queueTo(service: string, parts: Partial<Channel> = {}): Channel {
  return { kind: 'point-to-point', to: [service], ...parts };
}

export function topicTo(services: readonly string[], parts: Partial<Channel> = {}): Channel {
  return { kind: 'publish-subscribe', to: services, ...parts };
}

/** A client that sends one message after the other, each as soon as it may. */
export function clientOf(
  ...requests: readonly (Pick<ClientRequest, 'message' | 'to'> & Partial<ClientRequest>)[]
): Client {
  return {
    requests: requests.map((request, i) => ({ id: `r${i + 1}`, afterMicros: { fixed: 0 }, ...request })),
  };
}

/** A table of integers `n` by text: `database('rows', { a: 1 })`. */
export function database(rows: Readonly<Record<string, number>> = {}): NonNullable<Service['database']> {
  return {
    tables: {
      rows: {
        key: { name: 'id', type: 'string' },
        columns: { n: 'int' },
        rows: Object.entries(rows).map(([id, n]) => ({ id, n })),
      },
    },
  };
}
