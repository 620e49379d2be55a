import { preferredLanguage } from '../i18n/language.ts';
import type { Language } from '../i18n/language.ts';

export type Theme = 'system' | 'light' | 'dark';

export interface Preferences {
  readonly language: Language;
  readonly theme: Theme;
}

const KEY = 'sagascope.preferences';

/** What was remembered, else what the browser prefers. Storage may be closed to us (embeds, private windows). */
export function readPreferences(): Preferences {
  const fallback: Preferences = { language: preferredLanguage(navigator.languages), theme: 'system' };
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    if (typeof kept !== 'object' || kept === null) return fallback;
    const { language, theme } = kept as Partial<Record<keyof Preferences, unknown>>;
    return {
      language: language === 'en' || language === 'ko' ? language : fallback.language,
      theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    };
  } catch {
    return fallback;
  }
}

export function keepPreferences(preferences: Preferences): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // Nothing can be kept here; the choice holds until the page is closed.
  }
}

/** Puts language and theme on the root element, where styles and screen readers find them. */
export function showPreferences({ language, theme }: Preferences): void {
  const root = document.documentElement;
  root.lang = language;
  if (theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
}
