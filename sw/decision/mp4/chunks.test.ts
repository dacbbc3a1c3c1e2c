import { expect, test } from 'vitest';
import { cutChunks } from './chunks.ts';
import type { Sample, Track } from './movie.ts';

/** Every sample has ten bytes, every track ten samples a second. Pictures and sound alternate in the file. */
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

test('a fragment of the usual length is one chunk', () => {
  expect(endsOf(trackOf('video', 25), trackOf('audio', 25))).toEqual([[25, 25]]);
});

test('a long fragment is cut every half second, video and sound at the same places', () => {
  expect(endsOf(trackOf('video', 30), trackOf('audio', 30))).toEqual([5, 10, 15, 20, 25, 30].map((end) => [end, end]));
});

test('sound stored after all pictures belongs to the last chunk', () => {
  const sound = trackOf('audio', 30, (_sample, at) => ({ offset: 10_000 + at * 10 }));
  const chunks = cut(trackOf('video', 30), sound);
  expect(chunks.map((chunk) => chunk.length)).toEqual([1, 1, 1, 1, 1, 2]);
  expect(chunks.at(-1)?.[1]).toMatchObject({ first: 0, end: 30 });
});

test('no picture has to wait for the next chunk', () => {
  // The first of every three pictures is shown last.
  const shownLast = trackOf('video', 30, ({ decodeTime }, at) => ({
    presentationTime: decodeTime + (at % 3 === 0 ? 2 : -1),
  }));
  expect(endsOf(shownLast)).toEqual([[6], [12], [18], [24], [30]]);
});

test('a fragment whose samples are out of order or overlap in the file is not cut', () => {
  const backwards = trackOf('video', 30, (_sample, at) => ({ offset: 1_000 - at * 20 }));
  const shared = trackOf('audio', 30, ({ offset }) => ({ offset: offset - 5 }));
  expect(endsOf(backwards)).toEqual([[30]]);
  expect(endsOf(trackOf('video', 30), shared)).toEqual([[30, 30]]);
});

test('a fragment of sound only is not cut', () => {
  expect(endsOf(trackOf('audio', 30))).toEqual([[30]]);
});
