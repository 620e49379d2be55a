import { expect, test } from 'vitest';
import { lengthClass } from './length.ts';
import { elementSnippet, escapeHtml, escapeMarkdown, frameSnippet, markdownSnippet } from './snippets.ts';
import { openStorage } from './storage.ts';
import { en, ko } from './texts.ts';
import { WorkShelf } from './work.ts';
import type { Scenario } from '../../src/engine/index.ts';

const parts = {
  link: 'https://example.org/#ex=a&seed=1',
  embed: 'https://example.org/embed/#ex=a&seed=1',
  script: 'https://example.org/sagascope-embed.js',
  fragment: 'ex=a&seed=1',
  title: '<img src=x onerror="alert(1)"> [a](javascript:b) & *c*',
  heightPixels: 480,
};

test('a hostile title stays text in every snippet', () => {
  expect(frameSnippet(parts)).not.toMatch(/<img/);
  expect(elementSnippet(parts)).not.toMatch(/<img/);
  expect(frameSnippet(parts)).toContain('src="https://example.org/embed/#ex=a&amp;seed=1"');
  expect(elementSnippet(parts)).toContain('link="ex=a&amp;seed=1"');
  expect(markdownSnippet(parts)).toBe(
    String.raw`[\<img src=x onerror="alert\(1\)"\> \[a\]\(javascript:b\) \& \*c\*](https://example.org/#ex=a&seed=1)`,
  );
  expect(escapeMarkdown('a\n\nb')).toBe('a b');
  expect(escapeHtml(`'"<>&`)).toBe('&#39;&quot;&lt;&gt;&amp;');
});

test('the meter changes where chats and servers stop', () => {
  expect([2000, 2001, 8000, 8001].map(lengthClass)).toEqual(['short', 'long', 'long', 'too-long']);
});

test('where storage throws, memory keeps; where it is full, too', () => {
  const barred = openStorage(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  expect(barred.get('a')).toBeUndefined();
  expect(barred.set('a', '1')).toBe(false);
  expect(barred.get('a')).toBe('1');
  const texts = new Map<string, string>();
  const small = openStorage(
    () =>
      ({
        getItem: (key: string) => texts.get(key) ?? null,
        setItem: (key: string, value: string) => {
          if (value.length > 3) throw new DOMException('full', 'QuotaExceededError');
          texts.set(key, value);
        },
      }) as unknown as Storage,
  );
  expect(small.set('a', '123')).toBe(true);
  expect(small.set('a', '1234')).toBe(false);
  expect([small.get('a'), texts.get('a')]).toEqual(['1234', '123']);
});

test('the shelf keeps each document once, the newest first, and passes over what it cannot read', () => {
  const texts = new Map<string, string>([['sagascope.work', '[{"id":1,"json":"{}"},{"id":"x"},7]']]);
  const kept = {
    get: (key: string) => texts.get(key),
    set: (key: string, value: string) => texts.set(key, value).size > 0,
  };
  const shelf = new WorkShelf(kept);
  expect(shelf.newest).toEqual({ id: 1, json: '{}' });
  const scenario = (id: string) => ({ id }) as unknown as Scenario;
  const second = shelf.keep(undefined, scenario('b'));
  expect(second).toBe(2);
  expect(shelf.keep(second, scenario('c'))).toBe(2);
  expect(JSON.parse(texts.get('sagascope.work') ?? '')).toEqual([
    { id: 2, json: '{"id":"c"}' },
    { id: 1, json: '{}' },
  ]);
  for (let i = 0; i < 20; i++) shelf.keep(undefined, scenario('d'));
  expect((JSON.parse(texts.get('sagascope.work') ?? '') as unknown[]).length).toBe(8);
  texts.set('sagascope.work', '{broken');
  expect(new WorkShelf(kept).newest).toBeUndefined();
});

test('Korean texts fill in the same names as the English ones', () => {
  const names = (text: string): string[] => [...text.matchAll(/\{(\w+)/g)].map(([, name]) => name as string).toSorted();
  for (const key of Object.keys(en) as (keyof typeof en)[]) expect(names(ko[key])).toEqual(names(en[key]));
});
