import type { en } from './en.ts';
import { fill } from './format.ts';
import type { Language } from './language.ts';

export type MessageKey = keyof typeof en;
export type Messages = Readonly<Record<MessageKey, string>>;

/** The names between braces in a template. */
type Names<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;

type Values<K extends MessageKey> = [Names<(typeof en)[K]>] extends [never]
  ? []
  : [values: Readonly<Record<Names<(typeof en)[K]>, string | number>>];

/** The compiler asks for every value that the English message names, so that no placeholder is left unfilled. */
export type Translate = <K extends MessageKey>(key: K, ...values: Values<K>) => string;

const MESSAGES = new Map<Language, Messages>();

const LOADERS: Readonly<Record<Language, () => Promise<Messages>>> = {
  en: () => import('./en.ts').then(({ en }) => en),
  ko: () => import('./ko.ts').then(({ ko }) => ko),
};

export function addMessages(language: Language, messages: Messages): void {
  MESSAGES.set(language, messages);
}

/** Only the table of the reader's language is loaded; to be awaited before anything is said in it. */
export async function loadMessages(language: Language): Promise<void> {
  if (!MESSAGES.has(language)) MESSAGES.set(language, await LOADERS[language]());
}

export function translator(language: Language): Translate {
  return (key, ...values) => {
    const messages = MESSAGES.get(language);
    if (messages === undefined)
      throw new Error(`The texts of the language "${language}" are used before they are loaded`);
    const [filling] = values;
    return filling === undefined ? messages[key] : fill(messages[key], filling);
  };
}

/** A text of a document in the reader's language; English stands in for what is absent. */
export function localText(text: { readonly en: string; readonly ko?: string }, language: Language): string {
  return language === 'ko' ? (text.ko ?? text.en) : text.en;
}
