import type { PlainValue } from '../trace/trace.ts';
import type { ExplanationNames } from './told-finding.ts';
import type { WitnessOperation } from './finding.ts';
import { instanceOf, text } from './phrases-english.ts';

/**
 * Parts of Korean sentences about operations. Ids and values are followed by a Korean noun, so that the particle after
 * it does not depend on them.
 */
export interface KoreanPhrases {
  /** With the particle of a subject: `주문 생성 사가(customer/create.1)의 5번째 주문 승인 단계가`. */
  readonly subject: (operation: WitnessOperation) => string;
  /** With the particle of a topic: `… 단계는`. */
  readonly topic: (operation: WitnessOperation) => string;
  /** `주문 생성 사가(customer/create.1)`. */
  readonly saga: (operation: WitnessOperation) => string;
  /** `기록 31에서`. */
  readonly at: (operation: WitnessOperation) => string;
  /** `orders[1].state`. */
  readonly item: (operation: WitnessOperation) => string;
  /** `APPROVED 값`. */
  readonly value: (value: PlainValue | undefined) => string;
  /** Without an ending: `기록 31에서 orders[1].state에 APPROVED 값을 썼`. */
  readonly wrote: (operation: WitnessOperation) => string;
  /** Without an ending: `기록 31에서 orders[1].state의 APPROVED 값을 읽었`. */
  readonly read: (operation: WitnessOperation) => string;
  /** What a write has brought, without a particle: `쓴 CANCELLED 값`, `추가한 orders[1] 행`, `한 orders[1] 행 삭제`. */
  readonly result: (operation: WitnessOperation) => string;
  /** The particle of an object after `result`. */
  readonly object: (operation: WitnessOperation) => string;
  /** The particle of a topic after `result`. */
  readonly about: (operation: WitnessOperation) => string;
  /** `주문 생성 메시지(m1)`. */
  readonly message: (operation: WitnessOperation) => string;
}

export function koreanPhrases(names: ExplanationNames): KoreanPhrases {
  const saga = ({ saga: id = '', sagaType = '' }: WitnessOperation): string => {
    const title = names.saga?.(sagaType, 'ko') ?? sagaType;
    return `${title.endsWith('사가') ? title : `${title} 사가`}(${instanceOf(id)})`;
  };
  /** Ends in 사가, 단계 (both without a final consonant) or 트랜잭션 (with one). */
  const who = (operation: WitnessOperation): string => {
    const { sagaType, step, compensating, transaction = '' } = operation;
    if (sagaType === undefined) return `${transaction} 트랜잭션`;
    if (step === undefined || step === '') return saga(operation);
    const known = names.step?.(sagaType, step, 'ko');
    const told = known === undefined ? `${step} 단계` : `${known.number}번째 ${known.title} 단계`;
    return `${saga(operation)}의 ${told}${compensating === true ? '를 되돌리는 보상 트랜잭션' : ''}`;
  };
  const endsInConsonant = (operation: WitnessOperation): boolean => who(operation).endsWith('트랜잭션');
  const at = ({ entry }: WitnessOperation): string => (entry < 0 ? '어느 시점에' : `기록 ${entry + 1}에서`);
  const row = ({ table = '', key = null }: WitnessOperation): string => `${table}[${text(key)}]`;
  const item = (operation: WitnessOperation): string => `${row(operation)}.${operation.column ?? ''}`;
  const value = (plain: PlainValue | undefined): string =>
    plain === undefined || plain === null ? '빈 값' : `${text(plain)} 값`;
  const wrote = (operation: WitnessOperation): string => {
    switch (operation.form) {
      case 'insert':
        return `${at(operation)} ${row(operation)} 행을 추가했`;
      case 'delete':
        return `${at(operation)} ${row(operation)} 행을 삭제했`;
      case 'delta':
        return `${at(operation)} ${item(operation)}에 증감을 더해 ${value(operation.value)}으로 만들었`;
      default:
        return `${at(operation)} ${item(operation)}에 ${value(operation.value)}을 썼`;
    }
  };
  return {
    subject: (operation) => `${who(operation)}${endsInConsonant(operation) ? '이' : '가'}`,
    topic: (operation) => `${who(operation)}${endsInConsonant(operation) ? '은' : '는'}`,
    saga,
    at,
    item,
    value,
    wrote,
    read: (operation) => `${at(operation)} ${item(operation)}의 ${value(operation.value)}을 읽었`,
    result(operation) {
      if (operation.form === 'insert') return `${at(operation)} 추가한 ${row(operation)} 행`;
      if (operation.form === 'delete') return `${at(operation)} 한 ${row(operation)} 행 삭제`;
      return `${at(operation)} 쓴 ${value(operation.value)}`;
    },
    object: ({ form }) => (form === 'delete' ? '를' : '을'),
    about: ({ form }) => (form === 'delete' ? '는' : '은'),
    message: ({ message = '', messageType }) =>
      messageType === undefined
        ? `메시지(${message})`
        : `${names.messageType?.(messageType, 'ko') ?? messageType} 메시지(${message})`,
  };
}
