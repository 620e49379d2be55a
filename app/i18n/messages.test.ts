import { expect, test } from 'vitest';
import { en } from './en.ts';
import { ko } from './ko.ts';

const names = (text: string): string[] => [...text.matchAll(/\{(\w+)/g)].map((match) => match[1] ?? '').sort();

test('Korean messages fill in the same names as the English ones', () => {
  for (const [key, text] of Object.entries(en)) {
    expect(new Set(names(ko[key as keyof typeof en])), key).toEqual(new Set(names(text)));
  }
});

test('no message is empty', () => {
  for (const messages of [en, ko]) for (const [key, text] of Object.entries(messages)) expect(text.trim(), key).not.toBe('');
});
