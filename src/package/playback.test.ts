import { expect, it } from 'vitest';
import { playbackOf } from './playback.ts';

const rangesOf = (...ranges: readonly (readonly [number, number])[]): TimeRanges => ({
  length: ranges.length,
  start: (index) => ranges[index]?.[0] ?? 0,
  end: (index) => ranges[index]?.[1] ?? 0,
});

it('ignores buffer gaps of a few frames, at the beginning and between segments', () => {
  const video = { currentTime: 0, duration: 10, paused: false };
  const aheadOf = (...ranges: readonly (readonly [number, number])[]) => {
    const { bufferAheadSeconds, bufferedToEnd } = playbackOf({ ...video, buffered: rangesOf(...ranges) });
    return [bufferAheadSeconds, bufferedToEnd];
  };
  expect(aheadOf([0.08, 4], [4.04, 6])).toEqual([6, false]);
  expect(aheadOf([0, 4], [5, 10])).toEqual([4, false]);
  expect(aheadOf([0, 4], [4.04, 9.95])).toEqual([9.95, true]);
  expect(aheadOf()).toEqual([0, false]);
});
