import { expect, test } from 'vitest';
import { pieceOfMp4, playlistOfMp4, readMp4Address } from './mp4-address.ts';

test.each([
  ['https://a/clip.mp4', 'https://a/clip.mp4/nextreel/index.m3u8'],
  ['https://a/clip.m4v?sig=a/b&e=1', 'https://a/clip.m4v/nextreel/index.m3u8?sig=a/b&e=1'],
  ['https://a/clip.mp4#t=3', 'https://a/clip.mp4/nextreel/index.m3u8'],
])('the playlist of %s is at %s', (file, playlist) => {
  expect(playlistOfMp4(file)).toBe(playlist);
});

test('an address is parsed into the URL of the file, with its query, and the piece', () => {
  const piece = '1-0123456789ab/12.m4s';
  expect(readMp4Address(pieceOfMp4('https://a/b/Clip.MP4?sig=x', piece))).toEqual({
    fileUrl: 'https://a/b/Clip.MP4?sig=x',
    piece,
  });
});

test.each([
  'https://a/clip.mp4',
  'https://a/nextreel/index.m3u8',
  'https://a/clip.ts/nextreel/index.m3u8',
  'https://a/clip.mp4/nextreel/',
  'https://a/?file=clip.mp4/nextreel/index.m3u8',
])('%s is not the address of a piece of an MP4 file', (url) => {
  expect(readMp4Address(url)).toBeNull();
});
