import type { Language } from '../i18n/language.ts';
import { fill } from '../i18n/format.ts';

/** Texts of the embed alone; the rest are the page's. */
export const en = {
  'embed.open': 'Open in Sagascope',
  'embed.opens-new': 'opens a new tab',
  'embed.loading': 'Running the scenario …',
  'embed.nothing': 'No scenario was given to this embed.',
  'embed.bad-link': 'This embed cannot show its scenario. {message}',
  'embed.rejected': 'This scenario cannot run: {message}',
  'embed.broken': 'The engine met a state that it holds impossible: {message}',
  'embed.diverged': 'The recorded schedule stops fitting at choice {step}.',
  'embed.finding': '{title}, entry {n}',
  'embed.stage': 'The running architecture: {title}',
  'embed.all': 'All designs',
} as const;

export type EmbedKey = keyof typeof en;

export const ko: Readonly<Record<EmbedKey, string>> = {
  'embed.open': 'Sagascope에서 열기',
  'embed.opens-new': '새 탭에서 열림',
  'embed.loading': '시나리오를 실행하는 중 …',
  'embed.nothing': '이 임베드에 시나리오가 지정되지 않았습니다.',
  'embed.bad-link': '이 임베드의 시나리오를 보여 줄 수 없습니다. {message}',
  'embed.rejected': '이 시나리오를 실행할 수 없습니다. {message}',
  'embed.broken': '엔진이 불가능하다고 보는 상태를 만났습니다: {message}',
  'embed.diverged': '기록된 실행이 {step}번째 선택부터 맞지 않습니다.',
  'embed.finding': '{title}, {n}번째 기록',
  'embed.stage': '실행 중인 아키텍처: {title}',
  'embed.all': '모든 설계',
};

const TEXTS: Readonly<Record<Language, Readonly<Record<EmbedKey, string>>>> = { en, ko };

export type EmbedText = (key: EmbedKey, values?: Readonly<Record<string, string | number>>) => string;

export function embedTexts(language: Language): EmbedText {
  return (key, values = {}) => fill(TEXTS[language][key], values);
}
