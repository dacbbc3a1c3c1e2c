import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readFeedPage } from '../shared/feed.ts';
import { addressIn, entryOf } from './feed-entry.ts';

beforeEach(() => void vi.stubGlobal('document', { baseURI: 'https://site.example/app/' }));
afterEach(() => vi.unstubAllGlobals());

const withAttributes = (attributes: Readonly<Record<string, string>>) => ({
  getAttribute: (name: string) => attributes[name] ?? null,
});
const read = (...entries: unknown[]) => readFeedPage(entries, 'https://site.example/app/');

it('every field of a reel in a feed reaches the worker', () => {
  const loaded = read({
    id: 7,
    src: 'https://media.example/a/main.m3u8',
    poster: 'https://media.example/a.webp',
    title: 'Aurora',
    author: 'Ingrid',
    duration: 'PT12S',
    tags: ['nature', 'night, far north'],
    retention: [1, 0.9, 0.7],
    offline: { keys: true },
  }).reels[0];
  const reel = withAttributes({
    'reel-id': '7',
    src: 'https://media.example/a/main.m3u8',
    poster: 'https://media.example/a.webp',
  });
  expect(read(entryOf(reel, loaded))).toMatchObject({ reels: [loaded], warnings: [] });
});

it('a reel in the document is described by its attributes', () => {
  const reel = withAttributes({
    'reel-id': 'a',
    src: '../media/a.mp4',
    heading: 'Aurora',
    author: 'Ingrid',
    duration: '12.5',
    tags: 'nature, night',
  });
  expect(read(entryOf(reel, undefined)).reels).toEqual([
    {
      id: 'a',
      src: 'https://site.example/media/a.mp4',
      format: 'mp4',
      poster: null,
      title: 'Aurora',
      author: 'Ingrid',
      durationSeconds: 12.5,
      tags: ['nature', 'night'],
    },
  ]);
});

it('a reel without a URL is left out with a warning instead of resolving to the page itself', () => {
  const [warning] = read(entryOf(withAttributes({ 'reel-id': 'a' }), undefined)).warnings;
  expect(warning).toContain('Feed entry 0 was left out: "src" is not a text');
  expect(addressIn(withAttributes({ feed: 'http://[' }), 'feed')).toBe('http://[');
});
