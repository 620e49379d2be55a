/** Names of the literature, as ids. */
export type AnomalyId =
  | 'saga-lost-update'
  | 'saga-dirty-read'
  | 'saga-dirty-read-exposure'
  | 'saga-fuzzy-read'
  | 'saga-write-skew'
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

/** All anomalies that can be asked for, those between sagas first. */
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
        'One message takes effect twice: the same local transaction of its handler commits changes in two attempts. ' +
        'At-least-once delivery needs a consumer that is idempotent.',
      ko:
        '메시지 하나가 두 번 반영됩니다. 핸들러의 같은 로컬 트랜잭션이 두 번의 시도에서 모두 변경을 커밋합니다. 한 번 이상 ' +
        '전달하는 채널에는 멱등한 소비자가 필요합니다.',
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

export const ANOMALY_IDS: readonly AnomalyId[] = CATALOGUE.map((entry) => entry.id);

export function isAnomalyId(text: string): text is AnomalyId {
  return CATALOGUE.some((entry) => entry.id === text);
}
