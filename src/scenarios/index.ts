import type { Scenario, Text } from '../engine/index.ts';
import { builtIn } from './built-in.ts';

/** What the gallery shows of a scenario before its document is there. */
export interface CatalogueItem {
  readonly id: string;
  readonly title: Text;
  /** The lesson, in a sentence or two. */
  readonly summary: Text;
  readonly load: () => Promise<Scenario>;
}

/** The built-in scenarios in the order of the gallery, each loaded when it is asked for. */
export const catalogue: readonly CatalogueItem[] = [
  {
    id: 'saga-lost-update',
    title: { en: 'Lost update and the semantic lock', ko: '소실된 업데이트와 시맨틱 락' },
    summary: {
      en: 'A customer cancels an order that is still being created. Nothing isolates the two sagas from each other, so the last one to write wins, and the cancellation is gone.',
      ko: '고객이 아직 생성 중인 주문을 취소합니다. 두 사가를 서로 격리해 주는 것이 없으므로 나중에 쓴 쪽이 이기고, 취소는 사라집니다.',
    },
    load: () => builtIn(import('./saga-lost-update/scenario.json'), import('./saga-lost-update/terms.json')),
  },
  {
    id: 'dual-write-outbox',
    title: { en: 'Dual write and the transactional outbox', ko: '이중 쓰기와 트랜잭셔널 아웃박스' },
    summary: {
      en: 'Order has to write its database and publish an event: two writes to two systems, and a crash or a rollback can fall between them. Write one, and relay the rest.',
      ko: '주문 서비스는 데이터베이스에 쓰고 이벤트도 발행해야 합니다. 서로 다른 두 시스템에 대한 두 번의 쓰기이므로 그 사이에 장애나 롤백이 끼어들 수 있습니다. 한 곳에만 쓰고 나머지는 릴레이에 맡기세요.',
    },
    load: () => builtIn(import('./dual-write-outbox/scenario.json'), import('./dual-write-outbox/terms.json')),
  },
  {
    id: 'create-order-orchestration',
    title: { en: 'Create Order saga: orchestration', ko: '주문 생성 사가: 오케스트레이션' },
    summary: {
      en: 'An orchestrator asks one service after another, by command and reply. Before the pivot a failure undoes what was done, in reverse order; after it, steps are tried again until they succeed.',
      ko: '오케스트레이터가 커맨드와 응답으로 서비스에 차례차례 일을 시킵니다. 피봇 이전의 실패는 한 일을 역순으로 되돌리고, 피봇 이후의 단계는 성공할 때까지 다시 시도합니다.',
    },
    load: () =>
      builtIn(import('./create-order-orchestration/scenario.json'), import('./create-order-orchestration/terms.json')),
  },
  {
    id: 'saga-dirty-read',
    title: { en: 'Dirty read and the pessimistic view', ko: '더티 읽기와 비관적 관점' },
    summary: {
      en: 'Cancel Order gives credit back and Create Order spends it. Then the cancellation fails and takes the credit back: the limit is exceeded. Release what others may use only in a step that cannot be undone.',
      ko: '주문 취소 사가가 돌려준 한도를 주문 생성 사가가 씁니다. 그런데 취소가 실패해 돌려준 만큼 다시 거두어 가면 한도를 넘어섭니다. 남이 쓸 수 있는 것은 되돌릴 수 없는 단계에서만 풀어 주세요.',
    },
    load: () => builtIn(import('./saga-dirty-read/scenario.json'), import('./saga-dirty-read/terms.json')),
  },
  {
    id: 'saga-fuzzy-read',
    title: { en: 'Non-repeatable read and reread value', ko: '반복 불가능한 읽기와 값 다시 읽기' },
    summary: {
      en: 'Create Order shows the customer a price, and two steps later it reads the price again to bill it. In between the restaurant has revised its menu. Check again what you relied on before you act on it.',
      ko: '주문 생성 사가는 고객에게 가격을 보여 주고, 두 단계 뒤에 가격을 다시 읽어 청구합니다. 그사이 음식점이 메뉴를 바꿨습니다. 근거로 삼았던 값은 행동하기 전에 다시 확인하세요.',
    },
    load: () => builtIn(import('./saga-fuzzy-read/scenario.json'), import('./saga-fuzzy-read/terms.json')),
  },
  {
    id: 'saga-commutative-version-file',
    title: { en: 'Commutative updates and the version file', ko: '교환적 업데이트와 버전 파일' },
    summary: {
      en: 'Two sagas debit and credit one account, and a channel that keeps no order lets a cancellation overtake the authorization that it cancels. If order cannot be guaranteed, make it irrelevant.',
      ko: '두 사가가 한 계정에서 출금하고 입금하며, 순서를 지키지 않는 채널에서는 승인 취소가 그 승인을 앞지르기도 합니다. 순서를 보장할 수 없다면 순서가 상관없게 만드세요.',
    },
    load: () =>
      builtIn(
        import('./saga-commutative-version-file/scenario.json'),
        import('./saga-commutative-version-file/terms.json'),
      ),
  },
  {
    id: 'acid-optimistic-lock',
    title: { en: 'Local ACID and the optimistic offline lock', ko: '로컬 ACID 트랜잭션과 낙관적 오프라인 락' },
    summary: {
      en: 'Two customers edit one order at once, and together they take it below the minimum. A database can isolate their transactions from each other. Across the time that a customer thinks, it takes a version check.',
      ko: '두 고객이 한 주문을 동시에 고치는 바람에 주문 금액이 최소 금액 아래로 내려갑니다. 트랜잭션끼리는 데이터베이스가 격리해 주지만, 고객이 화면을 보며 생각하는 시간까지 지키려면 버전을 확인해야 합니다.',
    },
    load: () => builtIn(import('./acid-optimistic-lock/scenario.json'), import('./acid-optimistic-lock/terms.json')),
  },
];
