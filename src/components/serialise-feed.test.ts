import { expect, it } from 'vitest';
import { serialiseFeed } from './serialise-feed.ts';

const entry = { id: 'a', src: 'a.m3u8', tags: ['night'], offline: { keys: true }, retention: [1, 0.5] };

it('a new array with the same content gives the same text, and any change gives another one', () => {
  expect(serialiseFeed([{ ...entry }])).toBe(serialiseFeed([entry]));
  for (const change of [{ id: 'b' }, { tags: ['day'] }, { offline: { keys: false } }, { retention: [1, 0.4] }]) {
    expect(serialiseFeed([{ ...entry, ...change }])).not.toBe(serialiseFeed([entry]));
  }
  const pages = ['/2', '/3'].map((next) => serialiseFeed({ reels: [entry], next }));
  expect(pages[0]).not.toBe(pages[1]);
});

it('other fields of the items are ignored, and circular references do not throw', () => {
  const item = { ...entry, likes: 1, likedBy: [{}] };
  item.likedBy.push({ item });
  expect(serialiseFeed([item])).toBe(serialiseFeed([entry]));
  const nested = { ...entry, title: 'Aurora' };
  Object.assign(nested, { title: nested });
  expect(serialiseFeed([nested])).toBe('');
});
