import type { Language } from '../engine/index.ts';
import type { StopReason } from './check-answer.ts';
import { grouped } from './check-numbers.ts';
import type { CheckSummary } from './check-summary.ts';

export interface CheckWords {
  readonly found: string;
  readonly none: string;
  readonly unknown: string;
  readonly legend: readonly string[];
  readonly noFaults: string;
  readonly bounds: (bounds: string) => string;
  readonly odds: (odds: string, reduced: boolean) => string;
  readonly stopped: (reason: StopReason) => string;
  readonly mustNot: string;
  readonly asClaimed: string;
  readonly notDemanded: string;
  readonly length: (choices: number, shortest: boolean) => string;
  /** @param more acts that do not wait, and are told with the rest */
  readonly possible: (more: number) => string;
  readonly beyond: (
    choice: string,
    bound: 'minimum' | 'maximum',
    declared: string,
    beyond: string,
    suffices: boolean,
  ) => string;
  readonly noLink: string;
  readonly summary: (summary: CheckSummary) => string;
}

export const checkWords = (language: Language): CheckWords => (language === 'ko' ? KOREAN : ENGLISH);

const ENGLISH: CheckWords = {
  found: 'found',
  none: 'none',
  unknown: 'unknown',
  legend: [
    'found N: a counterexample of N choices; none N: there is none, N states were gone through;',
    'unknown N: stopped after N states; !: not as demanded; ?: not known; -: not asked',
  ],
  noFaults: 'no faults',
  bounds: (bounds) => `Bounds: ${bounds}`,
  odds: (odds, reduced) =>
    `Where there is none, the odds that a collision of hashes hid a state are at most ${odds}${reduced ? '; orders that come to the same were left out' : ''}.`,
  stopped: (reason) =>
    ({
      states: 'Some searches reached the bound of states: raise --states.',
      depth: 'Some searches reached the bound of choices in one schedule: raise --depth.',
      bytes: 'Some searches reached the bound of memory: raise --megabytes.',
      seconds: 'Some searches were stopped by the clock: raise --seconds. Another machine may get further.',
      sampled: 'Sampled schedules show what can happen, never that nothing can: use --strategy depth or breadth.',
    })[reason],
  mustNot: 'must not be reachable',
  asClaimed: 'reachable, as claimed',
  notDemanded: 'reachable',
  length: (choices, shortest) =>
    shortest
      ? `${choices} choices; there is no shorter counterexample.`
      : `${choices} choices, of which none can be left out; --strategy breadth looks for the shortest.`,
  possible: (more) =>
    `Possible with the declared latencies, at the times below${more > 0 ? `, with ${more} more choices that do not wait so long` : ''}.`,
  beyond: (choice, bound, declared, beyond, suffices) =>
    `Needs a delay beyond those declared: “${choice}” ${
      bound === 'maximum' ? `${beyond} later than its maximum of` : `${beyond} earlier than its minimum of`
    } ${declared}${suffices ? '.' : ', and others after it.'}`,
  noLink: '(too long for a link)',
  summary: ({ cells, ok, violated, unknown, states }) =>
    `${ok} of ${cells} as demanded, ${violated} not, ${unknown} unknown; ${grouped(states)} states.`,
};

const KOREAN: CheckWords = {
  found: '발견',
  none: '없음',
  unknown: '모름',
  legend: [
    '발견 N: 선택 N개로 된 반례. 없음 N: 상태 N개를 모두 살폈으나 반례 없음.',
    '모름 N: 상태 N개에서 멈춤. !: 요구와 다름. ?: 알 수 없음. -: 묻지 않음.',
  ],
  noFaults: '장애 없음',
  bounds: (bounds) => `범위: ${bounds}`,
  odds: (odds, reduced) =>
    `반례가 없다고 한 곳에서 해시 충돌로 상태를 놓쳤을 확률은 최대 ${odds}입니다.${reduced ? ' 결과가 같은 순서는 한 번만 살폈습니다.' : ''}`,
  stopped: (reason) =>
    ({
      states: '상태 수 한도에 이른 탐색이 있습니다. --states를 늘리십시오.',
      depth: '한 일정의 선택 수 한도에 이른 탐색이 있습니다. --depth를 늘리십시오.',
      bytes: '메모리 한도에 이른 탐색이 있습니다. --megabytes를 늘리십시오.',
      seconds: '시간 한도에 이른 탐색이 있습니다. --seconds를 늘리십시오. 다른 기계에서는 더 나아갈 수 있습니다.',
      sampled: '표본 탐색은 일어날 수 있는 일만 보여 줍니다. 없음을 보이려면 --strategy depth나 breadth를 쓰십시오.',
    })[reason],
  mustNot: '도달하면 안 됨',
  asClaimed: '도달 가능, 주장과 같음',
  notDemanded: '도달 가능',
  length: (choices, shortest) =>
    shortest
      ? `선택 ${choices}개. 더 짧은 반례는 없습니다.`
      : `선택 ${choices}개. 하나도 뺄 수 없습니다. 가장 짧은 반례는 --strategy breadth로 찾습니다.`,
  possible: (more) =>
    `선언된 지연 시간 안에서 일어날 수 있습니다. 시각은 아래와 같습니다.${more > 0 ? ` 그때까지 미뤄질 수 없는 선택 ${more}개를 함께 적었습니다.` : ''}`,
  beyond: (choice, bound, declared, beyond, suffices) =>
    `선언된 것을 벗어난 지연이 필요합니다: “${choice}”, ${
      bound === 'maximum' ? `최댓값 ${declared}보다 ${beyond} 늦게` : `최솟값 ${declared}보다 ${beyond} 일찍`
    }${suffices ? '.' : '. 그 뒤에도 더 있습니다.'}`,
  noLink: '(링크로 만들기에는 너무 깁니다)',
  summary: ({ cells, ok, violated, unknown, states }) =>
    `${cells}개 중 요구대로 ${ok}개, 아님 ${violated}개, 모름 ${unknown}개. 상태 ${grouped(states)}개.`,
};
