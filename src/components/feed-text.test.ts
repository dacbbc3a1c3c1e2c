import { expect, it } from 'vitest';
import { textOfFeed } from './feed-text.ts';

const entry = { id: 'a', src: 'a.m3u8', tags: ['night'], offline: { keys: true }, retention: [1, 0.5] };

it('a new array with the same content gives the same text, and any change gives another one', () => {
  expect(textOfFeed([{ ...entry }])).toBe(textOfFeed([entry]));
  for (const change of [{ id: 'b' }, { tags: ['day'] }, { offline: { keys: false } }, { retention: [1, 0.4] }]) {
    expect(textOfFeed([{ ...entry, ...change }])).not.toBe(textOfFeed([entry]));
  }
  const pages = ['/2', '/3'].map((next) => textOfFeed({ reels: [entry], next }));
  expect(pages[0]).not.toBe(pages[1]);
});

it('other fields of the items are ignored, and circular references do not throw', () => {
  const item = { ...entry, likes: 1, likedBy: [{}] };
  item.likedBy.push({ item });
  expect(textOfFeed([item])).toBe(textOfFeed([entry]));
  const nested = { ...entry, title: 'Aurora' };
  Object.assign(nested, { title: nested });
  expect(textOfFeed([nested])).toBe('');
});
