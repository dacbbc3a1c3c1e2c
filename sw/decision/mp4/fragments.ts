import type { Track } from './movie.ts';

/** The samples of one track from `first` (inclusive) to `end` (exclusive). */
export type SampleRange = { readonly track: Track; readonly first: number; readonly end: number };

export type Fragment = {
  readonly startSeconds: number;
  readonly durationSeconds: number;
  /** Tracks without samples in this time are left out. */
  readonly ranges: readonly SampleRange[];
};

/** The first fragments are short, so that playback after a start or swipe waits for few bytes. */
const startTargetsSeconds: readonly number[] = [0.5, 0.5, 1];
const targetSeconds = 2;

/** Cuts the whole movie into consecutive fragments, without gap or overlap in any track. */
export function cutFragments(tracks: readonly Track[]): Fragment[] {
  const lead = tracks.find(({ kind }) => kind === 'video') ?? tracks[0];
  if (lead === undefined) return [];
  const cuts = cutPoints(lead);
  const startsSeconds = cuts.map((index) => secondsOf(lead, index));
  const endSeconds = Math.max(...tracks.map(endOf));
  const firsts = tracks.map((track) => ({ track, first: track === lead ? cuts : firstsFrom(track, startsSeconds) }));
  return cuts.map((_, index) => {
    const startSeconds = index === 0 ? 0 : (startsSeconds[index] ?? 0);
    const nextSeconds = startsSeconds[index + 1] ?? endSeconds;
    const ranges = firsts.map(({ track, first }) => {
      return { track, first: first[index] ?? 0, end: first[index + 1] ?? track.samples.length };
    });
    return {
      startSeconds,
      durationSeconds: nextSeconds - startSeconds,
      ranges: ranges.filter((range) => range.end > range.first),
    };
  });
}

/**
 * Returns where fragments start: at the sync sample nearest to each target duration. Never between sync samples, since
 * after a seek hls.js does not go back to an earlier fragment for the sync sample.
 */
function cutPoints(lead: Track): number[] {
  const starts = startsOf(lead);
  const cuts = [0];
  let startSeconds = secondsOf(lead, 0);
  for (let place = 0; place < starts.length; place += 1) {
    const index = starts[place] ?? 0;
    const following = starts[place + 1];
    const seconds = secondsOf(lead, index);
    const followingSeconds = following === undefined ? endOf(lead) : secondsOf(lead, following);
    const wantedSeconds = startSeconds + (startTargetsSeconds[cuts.length - 1] ?? targetSeconds);
    if (followingSeconds - wantedSeconds < wantedSeconds - seconds) continue;
    cuts.push(index);
    startSeconds = seconds;
  }
  return cuts;
}

/** Returns the sync samples without leading pictures, which would depend on samples of the previous fragment. */
function startsOf({ samples }: Track): number[] {
  const starts: number[] = [];
  let earliestLater = Number.POSITIVE_INFINITY;
  for (let index = samples.length - 1; index > 0; index -= 1) {
    const { isSync = false, presentationTime = 0 } = samples[index] ?? {};
    if (isSync && presentationTime <= earliestLater) starts.push(index);
    earliestLater = Math.min(earliestLater, presentationTime);
  }
  return starts.toReversed();
}

function secondsOf({ samples, timescale }: Track, index: number): number {
  return (samples[index]?.decodeTime ?? 0) / timescale;
}

/** Returns when the last sample ends, in seconds. */
export function endOf({ samples, timescale }: Track): number {
  return (
    samples.reduce((end, { presentationTime, duration }) => Math.max(end, presentationTime + duration), 0) / timescale
  );
}

/** Returns where each fragment starts in a track other than the lead. Earlier samples join the first fragment. */
function firstsFrom(track: Track, startsSeconds: readonly number[]): number[] {
  let index = 0;
  const later = startsSeconds.slice(1).map((seconds) => {
    while (index < track.samples.length && secondsOf(track, index) < seconds) index += 1;
    return index;
  });
  return [0, ...later];
}
