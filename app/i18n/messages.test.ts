import { expect, test } from 'vitest';
import { en } from './en.ts';
import { ko } from './ko.ts';

const names = (text: string): string[] => [...text.matchAll(/\{(\w+)/g)].map((match) => match[1] ?? '').sort();

test('Korean messages fill in the same names as the English ones', () => {
  const different = Object.entries(en).filter(
    ([key, text]) => [...new Set(names(text))].join(' ') !== [...new Set(names(ko[key as keyof typeof en]))].join(' '),
  );
  expect(different).toEqual([]);
});

test('no message is empty', () => {
  const empty = [en, ko].flatMap((messages) => Object.entries(messages).filter(([, text]) => text.trim() === ''));
  expect(empty).toEqual([]);
});
