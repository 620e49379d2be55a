import { expect, test } from 'vitest';
import type { AnomalyId } from './catalogue.ts';
import { explain } from './explain.ts';
import type { Finding } from './finding.ts';
import { judgeLine } from './judge-line.ts';
import type { ExplanationNames } from './told-finding.ts';

const NAMES: ExplanationNames = {
  saga: (type, language) => (type === 'alpha' ? { en: 'Create Order', ko: '주문 생성' }[language] : undefined),
  step: (type, step, language) =>
    type === 'alpha' && step === '2'
      ? { title: { en: 'approve order', ko: '주문 승인' }[language], number: 6 }
      : undefined,
};

function findingOf(anomaly: AnomalyId, line: string): Finding {
  const finding = judgeLine(line).findings.find((candidate) => candidate.anomaly === anomaly);
  if (finding === undefined) throw new Error(`${anomaly} is found`);
  return finding;
}

const told: readonly (readonly [string, AnomalyId, string, string, string])[] = [
  [
    'lost update L1',
    'saga-lost-update',
    'A* A1:r(x)w(y) B0*:w(x) A2:w(x)',
    'Approve order (step 6 of Create Order A) wrote rows[x].a = 3 at entry 13. Its saga had read nothing at entry 5, but never what step 0 of beta B wrote at entry 10: 2.',
    '주문 생성 사가(A)의 6번째 주문 승인 단계가 기록 13에서 rows[x].a에 3 값을 썼습니다. 이 사가는 기록 5에서 빈 값을 읽었을 뿐, beta 사가(B)의 0 단계가 기록 10에서 쓴 2 값은 읽지 않았습니다.',
  ],
  [
    'lost update L2',
    'saga-lost-update',
    'A* B* B1:-(x) A2:w(x)',
    'Approve order (step 6 of Create Order A) wrote rows[x].a = 2 at entry 11 without having read the deletion of rows[x], which step 1 of beta B made at entry 8.',
    '주문 생성 사가(A)의 6번째 주문 승인 단계가 기록 11에서 rows[x].a에 2 값을 썼지만, beta 사가(B)의 1 단계가 기록 8에서 한 rows[x] 행 삭제는 읽은 적이 없습니다.',
  ],
  [
    'lost update L3',
    'saga-lost-update',
    "A* A2:w(x) B* B1:r(x)w(x) A2':w(x)",
    'The compensation of approve order (step 6 of Create Order A) wrote rows[x].a = 3 at entry 15 without having read 2, which step 1 of beta B wrote at entry 12, after the step itself had written 1 at entry 5.',
    '주문 생성 사가(A)의 6번째 주문 승인 단계를 되돌리는 보상 트랜잭션이 기록 15에서 rows[x].a에 3 값을 썼습니다. 그 단계가 기록 5에서 1 값을 쓴 뒤에 beta 사가(B)의 1 단계가 기록 12에서 쓴 2 값을 읽지 않은 채 덮어쓴 것입니다.',
  ],
  [
    'dirty read',
    'saga-dirty-read',
    "A* A2:w(x) B* B1:r(x)w(y) A2':+(x)",
    'Step 1 of beta B read rows[x].a = 1 at entry 11, which approve order (step 6 of Create Order A) had written at entry 5; the compensation of approve order (step 6 of Create Order A) took back what the step had done at entry 15.',
    'beta 사가(B)의 1 단계가 기록 11에서 rows[x].a의 1 값을 읽었습니다. 주문 생성 사가(A)의 6번째 주문 승인 단계가 기록 5에서 쓴 이 값은 나중에 주문 생성 사가(A)의 6번째 주문 승인 단계를 되돌리는 보상 트랜잭션이 기록 15에서 취소했습니다.',
  ],
  [
    'exposure',
    'saga-dirty-read-exposure',
    'A* A2:w(x) B* B1:r(x)w(y)',
    'Step 1 of beta B read rows[x].a = 1 at entry 11, which approve order (step 6 of Create Order A) had written at entry 5, and that saga had not finished yet.',
    'beta 사가(B)의 1 단계가 기록 11에서 rows[x].a의 1 값을 읽었습니다. 이 값은 주문 생성 사가(A)의 6번째 주문 승인 단계가 기록 5에서 쓴 것인데, 그 사가는 아직 끝나지 않았습니다.',
  ],
  [
    'fuzzy read',
    'saga-fuzzy-read',
    'A* A1:r(x)w(y) B0*:+(x) A2:r(x)w(z)',
    'Approve order (step 6 of Create Order A) read rows[x].a = 2 at entry 13, although step 1 of Create Order A had read nothing at entry 5: in between step 0 of beta B changed rows[x].a to 2 at entry 10.',
    '주문 생성 사가(A)의 6번째 주문 승인 단계가 기록 13에서 rows[x].a의 2 값을 읽었는데, 주문 생성 사가(A)의 1 단계는 기록 5에서 빈 값을 읽었습니다. 그 사이에 beta 사가(B)의 0 단계가 기록 10에서 rows[x].a에 증감을 더해 2 값으로 만들었기 때문입니다.',
  ],
  [
    'write skew',
    'saga-write-skew',
    'A* B* A1:r(x)w(z) B1:r(y)w(u) A2:w(y) B2:i(x)',
    'Step 1 of Create Order A read rows[x].a = nothing at entry 8, and then step 2 of beta B inserted rows[x] with a = 4 at entry 19; step 1 of beta B read rows[y].a = nothing at entry 12, and then approve order (step 6 of Create Order A) wrote rows[y].a = 3 at entry 16. Neither saw what the other did.',
    '주문 생성 사가(A)의 1 단계가 기록 8에서 rows[x].a의 빈 값을 읽었고, 그 뒤에 beta 사가(B)의 2 단계가 기록 19에서 rows[x] 행을 추가했습니다. 한편 beta 사가(B)의 1 단계가 기록 12에서 rows[y].a의 빈 값을 읽었고, 그 뒤에 주문 생성 사가(A)의 6번째 주문 승인 단계가 기록 16에서 rows[y].a에 3 값을 썼습니다. 서로 상대가 한 일을 보지 못했습니다.',
  ],
  [
    'lost message',
    'lost-message',
    '_@f=pay:w(x)n(m) f#',
    'Transaction f>pay of service desk committed at entry 4, but Letter m, which it was to send to post since entry 3, was never sent.',
    'desk 서비스의 f>pay 트랜잭션은 기록 4에서 커밋되었지만, 기록 3에서 post 채널로 보내기로 한 Letter 메시지(m)는 끝내 전송되지 않았습니다.',
  ],
  [
    'ghost message',
    'ghost-message',
    '_@f=pay:w(x)s(m)~',
    'Service desk sent Letter m at entry 3 from within transaction f>pay, which was rolled back at entry 4.',
    'desk 서비스의 f>pay 트랜잭션이 기록 3에서 Letter 메시지(m)를 보냈지만, 이 트랜잭션은 기록 4에서 롤백되었습니다.',
  ],
  [
    'duplicate effect',
    'duplicate-effect',
    '_@f<q=pay:w(x) A0*@g<q=pay:',
    'Message q took effect twice at service desk: transaction f>pay wrote rows[x].a = 1 at entry 2, and transaction g>pay took effect at entry 5.',
    '메시지(q)가 desk 서비스에서 두 번 반영되었습니다. f>pay 트랜잭션이 기록 2에서 rows[x].a에 1 값을 썼고, g>pay 트랜잭션이 다시 기록 5에서 반영했습니다.',
  ],
  [
    'unfinished saga',
    'stuck-saga',
    'A*',
    'Saga Create Order A, started at entry 3, has neither completed nor been compensated, and nothing can happen any more.',
    '기록 3에서 시작된 주문 생성 사가(A)가 완료되지도 보상되지도 않았고, 더 일어날 일도 없습니다.',
  ],
  [
    'failed saga',
    'stuck-saga',
    'A* A!',
    'Saga Create Order A, started at entry 3, ended at entry 7 without having been undone.',
    '기록 3에서 시작된 주문 생성 사가(A)가 되돌려지지 못한 채 기록 7에서 끝났습니다.',
  ],
];

test.each(told)('AN9 a %s is told by its operations', (_title, anomaly, line, english, korean) => {
  const finding = findingOf(anomaly, line);
  expect(explain(finding, 'en', NAMES)).toBe(english);
  expect(explain(finding, 'ko', NAMES)).toBe(korean);
});

test.each(told)('AN9 a %s names its sagas, its messages and all its entries', (_title, anomaly, line) => {
  const finding = findingOf(anomaly, line);
  for (const language of ['en', 'ko'] as const) {
    const sentence = explain(finding, language);
    for (const { entry, sagaType = '', message = '', table = '' } of finding.witness.operations)
      for (const name of [String(entry + 1), sagaType, message, table]) expect(sentence).toContain(name);
  }
});

test('AN9 an anomaly without a sentence of its own is told one operation after the other', () => {
  const finding: Finding = {
    anomaly: 'saga-lost-update',
    at: 3,
    witness: {
      operations: [
        { role: 'read', entry: 1, transaction: 't', table: 'orders', key: 1, column: 'total', value: 7 },
        {
          role: 'overwriting',
          entry: 2,
          transaction: 'u',
          table: 'orders',
          key: 1,
          column: 'total',
          value: 8,
          form: 'absolute',
        },
        { role: 'predicate-read', entry: 3, transaction: 't', table: 'orders' },
      ],
    },
  };
  const later: string = 'of-a-later-engine';
  const unknown = { ...finding, anomaly: later as AnomalyId };
  expect(explain(unknown, 'en')).toBe(
    'Transaction t read orders[1].total = 7 at entry 2; transaction u wrote orders[1].total = 8 at entry 3; transaction t looked through orders at entry 4.',
  );
  expect(explain(unknown, 'ko')).toBe(
    't 트랜잭션이 기록 2에서 orders[1].total의 7 값을 읽었고, u 트랜잭션이 기록 3에서 orders[1].total에 8 값을 썼고, t 트랜잭션이 기록 4에서 orders 테이블을 조건으로 조회했습니다.',
  );
});
