import { expect, test } from 'vitest';
import { forgetPlaylists, readPlaylist } from './read-playlist.ts';
import { timeIndexOf } from './time-index.ts';

const url = 'https://a.example/read/p.m3u8';
const textOf = (count: number, head = '') =>
  `#EXTM3U\n#EXT-X-TARGETDURATION:2\n${head}${Array.from({ length: count }, (_, at) => `#EXTINF:2,\n${at}.ts\n`).join('')}`;

test('the same text is parsed once', () => {
  const playlist = readPlaylist(textOf(3), url);
  expect(readPlaylist(textOf(3), url)).toBe(playlist);
  expect(readPlaylist(textOf(3), `${url}?other`)).not.toBe(playlist);
});

test('another text, or other variables of the manifest, gives another playlist', () => {
  const text = textOf(1, '#EXT-X-DEFINE:IMPORT="name"\n').replace('0.ts', '{$name}.ts');
  const uris = ['one', 'two'].map((name) => readPlaylist(text, url, new Map([['name', name]])).segments[0]?.uri);
  expect(uris).toEqual(['https://a.example/read/one.ts', 'https://a.example/read/two.ts']);
});

test('a playlist that has grown keeps its time index, and one that started over gets a new one', () => {
  const index = timeIndexOf(readPlaylist(textOf(3), url));
  const grown = readPlaylist(textOf(5), url);
  expect(timeIndexOf(grown)).toBe(index);
  expect(index.segmentAt(9)).toBe(4);
  const again = readPlaylist(textOf(2), url);
  expect(timeIndexOf(again)).not.toBe(index);
  expect(timeIndexOf(again).totalSeconds).toBe(4);
});

test('the least recently used playlist is dropped first', () => {
  const first = readPlaylist(textOf(1), url);
  const long = textOf(15_000, `#${'.'.repeat(500_000)}\n`);
  for (let other = 0; other < 7; other += 1) readPlaylist(long, `${url}?${other}`);
  expect(readPlaylist(textOf(1), url)).not.toBe(first);
});

test('no playlist that was read for an earlier viewer is kept', () => {
  const playlist = readPlaylist(textOf(3), url);
  forgetPlaylists();
  expect(readPlaylist(textOf(3), url)).not.toBe(playlist);
});
