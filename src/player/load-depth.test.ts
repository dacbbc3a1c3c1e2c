import { beforeEach, expect, test } from 'vitest';
import { type BufferSettings, defaultBuffer } from '../shared/buffer-settings.ts';
import { LoadDepth } from './load-depth.ts';

const reel = { renditionBps: 1_000_000, buffer: { aheadSeconds: 5, reachesEnd: false }, isPaused: false };
const short = { ...reel, buffer: { aheadSeconds: 0.4, reachesEnd: false } };

let settings: BufferSettings;
let maySpeculate: boolean;
let measuredBps: number;
let depth: LoadDepth;

beforeEach(() => {
  settings = defaultBuffer;
  maySpeculate = true;
  measuredBps = 2_500_000;
  depth = new LoadDepth({
    buffer: () => settings,
    maySpeculate: () => maySpeculate,
    estimate: {
      get measuredBps() {
        return measuredBps;
      },
    },
  });
  depth.enter(0);
});

const swipeAfter = (stayMs: number, nowMs: number) => {
  depth.leave(stayMs);
  depth.enter(nowMs);
};

test('the playing reel gets a short read-ahead until its neighbours are ready, then what the network allows', () => {
  expect(depth.playingSeconds(reel, false, 12_000)).toBe(10);
  expect(depth.playingSeconds(reel, true, 12_000)).toBe(60);
});

test('a new reel buffers enough for its next segment, more while neighbours load or the viewer watches on', () => {
  expect(depth.playingSeconds(reel, true, 0)).toBe(2);
  expect(depth.playingSeconds(reel, true, 8_000)).toBeCloseTo(2.8);
  measuredBps = 500_000;
  expect(depth.playingSeconds(reel, true, 0)).toBe(4.5);
  expect(depth.playingSeconds(reel, false, 0)).toBe(6.5);
});

test('a reel that its viewer has paused keeps loading', () => {
  const paused = { ...reel, isPaused: true };
  expect(depth.playingSeconds(paused, false, 100)).toBe(10);
  expect(depth.playingSeconds(paused, true, 100)).toBe(60);
});

test('all neighbours may load once the playing reel can spare the bytes', () => {
  expect(depth.neighboursBeside(short, false, 100)).toBe(0);
  expect(depth.neighboursBeside(reel, false, 100)).toBe(Infinity);
});

test('posters are loaded if the playing reel leaves three quarters of the link', () => {
  measuredBps = 4_000_000;
  expect(depth.mayLoadPosters(reel)).toBe(true);
  measuredBps = 3_900_000;
  expect(depth.mayLoadPosters(reel)).toBe(false);
});

test('nothing is loaded beside the playing reel if speculative loading is not allowed', () => {
  maySpeculate = false;
  expect(depth.neighboursBeside(reel, false, 100)).toBe(0);
});

test('a viewer who skims gets short beginnings of this reel and the next one, loaded side by side', () => {
  swipeAfter(800, 800);
  expect(depth.playingSeconds(reel, true, 900)).toBe(1.9);
  expect(depth.neighboursBeside(short, false, 900)).toBe(1);
  measuredBps = 1_500_000;
  expect(depth.neighboursBeside(short, false, 900)).toBe(0);
});

test('a viewer who stays on a reel no longer counts as skimming', () => {
  swipeAfter(800, 800);
  expect(depth.playingSeconds(reel, true, 12_400)).toBe(60);
  expect(depth.neighboursBeside(reel, false, 2_400)).toBe(Infinity);
  expect(depth.neighboursBeside(short, false, 2_400)).toBe(0);
});

test('a reel loads as far as it needs to start, even for a viewer who skims', () => {
  settings = { ...defaultBuffer, startThresholdSeconds: 6 };
  expect(depth.minSeconds(100)).toBe(10);
  swipeAfter(800, 800);
  expect(depth.minSeconds(900)).toBe(6);
  settings = { ...settings, maxBufferSeconds: 4 };
  expect(depth.minSeconds(900)).toBe(4);
});

test('playback starts at the threshold, with the reel buffered to its end, or when the buffer cannot grow', () => {
  settings = { ...defaultBuffer, startThresholdSeconds: 6 };
  expect(depth.canStart({ aheadSeconds: 5.9, reachesEnd: false }, 10)).toBe(false);
  expect(depth.canStart({ aheadSeconds: 6, reachesEnd: false }, 10)).toBe(true);
  expect(depth.canStart({ aheadSeconds: 3, reachesEnd: true }, 10)).toBe(true);
  expect(depth.canStart({ aheadSeconds: 4, reachesEnd: false }, 4)).toBe(true);
});
