import type { ReelInView } from '../../../src/shared/messages.ts';
import { startUrlOf } from '../../../src/shared/start-url.ts';
import { passQueryOn } from '../mp4/playlist.ts';
import { type Outline, outlineReel, type OutlineRules } from './outline.ts';

export type OutlineSource = Pick<OutlineRules, 'choose' | 'languages' | 'withAllCaptions' | 'isSaved'> & {
  /** Returns the text of a manifest or playlist, or undefined if it is not available. */
  readonly readText: (url: string) => Promise<string | undefined>;
};

/**
 * Reads the reel's manifest and playlists as far as they are available. `texts` holds those read before, by URL, and
 * gets those read now. If a read fails, the function still waits for the others, so that nothing is in flight after a
 * failure.
 */
export async function readOutline(
  reel: Pick<ReelInView, 'url' | 'format'>,
  { readText, ...rules }: OutlineSource,
  texts: Map<string, string> = new Map(),
): Promise<Outline> {
  const start = startUrlOf(reel);
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
