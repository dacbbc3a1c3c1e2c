import { expect, test } from 'vitest';
import { kindOf } from './kind.ts';

test.each([
  ['https://a/reel/manifest.m3u8', 'manifest-or-playlist'],
  ['https://a/reel/360/0.m4s?token=x.mp4', 'segment'],
  ['https://a/reel/360/0.TS', 'segment'],
  ['https://a/reel/video.cmfv', 'segment'],
  ['https://a/reel/audio.m4a#t=1', 'segment'],
  ['https://a/reel/en.webvtt', 'captions'],
  ['https://a/reel/poster.avif', 'poster'],
  ['https://a/reel/whole.mp4', 'mp4'],
  ['https://a/clip.mp4/nextreel/index.m3u8?sig=1', 'manifest-or-playlist'],
  ['https://a/clip.mp4/nextreel/1-ab/init.mp4', 'mp4'],
  ['https://a/clip.mp4/nextreel/1-ab/0.m4s', 'segment'],
  ['https://a/reel/1.key?token=x', 'key'],
  ['https://a/reel/key', 'other'],
  ['https://a/reel.m3u8/key', 'other'],
  ['https://a/?file=0.ts', 'other'],
  ['https://a/reel/feed.json', 'other'],
])('%s is of kind %s', (url, kind) => {
  expect(kindOf(url)).toBe(kind);
});
