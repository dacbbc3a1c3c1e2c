import type { ReelInView } from '../../../src/shared/messages.ts';
import { partsOfMp4, playlistOfMp4 } from '../../../src/shared/mp4-address.ts';
import { passQueryOn } from '../mp4/playlist.ts';
import { type Outline, outlineReel, type OutlineRules } from './outline.ts';

export type OutlineSource = Pick<OutlineRules, 'choose' | 'languages' | 'withAllCaptions'> & {
  /** The text of a manifest or playlist; undefined where it is not here. */
  readonly readText: (url: string) => Promise<string | undefined>;
};

/**
 * Reads the reel's manifest and playlists until there is nothing more to be learned from what can be read. `texts` are
 * those read before, by address; what is read now is added to them. When one cannot be read the others are waited for, so
 * that nothing is under way after a failure.
 */
export async function readOutline(
  { url, format }: Pick<ReelInView, 'url' | 'format'>,
  { readText, ...rules }: OutlineSource,
  texts: Map<string, string> = new Map(),
): Promise<Outline> {
  const start = { hls: url, mp4: playlistOfMp4(url), file: partsOfMp4(url) }[format];
  const learn = async (missing: string) => {
    const text = await readText(missing);
    if (text !== undefined) texts.set(missing, passQueryOn(text, missing));
  };
  for (;;) {
    const outline = outlineReel(start, { ...rules, textOf: (known) => texts.get(known) });
    const knownBefore = texts.size;
    const reads = await Promise.allSettled(outline.missing.map(learn));
    for (const read of reads) if (read.status === 'rejected') throw read.reason;
    if (texts.size === knownBefore) return outline;
  }
}
