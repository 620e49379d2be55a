/** Names of the literature, as ids. */
export type AnomalyId =
  | 'saga-lost-update'
  | 'saga-dirty-read'
  | 'saga-dirty-read-exposure'
  | 'saga-fuzzy-read'
  | 'saga-write-skew'
  | 'dirty-write'
  | 'aborted-read'
  | 'intermediate-read'
  | 'circular-information-flow'
  | 'observed-transaction-vanishes'
  | 'predicate-many-preceders'
  | 'lost-update'
  | 'read-skew'
  | 'write-skew'
  | 'anti-dependency-cycle-item'
  | 'anti-dependency-cycle'
  | 'lost-message'
  | 'ghost-message'
  | 'duplicate-effect'
  | 'stuck-saga';

export type Language = 'en' | 'ko';
export type Bilingual = Readonly<Record<Language, string>>;

export interface CatalogueEntry {
  readonly id: AnomalyId;
  readonly level: 'saga' | 'transaction' | 'message';
  readonly severity: 'error' | 'warning';
  readonly title: Bilingual;
  /** Two sentences. */
  readonly definition: Bilingual;
  /** Where the name and the definition come from. */
  readonly source: string;
  /** Whether it is certain only when nothing can happen any more. */
  readonly needsQuiescence: boolean;
}

/** All anomalies that can be asked for: those between sagas, between transactions, and of messages. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  {
    id: 'saga-lost-update',
    level: 'saga',
    severity: 'error',
    title: { en: 'Lost update between sagas', ko: '사가 간 소실된 업데이트' },
    definition: {
      en:
        'A saga overwrites what another saga has written without having read it (L1 after an older read, L2 blindly), or ' +
        'its compensation puts an old value over it (L3). The other saga believes in an effect that is gone.',
      ko:
        '한 사가가 다른 사가가 쓴 값을 읽지 않은 채 덮어쓰거나(L1은 예전 값을 읽은 뒤, L2는 아예 읽지 않고), 보상 트랜잭션이 ' +
        '예전 값을 되돌려 놓으며 덮어씁니다(L3). 다른 사가는 이미 사라진 결과가 남아 있다고 믿게 됩니다.',
    },
    source: 'Richardson, Microservices Patterns, 4.3; Berenson et al., SIGMOD 1995 (P4)',
    needsQuiescence: false,
  },
  {
    id: 'saga-dirty-read',
    level: 'saga',
    severity: 'error',
    title: { en: 'Dirty read between sagas', ko: '사가 간 더티 읽기' },
    definition: {
      en:
        'A saga reads what a step of another saga has written, and that step is compensated afterwards. What the reader ' +
        'decided rests on a value that was taken back.',
      ko:
        '한 사가가 다른 사가의 단계가 쓴 값을 읽었는데, 그 단계가 나중에 보상으로 취소됩니다. 읽은 쪽은 취소된 값을 근거로 ' +
        '판단한 셈이 됩니다.',
    },
    source: 'Richardson, Microservices Patterns, 4.3; Adya 1999 (G1a, with compensation as abort)',
    needsQuiescence: false,
  },
  {
    id: 'saga-dirty-read-exposure',
    level: 'saga',
    severity: 'warning',
    title: { en: 'Exposure to a dirty read', ko: '더티 읽기 노출' },
    definition: {
      en:
        'A saga reads what a saga that has not finished yet has written. It is harmless if that saga completes, and a ' +
        'dirty read if the step is compensated.',
      ko:
        '한 사가가 아직 끝나지 않은 다른 사가가 쓴 값을 읽습니다. 그 사가가 완료되면 문제가 없지만, 해당 단계가 보상되면 ' +
        '더티 읽기가 됩니다.',
    },
    source: 'Richardson, Microservices Patterns, 4.3',
    needsQuiescence: false,
  },
  {
    id: 'saga-fuzzy-read',
    level: 'saga',
    severity: 'error',
    title: { en: 'Fuzzy read within a saga', ko: '사가의 반복 불가능한 읽기' },
    definition: {
      en:
        'Two steps of one saga read the same data and get different versions, because another saga wrote in between. The ' +
        'saga acts on two pictures that do not fit together.',
      ko:
        '한 사가의 두 단계가 같은 데이터를 읽었는데, 그 사이에 다른 사가가 값을 써서 서로 다른 버전을 봅니다. 사가는 서로 맞지 ' +
        '않는 두 상태를 바탕으로 움직이게 됩니다.',
    },
    source: 'Richardson, Microservices Patterns, 4.3; Berenson et al., SIGMOD 1995 (P2)',
    needsQuiescence: false,
  },
  {
    id: 'saga-write-skew',
    level: 'saga',
    severity: 'error',
    title: { en: 'Write skew between sagas', ko: '사가 간 쓰기 왜곡' },
    definition: {
      en:
        'Two sagas each read what the other then overwrites, and write different data. Each decision is right on its own, ' +
        'and both together can break a rule over the data.',
      ko:
        '두 사가가 각각 읽은 값을 상대가 나중에 바꾸고, 서로 다른 데이터를 씁니다. 각자의 판단은 옳지만 둘이 합쳐지면 데이터 ' +
        '전체에 걸린 규칙이 깨질 수 있습니다.',
    },
    source: 'Berenson et al., SIGMOD 1995 (A5B); Adya 1999 (G2-item)',
    needsQuiescence: false,
  },
  {
    id: 'dirty-write',
    level: 'transaction',
    severity: 'error',
    title: { en: 'Dirty write', ko: '더티 쓰기' },
    definition: {
      en:
        "Transactions have overwritten each other's versions in a circle, so no order of them explains what is " +
        'stored. One overwrote what another had not committed yet.',
      ko: '여러 트랜잭션이 서로의 버전을 돌아가며 덮어써서, 어떤 순서로도 저장된 결과를 설명할 수 없습니다. 아직 커밋되지 않은 값을 다른 트랜잭션이 덮어쓴 것입니다.',
    },
    source: 'Adya 1999 (G0); Berenson et al., SIGMOD 1995 (P0)',
    needsQuiescence: false,
  },
  {
    id: 'aborted-read',
    level: 'transaction',
    severity: 'error',
    title: { en: 'Aborted read', ko: '중단된 읽기' },
    definition: {
      en:
        'A committed transaction has read what another transaction wrote and then rolled back. What it decided ' +
        'rests on something that never happened.',
      ko: '커밋된 트랜잭션이, 나중에 롤백된 다른 트랜잭션이 쓴 값을 읽었습니다. 일어난 적 없는 일을 근거로 판단한 셈입니다.',
    },
    source: 'Adya 1999 (G1a); Berenson et al., SIGMOD 1995 (P1)',
    needsQuiescence: false,
  },
  {
    id: 'intermediate-read',
    level: 'transaction',
    severity: 'error',
    title: { en: 'Intermediate read', ko: '중간 값 읽기' },
    definition: {
      en:
        'A committed transaction has read a value that its writer replaced again before it committed. Nobody was ' +
        'ever meant to see that value.',
      ko: '커밋된 트랜잭션이, 값을 쓴 트랜잭션이 커밋하기 전에 다시 바꾼 값을 읽었습니다. 누구에게도 보일 예정이 없던 중간 값입니다.',
    },
    source: 'Adya 1999 (G1b)',
    needsQuiescence: false,
  },
  {
    id: 'circular-information-flow',
    level: 'transaction',
    severity: 'error',
    title: { en: 'Circular information flow', ko: '순환 정보 흐름' },
    definition: {
      en:
        'Each of several transactions has read or overwritten what the next one wrote, in a circle. Every one of ' +
        'them would have to come after the others.',
      ko: '여러 트랜잭션이 서로가 쓴 값을 돌아가며 읽거나 덮어썼습니다. 저마다 다른 트랜잭션보다 나중이어야 하므로 순서를 정할 수 없습니다.',
    },
    source: 'Adya 1999 (G1c)',
    needsQuiescence: false,
  },
  {
    id: 'observed-transaction-vanishes',
    level: 'transaction',
    severity: 'error',
    title: { en: 'Observed transaction vanishes', ko: '관찰된 트랜잭션의 소멸' },
    definition: {
      en:
        'A transaction reads what another has written, and afterwards reads something older than what that other ' +
        'has written too. What it had seen is gone again.',
      ko: '한 트랜잭션이 다른 트랜잭션이 쓴 값을 읽은 뒤에, 그 트랜잭션이 함께 바꾼 다른 데이터는 더 예전 값으로 읽습니다. 한번 보였던 트랜잭션이 다시 사라진 것처럼 보입니다.',
    },
    source: 'Bailis et al., Highly Available Transactions, VLDB 2014 (OTV); Hermitage',
    needsQuiescence: false,
  },
  {
    id: 'predicate-many-preceders',
    level: 'transaction',
    severity: 'error',
    title: { en: 'Predicate-many-preceders', ko: '조건 읽기 불일치' },
    definition: {
      en:
        'A transaction selects rows by conditions twice, and between the two another transaction has changed ' +
        'what both conditions select. The two answers come from two different moments.',
      ko: '한 트랜잭션이 조건으로 행을 두 번 찾는 사이에 다른 트랜잭션이 두 조건 모두에 걸리는 행을 바꿨습니다. 두 결과는 서로 다른 시점의 것입니다.',
    },
    source: 'Bailis et al., Highly Available Transactions, VLDB 2014 (PMP); Hermitage',
    needsQuiescence: false,
  },
  {
    id: 'lost-update',
    level: 'transaction',
    severity: 'error',
    title: { en: 'Lost update', ko: '소실된 업데이트' },
    definition: {
      en:
        'A transaction reads a value, another transaction changes it and commits, and the first overwrites the ' +
        'change without having seen it. The change of the other is lost.',
      ko: '한 트랜잭션이 값을 읽고, 그 사이 다른 트랜잭션이 값을 바꿔 커밋했는데, 처음 트랜잭션이 그 변경을 보지 못한 채 덮어씁니다. 다른 트랜잭션의 변경이 사라집니다.',
    },
    source: 'Berenson et al., SIGMOD 1995 (P4); Adya 1999 (G-single on one item)',
    needsQuiescence: false,
  },
  {
    id: 'read-skew',
    level: 'transaction',
    severity: 'error',
    title: { en: 'Read skew', ko: '읽기 왜곡' },
    definition: {
      en:
        'A transaction reads something from before and something from after a change that another made. It acts ' +
        'on a state that never existed.',
      ko: '한 트랜잭션이 다른 트랜잭션의 변경을 기준으로 일부는 변경 전, 일부는 변경 후의 값을 읽습니다. 실제로는 존재한 적 없는 상태를 바탕으로 움직이게 됩니다.',
    },
    source: 'Adya 1999 (G-single); Berenson et al., SIGMOD 1995 (A5A)',
    needsQuiescence: false,
  },
  {
    id: 'write-skew',
    level: 'transaction',
    severity: 'error',
    title: { en: 'Write skew', ko: '쓰기 왜곡' },
    definition: {
      en:
        'Two transactions each read what the other then changes, and write different data. Each decision is ' +
        'right on its own, and both together can break a rule over the data.',
      ko: '두 트랜잭션이 각각 읽은 값을 상대가 나중에 바꾸고, 서로 다른 데이터를 씁니다. 각자의 판단은 옳지만 둘이 합쳐지면 데이터 전체에 걸린 규칙이 깨질 수 있습니다.',
    },
    source: 'Berenson et al., SIGMOD 1995 (A5B); Adya 1999 (G2)',
    needsQuiescence: false,
  },
  {
    id: 'anti-dependency-cycle-item',
    level: 'transaction',
    severity: 'error',
    title: { en: 'Anti-dependency cycle on rows', ko: '행에 대한 반의존 순환' },
    definition: {
      en:
        'Transactions depend on each other in a circle, and somewhere in it one overwrote a row that another had ' +
        'read. No order of them one after the other gives the same result.',
      ko: '트랜잭션들이 서로 순환하며 의존하고, 그중 누군가는 다른 트랜잭션이 읽은 행을 나중에 덮어썼습니다. 어떤 순서로 하나씩 실행해도 같은 결과가 나오지 않습니다.',
    },
    source: 'Adya 1999 (G2-item)',
    needsQuiescence: false,
  },
  {
    id: 'anti-dependency-cycle',
    level: 'transaction',
    severity: 'error',
    title: { en: 'Anti-dependency cycle', ko: '반의존 순환' },
    definition: {
      en:
        'Transactions depend on each other in a circle, and somewhere in it one changed what another had read or ' +
        'selected by a condition. No order of them one after the other gives the same result.',
      ko: '트랜잭션들이 서로 순환하며 의존하고, 그중 누군가는 다른 트랜잭션이 읽었거나 조건으로 찾은 것을 나중에 바꿨습니다. 어떤 순서로 하나씩 실행해도 같은 결과가 나오지 않습니다.',
    },
    source: 'Adya 1999 (G2)',
    needsQuiescence: false,
  },
  {
    id: 'lost-message',
    level: 'message',
    severity: 'error',
    title: { en: 'Lost message', ko: '메시지 유실' },
    definition: {
      en:
        'A local transaction commits, and a message that belongs to it is never sent. Database and messages were two ' +
        'writes, and only one of them happened.',
      ko:
        '로컬 트랜잭션은 커밋되었는데 그에 딸린 메시지는 끝내 전송되지 않습니다. 데이터베이스와 메시지라는 두 번의 쓰기 중 ' +
        '하나만 일어난 것입니다.',
    },
    source: 'Richardson, Microservices Patterns, 3.3 (dual write)',
    needsQuiescence: true,
  },
  {
    id: 'ghost-message',
    level: 'message',
    severity: 'error',
    title: { en: 'Ghost message', ko: '유령 메시지' },
    definition: {
      en:
        'A message is sent from within a local transaction that is rolled back afterwards. Consumers learn of something ' +
        'that never happened.',
      ko: '로컬 트랜잭션 안에서 메시지를 보낸 뒤 그 트랜잭션이 롤백됩니다. 소비자는 일어난 적 없는 일을 알게 됩니다.',
    },
    source: 'Richardson, Microservices Patterns, 3.3 (dual write); Adya 1999 (G1a)',
    needsQuiescence: false,
  },
  {
    id: 'duplicate-effect',
    level: 'message',
    severity: 'error',
    title: { en: 'Duplicate effect', ko: '중복 처리' },
    definition: {
      en:
        'One message takes effect twice: the same local transaction of its handler commits changes in two attempts, or ' +
        'changes in one and a refusal in the other. At-least-once delivery needs a consumer that is idempotent.',
      ko:
        '메시지 하나가 두 번 반영됩니다. 핸들러의 같은 로컬 트랜잭션이 두 번의 시도에서 모두 변경을 커밋하거나, 한 번은 변경을, ' +
        '다른 한 번은 거절을 커밋합니다. 한 번 이상 전달하는 채널에는 멱등한 소비자가 필요합니다.',
    },
    source: 'Hohpe and Woolf, Enterprise Integration Patterns (Idempotent Receiver)',
    needsQuiescence: false,
  },
  {
    id: 'stuck-saga',
    level: 'message',
    severity: 'error',
    title: { en: 'Stuck saga', ko: '멈춘 사가' },
    definition: {
      en:
        'Nothing can happen any more and a saga has neither completed nor been compensated, or it has ended without having ' +
        'been undone. What its steps did stays half done.',
      ko:
        '더 일어날 일이 없는데 사가가 완료되지도 보상되지도 않았거나, 되돌리지 못한 채 끝났습니다. 단계들이 한 일이 절반만 ' +
        '끝난 채로 남습니다.',
    },
    source: 'Garcia-Molina and Salem, Sagas, SIGMOD 1987',
    needsQuiescence: true,
  },
];

export function isAnomalyId(text: string): text is AnomalyId {
  return CATALOGUE.some((entry) => entry.id === text);
}
