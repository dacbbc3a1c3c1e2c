import { partsOfMp4, playlistOfMp4 } from './mp4-address.ts';
import type { ReelInView } from './messages.ts';

/** Returns the URL of the file that a player reads first. */
export function startUrlOf({ url, format }: Pick<ReelInView, 'url' | 'format'>): string {
  return { hls: url, mp4: playlistOfMp4(url), file: partsOfMp4(url) }[format];
}
