import { readMp4Address } from '../../../src/shared/mp4-address.ts';
import type { Fragment } from './fragments.ts';

/** Names of a movie's pieces, relative to the playlist. The version keeps pieces of different files apart. */
export const initName = (version: string) => `${version}/init.mp4`;
export const fragmentName = (version: string, index: number) => `${version}/${index}.m4s`;

export function writePlaylist(fragments: readonly Fragment[], version: string): string {
  const longestSeconds = Math.max(...fragments.map(({ durationSeconds }) => durationSeconds));
  const lines = fragments.flatMap((fragment, index) => [
    // Lets prefetching estimate the size of a fragment before it is fetched.
    `#EXT-X-BITRATE:${kilobitsPerSecond(fragment)}`,
    `#EXTINF:${fragment.durationSeconds.toFixed(6)},`,
    fragmentName(version, index),
  ]);
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    `#EXT-X-TARGETDURATION:${Math.max(1, Math.round(longestSeconds))}`,
    `#EXT-X-MAP:URI="${initName(version)}"`,
    ...lines,
    '#EXT-X-ENDLIST',
    '',
  ].join('\n');
}

function kilobitsPerSecond({ durationSeconds, ranges }: Fragment): number {
  const samples = ranges.flatMap(({ track, first, end }) => track.samples.slice(first, end));
  const bytes = samples.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return Math.round(bytes / 125 / Math.max(durationSeconds, 0.001));
}

/**
 * Appends the query of the playlist's URL to every piece, since the file is requested with it. The stored playlist has
 * no query because it may contain a signature that changes between visits. Other playlists are returned unchanged.
 */
export function passQueryOn(text: string, url: string): string {
  const { search } = new URL(url);
  if (search === '' || readMp4Address(url) === null) return text;
  // A saved playlist has what distinguishes the file from others.
  return text.replace(/^(?:[^#\s?]+$|#EXT-X-MAP:URI="[^"?]+(?="))/gm, (piece) => `${piece}${search}`);
}
