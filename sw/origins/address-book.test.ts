import { expect, test } from 'vitest';
import { AddressBook } from './address-book.ts';

const cdn = 'https://cdn.test/';
const keyOf = (url: string) => url.replace(/\?.*$/, '');
const manifest = (...playlists: string[]) =>
  `#EXTM3U\n${playlists.map((uri) => `#EXT-X-STREAM-INF:BANDWIDTH=1\n${uri}`).join('\n')}`;
const playlist = (sign: (name: string) => string, { first = 0, at = '' } = {}) =>
  [
    '#EXTM3U',
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    `## made at ${at}`,
    `#EXT-X-MAP:URI="${sign('init')}"`,
    ...[0, 1, 2].map((number) => `#EXTINF:2,\n${sign(String(first + number))}`),
    '#EXT-X-ENDLIST',
  ].join('\n');

const bookOf = (...texts: (readonly [text: string, url: string])[]) => {
  const book = new AddressBook();
  for (const [text, url] of texts) book.learn(text, url, keyOf);
  return book;
};
const find = (book: AddressBook, url: string) => book.find(url, url.includes('.m3u8'), keyOf);
const linkOf = (book: AddressBook, url: string) => find(book, url)?.link;
const listUrlOf = (book: AddressBook, url: string) => find(book, url)?.list.versions.at(-1)?.url;

test('an address resolves to the newest signature in its playlist', () => {
  const book = bookOf(
    [playlist((name) => `${name}.m4s?token=1`), `${cdn}a.m3u8`],
    [playlist((name) => `${name}.m4s?token=2`), `${cdn}a.m3u8`],
  );
  expect(linkOf(book, `${cdn}1.m4s?token=1`)).toBe(`${cdn}1.m4s?token=2`);
  expect(listUrlOf(book, `${cdn}1.m4s`)).toBe(`${cdn}a.m3u8`);
});

test('an address with a signed path is matched by its position in the playlist, however often it is re-signed', () => {
  const book = bookOf(
    ...Array.from({ length: 20 }, (_, turn) => turn + 1).map(
      (turn) => [playlist((name) => `/t${turn}/${name}.m4s`, { at: `${turn}` }), `${cdn}a.m3u8`] as const,
    ),
  );
  for (const turn of [1, 16, 20]) expect(linkOf(book, `${cdn}t${turn}/1.m4s`)).toBe(`${cdn}t20/1.m4s`);
  expect(linkOf(book, `${cdn}t1/init.m4s`)).toBe(`${cdn}t20/init.m4s`);
});

test('an old address has no match once its playlist lists different segments', () => {
  const book = bookOf(
    [playlist((name) => `/t1/${name}.m4s`), `${cdn}live.m3u8`],
    [playlist((name) => `/t2/${name}.m4s`, { first: 1 }), `${cdn}live.m3u8`],
  );
  expect(linkOf(book, `${cdn}t1/1.m4s`)).toBeUndefined();
  expect(linkOf(book, `${cdn}t2/1.m4s`)).toBe(`${cdn}t2/1.m4s`);
});

test('a playlist with a signed path is found by its position in the manifest', () => {
  const signed = (turn: number) =>
    [
      [manifest(`/t${turn}/low.m3u8`, `/t${turn}/high.m3u8`), `${cdn}main.m3u8`],
      [playlist((name) => `${name}.m4s`), `${cdn}t${turn}/high.m3u8`],
    ] as const;
  const book = bookOf(...signed(1), ...signed(2));
  expect(linkOf(book, `${cdn}t1/high.m3u8`)).toBe(`${cdn}t2/high.m3u8`);
  expect(linkOf(book, `${cdn}t1/2.m4s`)).toBe(`${cdn}t2/2.m4s`);
});

test('manifests that list themselves or each other are resolved without a cycle', () => {
  const book = bookOf(
    [manifest('a.m3u8', 'b.m3u8'), `${cdn}a.m3u8`],
    [manifest('a.m3u8', 'b.m3u8'), `${cdn}b.m3u8`],
    [manifest('a.m3u8', 'b.m3u8'), `${cdn}a.m3u8`],
  );
  expect(linkOf(book, `${cdn}a.m3u8`)).toBeUndefined();
  expect(listUrlOf(book, `${cdn}b.m3u8`)).toBe(`${cdn}a.m3u8`);
});

test('the least recently read lists are dropped when the stored text grows too large', () => {
  const long = (name: string) =>
    [
      '#EXTM3U',
      ...Array.from({ length: 15_000 }, (_, number) => `#EXTINF:2,\n${name}${number}${'.'.repeat(90)}m4s`),
    ].join('\n');
  const book = bookOf(...['a', 'b', 'c', 'd'].map((name) => [long(name), `${cdn}${name}.m3u8`] as const));
  const addressOf = (name: string) => `${cdn}${name}7${'.'.repeat(90)}m4s`;
  expect(linkOf(book, addressOf('a'))).toBeUndefined();
  expect(linkOf(book, addressOf('d'))).toBe(addressOf('d'));
});

test('only the thousand most recently read lists are kept', () => {
  const book = bookOf(
    ...Array.from(
      { length: 1200 },
      (_, reel) => [playlist((name) => `${reel}-${name}.m4s`), `${cdn}${reel}.m3u8`] as const,
    ),
  );
  expect(linkOf(book, `${cdn}199-1.m4s`)).toBeUndefined();
  expect(linkOf(book, `${cdn}200-1.m4s`)).toBe(`${cdn}200-1.m4s`);
});
