import { expect, test } from 'vitest';
import { isProgressive } from './progressive-loading.ts';

const made = 'https://a.example/clip.mp4/nextreel/index.m3u8?sig=1';

test('only an MP4 file converted by the worker is played while it arrives, and only if it has a long segment', () => {
  expect(isProgressive(made, [{ duration: 10 }, { duration: 2 }])).toBe(true);
  expect(isProgressive(made, [{ duration: 0.5 }, { duration: 2 }])).toBe(false);
  expect(isProgressive('https://a.example/clip/index.m3u8', [{ duration: 10 }])).toBe(false);
});
