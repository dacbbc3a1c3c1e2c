import type { Edit, IndexedSample, IndexedTrack, Sample, Track } from './movie.ts';
import { Mp4Error } from './mp4-error.ts';

type Cut = { readonly shift: number; readonly end: number };

/** A video's first sample may start this far from the start in its edit list: the difference is not visible. */
const exactSeconds = 0.02;
/** A movie may start at most this late: a file player waits until then, while Media Source shows it at once. */
const maxDelaySeconds = 0.02;
/** The last sample may extend this far beyond the end in the edit list. */
const maxOverlongSeconds = 0.1;

/**
 * Applies the edit lists to the sample times and drops the samples that they hide. The lists themselves are not passed
 * on, since engines interpret them differently.
 */
export function placeTracks(indexed: readonly IndexedTrack[]): Track[] {
  const tracks = indexed
    .map((track) => {
      const { id, kind, timescale } = track;
      return { id, kind, timescale, samples: placeSamples(track, readEdits(track)) };
    })
    .filter(({ samples }) => samples.length > 0);
  const startSeconds = Math.min(...tracks.map(startOf));
  if (tracks.length > 0 && startSeconds > maxDelaySeconds) {
    throw new Mp4Error('late-start', `nothing is played before ${startSeconds.toFixed(2)} s`);
  }
  return tracks;
}

function startOf({ samples, timescale }: Track): number {
  return samples.reduce((start, { presentationTime }) => Math.min(start, presentationTime), Infinity) / timescale;
}

/** Reads a single edit, possibly after pauses, as a start and an end. More edits could repeat or reorder samples. */
function readEdits({ id, edits, timescale }: IndexedTrack): Cut {
  const played = edits.findIndex(({ mediaTime }) => mediaTime >= 0);
  if (played === -1) return { shift: 0, end: Number.POSITIVE_INFINITY };
  const edit: Edit | undefined = edits[played];
  if (edit === undefined || played < edits.length - 1 || edit.rate !== 1) {
    throw new Mp4Error('edit-list', `track ${id} has several edits or another speed`);
  }
  const pauseSeconds = edits.slice(0, played).reduce((seconds, { durationSeconds }) => seconds + durationSeconds, 0);
  const pause = Math.round(pauseSeconds * timescale);
  const end = edit.durationSeconds > 0 ? pause + Math.round(edit.durationSeconds * timescale) : Infinity;
  return { shift: pause - edit.mediaTime, end };
}

function placeSamples(track: IndexedTrack, cut: Cut): Sample[] {
  const shown = track.samples.slice(0, endOfShown(track.samples, cut));
  const lastEnd = shown.reduce((end, { compositionTime, duration }) => Math.max(end, compositionTime + duration), 0);
  if (lastEnd + cut.shift - cut.end > maxOverlongSeconds * track.timescale) {
    throw new Mp4Error('edit-list', `track ${track.id} ends within a sample`);
  }
  return track.kind === 'video' ? placePictures(track, shown, cut) : placeSound(shown, cut);
}

/** Returns the index after the last sample that starts before the end. Samples decoded later are not needed. */
function endOfShown(samples: readonly IndexedSample[], { shift, end }: Cut): number {
  return samples.findLastIndex(({ compositionTime }) => compositionTime + shift < end) + 1;
}

/**
 * Starts the video at a sync sample. Decode times are shifted to begin with the presentation, so that none is negative;
 * a picture's presentation time may then be earlier than its decode time, as in CMAF.
 */
function placePictures({ id, timescale }: IndexedTrack, samples: readonly IndexedSample[], { shift }: Cut): Sample[] {
  const tolerance = Math.min((samples[0]?.duration ?? 0) / 2, exactSeconds * timescale);
  const startsAt = ({ isSync, compositionTime }: IndexedSample) => isSync && compositionTime + shift <= tolerance;
  const hidden = samples.findLastIndex(startsAt);
  const start = hidden === -1 ? samples.findIndex(({ isSync }) => isSync) : hidden;
  const first = samples[start];
  if (first === undefined) {
    if (samples.length === 0) return [];
    throw new Mp4Error('no-sync-sample', `track ${id} has no sync sample to start with`);
  }
  const followers = samples.slice(start);
  if (followers.some(({ compositionTime }) => compositionTime < first.compositionTime)) {
    throw new Mp4Error('no-sync-sample', `track ${id} starts with pictures that depend on missing ones`);
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

/** Sound is decoded in presentation order. A first sample that starts before time 0 is shortened to the rest of it. */
function placeSound(samples: readonly IndexedSample[], { shift }: Cut): Sample[] {
  const presented = samples.filter(({ compositionTime, duration }) => compositionTime + shift + duration > 0);
  return presented.map(({ offset, sizeBytes, isSync, compositionTime, duration }) => {
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
