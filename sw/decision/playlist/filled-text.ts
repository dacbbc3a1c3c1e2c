import { applyEdits, type Edit } from './edits.ts';
import { HlsText } from './hls-text.ts';

/**
 * A manifest or playlist with its variables filled in: only then does it tell what it leads to. Its definitions stay, for
 * those who import them.
 */
export function fillText(text: string, url: string, imported: ReadonlyMap<string, string> | null): string {
  const source = new HlsText(text, url, imported);
  const edits: Edit[] = [];
  for (const line of source.lines()) {
    const { tag, start, end } = line;
    if (tag === 'EXT-X-DEFINE') source.define(line);
    // A title may hold anything.
    else if (tag !== 'EXTINF') edits.push({ start, end, text: source.substitute(text.slice(start, end)) });
  }
  return applyEdits(edits, text);
}
