import { en } from './en.ts';
import { fill } from './format.ts';
import { ko } from './ko.ts';
import type { Language } from './language.ts';

export type MessageKey = keyof typeof en;
export type Messages = Readonly<Record<MessageKey, string>>;
export type Translate = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;

const MESSAGES: Readonly<Record<Language, Messages>> = { en, ko };

export function translator(language: Language): Translate {
  const messages = MESSAGES[language];
  return (key, values) => (values === undefined ? messages[key] : fill(messages[key], values));
}

/** A text of a document in the reader's language; English stands in for what is absent. */
export function localText(text: { readonly en: string; readonly ko?: string }, language: Language): string {
  return language === 'ko' ? (text.ko ?? text.en) : text.en;
}
