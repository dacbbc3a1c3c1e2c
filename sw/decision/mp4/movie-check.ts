import { endOf, type Fragment } from './fragments.ts';
import type { Track } from './movie.ts';
import { Mp4Error } from './mp4-error.ts';

/** Where only one of its tracks has anything, Media Source has nothing: it waits there, and a file plays on. */
const maxApartSeconds = 0.25;
/** Pictures may depend on each other for minutes: whoever seeks into them waits for all that come before. */
export const maxFragmentBytes = 32 * 1024 * 1024;

/** Refuses what would be worse in fragments than as the file that it is. */
export function checkMovie(tracks: readonly Track[], fragments: readonly Fragment[], fileBytes: number | null): void {
  // Samples without duration are shown by a file's player, and by Media Source not at all.
  if (fragments.every(({ durationSeconds }) => durationSeconds === 0)) {
    throw new Mp4Error('no-media', 'there is no sample that is played');
  }
  checkTogether(tracks);
  for (const { ranges } of fragments) {
    const samples = ranges.flatMap(({ track, first, end }) => track.samples.slice(first, end));
    const bytes = samples.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    if (bytes > maxFragmentBytes) throw new Mp4Error('fragment-too-long', `${bytes} bytes depend on each other`);
    if (fileBytes !== null && samples.some(({ offset, sizeBytes }) => offset + sizeBytes > fileBytes)) {
      throw new Mp4Error('truncated', `samples lie behind the end of the file, which has ${fileBytes} bytes`);
    }
  }
}

function checkTogether(tracks: readonly Track[]): void {
  const starts = tracks.map(({ samples, timescale }) => (samples[0]?.presentationTime ?? 0) / timescale);
  for (const times of [starts, tracks.map(endOf)]) {
    const apartSeconds = Math.max(...times) - Math.min(...times);
    if (apartSeconds > maxApartSeconds) {
      throw new Mp4Error('apart', `pictures and sound start or end ${apartSeconds.toFixed(2)} s apart`);
    }
  }
}
