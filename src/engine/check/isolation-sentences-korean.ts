import type { WitnessOperation } from './finding.ts';
import type { KoreanPhrases } from './phrases-korean.ts';
import type { ToldFinding } from './told-finding.ts';

/** What has happened between transactions, in Korean; undefined of other anomalies. */
export function koreanIsolationSentences(told: ToldFinding, phrases: KoreanPhrases): string | undefined {
  const { subject, topic, at, value, wrote, read, result, object } = phrases;
  switch (told.finding.anomaly) {
    case 'dirty-write':
      return `${edges()} 저마다 다음 트랜잭션보다 먼저여야 하는 순환이므로 어떤 순서로도 저장된 결과를 설명할 수 없습니다.`;
    case 'aborted-read': {
      const [source, reading, undone] = [told.of('write'), told.of('read'), told.of('rolled-back')];
      return `${subject(reading)} ${read(reading)}습니다. 이 값은 ${subject(source)} ${at(source)} 쓴 것인데, 그 트랜잭션은 ${at(undone)} 롤백되었습니다.`;
    }
    case 'intermediate-read': {
      const [source, reading, final] = [told.of('write'), told.of('read'), told.of('second-write')];
      return `${subject(reading)} ${read(reading)}습니다. 이 값은 ${subject(source)} ${at(source)} 쓴 중간 값으로, 그 트랜잭션은 커밋하기 전에 ${wrote(final)}습니다.`;
    }
    case 'observed-transaction-vanishes': {
      const [source, first] = [told.of('write'), told.of('read')];
      const [missed, stale] = [told.of('overwriting'), told.of('second-read')];
      return `${subject(first)} ${read(first)}고, 이어서 ${read(stale)}습니다. 앞의 값은 ${subject(source)} ${at(source)} 쓴 것인데, 뒤의 값은 같은 트랜잭션이 ${wrote(missed)}는데도 그보다 예전 값입니다.`;
    }
    case 'predicate-many-preceders': {
      const [first, second, change] = [told.of('predicate-read'), told.of('second-predicate-read'), told.of('write')];
      return `${subject(first)} ${at(first)} ${first.table ?? ''} 테이블에서 조건으로 행을 찾고, ${at(second)} 다시 찾았습니다. 그 사이에 들어온 변경은 ${subject(change)} 한 것으로, ${wrote(change)}습니다. 두 결과는 서로 다른 시점의 것입니다.`;
    }
    case 'lost-update': {
      const [stale, lost, over] = [told.of('read'), told.of('overwritten'), told.of('overwriting')];
      return `${subject(over)} ${wrote(over)}습니다. ${subject(lost)} ${result(lost)}${object(lost)} 읽지 않은 채 덮어쓴 것으로, 이 트랜잭션이 읽은 것은 ${at(stale)} 본 ${value(stale.value)}뿐입니다.`;
    }
    case 'write-skew':
      return `${edges(['read', 'second-write'], ['second-read', 'write'])} 서로 상대가 한 일을 보지 못했고, 서로 다른 데이터를 썼습니다.`;
    case 'circular-information-flow':
    case 'read-skew':
    case 'anti-dependency-cycle-item':
    case 'anti-dependency-cycle':
      return `${edges()} 저마다 다음 트랜잭션보다 먼저여야 하는 순환이므로, 하나씩 차례로 실행해서는 나올 수 없는 결과입니다.`;
    default:
      return undefined;
  }

  /** The two operations of each edge of the cycle, a sentence each; by default the operations in pairs. */
  function edges(...roles: readonly (readonly [WitnessOperation['role'], WitnessOperation['role']])[]): string {
    const { operations } = told;
    const pairs =
      roles.length > 0
        ? roles.map(([first, second]) => [told.of(first), told.of(second)] as const)
        : operations.flatMap((operation, i) => {
            const next = operations[i + 1];
            return i % 2 === 1 || next === undefined ? [] : [[operation, next] as const];
          });
    return pairs.map(([first, second]) => edge(first, second)).join(' ');
  }

  function edge(first: WitnessOperation, second: WitnessOperation): string {
    const selects = (operation: WitnessOperation): boolean => operation.role.endsWith('predicate-read');
    const isRead = (operation: WitnessOperation): boolean => operation.form === undefined;
    const selected = (operation: WitnessOperation): string =>
      `${at(operation)} ${operation.table ?? ''} 테이블에서 조건으로 행을 찾았`;
    if (!isRead(first)) {
      if (selects(second))
        return `${subject(first)} ${wrote(first)}고, ${topic(second)} 이 변경이 반영된 뒤에 ${selected(second)}습니다.`;
      return isRead(second)
        ? `${subject(first)} ${wrote(first)}고, ${subject(second)} ${at(second)} 그것을 읽었습니다.`
        : `${subject(first)} ${wrote(first)}고, ${subject(second)} 그 위에 ${wrote(second)}습니다.`;
    }
    if (selects(first))
      return `${subject(first)} ${selected(first)}지만, ${subject(second)} 한 변경은 보지 못했습니다: ${wrote(second)}습니다.`;
    return `${subject(first)} 변경 전에 ${read(first)}고, 그것을 바꾼 ${topic(second)} ${wrote(second)}습니다.`;
  }
}
