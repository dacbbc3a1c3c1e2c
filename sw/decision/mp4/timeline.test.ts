import { expect, test } from 'vitest';
import type { Edit, IndexedSample, IndexedTrack } from './movie.ts';
import { placeTracks } from './timeline.ts';

/** The timescale is 10 units a second; every sample lasts one unit. */
const timescale = 10;

/** Pictures in decode order, given by composition time; a star marks sync samples. */
function pictures(...composed: (number | `${number}*`)[]): IndexedSample[] {
  return composed.map((at, number) => ({
    offset: number * 100,
    sizeBytes: 100,
    decodeTime: number,
    compositionTime: Number.parseInt(String(at), 10),
    duration: 1,
    isSync: String(at).endsWith('*'),
  }));
}

const sounds = (count: number): IndexedSample[] =>
  pictures(...Array.from({ length: count }, (_, at) => `${at}*` as const));

const edit = (mediaTime: number, durationSeconds = 0): Edit => ({ mediaTime, durationSeconds, rate: 1 });
const pause = (durationSeconds: number): Edit => ({ mediaTime: -1, durationSeconds, rate: 1 });

function track(kind: 'video' | 'audio', samples: readonly IndexedSample[], ...edits: Edit[]): IndexedTrack {
  return { id: kind === 'video' ? 1 : 2, kind, timescale, samples, edits };
}

/** The samples of each track that are played, as pairs of decode and presentation time. */
const timesOf = (...tracks: IndexedTrack[]) =>
  placeTracks(tracks).map(({ samples }) =>
    samples.map(({ decodeTime, presentationTime }) => [decodeTime, presentationTime]),
  );

test('reordered pictures start at 0 if the edit list gives their start', () => {
  expect(timesOf(track('video', pictures('2*', 5, 3, 4), edit(2)))).toEqual([
    [
      [0, 0],
      [1, 3],
      [2, 1],
      [3, 2],
    ],
  ]);
});

test('without an edit list pictures start at their composition time', () => {
  expect(timesOf(track('video', pictures('2*', 4, 3)), track('audio', sounds(2)))[0]).toEqual([
    [2, 2],
    [3, 4],
    [4, 3],
  ]);
});

test('a movie that starts late is refused', () => {
  const late = [track('video', pictures('0*', 1), pause(0.5), edit(0)), track('audio', sounds(2), pause(0.8), edit(0))];
  expect(() => timesOf(...late)).toThrow('late-start: nothing is played before 0.50 s');
  expect(() => timesOf(track('video', pictures('2*', 4, 3)))).toThrow('late-start');
});

test('sound before the start is left out', () => {
  const [, audio] = timesOf(track('video', pictures('0*')), track('audio', sounds(4), edit(2)));
  expect(audio).toEqual([
    [0, 0],
    [1, 1],
  ]);
});

test('sound that starts within a sample starts at 0 with the rest of that sample', () => {
  const fine = sounds(2).map((sample) => ({
    ...sample,
    decodeTime: sample.decodeTime * 10,
    compositionTime: sample.compositionTime * 10,
    duration: 10,
  }));
  const [, placed] = placeTracks([track('video', pictures('0*')), track('audio', fine, edit(4))]);
  expect(placed?.samples.map(({ decodeTime, duration }) => [decodeTime, duration])).toEqual([
    [0, 6],
    [6, 10],
  ]);
});

test('groups of pictures before the start are left out', () => {
  expect(timesOf(track('video', pictures('0*', 1, '2*', 3), edit(2)))).toEqual([
    [
      [0, 0],
      [1, 1],
    ],
  ]);
});

test('a start between two sync samples is refused', () => {
  expect(() => timesOf(track('video', pictures('0*', 1, 2, '3*'), edit(2)))).toThrow('edit-list: track 1 starts');
});

test('a start that is off by an invisible amount counts as exact', () => {
  const fine = pictures('0*', 100).map((sample) => ({ ...sample, duration: 100, decodeTime: sample.compositionTime }));
  const start = (mediaTime: number) => timesOf({ ...track('video', fine, edit(mediaTime)), timescale: 1000 });
  expect(start(3)).toEqual([
    [
      [0, 0],
      [100, 100],
    ],
  ]);
  expect(() => start(40)).toThrow('edit-list: track 1 starts');
});

test('an end within a long sample is refused', () => {
  const long = pictures('0*').map((sample) => ({ ...sample, duration: 10 }));
  expect(() => timesOf(track('video', long, edit(0, 0.5)))).toThrow('edit-list: track 1 ends within a sample');
});

test('samples after the end are left out, except those that shown pictures depend on', () => {
  expect(timesOf(track('video', pictures('0*', 3, 1, 2, 4), edit(0, 0.3)))).toEqual([
    [
      [0, 0],
      [1, 3],
      [2, 1],
      [3, 2],
    ],
  ]);
});

test('an edit of duration 0 sets no end', () => {
  expect(timesOf(track('video', pictures('0*', 1), edit(0, 0)))[0]).toHaveLength(2);
});

test.each([
  ['two pieces', [edit(0, 1), edit(5, 1)]],
  ['a pause in between', [edit(0, 1), pause(1), edit(5, 1)]],
  ['another speed', [{ ...edit(0), rate: 2 }]],
])('an edit list with %s is refused', (_what, edits) => {
  expect(() => timesOf(track('video', pictures('0*'), ...edits))).toThrow('edit-list: track 1 has several edits');
});

test('pictures without a sync sample are refused', () => {
  expect(() => timesOf(track('video', pictures(0, 1)))).toThrow('no-sync-sample');
});

test('pictures shown before the first sync sample are refused, since they depend on missing ones', () => {
  expect(() => timesOf(track('video', pictures('2*', 0, 1, 3)))).toThrow('depend on missing ones');
  expect(() => timesOf(track('video', pictures('0*', 1, '4*', 2, 3, 5), edit(4)))).toThrow('depend on missing');
});

test('a track with no sample to play is left out', () => {
  const [only, ...others] = placeTracks([track('video', pictures('0*')), track('audio', sounds(2), edit(9))]);
  expect(only?.kind).toBe('video');
  expect(others).toEqual([]);
});
