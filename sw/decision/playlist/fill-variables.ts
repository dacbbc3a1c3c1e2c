import { applyEdits, type Edit } from './edits.ts';
import { HlsText } from './hls-text.ts';

/**
 * Fills in the variables of a manifest or playlist, so that its addresses can be read. Definitions stay, since
 * playlists may import them.
 */
export function fillVariables(text: string, url: string, imported: ReadonlyMap<string, string> | null): string {
  const source = new HlsText(text, url, imported);
  const edits: Edit[] = [];
  for (const line of source.lines()) {
    const { tag, start, end } = line;
    if (tag === 'EXT-X-DEFINE') source.define(line);
    // A title may contain anything, so it is not substituted.
    else if (tag !== 'EXTINF') edits.push({ start, end, text: source.substitute(text.slice(start, end)) });
  }
  return applyEdits(edits, text);
}
