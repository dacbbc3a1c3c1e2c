import { expect, test } from 'vitest';
import { cutChunks } from './chunks.ts';
import type { Sample, Track } from './movie.ts';

/** Ten bytes a sample, of which each track has ten a second: a picture, its sound, the next picture. */
function trackOf(
  kind: 'video' | 'audio',
  count: number,
  change: (sample: Sample, at: number) => Partial<Sample> = () => ({}),
) {
  const samples = Array.from({ length: count }, (_, at): Sample => {
    const sample = {
      offset: at * 20 + (kind === 'video' ? 0 : 10),
      sizeBytes: 10,
      decodeTime: at,
      presentationTime: at,
      duration: 1,
      isSync: at === 0,
    };
    return { ...sample, ...change(sample, at) };
  });
  return { id: kind === 'video' ? 1 : 2, kind, timescale: 10, samples } satisfies Track;
}

const cut = (...tracks: readonly Track[]) => {
  const ranges = tracks.map((track) => ({ track, first: 0, end: track.samples.length }));
  const count = Math.max(...ranges.map(({ end }) => end));
  return cutChunks({ startSeconds: 0, durationSeconds: count / 10, ranges });
};
const endsOf = (...tracks: readonly Track[]) => cut(...tracks).map((chunk) => chunk.map(({ end }) => end));

test('a fragment of usual length is one chunk', () => {
  expect(endsOf(trackOf('video', 25), trackOf('audio', 25))).toEqual([[25, 25]]);
});

test('a long one is cut every half second, the sound where the pictures are cut', () => {
  expect(endsOf(trackOf('video', 30), trackOf('audio', 30))).toEqual([5, 10, 15, 20, 25, 30].map((end) => [end, end]));
});

test('sound that lies in the file behind all pictures comes with the last chunk', () => {
  const sound = trackOf('audio', 30, (_sample, at) => ({ offset: 10_000 + at * 10 }));
  const chunks = cut(trackOf('video', 30), sound);
  expect(chunks.map((chunk) => chunk.length)).toEqual([1, 1, 1, 1, 1, 2]);
  expect(chunks.at(-1)?.[1]).toMatchObject({ first: 0, end: 30 });
});

test('no picture waits for one of the next chunk', () => {
  // Of each three the first one is shown last.
  const shownLast = trackOf('video', 30, ({ decodeTime }, at) => ({
    presentationTime: decodeTime + (at % 3 === 0 ? 2 : -1),
  }));
  expect(endsOf(shownLast)).toEqual([[6], [12], [18], [24], [30]]);
});

test('samples that do not lie in the file in their order, or lie in each other, are left together', () => {
  const backwards = trackOf('video', 30, (_sample, at) => ({ offset: 1_000 - at * 20 }));
  const shared = trackOf('audio', 30, ({ offset }) => ({ offset: offset - 5 }));
  expect(endsOf(backwards)).toEqual([[30]]);
  expect(endsOf(trackOf('video', 30), shared)).toEqual([[30, 30]]);
});

test('sound without pictures is left together', () => {
  expect(endsOf(trackOf('audio', 30))).toEqual([[30]]);
});
