import { expect, test } from 'vitest';
import { playlistOfMp4 } from '../../../src/shared/mp4-address.ts';
import { parsePlaylist } from '../playlist/parse-playlist.ts';
import { passQueryOn, writePlaylist } from './playlist.ts';

const sample = { offset: 0, sizeBytes: 10_000, decodeTime: 0, presentationTime: 0, duration: 1, isSync: true };
const track = { id: 1, kind: 'video', timescale: 10, samples: [sample, sample, sample] } as const;
const fragments = [
  { startSeconds: 0, durationSeconds: 0.5, ranges: [{ track, first: 0, end: 1 }] },
  { startSeconds: 0.5, durationSeconds: 2.4, ranges: [{ track, first: 1, end: 3 }] },
];
const text = writePlaylist(fragments, '1-abc');
const url = playlistOfMp4('https://a/clip.mp4?sig=$1$&');

test('the playlist lists every fragment with its duration and its initialisation section', () => {
  const { segments, initSegments, endList, targetDurationSeconds } = parsePlaylist(text, url);
  expect(initSegments).toEqual([{ uri: 'https://a/clip.mp4/nextreel/1-abc/init.mp4', range: null }]);
  expect(segments.map(({ uri, durationSeconds }) => ({ uri, durationSeconds }))).toEqual([
    { uri: 'https://a/clip.mp4/nextreel/1-abc/0.m4s', durationSeconds: 0.5 },
    { uri: 'https://a/clip.mp4/nextreel/1-abc/1.m4s', durationSeconds: 2.4 },
  ]);
  expect({ endList, targetDurationSeconds }).toEqual({ endList: true, targetDurationSeconds: 2 });
});

test('the playlist states the bitrate of each fragment before any is fetched', () => {
  const { segments } = parsePlaylist(text, url);
  expect(segments.map(({ bitrateBps }) => bitrateBps)).toEqual([160_000, 67_000]);
});

test('every piece is requested with the query of the playlist', () => {
  const { segments, initSegments } = parsePlaylist(passQueryOn(text, url), url);
  const uris = [...initSegments, ...segments].map(({ uri }) => uri);
  expect(uris.map((uri) => uri.slice(uri.indexOf('?')))).toEqual(Array(3).fill('?sig=$1$&'));
});

test('a playlist from an origin is returned unchanged', () => {
  expect(passQueryOn(text, 'https://a/reel/index.m3u8?sig=1')).toBe(text);
});

test('a saved playlist, whose pieces have what distinguishes the file already, is not extended again', () => {
  const saved = passQueryOn(text, playlistOfMp4('https://a/clip.mp4?v=3'));
  expect(saved).toContain('0.m4s?v=3');
  expect(passQueryOn(saved, playlistOfMp4('https://a/clip.mp4?v=3&sig=2'))).toBe(saved);
});
