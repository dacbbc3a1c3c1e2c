import { endOf, type Fragment } from './fragments.ts';
import type { Track } from './movie.ts';
import { Mp4Error } from './mp4-error.ts';

/** Media Source stalls if only one track has samples at the playhead, while a plain file plays on. */
const maxApartSeconds = 0.25;
/** Sync samples may be minutes apart, and a seek has to wait for everything since the last one. */
export const maxFragmentBytes = 32 * 1024 * 1024;

/** Throws if the movie would play worse in fragments than as a plain file. */
export function checkMovie(tracks: readonly Track[], fragments: readonly Fragment[], fileBytes: number | null): void {
  // Samples without duration are shown when a file is played, but never by Media Source.
  if (fragments.every(({ durationSeconds }) => durationSeconds === 0)) {
    throw new Mp4Error('no-media', 'no sample is played');
  }
  checkTogether(tracks);
  for (const { ranges } of fragments) {
    const samples = ranges.flatMap(({ track, first, end }) => track.samples.slice(first, end));
    const bytes = samples.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    if (bytes > maxFragmentBytes) throw new Mp4Error('fragment-too-long', `${bytes} bytes depend on each other`);
    if (fileBytes !== null && samples.some(({ offset, sizeBytes }) => offset + sizeBytes > fileBytes)) {
      throw new Mp4Error('truncated', `samples lie beyond the end of the file, which has ${fileBytes} bytes`);
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
