import { expect, test } from 'vitest';
import { cutFragments } from './fragments.ts';
import type { Sample, Track } from './movie.ts';
import { checkMovie, maxFragmentBytes } from './movie-check.ts';

/** The timescale is 10 units a second; every sample lasts one unit. */
function trackOf(kind: 'video' | 'audio', first: number, end: number, sizeBytes = 10): Track {
  const samples = Array.from({ length: end - first }, (_, at): Sample => {
    const time = first + at;
    return {
      offset: at * sizeBytes,
      sizeBytes,
      decodeTime: time,
      presentationTime: time,
      duration: 1,
      isSync: at % 10 === 0,
    };
  });
  return { id: 1, kind, timescale: 10, samples };
}

const still: Track = {
  id: 1,
  kind: 'video',
  timescale: 10,
  samples: [{ offset: 0, sizeBytes: 10, decodeTime: 0, presentationTime: 0, duration: 0, isSync: true }],
};

const check =
  (fileBytes: number | null, ...tracks: Track[]) =>
  () =>
    checkMovie(tracks, cutFragments(tracks), fileBytes);

test('a movie is accepted if its tracks start and end together and lie within the file', () => {
  expect(check(400, trackOf('video', 0, 40), trackOf('audio', 0, 40))).not.toThrow();
  expect(check(null, trackOf('video', 0, 40), trackOf('audio', 2, 38))).not.toThrow();
});

test.each([
  ['pictures start late', check(null, trackOf('video', 5, 40), trackOf('audio', 0, 40)), 'apart'],
  ['sound starts late', check(null, trackOf('video', 0, 40), trackOf('audio', 5, 40)), 'apart'],
  ['sound ends early', check(null, trackOf('video', 0, 40), trackOf('audio', 0, 30)), 'apart'],
  ['pictures end early', check(null, trackOf('video', 0, 30), trackOf('audio', 0, 40)), 'apart'],
  ['samples lie beyond the end of the file', check(399, trackOf('video', 0, 40)), 'truncated'],
  [
    'a group of dependent samples is too large',
    check(null, trackOf('video', 0, 9, maxFragmentBytes / 8)),
    'fragment-too-long',
  ],
  ['it has no tracks', check(null), 'no-media'],
  ['its track has no duration', check(null, still), 'no-media'],
])('a movie is left to the browser if %s', (_, checking, reason) => {
  expect(checking).toThrow(reason);
});
