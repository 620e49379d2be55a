import { expect, test } from 'vitest';
import { countText, fill, millisText, particle } from './format.ts';

test('a template is filled by name, and what is not given stays visible', () => {
  expect(fill('{who} sent {what}', { who: 'Order', what: 3 })).toBe('Order sent 3');
  expect(fill('{who} sent {what}', { who: 'Order' })).toBe('Order sent {what}');
});

test('Korean particles follow the last sound, in Hangul, Latin letters and digits', () => {
  expect(particle('주문', '을/를')).toBe('을');
  expect(particle('메시지', '을/를')).toBe('를');
  expect(particle('서울', '으로/로')).toBe('로');
  expect(particle('주문', '으로/로')).toBe('으로');
  expect(particle('Kitchen', '은/는')).toBe('은');
  expect(particle('Order', '은/는')).toBe('는');
  expect(particle('주문 1', '으로/로')).toBe('로');
  expect(particle('주문 3', '이/가')).toBe('이');
  expect(particle('‘주방’', '이/가')).toBe('이');
  expect(fill('{a|을/를} 보냈습니다', { a: '명령' })).toBe('명령을 보냈습니다');
});

test('numbers are written the same everywhere', () => {
  expect(countText(1234567)).toBe('1,234,567');
  expect(countText(12)).toBe('12');
  expect(millisText(12345)).toBe('12.345 ms');
});
