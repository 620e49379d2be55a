import type { Scenario, Text } from '../engine/index.ts';

/** What the gallery shows of a scenario before its document is there. */
export interface CatalogueItem {
  readonly id: string;
  readonly title: Text;
  readonly load: () => Promise<Scenario>;
}

/** What a JSON module says of its type is wider than the schema; a test parses every document. */
type Document = { readonly default: unknown };

const scenarioOf = ({ default: document }: Document): Scenario => document as Scenario;

/** The built-in scenarios in the order of the gallery, each loaded when it is asked for. */
export const catalogue: readonly CatalogueItem[] = [
  {
    id: 'saga-lost-update',
    title: { en: 'Lost update and the semantic lock', ko: '소실된 업데이트와 시맨틱 락' },
    load: async () => scenarioOf(await import('./saga-lost-update/scenario.json')),
  },
  {
    id: 'dual-write-outbox',
    title: { en: 'Dual write and the transactional outbox', ko: '이중 쓰기와 트랜잭셔널 아웃박스' },
    load: async () => scenarioOf(await import('./dual-write-outbox/scenario.json')),
  },
  {
    id: 'create-order-orchestration',
    title: { en: 'Create Order saga: orchestration', ko: '주문 생성 사가: 오케스트레이션' },
    load: async () => scenarioOf(await import('./create-order-orchestration/scenario.json')),
  },
];
