import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DryHold } from './dry-hold.ts';

let ranges: [number, number][];
let calls: string[];
let looks: number;
let video: HTMLVideoElement;
let hold: DryHold;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('HTMLMediaElement', { HAVE_CURRENT_DATA: 2 });
  ranges = [[0, 2]];
  calls = [];
  const buffered = {
    get length() {
      return ranges.length;
    },
    start: (at: number) => ranges[at]?.[0],
    end: (at: number) => ranges[at]?.[1],
  };
  const state = { currentTime: 1, duration: 12, paused: false, seeking: false, readyState: 4, buffered };
  video = Object.assign(Object.create(null), { ...state, playbackRate: 1, defaultPlaybackRate: 1 });
  looks = 0;
  hold = new DryHold(video, {
    onHold: () => calls.push('hold'),
    onHeld: () => (looks += 1),
    onRelease: () => calls.push('release'),
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a video is held just before its buffer runs dry, and resumes as soon as more arrives', () => {
  hold.check();
  expect(video.playbackRate).toBe(1);
  video.currentTime = 1.95;
  vi.advanceTimersByTime(1_000);
  expect(video.playbackRate).toBe(0);
  ranges = [[0, 2.6]];
  vi.advanceTimersByTime(100);
  expect(video.playbackRate).toBe(1);
  expect(calls).toEqual(['hold', 'release']);
  expect(looks).toBeGreaterThan(0);
});

test('a held video resumes at the speed that the viewer has chosen meanwhile', () => {
  video.currentTime = 1.95;
  hold.check();
  Object.assign(video, { playbackRate: 2, defaultPlaybackRate: 2 });
  hold.check();
  expect(video.playbackRate).toBe(0);
  ranges = [[0, 4]];
  hold.check();
  expect(video.playbackRate).toBe(2);
  expect(calls).toEqual(['hold', 'release']);
});

test('a video is not held at the end of its reel, before a gap in its buffer, or while paused', () => {
  video.currentTime = 1.95;
  ranges = [
    [0, 2],
    [2.5, 4],
  ];
  hold.check();
  expect(video.playbackRate).toBe(1);
  ranges = [[0, 2]];
  Object.assign(video, { paused: true });
  hold.check();
  expect(video.playbackRate).toBe(1);
  Object.assign(video, { paused: false, duration: 2 });
  hold.check();
  expect(video.playbackRate).toBe(1);
});

test('a held video is released when its reel is left', () => {
  video.currentTime = 1.95;
  hold.check();
  hold.release();
  vi.advanceTimersByTime(1_000);
  expect(video.playbackRate).toBe(1);
});
