import { expect, test } from 'vitest';
import { RecentTexts } from './recent-texts.ts';

const textOf = (length: number) => ({ text: '.'.repeat(length) });

function keysIn(texts: RecentTexts<{ text: string }>, ...keys: string[]): string[] {
  return keys.filter((key) => texts.get(key) !== undefined);
}

test('beyond the most characters the oldest are dropped, and a text that replaces another counts once', () => {
  const texts = new RecentTexts({ texts: 10, characters: 100 });
  for (const key of ['a', 'b', 'a']) texts.set(key, textOf(40));
  texts.set('c', textOf(20));
  expect(keysIn(texts, 'a', 'b', 'c')).toEqual(['a', 'b', 'c']);
  texts.set('d', textOf(1));
  expect(keysIn(texts, 'a', 'b', 'c', 'd')).toEqual(['a', 'c', 'd']);
});

test('beyond the most texts the oldest are dropped', () => {
  const texts = new RecentTexts({ texts: 2, characters: 100 });
  for (const key of ['a', 'b', 'c']) texts.set(key, textOf(0));
  expect(keysIn(texts, 'a', 'b', 'c')).toEqual(['b', 'c']);
});

test('a text that is too long by itself is not kept, and pushes out no other', () => {
  const texts = new RecentTexts({ texts: 2, characters: 100 });
  for (const key of ['a', 'b']) texts.set(key, textOf(1));
  texts.set('b', textOf(101));
  expect(keysIn(texts, 'a', 'b')).toEqual(['a']);
  texts.clear();
  texts.set('c', textOf(100));
  expect([...texts.values()]).toEqual([textOf(100)]);
});
