import { koreanIsolationSentences } from './isolation-sentences-korean.ts';
import type { ToldFinding } from './told-finding.ts';
import type { WitnessOperation } from './finding.ts';
import type { KoreanPhrases } from './phrases-korean.ts';

/** What has happened, in Korean. */
export function koreanSentences(told: ToldFinding, phrases: KoreanPhrases): string {
  const { subject, topic, saga, at, item, value, wrote, read, result, object, about, message } = phrases;
  switch (told.finding.anomaly) {
    case 'saga-lost-update': {
      const lost = told.of('overwritten');
      if (told.finding.subtype === 'L3') {
        const undo = told.of('compensation');
        const forward = told.of('forward');
        return `${subject(undo)} ${wrote(undo)}습니다. 그 단계가 ${at(forward)} ${value(forward.value)}을 쓴 뒤에 ${subject(lost)} ${result(lost)}${object(lost)} 읽지 않은 채 덮어쓴 것입니다.`;
      }
      const over = told.of('overwriting');
      if (told.finding.subtype === 'L2')
        return `${subject(over)} ${wrote(over)}지만, ${subject(lost)} ${result(lost)}${about(lost)} 읽은 적이 없습니다.`;
      const stale = told.of('read');
      return `${subject(over)} ${wrote(over)}습니다. 이 사가는 ${at(stale)} ${value(stale.value)}을 읽었을 뿐, ${subject(lost)} ${result(lost)}${about(lost)} 읽지 않았습니다.`;
    }
    case 'saga-dirty-read': {
      const source = told.of('write');
      const undone = told.has('compensation')
        ? `나중에 ${subject(told.of('compensation'))} ${at(told.of('compensation'))} 취소했습니다`
        : `그 단계는 기록 ${told.finding.at + 1}에서 보상되었습니다`;
      return `${subject(told.of('read'))} ${read(told.of('read'))}습니다. ${subject(source)} ${at(source)} 쓴 이 값은 ${undone}.`;
    }
    case 'saga-dirty-read-exposure': {
      const source = told.of('write');
      return `${subject(told.of('read'))} ${read(told.of('read'))}습니다. 이 값은 ${subject(source)} ${at(source)} 쓴 것인데, 그 사가는 아직 끝나지 않았습니다.`;
    }
    case 'saga-fuzzy-read': {
      const [first, second, source] = [told.of('read'), told.of('second-read'), told.of('write')];
      return `${subject(second)} ${read(second)}는데, ${topic(first)} ${at(first)} ${value(first.value)}을 읽었습니다. 그 사이에 ${subject(source)} ${wrote(source)}기 때문입니다.`;
    }
    case 'saga-write-skew': {
      const [first, second] = [told.of('read'), told.of('second-read')];
      const [later, latest] = [told.of('second-write'), told.of('write')];
      return `${subject(first)} ${read(first)}고, 그 뒤에 ${subject(later)} ${wrote(later)}습니다. 한편 ${subject(second)} ${read(second)}고, 그 뒤에 ${subject(latest)} ${wrote(latest)}습니다. 서로 상대가 한 일을 보지 못했습니다.`;
    }
    case 'lost-message': {
      const [intent, commit] = [told.of('intended'), told.of('committed')];
      const channel = intent.channel === undefined ? '' : `${intent.channel} 채널로 `;
      return `${commit.service ?? ''} 서비스의 ${topic(commit)} ${at(commit)} 커밋되었지만, ${at(intent)} ${channel}보내기로 한 ${message(intent)}는 끝내 전송되지 않았습니다.`;
    }
    case 'ghost-message': {
      const [sent, undone] = [told.of('sent'), told.of('rolled-back')];
      return `${sent.service ?? ''} 서비스의 ${subject(sent)} ${at(sent)} ${message(sent)}를 보냈지만, 이 트랜잭션은 ${at(undone)} 롤백되었습니다.`;
    }
    case 'duplicate-effect': {
      const [first, second] = [told.of('first-effect'), told.of('second-effect')];
      const effect = (operation: WitnessOperation): string =>
        operation.table === undefined ? `${at(operation)} 반영했` : wrote(operation);
      if (told.finding.subtype === 'contradiction') {
        const answer = (operation: WitnessOperation): string =>
          operation.messageType === undefined ? effect(operation) : `${at(operation)} 실패로 응답했`;
        return `${message(first)}가 ${first.service ?? ''} 서비스에서 두 번, 서로 어긋나게 처리되었습니다. ${first.transaction ?? ''} 트랜잭션은 ${answer(first)}고, ${second.transaction ?? ''} 트랜잭션은 ${answer(second)}습니다.`;
      }
      return `${message(first)}가 ${first.service ?? ''} 서비스에서 두 번 반영되었습니다. ${first.transaction ?? ''} 트랜잭션이 ${effect(first)}고, ${second.transaction ?? ''} 트랜잭션이 다시 ${effect(second)}습니다.`;
    }
    case 'stuck-saga': {
      const start = told.of('started');
      if (told.finding.subtype === 'failed')
        return `${at(start)} 시작된 ${saga(start)}가 되돌려지지 못한 채 ${at(told.of('ended'))} 끝났습니다.`;
      if (told.finding.subtype === 'deadlock') {
        const holders = told.all('held');
        const waits = told.all('waiting').map((waiting, i) => {
          const holder = holders[i] ?? waiting;
          return `${topic(waiting)} 기록 ${waiting.entry + 1}부터 ${item(waiting)}를 기다리는데, ${subject(holder)} ${at(holder)} ${value(holder.value)}으로 바꿔 둔 것입니다.`;
        });
        return `교착 상태입니다. ${waits.join(' ')} 어느 쪽도 상대보다 먼저 나아갈 수 없습니다.`;
      }
      return `${at(start)} 시작된 ${saga(start)}가 완료되지도 보상되지도 않았고, 더 일어날 일도 없습니다.`;
    }
    default:
      return (
        koreanIsolationSentences(told, phrases) ??
        `${told.operations.map((operation) => `${subject(operation)} ${deed(operation)}`).join('고, ')}습니다.`
      );
  }

  /** Without an ending. */
  function deed(operation: WitnessOperation): string {
    if (operation.role === 'rolled-back') return `${at(operation)} 롤백되었`;
    if (operation.role === 'committed') return `${at(operation)} 커밋되었`;
    if (operation.column === undefined)
      return operation.table === undefined
        ? `${at(operation)} 반영되었`
        : `${at(operation)} ${operation.table} 테이블을 조건으로 조회했`;
    return operation.form === undefined ? read(operation) : wrote(operation);
  }
}
