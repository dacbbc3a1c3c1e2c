import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutFragments } from './fragments.ts';
import type { Sample, Track } from './movie.ts';
import { layOut, sizeOf } from './payload.ts';

/** A track of consecutive samples with these durations. `syncs` are the indexes of its sync samples. */
function trackOf(kind: 'video' | 'audio', timescale: number, durations: readonly number[], syncs: ReadonlySet<number>) {
  let decodeTime = 0;
  const samples = durations.map((duration, at): Sample => {
    const sample = {
      offset: at * 10,
      sizeBytes: 10,
      decodeTime,
      presentationTime: decodeTime,
      duration,
      isSync: syncs.has(at),
    };
    decodeTime += duration;
    return sample;
  });
  return { id: kind === 'video' ? 1 : 2, kind, timescale, samples } satisfies Track;
}

const every = (count: number, length: number) => new Set(Array.from({ length }, (_, at) => at * count));
/** A video with 25 pictures a second, of which every n-th is a sync sample. */
const pictures = (seconds: number, syncEvery: number) =>
  trackOf(
    'video',
    25,
    Array.from({ length: seconds * 25 }, () => 1),
    every(syncEvery, seconds * 25),
  );

const durationsOf = (...tracks: Track[]) =>
  cutFragments(tracks).map(({ durationSeconds }) => Number(durationSeconds.toFixed(2)));

test('fragments are short at the start and then two seconds long, if sync samples allow it', () => {
  expect(durationsOf(pictures(10, 5))).toEqual([0.4, 0.4, 1, 2, 2, 2, 2, 0.2]);
});

test('a fragment is never shorter than the distance between sync samples', () => {
  expect(durationsOf(pictures(12, 100))).toEqual([4, 4, 4]);
  expect(durationsOf(pictures(12, 1000))).toEqual([12]);
});

test('a fragment ends at the sync sample nearest to its target duration', () => {
  const video = trackOf(
    'video',
    10,
    Array.from({ length: 60 }, () => 1),
    new Set([0, 4, 8, 17, 39, 41]),
  );
  expect(durationsOf(video)).toEqual([0.4, 0.4, 0.9, 2.2, 2.1]);
});

test('no fragment starts at a sync sample with leading pictures, which depend on the previous fragment', () => {
  const video = pictures(4, 25);
  const samples = video.samples.map((sample, at) =>
    at === 51 ? { ...sample, presentationTime: sample.presentationTime - 2 } : sample,
  );
  expect(durationsOf(video)).toEqual([1, 1, 1, 1]);
  expect(durationsOf({ ...video, samples })).toEqual([1, 2, 1]);
});

test('a movie of sound only is cut at its sound samples', () => {
  const sound = trackOf(
    'audio',
    10,
    Array.from({ length: 60 }, () => 1),
    every(1, 60),
  );
  expect(durationsOf(sound)).toEqual([0.5, 0.5, 1, 2, 2]);
});

test('sound that is longer than the pictures is played to its end', () => {
  const sound = trackOf(
    'audio',
    10,
    Array.from({ length: 70 }, () => 1),
    every(1, 70),
  );
  const fragments = cutFragments([pictures(4, 50), sound]);
  expect(fragments.map(({ durationSeconds }) => durationSeconds)).toEqual([2, 5]);
  expect(fragments.at(-1)?.ranges.find(({ track }) => track.kind === 'audio')?.end).toBe(70);
});

const durations = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 300 });

const movies = fc
  .record({ video: durations, audio: durations, syncs: fc.uniqueArray(fc.integer({ min: 1, max: 299 })) })
  .map(({ video, audio, syncs }) => [
    trackOf('video', 60, video, new Set([0, ...syncs])),
    trackOf('audio', 48, audio, every(1, audio.length)),
  ]);

test('every sample is in exactly one fragment, in order, and every fragment starts with a sync sample', () => {
  fc.assert(
    fc.property(movies, (tracks) => {
      const fragments = cutFragments(tracks);
      for (const track of tracks) {
        const ranges = fragments.flatMap((fragment) => fragment.ranges.filter((range) => range.track === track));
        expect(ranges.flatMap(({ first, end }) => track.samples.slice(first, end))).toEqual(track.samples);
      }
      for (const { ranges } of fragments) {
        const lead = ranges.find(({ track }) => track.kind === 'video');
        expect(lead?.track.samples[lead.first]?.isSync).toBe(true);
      }
      let seconds = 0;
      for (const { startSeconds, durationSeconds } of fragments) {
        expect(startSeconds).toBeCloseTo(seconds, 6);
        expect(durationSeconds).toBeGreaterThan(0);
        seconds += durationSeconds;
      }
    }),
  );
});

test('a payload has every sample at the offset of its run, and reads its spans in order and once', () => {
  const placed = fc
    .tuple(movies, fc.array(fc.nat({ max: 200_000 }), { minLength: 600, maxLength: 600 }))
    .map(([tracks, gaps]) => {
      let offset = 0;
      let count = 0;
      const spread = tracks.map((track) => ({
        ...track,
        samples: track.samples.map((sample) => {
          // Most samples are contiguous; occasionally there is a gap.
          const gap = gaps[count++] ?? 0;
          offset += gap % 7 === 0 ? gap : 0;
          const placedSample = { ...sample, offset, sizeBytes: gap % 50 };
          offset += placedSample.sizeBytes;
          return placedSample;
        }),
      }));
      return spread;
    });
  fc.assert(
    fc.property(placed, (tracks) => {
      for (const fragment of cutFragments(tracks)) {
        const payloads = layOut(fragment);
        const offsets = payloads
          .flatMap(({ spans }) => spans)
          .flatMap(({ firstByte, lastByte }) => [firstByte, lastByte]);
        expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
        for (const { track, first, end } of fragment.ranges) {
          const runs = payloads.flatMap(({ tracks: parts }) => parts.filter(({ range }) => range.track === track));
          const samples = runs.flatMap((part) => part.runs).flatMap((run) => run.samples);
          expect(samples).toEqual(track.samples.slice(first, end));
        }
        for (const { spans, tracks: parts } of payloads) {
          const fileOffsetOf = (payloadOffset: number) => {
            let before = 0;
            for (const span of spans) {
              const bytes = sizeOf([span]);
              if (payloadOffset < before + bytes) return span.firstByte + payloadOffset - before;
              before += bytes;
            }
            return Number.NaN;
          };
          for (const run of parts.flatMap(({ runs }) => runs)) {
            let at = run.payloadOffset;
            for (const { offset, sizeBytes } of run.samples) {
              if (sizeBytes > 0) expect(fileOffsetOf(at)).toBe(offset);
              at += sizeBytes;
            }
          }
        }
      }
    }),
    { numRuns: 40 },
  );
});
