import type { Language } from '../i18n/language.ts';
import { fill } from '../i18n/format.ts';

/** Texts of sharing; the page loads them with the dialog. */
export const en = {
  'share.title': 'Share',
  'share.explain.built-in': 'The link opens this run at the same place for everyone. Nothing is uploaded.',
  'share.explain.own': 'Your whole document travels in the link itself. Nothing is uploaded.',
  'share.as': 'Share as',
  'share.as.link': 'Link',
  'share.as.markdown': 'Markdown',
  'share.as.frame': 'iframe',
  'share.as.element': 'HTML element',
  'share.text': 'What you copy',
  'share.moment': 'Open at this moment, entry {n}',
  'share.start': 'The cursor is at the start, so the link opens there.',
  'share.play': 'Play when it comes into view',
  'share.theme': 'Look of the embed',
  'share.theme.auto': 'As the page around it',
  'share.theme.light': 'Light',
  'share.theme.dark': 'Dark',
  'share.copy': 'Copy',
  'share.copied': 'Copied.',
  'share.not-copied': 'This page may not copy. The text is selected: press Ctrl+C, or ⌘C.',
  'share.characters': '{count} characters',
  'share.length.short': 'Fits everywhere',
  'share.length.long': 'Too long for some chats and bookmarks',
  'share.length.too-long': 'Too long for many places; a file is safer',
  'share.refused': 'This document is too large for a link. Share it as a file.',
  'share.fingerprint': 'Fingerprint of this run: {digest}. Who opens the link gets the same.',
  'share.preview': 'Open the embed',
  'share.download': 'Download the scenario (JSON)',
  'share.elsewhere':
    'The link names a file on another site ({host}). This release opens only files beside the playground. Download the file and drop it here.',
  'share.unreachable': 'The file that the link names could not be loaded: {address}.',
  'share.no-scenario': 'The file that the link names is no scenario: {problem}',
  'share.too-large': 'The file that the link names is larger than 1 MB and was not opened.',
  'share.differs':
    'This link was made with another version of the engine: its run differs from the one that was shared, between entries {from} and {to}.',
} as const;

export type ShareKey = keyof typeof en;

export const ko: Readonly<Record<ShareKey, string>> = {
  'share.title': '공유',
  'share.explain.built-in': '링크를 열면 누구나 같은 실행의 같은 순간을 봅니다. 아무것도 업로드하지 않습니다.',
  'share.explain.own': '문서 전체가 링크 안에 담깁니다. 아무것도 업로드하지 않습니다.',
  'share.as': '공유 방식',
  'share.as.link': '링크',
  'share.as.markdown': 'Markdown',
  'share.as.frame': 'iframe',
  'share.as.element': 'HTML 요소',
  'share.text': '복사할 내용',
  'share.moment': '지금 순간({n}번째 기록)에서 열기',
  'share.start': '커서가 처음에 있으므로 처음에서 열립니다.',
  'share.play': '화면에 보이면 재생하기',
  'share.theme': '임베드의 모양',
  'share.theme.auto': '주변 페이지에 맞춤',
  'share.theme.light': '밝게',
  'share.theme.dark': '어둡게',
  'share.copy': '복사',
  'share.copied': '복사했습니다.',
  'share.not-copied': '이 페이지에서는 복사할 수 없습니다. 내용을 선택해 두었으니 Ctrl+C 또는 ⌘C를 누르세요.',
  'share.characters': '{count}자',
  'share.length.short': '어디에나 들어갑니다',
  'share.length.long': '일부 대화방과 북마크에는 너무 깁니다',
  'share.length.too-long': '많은 곳에서 너무 깁니다. 파일이 안전합니다',
  'share.refused': '문서가 너무 커서 링크에 담을 수 없습니다. 파일로 공유하세요.',
  'share.fingerprint': '이 실행의 지문: {digest}. 링크를 여는 사람도 같은 지문을 얻습니다.',
  'share.preview': '임베드 열어 보기',
  'share.download': '시나리오 내려받기(JSON)',
  'share.elsewhere':
    '링크가 다른 사이트({host})의 파일을 가리킵니다. 이 버전은 같은 사이트의 파일만 엽니다. 파일을 내려받아 여기에 끌어다 놓으세요.',
  'share.unreachable': '링크가 가리키는 파일을 불러오지 못했습니다: {address}.',
  'share.no-scenario': '링크가 가리키는 파일은 시나리오가 아닙니다: {problem}',
  'share.too-large': '링크가 가리키는 파일이 1MB보다 커서 열지 않았습니다.',
  'share.differs':
    '다른 버전의 엔진에서 만든 링크입니다. 공유할 때의 실행과 {from}번째에서 {to}번째 기록 사이부터 다릅니다.',
};

const TEXTS: Readonly<Record<Language, Readonly<Record<ShareKey, string>>>> = { en, ko };

export function shareText(
  language: Language,
  key: ShareKey,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return fill(TEXTS[language][key], values);
}
