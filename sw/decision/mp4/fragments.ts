import type { Track } from './movie.ts';

/** The samples of one track from `first` up to, not with, `end`. */
export type SampleRange = { readonly track: Track; readonly first: number; readonly end: number };

export type Fragment = {
  readonly startSeconds: number;
  readonly durationSeconds: number;
  /** Tracks that have nothing in this time are left out. */
  readonly ranges: readonly SampleRange[];
};

/** The first fragments are short, so that a start or a swipe waits for few bytes. */
const startTargetsSeconds: readonly number[] = [0.5, 0.5, 1];
const targetSeconds = 2;

/** Cuts the whole movie into fragments that follow each other without gap or overlap in any track. */
export function cutFragments(tracks: readonly Track[]): Fragment[] {
  const lead = tracks.find(({ kind }) => kind === 'video') ?? tracks[0];
  if (lead === undefined) return [];
  const cuts = cutPoints(lead);
  const startsSeconds = cuts.map((index) => secondsOf(lead, index));
  const endSeconds = Math.max(...tracks.map(endOf));
  return cuts.map((first, index) => {
    const isLast = index === cuts.length - 1;
    const startSeconds = index === 0 ? 0 : (startsSeconds[index] ?? 0);
    const nextSeconds = isLast ? endSeconds : (startsSeconds[index + 1] ?? endSeconds);
    const ranges = tracks.map((track) =>
      track === lead
        ? { track, first, end: cuts[index + 1] ?? lead.samples.length }
        : {
            track,
            first: index === 0 ? 0 : firstFrom(track, startSeconds),
            end: isLast ? track.samples.length : firstFrom(track, nextSeconds),
          },
    );
    return {
      startSeconds,
      durationSeconds: nextSeconds - startSeconds,
      ranges: ranges.filter((range) => range.end > range.first),
    };
  });
}

/**
 * Where fragments start: at the sync sample nearest to the target. Never in between, although a player that reads on
 * would not mind: hls.js does not go back for the sync sample after a seek.
 */
function cutPoints(lead: Track): number[] {
  const syncs = lead.samples.flatMap(({ isSync }, index) =>
    isSync && index > 0 ? [{ index, seconds: secondsOf(lead, index) }] : [],
  );
  const end = { index: lead.samples.length, seconds: endOf(lead) };
  const cuts = [0];
  let startSeconds = secondsOf(lead, 0);
  for (const [place, next] of syncs.entries()) {
    const wantedSeconds = startSeconds + (startTargetsSeconds[cuts.length - 1] ?? targetSeconds);
    const following = syncs[place + 1] ?? end;
    if (following.seconds - wantedSeconds < wantedSeconds - next.seconds) continue;
    cuts.push(next.index);
    startSeconds = next.seconds;
  }
  return cuts;
}

function secondsOf({ samples, timescale }: Track, index: number): number {
  return (samples[index]?.decodeTime ?? 0) / timescale;
}

/** When the last sample has been shown. */
function endOf({ samples, timescale }: Track): number {
  return (
    samples.reduce((end, { presentationTime, duration }) => Math.max(end, presentationTime + duration), 0) / timescale
  );
}

function firstFrom({ samples, timescale }: Track, seconds: number): number {
  const index = samples.findIndex(({ decodeTime }) => decodeTime / timescale >= seconds);
  return index === -1 ? samples.length : index;
}
