import { longFragmentSeconds } from '../../../src/shared/mp4-address.ts';
import type { Fragment, SampleRange } from './fragments.ts';
import type { Sample } from './movie.ts';

const chunkSeconds = 0.5;

/**
 * Cuts a long fragment into chunks that follow each other in time and in the file, so that a player that reads
 * progressively can show each one as soon as it arrives. Only the first chunk begins with a sync sample, so all remain
 * one fragment, and a seek into it starts at the first chunk.
 */
export function cutChunks({ ranges, durationSeconds }: Fragment): SampleRange[][] {
  const lead = ranges.find(({ track }) => track.kind === 'video');
  if (lead === undefined || durationSeconds <= longFragmentSeconds || !followInFile(ranges)) return [[...ranges]];
  const offsets = [0, ...cutsOf(lead).map((index) => lead.track.samples[index]?.offset ?? 0), Infinity];
  const chunks = offsets.slice(1).map((to, place) => {
    const from = offsets[place] ?? 0;
    const within = ranges.map((range) => ({ ...range, first: firstFrom(range, from), end: firstFrom(range, to) }));
    return within.filter(({ first, end }) => end > first);
  });
  // A chunk can be empty if samples have no bytes.
  return chunks.filter((chunk) => chunk.length > 0);
}

/** Returns cuts at which all samples decoded before are also shown before: no picture waits for the next chunk. */
function cutsOf({ track: { samples, timescale }, first, end }: SampleRange): number[] {
  const earliestFrom = earliestTimes(samples.slice(first, end));
  const cuts: number[] = [];
  let latestTime = -Infinity;
  let chunkTime = samples[first]?.decodeTime ?? 0;
  for (const [place, { decodeTime, presentationTime }] of samples.slice(first, end).entries()) {
    const isLongEnough = decodeTime - chunkTime >= chunkSeconds * timescale;
    if (isLongEnough && latestTime < (earliestFrom[place] ?? 0)) {
      cuts.push(first + place);
      chunkTime = decodeTime;
    }
    latestTime = Math.max(latestTime, presentationTime);
  }
  return cuts;
}

/** Returns for each sample the earliest presentation time from it onwards. */
function earliestTimes(samples: readonly Sample[]): number[] {
  let earliest = Infinity;
  const backwards = samples.toReversed().map(({ presentationTime }) => {
    earliest = Math.min(earliest, presentationTime);
    return earliest;
  });
  return backwards.toReversed();
}

/** Whether the samples lie in order and without overlap; otherwise a chunk would not be one part of the file. */
function followInFile(ranges: readonly SampleRange[]): boolean {
  const tracks = ranges.map(({ track, first, end }) => track.samples.slice(first, end));
  const inFile = tracks.flat().toSorted((a, b) => a.offset - b.offset);
  return [...tracks, inFile].every((samples) =>
    samples.every(({ offset }, index) => {
      const before = samples[index - 1];
      return before === undefined || before.offset + before.sizeBytes <= offset;
    }),
  );
}

/** Returns the first sample of the range at or after this offset in the file. */
function firstFrom({ track: { samples }, first, end }: SampleRange, offset: number): number {
  let [low, high] = [first, end];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((samples[middle]?.offset ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
