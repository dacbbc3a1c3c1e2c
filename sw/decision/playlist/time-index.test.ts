import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePlaylist, type Playlist } from './parse-playlist.ts';
import { inheritTimeIndex, TimeIndex, timeIndexOf } from './time-index.ts';

function playlistOf(durations: readonly number[], mediaSequence = 0): Playlist {
  const lines = durations.flatMap((seconds, index) => [
    `#EXTINF:${seconds.toFixed(6)},`,
    `${mediaSequence + index}.ts`,
  ]);
  const head = ['#EXTM3U', '#EXT-X-TARGETDURATION:9', `#EXT-X-MEDIA-SEQUENCE:${mediaSequence}`];
  return parsePlaylist([...head, ...lines].join('\n'), 'https://a.example/p.m3u8');
}

const duration = fc.oneof(fc.double({ min: 0, max: 12, noNaN: true }), fc.constantFrom(0, 0.5, 4, 0.000001, 100_000));
const durations = fc.array(duration, { maxLength: 40 });

test('a look-up finds the same segment as a linear search, for any time', () => {
  fc.assert(
    fc.property(durations, fc.array(fc.double({ min: -0.1, max: 1.1, noNaN: true })), (list, places) => {
      const playlist = playlistOf(list);
      const index = new TimeIndex(playlist);
      const starts = playlist.segments.map(({ startSeconds }) => startSeconds);
      for (const seconds of [...places.map((place) => place * playlist.totalSeconds), ...starts]) {
        const expected = playlist.segments.findIndex(
          ({ startSeconds, durationSeconds }) => seconds >= startSeconds && seconds < startSeconds + durationSeconds,
        );
        expect(index.segmentAt(seconds)).toBe(expected === -1 ? undefined : expected);
      }
    }),
  );
});

test('an index that is extended step by step equals one that is built at once', () => {
  fc.assert(
    fc.property(durations, fc.array(fc.nat(40)), fc.nat(1000), (list, cuts, sequence) => {
      const whole = new TimeIndex(playlistOf(list, sequence));
      const lengths = [...cuts.map((cut) => Math.min(cut, list.length)), list.length].toSorted((a, b) => a - b);
      const grown = new TimeIndex(playlistOf(list.slice(0, lengths[0]), sequence));
      for (const length of lengths) expect(grown.extend(playlistOf(list.slice(0, length), sequence))).toBe(true);
      expect(grown.segmentCount).toBe(list.length);
      expect(grown.totalSeconds).toBe(whole.totalSeconds);
      for (let step = 0; step <= 50; step++) {
        const seconds = (whole.totalSeconds * step) / 50;
        expect(grown.segmentAt(seconds)).toBe(whole.segmentAt(seconds));
      }
    }),
  );
});

test('start times do not shift when a live playlist drops its beginning', () => {
  const index = new TimeIndex(playlistOf([2, 2, 2], 100));
  expect(index.extend(playlistOf([2, 2, 3, 4], 101))).toBe(true);
  expect([1.9, 2, 8.9, 9, 12.9, 13].map((seconds) => index.segmentAt(seconds))).toEqual([
    100,
    101,
    103,
    104,
    104,
    undefined,
  ]);
});

test('a playlist that does not continue the index is refused and changes nothing', () => {
  const index = new TimeIndex(playlistOf([2, 2, 2], 100));
  expect(index.extend(playlistOf([5], 104))).toBe(false);
  expect(index.extend(playlistOf([5], 0))).toBe(false);
  expect(index.extend(playlistOf([2, 2], 100))).toBe(false);
  expect([index.segmentCount, index.totalSeconds]).toEqual([3, 6]);
});

test('a playlist whose segments have become longer gets a new index', () => {
  const before = playlistOf([2, 2, 2]);
  expect(timeIndexOf(before).segmentAt(5)).toBe(2);
  const replaced = playlistOf([6, 6, 6, 6]);
  inheritTimeIndex(replaced, before);
  expect([5, 20].map((seconds) => timeIndexOf(replaced).segmentAt(seconds))).toEqual([0, 3]);
});

test('an empty playlist has no segment at any time', () => {
  const index = new TimeIndex(playlistOf([]));
  expect(index.segmentAt(0)).toBeUndefined();
  expect(index.segmentAt(Number.NaN)).toBeUndefined();
});
