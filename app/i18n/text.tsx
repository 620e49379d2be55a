import { createContext, useContext } from 'react';
import type { Language } from './language.ts';
import { translator } from './translate.ts';
import type { Translate } from './translate.ts';

export { localText, translator } from './translate.ts';
export type { MessageKey, Messages, Translate } from './translate.ts';

const TRANSLATORS: Readonly<Record<Language, Translate>> = { en: translator('en'), ko: translator('ko') };

const LanguageContext = createContext<Language>('en');
export const LanguageProvider = LanguageContext.Provider;

export function useLanguage(): Language {
  return useContext(LanguageContext);
}

export function useTranslate(): Translate {
  return TRANSLATORS[useContext(LanguageContext)];
}
