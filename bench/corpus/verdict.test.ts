import { expect, test } from 'vitest';
import type { PlaybackReport } from './inspect-playback.ts';
import { isLate, findRegressions } from './verdict.ts';

const grey = (value: number) => Array.from({ length: 27 }, () => value);
const seen: PlaybackReport = {
  error: null,
  hasPlayed: true,
  firstFrameMs: 300,
  durationSeconds: 6,
  widthPx: 640,
  heightPx: 360,
  hasSound: true,
  inspectedSeconds: 6,
  pictures: [grey(10), grey(100)],
  captions: ['', 'Hello'],
};

test.each<[string, Partial<PlaybackReport>, string[]]>([
  ['the same', {}, []],
  ['another rendition of the same', { widthPx: 320, heightPx: 180, pictures: [grey(14), grey(95)] }, []],
  ['an error', { error: 'fragLoadError' }, ['error: fragLoadError']],
  ['a picture that stands', { hasPlayed: false }, ['does not play']],
  ['another length', { durationSeconds: 48 }, ['lasts 48.00 s, not 6.00 s']],
  ['no end', { durationSeconds: null }, ['lasts for ever, not 6.00 s']],
  ['no sound', { hasSound: false }, ['silent']],
  ['a picture on its side', { widthPx: 360, heightPx: 640 }, ['360 × 640, not 640 × 360']],
  ['another picture', { pictures: [grey(10), grey(200)] }, ['other picture 2 (by 100)']],
  ['other words', { captions: ['', 'Good bye'] }, ['words 2: "Good bye", not "Hello"']],
  ['no words', { captions: ['', ''] }, ['words 2: "", not "Hello"']],
  ['words for those who ask', { captions: null }, []],
  ['a picture less', { pictures: [grey(10)] }, ['no picture 2']],
])('%s is reported as what it is', (_what, change, faults) => {
  expect(findRegressions(seen, { ...seen, ...change })).toEqual(faults);
});

test('nothing is worse when a presentation does not play without the worker', () => {
  expect(findRegressions({ ...seen, error: 'code 4' }, { ...seen, hasPlayed: false })).toEqual([]);
});

test('the true duration is no fault when the player gets it wrong without the worker', () => {
  expect(findRegressions({ ...seen, durationSeconds: 48, pictures: [grey(0)] }, seen, 6)).toEqual([]);
  expect(findRegressions({ ...seen, durationSeconds: 48 }, { ...seen, durationSeconds: 12 }, 6)).not.toEqual([]);
});

test('a first frame is late only if it comes notably later than without the worker', () => {
  expect(isLate(seen, { ...seen, firstFrameMs: 500 })).toBe(false);
  expect(isLate(seen, { ...seen, firstFrameMs: 1200 })).toBe(true);
  expect(isLate(seen, { ...seen, firstFrameMs: null })).toBe(false);
});
