import type { Edit, IndexedSample, IndexedTrack, Sample, Track } from './movie.ts';
import { Mp4Error } from './mp4-error.ts';

type Cut = { readonly shift: number; readonly end: number };

/**
 * Puts every sample where it is played, by the edit lists, which are not passed on: engines differ in what they make of
 * them. Playback starts at 0, and what an edit list hides is left out.
 */
export function placeTracks(indexed: readonly IndexedTrack[]): Track[] {
  const cuts = indexed.map((track) => ({ track, cut: readEdits(track) }));
  const startSeconds = Math.min(...cuts.map(({ track, cut }) => firstShown(track.samples, cut) / track.timescale));
  const delaySeconds = Math.max(0, Number.isFinite(startSeconds) ? startSeconds : 0);
  const tracks = cuts.map(({ track, cut }) => {
    const delay = Math.round(delaySeconds * track.timescale);
    const moved = { shift: cut.shift - delay, end: cut.end - delay };
    return { id: track.id, kind: track.kind, timescale: track.timescale, samples: placeSamples(track, moved) };
  });
  return tracks.filter(({ samples }) => samples.length > 0);
}

/** One edit, after pauses, is a start and an end. Anything more would need samples twice or not in their order. */
function readEdits({ id, edits, timescale }: IndexedTrack): Cut {
  const played = edits.findIndex(({ mediaTime }) => mediaTime >= 0);
  if (played === -1) return { shift: 0, end: Number.POSITIVE_INFINITY };
  const edit: Edit | undefined = edits[played];
  if (edit === undefined || played < edits.length - 1 || edit.rate !== 1) {
    throw new Mp4Error('edit-list', `track ${id} is put together from several pieces or played at another speed`);
  }
  const pauseSeconds = edits.slice(0, played).reduce((seconds, { durationSeconds }) => seconds + durationSeconds, 0);
  const pause = Math.round(pauseSeconds * timescale);
  const end = edit.durationSeconds > 0 ? pause + Math.round(edit.durationSeconds * timescale) : Infinity;
  return { shift: pause - edit.mediaTime, end };
}

function firstShown(samples: readonly IndexedSample[], { shift }: Cut): number {
  let first = Number.POSITIVE_INFINITY;
  for (const { compositionTime } of samples) first = Math.min(first, compositionTime + shift);
  return first;
}

function placeSamples(track: IndexedTrack, cut: Cut): Sample[] {
  const shown = track.samples.slice(0, endOfShown(track.samples, cut));
  return track.kind === 'video' ? placePictures(track.id, shown, cut) : placeSound(shown, cut);
}

/** Behind the last sample that is played before the end. Later ones in decode order are needed by nobody. */
function endOfShown(samples: readonly IndexedSample[], { shift, end }: Cut): number {
  return samples.findLastIndex(({ compositionTime }) => compositionTime + shift < end) + 1;
}

/**
 * Pictures start with one that needs no other. Decode times start where presentation starts, so that nothing has to be
 * decoded before time 0; pictures may then be shown before their decode time, as in files of CMAF.
 */
function placePictures(id: number, samples: readonly IndexedSample[], { shift }: Cut): Sample[] {
  const tolerance = (samples[0]?.duration ?? 0) / 2;
  const startsAt = ({ isSync, compositionTime }: IndexedSample) => isSync && compositionTime + shift <= tolerance;
  const hidden = samples.findLastIndex(startsAt);
  const start = hidden === -1 ? samples.findIndex(({ isSync }) => isSync) : hidden;
  const first = samples[start];
  if (first === undefined) {
    if (samples.length === 0) return [];
    throw new Mp4Error('no-sync-sample', `track ${id} has no picture to start with`);
  }
  const followers = samples.slice(start);
  if (followers.some(({ compositionTime }) => compositionTime < first.compositionTime)) {
    throw new Mp4Error('no-sync-sample', `track ${id} starts with pictures that depend on what is not there`);
  }
  const firstTime = first.compositionTime + shift;
  if (firstTime < -tolerance) throw new Mp4Error('edit-list', `track ${id} starts between two sync samples`);
  const presentationShift = shift - Math.min(0, firstTime);
  const decodeShift = first.compositionTime + presentationShift - first.decodeTime;
  return followers.map(({ offset, sizeBytes, compositionTime, decodeTime, duration, isSync }) => ({
    offset,
    sizeBytes,
    decodeTime: decodeTime + decodeShift,
    presentationTime: compositionTime + presentationShift,
    duration,
    isSync,
  }));
}

/** Sound is decoded in the order in which it is heard. A first sample that starts early is heard for the rest of it. */
function placeSound(samples: readonly IndexedSample[], { shift }: Cut): Sample[] {
  const heard = samples.filter(({ compositionTime, duration }) => compositionTime + shift + duration > 0);
  return heard.map(({ offset, sizeBytes, isSync, compositionTime, duration }) => {
    const time = compositionTime + shift;
    const start = Math.max(0, time);
    return {
      offset,
      sizeBytes,
      isSync,
      decodeTime: start,
      presentationTime: start,
      duration: duration - (start - time),
    };
  });
}
