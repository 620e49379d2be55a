import type { Language } from '../engine/index.ts';

type End = 'completed' | 'compensated' | 'failed';

/** What somebody does, after the name of who and a colon. */
export interface StoryWords {
  readonly sends: (message: string, channel: string, fate: 'lost' | 'duplicated' | undefined) => string;
  readonly answers: (client: string, message: string) => string;
  readonly replies: (message: string) => string;
  readonly receives: (message: string, delivery: number) => string;
  readonly reads: (row: string, columns: string) => string;
  readonly finds: (row: string) => string;
  readonly looksThrough: (table: string) => string;
  readonly inserts: (row: string, columns: string) => string;
  readonly writes: (row: string, columns: string) => string;
  readonly deletes: (row: string) => string;
  readonly commits: string;
  readonly rollsBack: (reason: string) => string;
  readonly outboxes: (message: string) => string;
  readonly intends: (message: string) => string;
  readonly marks: string;
  readonly acknowledges: (message: string, lost: boolean) => string;
  readonly returns: (message: string) => string;
  readonly deadLetters: (message: string, reason: string) => string;
  readonly skips: (message: string) => string;
  readonly sagaStarts: (saga: string) => string;
  readonly sagaMoves: (saga: string, from: string, to: string) => string;
  readonly sagaEnds: (saga: string, end: End) => string;
  readonly refusesEvent: (row: string, event: string) => string;
  readonly crashes: string;
  readonly restarts: string;
  readonly setsTimer: string;
  readonly timerFires: string;
  readonly answered: (end: End) => string;
  readonly refuses: (message: string, reason: string) => string;
  readonly waits: (reason: string) => string;
  readonly resumes: string;
  readonly ignores: (saga: string, message: string) => string;
}

export const storyWords = (language: Language): StoryWords => (language === 'ko' ? KOREAN : ENGLISH);

/** Rows are read for their being there alone, too. */
const valuesOf = (columns: string): string => (columns === '' ? '' : `: ${columns}`);

const ENGLISH: StoryWords = {
  sends: (message, channel, fate) =>
    `sends ${message} to ${channel}${fate === 'lost' ? ', and it is lost' : fate === 'duplicated' ? ', and it is doubled' : ''}`,
  answers: (client, message) => `answers ${client} with ${message}`,
  replies: (message) => `replies with ${message}`,
  receives: (message, delivery) => `receives ${message}${delivery > 1 ? ` again (delivery ${delivery})` : ''}`,
  reads: (row, columns) => `reads ${row}${valuesOf(columns)}`,
  finds: (row) => `looks for ${row} and finds none`,
  looksThrough: (table) => `looks through ${table}`,
  inserts: (row, columns) => `inserts ${row}${valuesOf(columns)}`,
  writes: (row, columns) => `writes ${row}${valuesOf(columns)}`,
  deletes: (row) => `deletes ${row}`,
  commits: 'commits',
  rollsBack: (reason) => `rolls back (${reason})`,
  outboxes: (message) => `puts ${message} into its outbox`,
  intends: (message) => `has committed and still has to send ${message}`,
  marks: 'takes the published row out of its outbox',
  acknowledges: (message, lost) => `acknowledges ${message}${lost ? ', and the acknowledgement is lost' : ''}`,
  returns: (message) => `${message} goes back into its channel`,
  deadLetters: (message, reason) => `${message} leaves its channel unhandled (${reason})`,
  skips: (message) => `knows ${message} already and skips it`,
  sagaStarts: (saga) => `${saga} starts`,
  sagaMoves: (saga, from, to) => `${saga} moves from ${from} to ${to}`,
  sagaEnds: (saga, end) =>
    end === 'completed' ? `${saga} is completed` : end === 'compensated' ? `${saga} is undone` : `${saga} fails`,
  refusesEvent: (row, event) => `${row} refuses ${event}`,
  crashes: 'crashes',
  restarts: 'restarts',
  setsTimer: 'sets a timer',
  timerFires: 'a timer fires',
  answered: (end) =>
    end === 'completed'
      ? 'has the answer: success'
      : end === 'compensated'
        ? 'has the answer: failure'
        : 'gives up on the request',
  refuses: (message, reason) => `refuses ${message} (${reason})`,
  waits: (reason) => `waits (${reason})`,
  resumes: 'goes on',
  ignores: (saga, message) => `${saga} does not wait for ${message} and ignores it`,
};

/** Nouns at the end, as in a log: no particle depends on the sound of a name. */
const KOREAN: StoryWords = {
  sends: (message, channel, fate) =>
    `${message} 전송 → ${channel}${fate === 'lost' ? ' (도중 유실)' : fate === 'duplicated' ? ' (중복됨)' : ''}`,
  answers: (client, message) => `${client}에게 ${message} 응답`,
  replies: (message) => `${message} 응답`,
  receives: (message, delivery) => `${message} 수신${delivery > 1 ? ` (${delivery}번째 배달)` : ''}`,
  reads: (row, columns) => `${row} 읽기${valuesOf(columns)}`,
  finds: (row) => `${row} 찾기: 없음`,
  looksThrough: (table) => `${table} 훑어보기`,
  inserts: (row, columns) => `${row} 추가${valuesOf(columns)}`,
  writes: (row, columns) => `${row} 쓰기${valuesOf(columns)}`,
  deletes: (row) => `${row} 삭제`,
  commits: '커밋',
  rollsBack: (reason) => `롤백 (${reason})`,
  outboxes: (message) => `${message} 아웃박스에 넣음`,
  intends: (message) => `커밋했으나 ${message} 아직 보내지 않음`,
  marks: '발행한 행을 아웃박스에서 제거',
  acknowledges: (message, lost) => `${message} 수신 확인${lost ? ' (확인이 유실됨)' : ''}`,
  returns: (message) => `${message} 채널로 되돌아감`,
  deadLetters: (message, reason) => `${message} 처리되지 못하고 채널을 떠남 (${reason})`,
  skips: (message) => `${message} 이미 처리함, 건너뜀`,
  sagaStarts: (saga) => `${saga} 시작`,
  sagaMoves: (saga, from, to) => `${saga} 상태 변경: ${from} → ${to}`,
  sagaEnds: (saga, end) =>
    end === 'completed' ? `${saga} 완료` : end === 'compensated' ? `${saga} 보상 완료` : `${saga} 실패`,
  refusesEvent: (row, event) => `${row}: ${event} 거부`,
  crashes: '장애로 중단',
  restarts: '다시 시작',
  setsTimer: '타이머 설정',
  timerFires: '타이머 만료',
  answered: (end) => (end === 'completed' ? '성공 응답 받음' : end === 'compensated' ? '실패 응답 받음' : '요청 포기'),
  refuses: (message, reason) => `${message} 거부 (${reason})`,
  waits: (reason) => `대기 (${reason})`,
  resumes: '계속 진행',
  ignores: (saga, message) => `${saga}: 기다리지 않던 ${message} 무시`,
};
