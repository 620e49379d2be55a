import { en } from './en.ts';
import { fill } from './format.ts';
import type { Language } from './language.ts';

export type MessageKey = keyof typeof en;
export type Messages = Readonly<Record<MessageKey, string>>;
export type Translate = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;

const MESSAGES = new Map<Language, Messages>([['en', en]]);

/** English is always there; of the others the page brings all, an embed only the one that it speaks. */
export function addMessages(language: Language, messages: Messages): void {
  MESSAGES.set(language, messages);
}

export function translator(language: Language): Translate {
  return (key, values) => {
    const message = (MESSAGES.get(language) ?? en)[key];
    return values === undefined ? message : fill(message, values);
  };
}

/** A text of a document in the reader's language; English stands in for what is absent. */
export function localText(text: { readonly en: string; readonly ko?: string }, language: Language): string {
  return language === 'ko' ? (text.ko ?? text.en) : text.en;
}
